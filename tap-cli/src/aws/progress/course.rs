//! How far things have come, by the plan and by what is told: what every display draws. Time is given, never asked.

#[cfg(test)]
mod tests;

use super::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tap_core::plan::{Action, Plan, Task};
use tap_schema::STACK;

/// All root stacks that are or were at work, in the order in which they began.
#[derive(Default)]
pub struct Course {
    runs: Vec<Run>,
}

/// What a change of status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Begun,
    Done,
    Failed,
    /// Stopped because something else failed.
    Cancelled,
}

/// What an event adds to what was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    pub outcome: Outcome,
    /// Seconds since CloudFormation began with the root stack.
    pub elapsed: u32,
    /// Whether the whole takes longer if this does.
    pub is_critical: bool,
    /// Whether it is a nested stack.
    pub is_nested: bool,
    /// Whether the status is the one that was told last of the same resource.
    pub is_repeated: bool,
}

/// What a root stack is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Working,
    /// Everything new is in place, and CloudFormation watches alarms.
    Watching,
    CleaningUp,
    RollingBack,
    Ended,
}

/// A root stack or a nested one, as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub phase: Phase,
    pub elapsed: u32,
    /// Seconds that the plan gives it.
    pub estimated: Option<u32>,
    /// Seconds until it is done, if what is left takes what the plan says; none without a plan, and once something failed.
    pub left: Option<u32>,
    /// What is behind it of the time that the plan gives it, from 0 to 1.
    pub share: Option<f64>,
    /// Operations on resources that are done; nested stacks are none.
    pub done: usize,
    /// All operations of the plan.
    pub planned: Option<usize>,
    pub failed: usize,
    /// The path of what it waits for: the first unfinished task of the critical path that has begun, else the unfinished one that lasts longest.
    pub current: Option<String>,
}

/// A root stack, with all that is nested in it.
pub struct Run {
    pub region: String,
    pub stack: String,
    plan: Option<Rc<Plan>>,
    began: f64,
    ended: Option<u32>,
    /// What was told last, by path; the root's is empty.
    seen: BTreeMap<String, Seen>,
    /// Of the plan's tasks, in its order.
    tasks: Vec<State>,
    critical: BTreeSet<usize>,
    /// When the last task before the monitoring time was done.
    ready: f64,
}

struct Seen {
    kind: String,
    status: String,
    is_cancelled: bool,
    /// By AWS's clock.
    at: f64,
    /// When the operation began that it is in.
    since: f64,
}

#[derive(Clone, Copy, Default)]
struct State {
    begun: Option<f64>,
    is_done: bool,
}

impl Course {
    /// What was told, at this time in seconds since 1970. News only of a change of status.
    pub fn tell(&mut self, event: &Event, now: f64) -> Option<News> {
        match event {
            Event::Said { .. } => None,
            Event::Begun { region, stack, plan, elapsed } => {
                let run = Run::new(region, stack, plan.clone(), now - f64::from(*elapsed));
                match self.runs.iter_mut().find(|run| run.region == *region && run.stack == *stack) {
                    Some(earlier) => *earlier = run,
                    None => self.runs.push(run),
                }
                None
            }
            Event::Changed { region, stack, path, kind, status, reason, at } => {
                let run = self.run(region, stack, at.min(now));
                Some(run.change(&path.join("/"), kind, status, reason.as_deref(), *at, now))
            }
            Event::Ended { region, stack, seconds, .. } => {
                self.run(region, stack, now - f64::from(*seconds)).ended = Some(*seconds);
                None
            }
        }
    }

    /// The root stacks.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The root stack of this name, which may not have been announced.
    pub fn run(&mut self, region: &str, stack: &str, began: f64) -> &mut Run {
        let found = self.runs.iter().position(|run| run.region == region && run.stack == stack);
        let found = found.unwrap_or_else(|| {
            self.runs.push(Run::new(region, stack, None, began));
            self.runs.len() - 1
        });
        &mut self.runs[found]
    }
}

impl Run {
    fn new(region: &str, stack: &str, plan: Option<Rc<Plan>>, began: f64) -> Self {
        let tasks = plan.as_ref().map_or(0, |plan| plan.tasks.len());
        let critical = plan.iter().flat_map(|plan| plan.critical.iter().copied()).collect();
        Run {
            region: region.to_string(),
            stack: stack.to_string(),
            plan,
            began,
            ended: None,
            seen: BTreeMap::new(),
            tasks: vec![State::default(); tasks],
            critical,
            ready: began,
        }
    }

