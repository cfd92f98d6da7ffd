//! What happens while a verb works, told to whoever shows it.

use std::cell::RefCell;
use std::rc::Rc;
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
