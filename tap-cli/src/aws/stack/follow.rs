//! Following AWS at work.

use super::events::{Happening, Since, Watch};
use super::live::{Live, bare, find};
use super::pause::Pause;
use super::state::State;
use crate::aws::failure::Failure;
use crate::aws::progress::{Event, Progress};
use crate::aws::session::Clients;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tap_core::plan::Plan;

/// After so long without any event, an operation is taken to be over that AWS shows no sign of.
const SILENT: Duration = Duration::from_secs(20);

/// What became of an operation.
pub struct Course {
    pub live: Live,
    pub happened: Vec<Happening>,
}

/// An operation to follow.
pub struct Operation<'c> {
    pub clients: &'c Clients,
    /// The stack as it was before; what is not asked for yet may still show this.
    pub before: Option<&'c Live>,
    /// The ARN of the stack.
    pub id: &'c str,
    pub since: Since,
    pub plan: Option<Rc<Plan>>,
    /// The statuses in which it ends well.
    pub good: &'c [&'c str],
}

/// What is good if nobody knows what was wanted.
const GOOD: &[&str] = &["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE"];

/// Follows what is under way with a stack, and with all that is nested in it, until it ends.
///
/// # Errors
///
/// There is no such stack; AWS does not answer, or does not permit it. How the operation ends is no error.
pub async fn follow(clients: &Clients, id: &str, plan: Option<Rc<Plan>>, progress: &Progress) -> Result<Live, Failure> {
    let live = find(clients, id).await?;
    let mut live = live.ok_or_else(|| Failure::from(format!("there is no stack {} in {}", bare(id), clients.region)))?;
    if let Some(root) = &live.root_id {
        live = find(clients, root).await?.unwrap_or(live);
    }
    let operation = Operation { clients, before: None, id: &live.id, since: Since::Operation, plan, good: GOOD };
    Ok(course(operation, progress).await?.live)
}

/// Follows an operation to its end.
pub async fn course(operation: Operation<'_>, progress: &Progress) -> Result<Course, Failure> {
    let Operation { clients, before, id, since, plan, good } = operation;
    let (region, stack) = (clients.region.clone(), bare(id).to_string());
    let is_ours = matches!(since, Since::Event(_));
    let mut watch = Watch::new(clients, id, since);
    let (started, mut silent, mut pause) = (Instant::now(), Instant::now(), Pause::default());
    let (mut happened, mut is_told) = (Vec::new(), false);
    loop {
        let now = find(clients, id).await?;
        let news = watch.poll().await?;
        if !is_told && (is_ours || watch.begun.is_some()) {
            let elapsed = watch.begun.filter(|_| !is_ours).map_or(0.0, |begun| since_1970() - begun);
            progress.tell(Event::Begun {
                region: region.clone(),
                stack: stack.clone(),
                plan: plan.clone(),
                elapsed: elapsed as u32,
            });
            is_told = true;
        }
        for one in &news {
            progress.tell(Event::Changed {
                region: region.clone(),
                stack: stack.clone(),
                path: one.path.clone(),
                kind: one.kind.clone(),
                status: one.status.clone(),
                reason: one.reason.clone(),
                at: one.at,
            });
        }
        let has_changed = !news.is_empty();
        happened.extend(news);
        if has_changed {
            silent = Instant::now();
        }
        let ended = match now {
            None => Some(gone(before, id, clients)),
            Some(live) => is_over(&live, before, watch.status.as_deref(), silent.elapsed()).then_some(live),
        };
        if let Some(live) = ended {
            let end = happened.last().map_or_else(since_1970, |last: &Happening| last.at);
            let seconds = watch.begun.map_or(started.elapsed().as_secs_f64(), |begun| (end - begun).max(0.0)).round() as u32;
            let is_good = good.contains(&live.status.as_str());
            progress.tell(Event::Ended { region, stack, status: live.status.clone(), seconds, is_good });
            return Ok(Course { live, happened });
        }
        pause.wait(has_changed, progress).await;
    }
}

/// Whether an operation is over: by the status of the stack, and by what events told of it. Either may be older than what AWS has begun.
pub(super) fn is_over(live: &Live, before: Option<&Live>, told: Option<&str>, silent: Duration) -> bool {
    match (State::of(&live.status), before) {
        (State::Working, _) | (State::Reviewed, Some(_)) => false,
        (_, Some(before)) if told.is_none() => before.status != live.status || before.updated != live.updated || silent > SILENT,
        _ => told.is_none_or(|told| told == live.status) || silent > SILENT,
    }
}

/// A stack that even its ARN does not find any more.
fn gone(before: Option<&Live>, id: &str, clients: &Clients) -> Live {
    let known = before.cloned().unwrap_or_default();
    let (name, region) = (bare(id).to_string(), clients.region.clone());
    Live { id: id.to_string(), name, region, status: "DELETE_COMPLETE".to_string(), ..known }
}

/// The time, in seconds since 1970.
pub fn since_1970() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