    fn change(&mut self, path: &str, kind: &str, status: &str, reason: Option<&str>, at: f64, now: f64) -> News {
        let outcome = outcome(status, reason);
        // The clocks of AWS and of this machine may differ.
        let when = at.min(now).max(self.began);
        let earlier = self.seen.get(path);
        let is_cleaned = earlier.is_some_and(|seen| seen.status.contains("CLEANUP"));
        let is_repeated = earlier.is_some_and(|seen| seen.status == status);
        // A nested stack has events in two stacks, which are asked one after the other.
        let is_late = earlier.is_some_and(|seen| seen.at > at);
        let tasks = self.concerned(path, status, is_cleaned);
        let news = News {
            outcome,
            elapsed: seconds(when - self.began),
            is_critical: tasks.iter().any(|task| self.critical.contains(task)),
            is_nested: kind == STACK && !path.is_empty(),
            is_repeated,
        };
        if is_repeated || is_late {
            return news;
        }
        for task in tasks {
            let state = &mut self.tasks[task];
            match outcome {
                Outcome::Begun => state.begun = state.begun.or(Some(when)),
                _ => state.is_done = true,
            }
            if state.is_done && self.plan.as_ref().is_some_and(|plan| !plan.tasks[task].is_cleanup) {
                self.ready = self.ready.max(when);
            }
        }
        let since = self.seen.get(path).filter(|seen| is_at_work(seen)).map_or(when, |seen| seen.since);
        let is_cancelled = outcome == Outcome::Cancelled;
        self.seen.insert(path.to_string(), Seen { kind: kind.to_string(), status: status.to_string(), is_cancelled, at, since });
        news
    }

    /// The tasks of the plan that a status is about. A replaced resource has two, and so has a nested stack with a cleanup.
    fn concerned(&self, path: &str, status: &str, is_cleaned: bool) -> Vec<usize> {
        let Some(plan) = &self.plan else { return Vec::new() };
        let is_deleted = status.starts_with("DELETE_");
        let is_cleanup = status.contains("CLEANUP") || is_cleaned && status == "UPDATE_COMPLETE";
        let fits = |task: &Task| {
            if is_deleted {
                matches!(task.action, Action::Delete | Action::Keep)
            } else {
                !matches!(task.action, Action::Delete | Action::Keep) && task.is_cleanup == is_cleanup
            }
        };
        let tasks = plan.tasks.iter().enumerate();
        tasks.filter(|(_, task)| below(plan, &task.path) == path && fits(task)).map(|(number, _)| number).collect()
    }

    /// What it is at.
    pub fn phase(&self) -> Phase {
        let status = self.seen.get("").map_or("", |seen| &seen.status);
        if self.ended.is_some() {
            Phase::Ended
        } else if status.contains("ROLLBACK") {
            Phase::RollingBack
        } else if status.contains("CLEANUP") {
            Phase::CleaningUp
        } else if self.plan.as_ref().is_some_and(|plan| plan.monitoring > 0 && self.is_ready(plan)) {
            Phase::Watching
        } else {
            Phase::Working
        }
    }

    fn is_ready(&self, plan: &Plan) -> bool {
        plan.tasks.iter().zip(&self.tasks).all(|(task, state)| task.is_cleanup || state.is_done)
    }

    /// The nested stacks at work, by when they began.
    pub fn at_work(&self) -> Vec<&str> {
        let nested = self.seen.iter().filter(|(path, seen)| !path.is_empty() && seen.kind == STACK && is_at_work(seen));
        let mut nested: Vec<_> = nested.map(|(path, seen)| (seen.since, path.as_str())).collect();
        nested.sort_by(|left, right| left.0.total_cmp(&right.0).then_with(|| left.1.cmp(right.1)));
        nested.into_iter().map(|(_, path)| path).collect()
    }

