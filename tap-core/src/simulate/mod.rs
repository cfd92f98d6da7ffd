//! A CloudFormation that is always the same: it deploys templates on a virtual clock, with what goes wrong in between, and says what exists
//! afterwards.
//!
//! It follows CloudFormation's own rules: order and parallelism, nested stacks, exports in use, replacement and cleanup, rollback, policies
//! on deletion, stack sets, custom resources, rollback triggers, change sets. Its tests name the documented rule that each holds it to.
//!
//! # What it simplifies
//!
//! - A service refuses nothing beyond the schema of its type and a name that is taken; what it makes up (ids, attributes, ARNs) has the right
//!   form and no meaning. A value that another resource gives is not checked against the schema.
//! - `CreationPolicy`, `UpdatePolicy`, `WaitCondition` and `TimeoutInMinutes` wait for nothing and limit nothing: a resource is done when its
//!   time is over. Every attempt takes its whole time, also one that fails.
//! - Transforms and `Fn::Transform` are not expanded: the processed template is wanted. Modules, hooks, stack policies, termination protection,
//!   drift, resource import, `DisableRollback` and skipped resources of a continued rollback are not known.
//! - A property whose change replaces only sometimes changes in place. A replacement that deletes the old resource first does not
//!   delete it before the cleanup, though it takes over its name.
//! - Capabilities and the number of nested resources are checked for the whole hierarchy when an operation begins, where CloudFormation fails the
//!   nested stack. A change set fails where its execution would, though CloudFormation makes one.
//! - Parameters that an update does not name keep their values, as with `aws cloudformation deploy`. Rollback triggers are those of each call,
//!   and are not kept from the one before.
//! - An update is refused if the root's template and its parameters are the same, though a nested template at the same address or a parameter
//!   of SSM has changed.
//! - A nested stack that a cleanup cannot delete is gone after three attempts at what is in the way, which is left behind.
//! - A custom resource whose answer has no `Data` at all has made-up attributes. After an update that replaced it, a rollback deletes the new one
//!   and asks the old one nothing.
//! - A stack set is in one account, with no failure tolerated; its regions are in alphabetical order.
//! - Dynamic references are not versioned, secrets stay the references that they are, and `Fn::GetStackOutput` reads any stack, whatever the role.
//!
//! ```
//! use tap_core::document::{Document, TemplateSet};
//! use tap_core::simulate::{Action, Deployment, Fault, Faults, Simulation, Status};
//!
//! let text = "
//! Resources:
//!   Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
//!   Notices: { Type: AWS::SNS::Topic, DependsOn: Jobs }
//! ";
//! let set = TemplateSet::new([Document::read("jobs", text).unwrap()].into_iter()).unwrap();
//! let mut simulation = Simulation::new();
//! simulation.faults = Faults::of(vec![Fault::Fail { action: Action::Create, path: "jobs/Notices".to_string() }]);
//! let deployment = Deployment::new("eu-west-1", "jobs", &set, "jobs");
//! let outcome = simulation.create(&deployment).unwrap();
//! assert_eq!(outcome.status, Status::RollbackComplete);
//! assert!(simulation.cloud.items().is_empty());
//!
//! simulation.delete("eu-west-1", "jobs").unwrap();
//! assert_eq!(simulation.create(&deployment).unwrap().status, Status::CreateComplete);
//! assert_eq!(simulation.cloud.items().len(), 2);
//! ```

mod apply;
mod backward;
mod change_set;
mod cloud;
mod custom;
mod deployment;
mod exports;
mod faults;
mod forward;
mod identity;
mod operation;
mod properties;
mod removal;
mod requests;
mod schedule;
mod stack;
mod stack_set;
mod status;
#[cfg(test)]
mod tests;
mod trial;
mod validate;
mod view;

pub use change_set::{Change, ChangeSet};
pub use cloud::{Cloud, Item, Kept, Why};
pub use custom::{AlwaysSuccess, Answers, CustomAnswer, CustomRequest};
pub use deployment::Deployment;
pub use faults::{Fault, Faults};
pub use operation::{Outcome, Refused, Simulation};
pub use status::{Action, Event, Status};
pub use trial::{Life, Violation, live};
