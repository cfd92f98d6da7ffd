//! Follows operations on a stack set, and what they do in each region, to their end.

use super::Target;
use super::calls::Targets;
use super::live::{self, is_under_way};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use crate::aws::stack::{self, Pause, Since, State};
use futures_util::future::join_all;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tap_core::plan::Plan;
use tokio::sync::Notify;

/// How an operation ended.
pub(super) struct End {
    pub id: String,
    /// `SUCCEEDED`, `FAILED` or `STOPPED`.
    pub status: String,
    pub reason: Option<String>,
    /// Instances that failed, and why.
    pub failed: Vec<(Target, Option<String>)>,
}

/// Waits until these operations end, and tells meanwhile what happens to the stacks of these instances; returns how each ended, and why
/// stacks failed as far as their events say.
pub(super) async fn follow(
    setting: &Setting,
    name: &str,
    operations: &[String],
    targets: &BTreeSet<Target>,
    plan: Option<Rc<Plan>>,
    progress: &Progress,
) -> Result<(Vec<End>, BTreeMap<Target, String>), Failure> {
    let home = setting.session.clients(&setting.home()?);
    let over = Over::default();
    let ends = async {
        let ends = join_all(operations.iter().map(|operation| end(&home, name, operation, progress))).await;
        over.set();
        ends
    };
    // The credentials are those of one account.
    let own = targets.iter().filter(|(account, _)| *account == setting.session.account);
    let watched = join_all(own.map(|target| watch(setting, &home, name, target, plan.clone(), progress, &over)));
    let (ends, watched) = tokio::join!(ends, watched);
    let mut failures: BTreeMap<Target, String> = watched.into_iter().flatten().collect();
    let ends: Vec<End> = ends.into_iter().collect::<Result<_, _>>()?;
    // One that failed between two looks at it.
    for (target, _) in ends.iter().flat_map(|end| &end.failed) {
        if target.0 == setting.session.account && !failures.contains_key(target) {
            let id = live::instance(&home, name, target).await?.and_then(|instance| instance.stack_id);
            let clients = setting.session.clients(&target.1);
            let why = match id {
                Some(id) => course(&clients, &id, plan.clone(), progress).await,
                None => None,
            };
            failures.extend(why.flatten().map(|why| (target.clone(), why)));
        }
    }
    Ok((ends, failures))
}

/// Says what went wrong, if anything did.
pub(super) fn verdict(name: &str, ends: &[End], failures: &BTreeMap<Target, String>) -> Result<(), Failure> {
    let mut said = Vec::new();
    for end in ends.iter().filter(|end| end.status != "SUCCEEDED" || !end.failed.is_empty()) {
        for (target, reason) in &end.failed {
            let (account, region) = target;
            let why = match (failures.get(target), reason) {
                (Some(failure), _) => failure.clone(),
                (None, Some(reason)) => reason.trim_end_matches('.').to_string(),
                (None, None) => "AWS says no reason".to_string(),
            };
            said.push(format!("the stack set {name} failed in {region} (account {account}): {why}"));
        }
        if end.failed.is_empty() {
            let reason = end.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
            said.push(format!("the operation {} on the stack set {name} ended as {}{reason}", end.id, end.status));
        }
    }
    if said.is_empty() {
        return Ok(());
    }
    let help =
        "help: run the same command again when the cause is gone: it goes on with the stacks that are not as they shall be";
    Err(format!("{}\n{help}", said.join("\n")).into())
}

/// Waits for the end of an operation.
async fn end(home: &Clients, name: &str, operation: &str, progress: &Progress) -> Result<End, Failure> {
    let mut pause = Pause::default();
    let mut before = String::new();
    loop {
        let call = home.cloudformation.describe_stack_set_operation().stack_set_name(name).operation_id(operation);
        let answer = call
            .send()
            .await
            .map_err(|error| Failure::of(&format!("read the operation {operation} on the stack set {name}"), &error))?;
        let is = answer.stack_set_operation();
        let status = is.and_then(|is| is.status()).map(|status| status.as_str()).unwrap_or_default();
        if is_under_way(status) {
            pause.wait(status != before, progress).await;
            before = status.to_string();
            continue;
        }
        let count = is.and_then(|is| is.status_details()).and_then(|details| details.failed_stack_instances_count());
        let is_good = status == "SUCCEEDED" && count.unwrap_or_default() == 0;
        let failed = if is_good { Vec::new() } else { failed(home, name, operation).await? };
        let reason = is.and_then(|is| is.status_reason()).map(str::to_string);
        return Ok(End { id: operation.to_string(), status: status.to_string(), reason, failed });
    }
}

