//! A CloudFormation that is always the same: it deploys templates on a virtual clock, with what goes wrong in between, and says what exists
//! afterwards.
//!
//! It follows CloudFormation's own rules: order and parallelism, nested stacks, exports in use, replacement and cleanup, rollback, policies
//! on deletion, stack sets, custom resources, rollback triggers. It knows nothing of what a service itself would refuse beyond the
//! schema and names that are taken.
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
pub use faults::{Fault, Faults};
pub use operation::{Deployment, Outcome, Refused, Simulation};
pub use status::{Action, Event, Status};
pub use trial::{Life, Violation, live};
