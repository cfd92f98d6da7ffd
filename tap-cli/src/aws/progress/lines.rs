//! Progress without a terminal: a line for what is worth one in a log.

use super::course::{Course, News, Outcome, Phase, View};
use super::text::{clock, escaped};
use super::{Clock, Event, Reporter};
use std::io::Write;

/// After so many seconds without a line, one says that time goes on: some build servers stop what is silent.
const SILENCE: f64 = 60.0;

/// Writes lines: region, time since CloudFormation began, path, status, reason.
pub struct Lines<W> {
    out: W,
    clock: Clock,
    budget: Option<u32>,
    course: Course,
    /// When the last line was written.
    last: f64,
}

impl<W: Write> Lines<W> {
    pub fn new(out: W, clock: Clock, budget: Option<u32>) -> Self {
        let last = clock();
        Lines { out, clock, budget, course: Course::default(), last }
    }

    fn write(&mut self, line: &str) {
        // Nobody may read it, which is no reason to stop halfway through a deployment.
        let _ = writeln!(self.out, "{line}");
        self.last = (self.clock)();
    }
}

impl<W: Write> Reporter for Lines<W> {
    fn tell(&mut self, event: &Event) {
        let now = (self.clock)();
        let news = self.course.tell(event, now);
        if let Some(line) = line(event, news, self.budget) {
            self.write(&line);
        }
    }

    fn tick(&mut self) {
        let now = (self.clock)();
        if now - self.last < SILENCE {
            return;
        }
        let waiting = self.course.runs().iter().filter(|run| run.phase() != Phase::Ended);
        let lines: Vec<_> = waiting
            .map(|run| format!("{}  {}: {}", run.region, run.stack, waiting_for(&run.view("", now), self.budget)))
            .collect();
        for line in lines {
            self.write(&line);
        }
    }
}

/// What is worth a line in a log: sentences, beginning and end, what takes its place on the critical path, nested stacks that are done, and
/// every failure.
pub fn line(event: &Event, news: Option<News>, budget: Option<u32>) -> Option<String> {
    match event {
        Event::Said { region, text } => Some(format!("{region}  {}", escaped(text))),
        Event::Begun { region, stack, plan, elapsed } => {
            let mut line = format!("{region}  {}  {stack}  begun", clock(*elapsed));
            if let Some(plan) = plan {
                line.push_str(&format!(", planned to take {}", clock(plan.seconds)));
            }
            if let Some(budget) = budget {
                line.push_str(&format!(", budget {}", clock(budget)));
            }
            Some(line)
        }
        Event::Changed { region, stack, path, kind, status, reason, .. } => {
            let news = news.filter(|news| !news.is_repeated)?;
            let is_worth_it = match news.outcome {
                Outcome::Failed | Outcome::Cancelled => true,
                Outcome::Begun => {
                    news.is_critical || path.is_empty() && (status.contains("ROLLBACK") || status.contains("CLEANUP"))
                }
                Outcome::Done => news.is_nested,
            };
            is_worth_it.then(|| changed(region, stack, path, kind, status, reason.as_deref(), news.elapsed))
        }
        Event::Ended { region, stack, status, seconds, .. } => Some(format!("{region}  {}  {stack}  {status}", clock(*seconds))),
    }
}

/// A change of status in full.
pub fn changed(
    region: &str,
    stack: &str,
    path: &[String],
    kind: &str,
    status: &str,
    reason: Option<&str>,
    elapsed: u32,
) -> String {
    let place: Vec<&str> = std::iter::once(stack).chain(path.iter().map(String::as_str)).collect();
    let reason = reason.filter(|reason| !reason.is_empty()).map_or(String::new(), |reason| format!(": {}", escaped(reason)));
    format!("{region}  {}  {} ({kind})  {status}{reason}", clock(elapsed), escaped(&place.join("/")))
}

/// How far it is: `3:05 of 14:35, budget 15:00`.
pub fn times(view: &View, budget: Option<u32>) -> String {
    let mut text = clock(view.elapsed);
    if let Some(estimated) = view.estimated {
        text.push_str(&format!(" of {}", clock(estimated)));
    }
    match budget {
        Some(budget) if view.elapsed > budget => text.push_str(&format!(", over the budget of {}", clock(budget))),
        Some(budget) => text.push_str(&format!(", budget {}", clock(budget))),
        None => {}
    }
    text
}

/// How many operations are done, of how many, and what went wrong: `41 of 96 done, 1 failed`. None if there is nothing to do in it.
pub fn counts(view: &View) -> Option<String> {
    let mut text = match view.planned {
        Some(0) if view.done == 0 && view.failed == 0 => return None,
        Some(planned) if view.phase != Phase::RollingBack => format!("{} of {planned} done", view.done),
        _ => format!("{} done", view.done),
    };
    if view.failed > 0 {
        text.push_str(&format!(", {} failed", view.failed));
    }
    Some(text)
}

/// What it waits for.
pub fn current(view: &View) -> Option<String> {
    match view.phase {
        Phase::RollingBack => Some("rolling back".to_string()),
        Phase::Watching => Some("watching alarms".to_string()),
        _ => view.current.as_ref().map(|path| escaped(path)),
    }
}

fn waiting_for(view: &View, budget: Option<u32>) -> String {
    let current = current(view).map(|what| match view.phase {
        Phase::RollingBack | Phase::Watching => what,
        _ => format!("waiting for {what}"),
    });
    let parts = [Some(times(view, budget)), counts(view), current];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
