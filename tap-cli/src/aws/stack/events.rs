//! What has happened to a stack and to those nested in it, read from AWS's events.

use super::live::said;
use super::state::State;
use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_cloudformation::types::StackEvent;
use futures_util::future::try_join_all;
use tap_schema::STACK;

/// Something that happened to a resource, or to the root stack as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// Logical ids from the root down, without the root's own; empty for the root itself.
    pub path: Vec<String>,
    pub kind: String,
    /// AWS's status, such as `CREATE_IN_PROGRESS`.
    pub status: String,
    /// Why, if AWS says so.
    pub reason: Option<String>,
    /// When, in seconds since 1970.
    pub at: f64,
}

/// From where on events are read.
#[derive(Clone, Debug)]
pub enum Since {
    /// After this event; from the first if there was none.
    Event(Option<String>),
    /// From the beginning of what AWS does now, or did last.
    Operation,
}

/// Reads events as they come, each once.
pub struct Watch<'c> {
    clients: &'c Clients,
    root: Watched,
    nested: Vec<Watched>,
    since: Since,
    /// When the first event of the root was, in seconds since 1970.
    pub begun: Option<f64>,
    /// The last status of the root that an event told.
    pub status: Option<String>,
}

/// A stack whose events are read.
struct Watched {
    id: String,
    path: Vec<String>,
    /// The newest event that was read.
    last: Option<String>,
    /// Whether AWS works on it.
    is_at_work: bool,
    /// Whether it has told that it is at work.
    has_begun: bool,
}

impl Watched {
    fn new(id: &str, path: Vec<String>) -> Self {
        Watched { id: id.to_string(), path, last: None, is_at_work: true, has_begun: false }
    }
}

/// The newest event of a stack.
pub async fn newest(clients: &Clients, id: &str) -> Result<Option<String>, Failure> {
    Ok(read(clients, id, true, |_| false).await?.first().and_then(|event| event.event_id().map(str::to_string)))
}

/// Whether the newest events of a stack tell of the operation that was begun with this token.
pub async fn is_marked(clients: &Clients, id: &str, token: &str) -> Result<bool, Failure> {
    let events = read(clients, id, true, |_| false).await?;
    Ok(events.iter().any(|event| event.client_request_token() == Some(token)))
}

impl<'c> Watch<'c> {
    pub fn new(clients: &'c Clients, id: &str, since: Since) -> Self {
        Watch { clients, root: Watched::new(id, Vec::new()), nested: Vec::new(), since, begun: None, status: None }
    }

    /// What is new, in the order of time.
    pub async fn poll(&mut self) -> Result<Vec<Happening>, Failure> {
        let until = match (&self.root.last, &self.since) {
            (Some(seen), _) | (None, Since::Event(Some(seen))) => Some(seen.clone()),
            _ => None,
        };
        let mut begin = Beginning::default();
        let is_whole = until.is_none() && matches!(self.since, Since::Operation);
        let root = self.root.id.clone();
        let events = read(self.clients, &root, false, |event| match &until {
            Some(seen) => event.event_id() == Some(seen),
            None => is_whole && begin.is_before(own_status(event)),
        })
        .await?;
        let mut happened = Vec::new();
        let mut arrived = self.take(None, events, &mut happened);
        let mut busy: Vec<usize> = (0..self.nested.len()).filter(|number| self.nested[*number].is_at_work).collect();
        // A nested stack may hold others that have begun since.
        loop {
            busy.extend(arrived.drain(..).filter(|number| !busy.contains(number)).collect::<Vec<_>>());
            if busy.is_empty() {
                break;
            }
            let begun = self.begun.unwrap_or_default();
            let reads = busy.iter().map(|number| {
                let watched = &self.nested[*number];
                let is_old = move |event: &StackEvent| match &watched.last {
                    Some(seen) => event.event_id() == Some(seen),
                    None => at(event) < begun,
                };
                read(self.clients, &watched.id, false, is_old)
            });
            let all = try_join_all(reads).await?;
            for (number, events) in std::mem::take(&mut busy).into_iter().zip(all) {
                arrived.extend(self.take(Some(number), events, &mut happened));
            }
        }
        happened.sort_by(|one, other| one.at.total_cmp(&other.at));
        Ok(happened)
    }