    /// The stack at a path of logical ids; the root's is empty.
    pub fn view(&self, path: &str, now: f64) -> View {
        let since = if path.is_empty() { self.began } else { self.seen.get(path).map_or(now, |seen| seen.since) };
        let inside = |other: &str| path.is_empty() || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let failed = |(other, seen): &(&String, &Seen)| {
            inside(other) && !other.is_empty() && seen.kind != STACK && seen.status.ends_with("_FAILED") && !seen.is_cancelled
        };
        let mut view = View {
            phase: self.phase(),
            elapsed: self.ended.filter(|_| path.is_empty()).unwrap_or_else(|| seconds(now - since)),
            estimated: None,
            left: None,
            share: None,
            done: self
                .seen
                .iter()
                .filter(|(other, seen)| inside(other) && seen.kind != STACK && is_done(&seen.status) && !other.is_empty())
                .count(),
            planned: None,
            failed: self.seen.iter().filter(failed).count(),
            current: None,
        };
        let Some(plan) = &self.plan else { return view };
        let own = |task: &Task| inside(below(plan, &task.path)) && task.kind != STACK && task.action != Action::Keep;
        let counted = || plan.tasks.iter().zip(&self.tasks).filter(|(task, _)| own(task));
        view.planned = Some(counted().count());
        if view.phase != Phase::RollingBack {
            view.done = counted().filter(|(_, state)| state.is_done).count();
        }
        let (estimated, left, current) = if path.is_empty() {
            (plan.seconds, self.left(plan, now), self.current(plan, now))
        } else {
            let Some(stack) = plan.stacks.iter().find(|stack| below(plan, &stack.path) == path) else { return view };
            let open = || stack.critical.iter().copied().filter(|task| !self.tasks[*task].is_done);
            let left = open().map(|task| self.rest(plan, task, now) + f64::from(stack.end.saturating_sub(plan.tasks[task].end)));
            let current = open().find(|task| self.tasks[*task].begun.is_some());
            (stack.end - stack.start, left.fold(0.0, f64::max), current)
        };
        view.estimated = Some(estimated);
        let is_lost = view.failed > 0 || view.phase == Phase::RollingBack;
        if !is_lost {
            let left = if view.phase == Phase::Ended { 0.0 } else { left };
            view.left = Some(seconds(left.ceil()));
            view.share = Some(if estimated == 0 { 1.0 } else { (1.0 - left / f64::from(estimated)).clamp(0.0, 1.0) });
            view.current =
                current.filter(|_| view.phase != Phase::Ended).map(|task| below(plan, &plan.tasks[task].path).to_string());
        }
        view
    }

    /// Seconds to the end: each task that is not done still takes its own, and what the plan gives those after it.
    fn left(&self, plan: &Plan, now: f64) -> f64 {
        let open = (0..plan.tasks.len()).filter(|task| !self.tasks[*task].is_done);
        let rest = open.map(|task| self.rest(plan, task, now) + after(plan, &plan.tasks[task])).fold(0.0, f64::max);
        let watched =
            if self.phase() == Phase::Watching { (f64::from(plan.monitoring) - (now - self.ready)).max(0.0) } else { 0.0 };
        rest + watched
    }

    /// What a task still takes by itself.
    fn rest(&self, plan: &Plan, number: usize, now: f64) -> f64 {
        let figure = f64::from(plan.tasks[number].figure.seconds);
        match self.tasks[number].begun {
            // A nested stack has begun long before its own seconds, which come when what is in it is done.
            Some(begun) if plan.tasks[number].kind != STACK => (figure - (now - begun)).clamp(0.0, figure),
            _ => figure,
        }
    }

    fn current(&self, plan: &Plan, now: f64) -> Option<usize> {
        let at_work = |task: &usize| self.tasks[*task].begun.is_some() && !self.tasks[*task].is_done;
        let longest = || {
            let all = (0..plan.tasks.len()).filter(|task| at_work(task) && plan.tasks[*task].kind != STACK);
            all.max_by(|left, right| {
                let whole = |task: usize| self.rest(plan, task, now) + after(plan, &plan.tasks[task]);
                whole(*left).total_cmp(&whole(*right))
            })
        };
        plan.critical.iter().copied().find(at_work).or_else(longest)
    }
}

/// Seconds that the plan needs after a task is done.
fn after(plan: &Plan, task: &Task) -> f64 {
    f64::from(plan.seconds.saturating_sub(task.end + task.slack))
}

/// A path of the plan without the root's template.
fn below<'p>(plan: &Plan, path: &'p str) -> &'p str {
    path.strip_prefix(plan.root.as_str()).map_or(path, |rest| rest.trim_start_matches('/'))
}

fn is_at_work(seen: &Seen) -> bool {
    seen.status.ends_with("_IN_PROGRESS")
}

fn is_done(status: &str) -> bool {
    status.ends_with("_COMPLETE") || status.ends_with("_SKIPPED")
}

fn outcome(status: &str, reason: Option<&str>) -> Outcome {
    if !status.ends_with("_FAILED") {
        return if status.ends_with("_IN_PROGRESS") { Outcome::Begun } else { Outcome::Done };
    }
    let is_cancelled = reason.is_some_and(|reason| reason.to_ascii_lowercase().contains("cancelled"));
    if is_cancelled { Outcome::Cancelled } else { Outcome::Failed }
}

/// Whole seconds.
fn seconds(time: f64) -> u32 {
    time.clamp(0.0, f64::from(u32::MAX)) as u32
}
