//! What happens while a verb works, told to whoever shows it.

mod bars;
mod course;
mod json;
#[cfg(test)]
mod kit;
mod lines;
pub mod text;

use bars::Bars;
use indicatif::ProgressDrawTarget;
use json::Json;
use lines::Lines;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};
use tap_core::plan::Plan;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A sentence about what is done: `put the secure parameter /tap/dev/database/password`.
    Said { region: String, text: String },
    /// CloudFormation began to work on a stack, with all that is nested in it.
    Begun {
        region: String,
        /// The name of the root stack.
        stack: String,
        /// What it is planned to take; none if there is no plan, as for a stack whose templates are not known.
        plan: Option<Rc<Plan>>,
        /// Seconds since CloudFormation began, if this command only follows what another has begun.
        elapsed: u32,
    },
    /// A resource, or a stack as a whole, has another status.
    Changed {
        region: String,
        /// The name of the root stack.
        stack: String,
        /// Logical ids from the root down, without the root's own: `["Database", "Writer"]`; empty for the root itself.
        path: Vec<String>,
        /// Its type.
        kind: String,
        /// AWS's status, such as `CREATE_IN_PROGRESS`.
        status: String,
        /// Why, if AWS says so.
        reason: Option<String>,
        /// When, in seconds since 1970.
        at: f64,
    },
    /// CloudFormation is done with a stack.
    Ended {
        region: String,
        stack: String,
        /// AWS's status, such as `UPDATE_COMPLETE`.
        status: String,
        /// Seconds that it took.
        seconds: u32,
        is_good: bool,
    },
}

/// Shows what happens.
pub trait Reporter {
    /// Something happened.
    fn tell(&mut self, event: &Event);
    /// Nothing happened for a while, but time goes on.
    fn tick(&mut self) {}
    /// Clears what is in the way of a question or of the end.
    fn pause(&mut self) {}
}

/// Where events go; every part of a verb has a copy.
#[derive(Clone)]
pub struct Progress(Rc<RefCell<dyn Reporter>>);

impl Progress {
    /// Tells this reporter.
    pub fn new(reporter: impl Reporter + 'static) -> Self {
        Progress(Rc::new(RefCell::new(reporter)))
    }

    /// Something happened.
    pub fn tell(&self, event: Event) {
        super::run::note(&event);
        self.0.borrow_mut().tell(&event);
    }

    /// A sentence about what is done.
    pub fn say(&self, region: &str, text: impl Into<String>) {
        self.tell(Event::Said { region: region.to_string(), text: text.into() });
    }

    /// Nothing happened for a while.
    pub fn tick(&self) {
        self.0.borrow_mut().tick();
    }

    /// Clears what is in the way.
    pub fn pause(&self) {
        self.0.borrow_mut().pause();
    }
}

/// Where the events of a verb go: one JSON object per line on standard output if that is asked for, else to standard error, as bars on a
/// terminal and as lines elsewhere. The budget is in seconds.
pub fn reporter(json: bool, budget: Option<u32>) -> Progress {
    // Hidden where it is no terminal, or one that cannot move its cursor.
    let terminal = ProgressDrawTarget::stderr();
    if json {
        Progress::new(Json::new(std::io::stdout(), Box::new(now), budget))
    } else if terminal.is_hidden() {
        Progress::new(Lines::new(std::io::stderr(), Box::new(now), budget))
    } else {
        Progress::new(Bars::new(terminal, Box::new(now), budget))
    }
}

/// Where a display has the time from, in seconds since 1970.
type Clock = Box<dyn Fn() -> f64>;

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
}