    /// Takes events of a stack, newest first; gives the nested stacks that begin to work.
    fn take(&mut self, number: Option<usize>, events: Vec<StackEvent>, happened: &mut Vec<Happening>) -> Vec<usize> {
        let path = number.map_or(Vec::new(), |number| self.nested[number].path.clone());
        let mut begun = Vec::new();
        for event in events.iter().rev() {
            let status = event.resource_status().map(|status| status.as_str()).unwrap_or_default();
            let own = own_status(event);
            let watched = number.map_or(&mut self.root, |number| &mut self.nested[number]);
            watched.last = event.event_id().map(str::to_string).or(watched.last.take());
            if let Some(own) = own {
                watched.is_at_work = State::of(own) == State::Working;
                watched.has_begun |= watched.is_at_work;
            }
            if number.is_none() {
                self.begun.get_or_insert(at(event));
                self.status = own.map(str::to_string).or(self.status.take());
            }
            // The one around tells of a nested stack, too.
            if own.is_some() && number.is_some() {
                continue;
            }
            let mut path = path.clone();
            if own.is_none() {
                path.extend(said(event.logical_resource_id()));
                if event.resource_type() == Some(STACK) {
                    begun.extend(self.tell_nested(&path, said(event.physical_resource_id()), status));
                }
            }
            happened.push(Happening {
                path,
                kind: event.resource_type().unwrap_or_default().to_string(),
                status: status.to_string(),
                reason: said(event.resource_status_reason()),
                at: at(event),
            });
        }
        begun
    }

    /// What the stack around says of a nested one; gives it if it has to be read now.
    fn tell_nested(&mut self, path: &[String], id: Option<String>, status: &str) -> Option<usize> {
        let id = id?;
        let is_at_work = status.ends_with("_IN_PROGRESS");
        match self.nested.iter_mut().position(|watched| watched.id == id) {
            Some(number) => {
                let watched = &mut self.nested[number];
                // Its own end counts, since its cleanup comes later; one in which nothing changes may tell nothing by itself.
                watched.is_at_work = is_at_work || (watched.is_at_work && watched.has_begun);
                is_at_work.then_some(number)
            }
            None => {
                self.nested.push(Watched::new(&id, path.to_vec()));
                Some(self.nested.len() - 1)
            }
        }
    }
}

/// Finds where an operation begins, going back in time: after the status in which the one before ended.
#[derive(Default)]
struct Beginning {
    has_worked: bool,
}

impl Beginning {
    /// Whether an event is older than the operation; it is asked with the root's status, if the event tells one.
    fn is_before(&mut self, own: Option<&str>) -> bool {
        match own.map(State::of) {
            Some(State::Working) => {
                self.has_worked = true;
                false
            }
            Some(_) => self.has_worked,
            None => false,
        }
    }
}

/// The status of the stack as a whole, if the event is about that.
fn own_status(event: &StackEvent) -> Option<&str> {
    let is_own = event.resource_type() == Some(STACK) && event.physical_resource_id() == event.stack_id();
    event.resource_status().filter(|_| is_own).map(|status| status.as_str())
}

fn at(event: &StackEvent) -> f64 {
    event.timestamp().map_or(0.0, |time| time.as_secs_f64())
}

/// Events, newest first, up to the one that is known; of the first page only, if no more are wanted.
async fn read(
    clients: &Clients,
    id: &str,
    is_one_page: bool,
    mut is_known: impl FnMut(&StackEvent) -> bool,
) -> Result<Vec<StackEvent>, Failure> {
    let mut pages = clients.cloudformation.describe_stack_events().stack_name(id).into_paginator().send();
    let mut events = Vec::new();
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                let failure = Failure::of(&format!("read the events of {} in {}", super::live::bare(id), clients.region), &error);
                // A stack that is only just begun, or gone.
                return if failure.is_no_stack() { Ok(events) } else { Err(failure) };
            }
        };
        for event in page.stack_events.unwrap_or_default() {
            if is_known(&event) {
                return Ok(events);
            }
            events.push(event);
        }
        if is_one_page {
            break;
        }
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept<'s>(newest_first: &[Option<&'s str>]) -> Vec<Option<&'s str>> {
        let mut begin = Beginning::default();
        newest_first.iter().copied().take_while(|own| !begin.is_before(*own)).collect()
    }

    #[test]
    fn an_operation_at_work_begins_after_the_last_end() {
        let working = [None, Some("UPDATE_ROLLBACK_IN_PROGRESS"), None, Some("UPDATE_IN_PROGRESS")];
        let events: Vec<_> = working.into_iter().chain([Some("CREATE_COMPLETE"), None, Some("CREATE_IN_PROGRESS")]).collect();
        assert_eq!(kept(&events), working);
    }

    #[test]
    fn an_operation_that_has_ended_is_whole() {
        let ended =
            [Some("UPDATE_COMPLETE"), None, Some("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), None, Some("UPDATE_IN_PROGRESS")];
        let events: Vec<_> = ended.into_iter().chain([Some("UPDATE_ROLLBACK_FAILED"), None]).collect();
        assert_eq!(kept(&events), ended);
    }

    #[test]
    fn a_creation_begins_after_the_review() {
        let events = [Some("CREATE_IN_PROGRESS"), Some("REVIEW_IN_PROGRESS")];
        assert_eq!(kept(&events), [Some("CREATE_IN_PROGRESS")]);
    }
}