/// The instances that failed in an operation.
async fn failed(home: &Clients, name: &str, operation: &str) -> Result<Vec<(Target, Option<String>)>, Failure> {
    let mut failed = Vec::new();
    let call = home.cloudformation.list_stack_set_operation_results().stack_set_name(name).operation_id(operation);
    let mut pages = call.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| {
            Failure::of(&format!("read the results of the operation {operation} on the stack set {name}"), &error)
        })?;
        for result in page.summaries().iter().filter(|result| result.status().is_some_and(|status| status.as_str() == "FAILED")) {
            let text = |text: Option<&str>| text.unwrap_or_default().to_string();
            failed.push(((text(result.account()), text(result.region())), result.status_reason().map(str::to_string)));
        }
    }
    Ok(failed)
}

/// Whether the operations are over.
#[derive(Default)]
struct Over {
    is: Cell<bool>,
    notify: Notify,
}

impl Over {
    fn set(&self) {
        self.is.set(true);
        self.notify.notify_waiters();
    }

    /// Waits, but no longer than until they are over.
    async fn wait(&self, pause: &mut Pause, has_changed: bool, progress: &Progress) {
        tokio::select! {
            () = pause.wait(has_changed, progress) => {}
            () = self.notify.notified() => {}
        }
    }
}

/// The statuses in which a stack of a stack set ends well.
const GOOD: &[&str] = &["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"];

/// Tells what happens to the stack of an instance until the operations are over; why it failed, if it did. A call that fails ends this, but
/// not what is watched.
async fn watch(
    setting: &Setting,
    home: &Clients,
    name: &str,
    target: &Target,
    plan: Option<Rc<Plan>>,
    progress: &Progress,
    over: &Over,
) -> Option<(Target, String)> {
    let clients = setting.session.clients(&target.1);
    let mut pause = Pause::default();
    let mut id: Option<String> = None;
    let mut last = None;
    loop {
        if id.is_none() {
            id = live::instance(home, name, target).await.ok()?.and_then(|instance| instance.stack_id);
        }
        let is_over = over.is.get();
        let mut was_at_work = false;
        if let Some(id) = &id {
            let live = stack::find(&clients, id).await.ok()?;
            was_at_work = stack::state(live.as_ref()) == State::Working;
            if was_at_work {
                last = course(&clients, id, plan.clone(), progress).await?;
            }
        }
        if is_over && !was_at_work {
            return last.map(|why| (target.clone(), why));
        }
        over.wait(&mut pause, was_at_work, progress).await;
    }
}

/// Tells what happens to a stack, or has happened last; why it failed, if it did. None if that cannot be told.
async fn course(clients: &Clients, id: &str, plan: Option<Rc<Plan>>, progress: &Progress) -> Option<Option<String>> {
    let operation = stack::Operation { clients, before: None, id, since: Since::Operation, plan, good: GOOD };
    let stack::Course { live, happened } = stack::course(operation, progress).await.ok()?;
    let is_bad = !GOOD.contains(&live.status.as_str());
    Some(is_bad.then(|| format!("{}\n{}", stack::reason(&live.name, &happened), stack::consequence(&live, &happened))))
}

/// Waits for what is under way with a stack set, whoever began it; whether there was anything.
pub(super) async fn settle(setting: &Setting, name: &str, plan: Option<Rc<Plan>>, progress: &Progress) -> Result<bool, Failure> {
    let region = setting.home()?;
    let home = setting.session.clients(&region);
    let mut was = false;
    loop {
        let operations = live::operations(&home, name).await?;
        let running: Vec<_> = operations.into_iter().filter(live::Operation::is_under_way).collect();
        if running.is_empty() {
            return Ok(was);
        }
        was = true;
        let said: Vec<String> = running.iter().map(|operation| format!("{} ({})", operation.id, operation.action)).collect();
        let running: Vec<String> = running.into_iter().map(|operation| operation.id).collect();
        progress.say(&region, format!("wait for what is under way with the stack set {name}: {}", said.join(", ")));
        let targets = live::targets(&home, name).await?.into_iter().collect();
        // How it ended is seen in what is there afterwards.
        follow(setting, name, &running, &targets, plan.clone(), progress).await?;
    }
}

/// All of these accounts and regions.
pub(super) fn union<'t>(targets: impl Iterator<Item = &'t Targets>) -> BTreeSet<Target> {
    targets.flat_map(Targets::each).collect()
}
