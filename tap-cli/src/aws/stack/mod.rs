//! Stacks of one region.

use super::failure::Failure;
use super::progress::Progress;
use super::session::Clients;
use std::collections::BTreeMap;
use std::rc::Rc;
use tap_core::document::TemplateSet;
use tap_core::plan::Plan;

pub struct Live {
    pub id: String,
    pub name: String,
    pub region: String,
    pub status: String,
    pub reason: Option<String>,
    pub parameters: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    pub outputs: BTreeMap<String, String>,
}

pub struct Tree {
    pub live: Live,
    pub template: String,
    pub children: BTreeMap<String, Tree>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Absent,
    Reviewed,
    Working,
    Settled,
    CreationFailed,
    RollbackFailed,
    UpdateFailed,
    DeletionFailed,
}

pub async fn find(clients: &Clients, name: &str) -> Result<Option<Live>, Failure> {
    let answer = clients.cloudformation.describe_stacks().stack_name(name).send().await;
    let answer = match answer.map_err(|error| Failure::of(&format!("read the stack {name} in {}", clients.region), &error)) {
        Ok(answer) => answer,
        Err(failure) if failure.is_no_stack() => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_string();
    Ok(answer.stacks().first().map(|stack| Live {
        id: text(stack.stack_id()),
        name: text(stack.stack_name()),
        region: clients.region.clone(),
        status: text(stack.stack_status().map(|status| status.as_str())),
        reason: stack.stack_status_reason().map(str::to_string),
        parameters: stack.parameters().iter().map(|p| (text(p.parameter_key()), text(p.parameter_value()))).collect(),
        tags: BTreeMap::new(),
        outputs: BTreeMap::new(),
    }))
}

pub async fn tree(clients: &Clients, live: Live) -> Result<Tree, Failure> {
    let answer = clients.cloudformation.get_template().stack_name(&live.id).send().await;
    let answer = answer.map_err(|error| Failure::of(&format!("read the template of {}", live.name), &error))?;
    Ok(Tree { live, template: answer.template_body().unwrap_or_default().to_string(), children: BTreeMap::new() })
}

impl Tree {
    pub fn templates(&self, root: &str) -> Result<TemplateSet, String> {
        let document = tap_core::document::Document::read(root, &self.template).map_err(|problem| problem.to_string())?;
        TemplateSet::new([document].into_iter()).map_err(|problem| problem.to_string())
    }
}

pub fn state(live: Option<&Live>) -> State {
    match live.map(|live| live.status.as_str()) {
        None => State::Absent,
        Some("REVIEW_IN_PROGRESS") => State::Reviewed,
        Some("ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED") => State::CreationFailed,
        Some("UPDATE_ROLLBACK_FAILED") => State::RollbackFailed,
        Some("UPDATE_FAILED") => State::UpdateFailed,
        Some("DELETE_FAILED") => State::DeletionFailed,
        Some(status) if status.ends_with("IN_PROGRESS") => State::Working,
        Some(_) => State::Settled,
    }
}

pub async fn follow(clients: &Clients, id: &str, _plan: Option<Rc<Plan>>, _progress: &Progress) -> Result<Live, Failure> {
    loop {
        let live = find(clients, id).await?.ok_or_else(|| Failure::from(format!("there is no stack {id}")))?;
        if state(Some(&live)) != State::Working {
            return Ok(live);
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

pub async fn delete(clients: &Clients, live: &Live, progress: &Progress) -> Result<(), Failure> {
    let answer = clients.cloudformation.delete_stack().stack_name(&live.id).send().await;
    answer.map_err(|error| Failure::of(&format!("delete the stack {}", live.name), &error))?;
    follow(clients, &live.id, None, progress).await.map(|_| ())
}

pub async fn roll_back(clients: &Clients, name: &str, _skip: &[String], _progress: &Progress) -> Result<String, Failure> {
    let live = find(clients, name).await?;
    Ok(format!("{name} is {:?}", state(live.as_ref())))
}
