//! Custom resources: what CloudFormation asks their functions, and what they answer.

use super::status::{Action, Status};
use serde_json::{Map, Value};

/// What CloudFormation asks the function of a custom resource.
#[derive(Clone, Debug)]
pub struct CustomRequest {
    /// `Create`, `Update` or `Delete`.
    pub action: Action,
    /// Its type, such as `Custom::SchemaMigration`.
    pub kind: String,
    /// The region.
    pub region: String,
    /// The id of the stack.
    pub stack_id: String,
    /// What is being done with the stack, as `DescribeStacks` would tell the function.
    pub stack_status: Status,
    /// The same of its root.
    pub root_status: Status,
    /// The way to it, such as `TapStack/Release/Migration`.
    pub path: String,
    /// Logical id.
    pub logical_id: String,
    /// The physical id that it has; none on create.
    pub physical_id: Option<String>,
    /// Its properties, resolved.
    pub properties: Value,
    /// Those before an update.
    pub old_properties: Option<Value>,
    /// Whether the request is part of a rollback, which the function is not told.
    pub in_rollback: bool,
}

/// What the function answers.
#[derive(Clone, Debug, PartialEq)]
pub enum CustomAnswer {
    /// `SUCCESS`.
    Success {
        /// The physical id; as it was, or one made up, if there is none. Another one than before makes an update a replacement.
        physical_id: Option<String>,
        /// What `Fn::GetAtt` gives. Attributes are made up if there is none at all.
        data: Map<String, Value>,
    },
    /// `FAILED`.
    Failed {
        /// Why.
        reason: String,
        /// As for `Success`: a deletion that follows gets it.
        physical_id: Option<String>,
    },
    /// Nothing: it times out.
    Hangs,
}

impl CustomAnswer {
    /// `SUCCESS` without more.
    pub fn success() -> Self {
        CustomAnswer::Success { physical_id: None, data: Map::new() }
    }

    /// `FAILED` with a reason and without more.
    pub fn failed(reason: impl Into<String>) -> Self {
        CustomAnswer::Failed { reason: reason.into(), physical_id: None }
    }
}

/// What answers for the functions of custom resources.
///
/// ```
/// use tap_core::simulate::{Answers, CustomAnswer, CustomRequest};
///
/// struct Gate;
/// impl Answers for Gate {
///     fn answer(&mut self, request: &CustomRequest) -> CustomAnswer {
///         match request.kind.as_str() {
///             "Custom::RollbackGate" => CustomAnswer::failed("an alarm is in ALARM"),
///             _ => CustomAnswer::success(),
///         }
///     }
/// }
/// ```
pub trait Answers {
    /// The answer to a request.
    fn answer(&mut self, request: &CustomRequest) -> CustomAnswer;
}

/// Every custom resource succeeds.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlwaysSuccess;

impl Answers for AlwaysSuccess {
    fn answer(&mut self, _: &CustomRequest) -> CustomAnswer {
        CustomAnswer::success()
    }
}
