//! What goes wrong, told beforehand or drawn from a seed.

use super::status::Action;
use crate::random::Random;

/// Something that goes wrong once.
///
/// ```
/// use tap_core::simulate::{Action, Fault};
///
/// let fault = Fault::Fail { action: Action::Create, path: "TapStack/Database/Writer".to_string() };
/// assert_eq!(fault.to_string(), "CREATE of TapStack/Database/Writer fails");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The next operation of this kind on this resource fails when it would be done.
    Fail {
        /// The operation.
        action: Action,
        /// The resource: its stack's path and its logical id.
        path: String,
    },
    /// The function of this custom resource does not answer the next time.
    Hang {
        /// The resource.
        path: String,
    },
    /// A rollback trigger is in ALARM this many seconds after the next operation began, if it has triggers.
    Alarm(u64),
    /// The next update is cancelled by its user after this many seconds, if it is still under way.
    Cancel(u64),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Fail { action, path } => write!(out, "{} of {path} fails", action.name()),
            Fault::Hang { path } => write!(out, "{path} does not answer"),
            Fault::Alarm(seconds) => write!(out, "an alarm after {seconds} s"),
            Fault::Cancel(seconds) => write!(out, "the update is cancelled after {seconds} s"),
        }
    }
}

/// The faults of a run: those that are still to come, and those that have struck.
#[derive(Clone, Debug)]
pub struct Faults {
    /// The operation on a root that is under way.
    pub(super) during: Operation,
    told: Vec<Fault>,
    drawn: Option<Drawn>,
    struck: Vec<Fault>,
}

/// An operation on a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Creation,
    Update,
    Deletion,
}

/// Faults drawn from a seed.
#[derive(Clone, Debug)]
struct Drawn {
    random: Random,
    /// The operations that they strike, or all.
    strikes: Option<Operation>,
    /// How many are left.
    left: u32,
    /// One operation in so many fails.
    rarity: u64,
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Faults::of(Vec::new())
    }

    /// These, each once.
    pub fn of(told: Vec<Fault>) -> Self {
        Faults { during: Operation::Creation, told, drawn: None, struck: Vec::new() }
    }

    /// Up to three at places that the seed decides; the same for the same seed. Most seeds strike one kind of operation, with what it undoes, so
    /// that short operations have their share.
    pub fn seeded(seed: u64) -> Self {
        let mut random = Random(seed);
        let left = random.below(4) as u32;
        let (strikes, most) = match random.below(4) {
            0 => (None, 600),
            1 => (Some(Operation::Creation), 300),
            2 => (Some(Operation::Deletion), 300),
            _ => (Some(Operation::Update), 60),
        };
        let rarity = 3 + random.below(most);
        Faults { drawn: Some(Drawn { random, strikes, left, rarity }), ..Faults::none() }
    }

    /// Those that have struck, in order.
    pub fn struck(&self) -> &[Fault] {
        &self.struck
    }

    /// Whether an operation fails, or a custom resource hangs.
    pub(super) fn strikes(&mut self, action: Action, path: &str, is_custom: bool) -> Option<Fault> {
        let is_it = |fault: &Fault| match fault {
            Fault::Fail { action: told, path: at } => *told == action && at == path,
            Fault::Hang { path: at } => is_custom && at == path,
            _ => false,
        };
        let fault = match self.told.iter().position(is_it) {
            Some(at) => self.told.remove(at),
            None => {
                let drawn = drawn(&mut self.drawn, self.during)?;
                if drawn.random.below(drawn.rarity) != 0 {
                    return None;
                }
                let struck = |fault: &Fault| match fault {
                    Fault::Fail { path: at, .. } | Fault::Hang { path: at } => at == path,
                    _ => false,
                };
                // What fails for ever ends with a resource that is left behind: that is told, never drawn.
                if self.struck.iter().any(struck) {
                    return None;
                }
                drawn.left -= 1;
                let path = path.to_string();
                if is_custom && drawn.random.below(2) == 0 { Fault::Hang { path } } else { Fault::Fail { action, path } }
            }
        };
        self.struck.push(fault.clone());
        Some(fault)
    }

    /// The alarm of an operation that has triggers.
    pub(super) fn alarm(&mut self) -> Option<u64> {
        self.timed(|fault| if let Fault::Alarm(seconds) = fault { Some(*seconds) } else { None }, Fault::Alarm)
    }

    /// The cancellation of an update.
    pub(super) fn cancel(&mut self) -> Option<u64> {
        self.timed(|fault| if let Fault::Cancel(seconds) = fault { Some(*seconds) } else { None }, Fault::Cancel)
    }

    fn timed(&mut self, seconds: impl Fn(&Fault) -> Option<u64>, fault: impl Fn(u64) -> Fault) -> Option<u64> {
        if let Some(at) = self.told.iter().position(|fault| seconds(fault).is_some()) {
            let fault = self.told.remove(at);
            let after = seconds(&fault);
            self.struck.push(fault);
            return after;
        }
        let drawn = drawn(&mut self.drawn, self.during)?;
        if drawn.random.below(6) != 0 {
            return None;
        }
        drawn.left -= 1;
        let after = drawn.random.below(400);
        self.struck.push(fault(after));
        Some(after)
    }
}

/// The drawn faults, if there are any left and they strike this operation.
fn drawn(drawn: &mut Option<Drawn>, during: Operation) -> Option<&mut Drawn> {
    drawn.as_mut().filter(|drawn| drawn.left > 0 && drawn.strikes.is_none_or(|strikes| strikes == during))
}
