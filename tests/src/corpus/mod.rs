//! Resources of templates that nobody here wrote, with what cfn-lint says of each, and what Tap says of them; see
//! `tests/corpus/README.md`.

mod collect;
mod compare;
mod disagreements;
mod input;
mod ours;
mod path;
mod resource;

pub use collect::{Files, collect};
pub use compare::agree;
pub use disagreements::{Difference, Disagreements, Entry, Side};
pub use input::{Tags, input};
pub use ours::{Ours, ours};
pub use path::{Path, Step};
pub use resource::{Resource, Target, Theirs};
