//! Rules of an app: policy as code that the compiler runs over every resource.
//!
//! A rule is a `const fn` that looks at a [`ResourceView`] and gives a [`Verdict`]. An app names its rules, and does not
//! compile while a resource breaks one:
//!
//! ```
//! use tap_core::prelude::*;
//! use tap_core::rules::{ResourceView, Verdict, suffixed_names};
//!
//! /// Topics have a name for people.
//! const fn displayed(resource: &ResourceView) -> Verdict {
//!     if resource.is("AWS::SNS::Topic") && !resource.has("DisplayName") {
//!         return Verdict::Broken("a topic has a `DisplayName`");
//!     }
//!     Verdict::Kept
//! }
//!
//! #[derive(Resource)]
//! #[resource("AWS::SNS::Topic", allow = { suffixed_names: "the operators' tools know it by this name" })]
//! #[properties { DisplayName: "alerts", TopicName: "alerts" }]
//! struct Alerts;
//!
//! #[derive(Stack)]
//! #[stack(name = "alerts-stack")]
//! struct AlertsStack {
//!     alerts: Alerts,
//! }
//!
//! #[derive(App)]
//! #[app(regions = ["eu-west-1"], rules = [displayed, suffixed_names])]
//! struct Example {
//!     alerts: AlertsStack,
//! }
//! # fn main() {}
//! ```
//!
//! An exception is written at the resource, with its reason, and listed by `check`.

mod shipped;
mod view;

pub use shipped::{
    drift_detectable, encrypted_at_rest, no_guardduty, no_plaintext_environment, no_public_access, no_retain, no_wildcard_iam,
    suffixed_names, tagged,
};
pub use view::{Property, ResourceView};

/// What a rule says of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It keeps the rule, or the rule says nothing of it.
    Kept,
    /// It breaks the rule: what is wrong.
    Broken(&'static str),
}

/// An exception to a rule, written at a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The name of the rule.
    pub rule: &'static str,
    /// Why the resource may break it.
    pub reason: &'static str,
}
