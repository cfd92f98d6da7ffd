//! Proofs that `const` evaluation runs in the user's own crate.
//!
//! A derive emits one constant with the proof of its stack or app, and one `const _` for each field that reports what is
//! wrong with it, its caret on that field.

mod asserted;
mod assertion;
mod collect;
mod condition;
mod constant;
mod graph;
mod guard;
mod mapping;
mod message;
mod names;
mod reference;
mod regions;
mod report;
mod rules;
mod secret;
mod sizes;
mod stack;
mod surface;
mod timing;
mod walk;

pub use asserted::{Asserted, asserted_all, asserted_not, assertion_holds_by_default};
pub use assertion::{
    assertion_list, assertion_takes_constant, assertion_takes_parameter, assertion_value, assertion_value_is_possible,
};
pub(crate) use condition::{Guards, Implied, implies};
pub use constant::{Limits, constant_fits, parameter_allowed};
pub(crate) use guard::{DEPTH, around};
pub use mapping::{mapping_has_key, mapping_has_row, mappings_cover};
pub use names::{names, names_are_unique};
pub use reference::{
    Place, attribute_fits, has_attribute, is_exported, output_agrees, output_fits, parameter_fits, reference_fits,
};
pub use regions::{imports_are_near, is_offered};
pub use rules::Review;
pub use secret::{constant_is_secret, output_is_secret, parameter_is_secret, parameter_is_shown, parameter_stays_hidden};
pub use sizes::{nodes, slots, uses};
pub use stack::Proof;
pub use timing::{Step, Timing, is_within_budget};
pub use walk::{is_broken, offer_count, offers};

/// No number at all.
const NOWHERE: u32 = u32::MAX;
