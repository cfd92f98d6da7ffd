//! What a deployment of the platform means, in the words of botocore's arguments.

use serde_json::{Value, json};
use tap_tests::boto::Ask;

pub const HOME: &str = "us-east-1";
pub const OTHER: &str = "eu-west-1";
/// Characters of a generated secret, and those that it may not have, as `deployment.json` says.
pub const SECRET_LENGTH: usize = 32;
pub const SECRET_WITHOUT: &str = "\"'/@\\ ";

/// Values that only a run knows.
#[derive(Clone)]
pub struct Known {
    pub account: String,
    pub deployment_id: String,
    /// The template as it is given: `TemplateBody` or `TemplateURL`, and its value.
    pub template: (&'static str, String),
    /// The stack set's template.
    pub set_url: String,
    /// Parameters that are given, and those that keep what the stack has.
    pub given: Vec<(String, String)>,
    pub kept: Vec<String>,
    /// Parameters of the stack set, and what the other region has instead.
    pub set_parameters: Vec<(String, String)>,
    pub overrides: Vec<(String, String)>,
}

fn parameters(values: &[(String, String)]) -> Vec<Value> {
    values.iter().map(|(name, value)| json!({ "ParameterKey": name, "ParameterValue": value })).collect()
}

fn tags(more: &[(&str, &str)]) -> Vec<Value> {
    let tags = [("EnvironmentSuffix", "dev"), ("Platform", "transactions")];
    tags.iter().chain(more).map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

impl Known {
    /// An update of the platform in one region, with its nested stacks, and the alarms that undo it.
    pub fn change_set(&self) -> Ask {
        let kept = self.kept.iter().map(|name| json!({ "ParameterKey": name, "UsePreviousValue": true }));
        let alarms = ["network", "storage", "database", "compute", "release"];
        let arn = |alarm: &str| format!("arn:aws:cloudwatch:{HOME}:{}:alarm:{alarm}-health-dev", self.account);
        let triggers: Vec<Value> =
            alarms.iter().map(|alarm| json!({ "Arn": arn(alarm), "Type": "AWS::CloudWatch::CompositeAlarm" })).collect();
        let mut arguments = json!({
            "StackName": "tap-dev",
            "ChangeSetName": format!("tap-{}", self.deployment_id),
            "ChangeSetType": "UPDATE",
            "IncludeNestedStacks": true,
            "Parameters": parameters(&self.given).into_iter().chain(kept).collect::<Vec<_>>(),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "RollbackConfiguration": { "MonitoringTimeInMinutes": 3, "RollbackTriggers": triggers },
            "Tags": tags(&[]),
            "ClientToken": format!("tap-{}", self.deployment_id),
        });
        arguments[self.template.0] = self.template.1.clone().into();
        ("cloudformation", HOME, "create_change_set", arguments)
    }

    /// What creating and updating the stack set have in common.
    fn set(&self) -> Value {
        json!({
            "StackSetName": "tap-dev",
            "Description": "Transaction platform in us-east-1 and eu-west-1",
            "TemplateURL": self.set_url,
            "Parameters": parameters(&self.set_parameters),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Tags": tags(&[("Name", "tap-dev")]),
            "AdministrationRoleARN": format!("arn:aws:iam::{}:role/stack-set-administration-dev", self.account),
            "ExecutionRoleName": "stack-set-execution-dev",
            "PermissionModel": "SELF_MANAGED",
            "ManagedExecution": { "Active": true },
        })
    }

    /// The platform's stack set.
    pub fn create_set(&self) -> Ask {
        let token = json!({ "ClientRequestToken": format!("tap-{}", self.deployment_id) });
        ("cloudformation", HOME, "create_stack_set", joined(self.set(), token))
    }

    /// What operations on instances have in common: where, at most how many fail, and that regions go side by side.
    fn operation(&self, regions: &[&str], kind: &str) -> Value {
        json!({
            "StackSetName": "tap-dev",
            "Accounts": [self.account],
            "Regions": regions,
            "OperationPreferences": { "FailureToleranceCount": 0, "MaxConcurrentCount": 1, "RegionConcurrencyType": "PARALLEL" },
            "OperationId": format!("tap-{}-{kind}", self.deployment_id),
        })
    }

    /// Instances of the home region.
    pub fn create_home(&self) -> Ask {
        ("cloudformation", HOME, "create_stack_instances", self.operation(&[HOME], "create-1"))
    }

    /// Instances of the other region, which has images of its own.
    pub fn create_other(&self) -> Ask {
        let overrides = json!({ "ParameterOverrides": parameters(&self.overrides) });
        ("cloudformation", HOME, "create_stack_instances", joined(self.operation(&[OTHER], "create-2"), overrides))
    }

    /// A new template or new values, in the home region only: overrides of the other one change too.
    pub fn update_set(&self) -> Ask {
        ("cloudformation", HOME, "update_stack_set", joined(self.set(), self.operation(&[HOME], "update-1")))
    }

    /// New overrides of the other region.
    pub fn update_other(&self) -> Ask {
        let overrides = json!({ "ParameterOverrides": parameters(&self.overrides) });
        ("cloudformation", HOME, "update_stack_instances", joined(self.operation(&[OTHER], "update-2"), overrides))
    }

    /// All instances with their stacks, in all regions at once; how many may fail is AWS's default, none.
    pub fn delete_instances(&self) -> Ask {
        let mut arguments = joined(self.operation(&[HOME, OTHER], "delete"), json!({ "RetainStacks": false }));
        arguments["OperationPreferences"] = json!({ "RegionConcurrencyType": "PARALLEL" });
        ("cloudformation", HOME, "delete_stack_instances", arguments)
    }

    /// A password of the database, made once.
    pub fn secret(&self, name: &str) -> Ask {
        let arguments = json!({
            "Name": format!("/tap/dev/database/{name}"),
            "Value": "!".repeat(SECRET_LENGTH),
            "Type": "SecureString",
            "Overwrite": false,
            "Tags": tags(&[]),
        });
        ("ssm", HOME, "put_parameter", arguments)
    }

    /// All of these, in the order in which a life of the platform has them.
    pub fn all(&self) -> Vec<Ask> {
        vec![
            self.change_set(),
            self.create_set(),
            self.create_home(),
            self.create_other(),
            self.update_set(),
            self.update_other(),
            self.delete_instances(),
            self.secret("password"),
        ]
    }
}

/// The members of both.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}
