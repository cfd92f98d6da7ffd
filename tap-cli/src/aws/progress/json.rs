//! Progress for machines: one JSON object per line.

use super::course::{Course, Outcome};
use super::text::is_command;
use super::{Clock, Event, Reporter};
use serde_json::{Value, json};
use std::io::Write;

/// Writes each event at once. The fields are documented in `docs/verbs.md`.
pub struct Json<W> {
    out: W,
    clock: Clock,
    budget: Option<u32>,
    course: Course,
}

impl<W: Write> Json<W> {
    pub fn new(out: W, clock: Clock, budget: Option<u32>) -> Self {
        Json { out, clock, budget, course: Course::default() }
    }

    fn object(&mut self, event: &Event) -> Value {
        let now = (self.clock)();
        let news = self.course.tell(event, now);
        match event {
            Event::Said { region, text } => json!({ "event": "said", "at": now, "region": region, "text": text }),
            Event::Begun { region, stack, plan, elapsed } => json!({
                "event": "begun", "at": now, "region": region, "stack": stack, "elapsed": elapsed,
                "estimated": plan.as_ref().map(|plan| plan.seconds), "budget": self.budget,
            }),
            Event::Changed { region, stack, path, kind, status, reason, at } => {
                let view = self.course.run(region, stack, now).view("", now);
                json!({
                    "event": "changed", "at": at, "region": region, "stack": stack, "path": path, "type": kind, "status": status,
                    "reason": reason, "elapsed": news.map(|news| news.elapsed), "critical": news.is_some_and(|news| news.is_critical),
                    "failed": news.is_some_and(|news| news.outcome == Outcome::Failed), "cancelled": news.is_some_and(|news| news.outcome == Outcome::Cancelled),
                    "share": view.share.map(|share| (share * 1000.0).round() / 1000.0), "left": view.left, "current": view.current,
                })
            }
            Event::Ended { region, stack, status, seconds, is_good } => json!({
                "event": "ended", "at": now, "region": region, "stack": stack, "status": status, "seconds": seconds, "good": is_good,
            }),
        }
    }
}

impl<W: Write> Reporter for Json<W> {
    fn tell(&mut self, event: &Event) {
        let line = plain(&self.object(event).to_string());
        // A reader that has seen enough is no reason to stop halfway through a deployment.
        let _ = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
    }
}

/// JSON escapes only some of the characters that a terminal obeys; they stand in strings only, where they can all be escaped.
fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        // None lies beyond the first 65,536 characters.
        if is_command(character) { out.push_str(&format!("\\u{:04x}", u32::from(character))) } else { out.push(character) }
    }
    out
}

#[cfg(test)]
mod tests;
