//! A plan as JSON, for machines and for the page.

use super::{Operation, Plan, Task};
use serde_json::{Value, json};

/// The plan as one object: times in seconds, tasks and stacks referred to by their positions.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
/// use tap_core::plan::{self, Estimates};
///
/// let document = Document::read("data", "Resources:\n  Key: { Type: AWS::KMS::Key }\n").unwrap();
/// let set = TemplateSet::new([document].into_iter()).unwrap();
/// let plan = plan::create(&Deployment::new(&set, Some("eu-west-1")), "data", &Estimates::default()).unwrap();
/// let json = plan::json(&plan);
/// assert_eq!(json["tasks"][0]["basis"], "published average");
/// assert_eq!(json["seconds"], 122);
/// ```
pub fn json(plan: &Plan) -> Value {
    let stacks: Vec<Value> = plan
        .stacks
        .iter()
        .map(|stack| {
            json!({
                "path": stack.path, "template": stack.template, "parent": stack.parent, "start": stack.start, "end": stack.end,
                "critical": stack.critical,
            })
        })
        .collect();
    let operation = match plan.operation {
        Operation::Create => "create",
        Operation::Update => "update",
        Operation::Delete => "delete",
    };
    json!({
        "root": plan.root, "operation": operation, "seconds": plan.seconds, "ready": plan.ready, "monitoring": plan.monitoring,
        "stacks": stacks, "tasks": plan.tasks.iter().map(task).collect::<Vec<_>>(), "critical": plan.critical,
    })
}

fn task(task: &Task) -> Value {
    json!({
        "path": task.path, "id": task.id, "type": task.kind, "stack": task.stack, "action": task.action.to_string(),
        "seconds": task.figure.seconds, "basis": task.figure.basis.to_string(), "cleanup": task.is_cleanup,
        "start": task.start, "end": task.end, "slack": task.slack, "needs": task.needs,
    })
}
