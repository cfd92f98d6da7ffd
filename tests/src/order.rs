//! Whether a plan starts anything before what it needs, told without asking the plan what that is.

use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::{Document, Expression, Resource};
use tap_core::evaluate::{Deployment, Given, Pseudo, Scope, World};
use tap_core::plan::{Operation, Plan, Task};

/// What a plan of a first deployment or of a deletion does too early, a line for each; none if it keeps to the order.
///
/// What a resource needs is found by resolving its properties and noting what is asked for, so that of `Fn::If` only the side counts that
/// is chosen, and by its `DependsOn`.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
/// use tap_core::plan::{self, Estimates};
///
/// let text = "Resources:\n  A: { Type: AWS::SNS::Topic, DependsOn: B }\n  B: { Type: AWS::SNS::Topic }\n";
/// let set = TemplateSet::new([Document::read("two", text).unwrap()].into_iter()).unwrap();
/// let deployment = Deployment::new(&set, Some("eu-west-1"));
/// let mut plan = plan::create(&deployment, "two", &Estimates::default()).unwrap();
/// assert!(tap_tests::order::too_early(&deployment, &plan).is_empty());
/// plan.tasks[0].start = 0;
/// assert_eq!(tap_tests::order::too_early(&deployment, &plan), ["two/A starts at 0 s, but two/B ends at 4 s"]);
/// ```
pub fn too_early(deployment: &Deployment, plan: &Plan) -> Vec<String> {
    let by_path: BTreeMap<&str, &Task> = plan.tasks.iter().map(|task| (task.path.as_str(), task)).collect();
    let mut found = Vec::new();
    for stack in &plan.stacks {
        let Some(document) = deployment.templates.document(&stack.template) else { continue };
        for (id, needed) in
            needs(document, stack.parent.is_none().then_some(&deployment.parameters), deployment.region.as_deref())
        {
            for on in needed {
                let (user, used) = (format!("{}/{id}", stack.path), format!("{}/{on}", stack.path));
                let (Some(user), Some(used)) = (by_path.get(user.as_str()), by_path.get(used.as_str())) else { continue };
                let (first, second) = if plan.operation == Operation::Delete { (user, used) } else { (used, user) };
                if second.start < first.end {
                    found.push(before(second, first));
                }
            }
        }
        // A nested stack lies around what is in it, and so waits for all that it needs.
        if let Some(holder) = by_path.get(stack.path.as_str()) {
            let inner = plan.tasks.iter().filter(|task| plan.stacks[task.stack].path == stack.path);
            let outside = inner.filter(|task| task.start < holder.start || task.end > holder.end);
            found.extend(outside.map(|task| format!("{} is outside of its stack", task.path)));
        }
    }
    found
}

fn before(second: &Task, first: &Task) -> String {
    format!("{} starts at {} s, but {} ends at {} s", second.path, second.start, first.path, first.end)
}

/// What each resource needs, for what is given to a root; what is given to other stacks, their parents know.
fn needs<'d>(document: &'d Document, root: Option<&Given>, region: Option<&str>) -> BTreeMap<&'d str, BTreeSet<String>> {
    let mut given = root.cloned().unwrap_or_default();
    for (name, parameter) in &document.parameters {
        if root.is_none() || (parameter.default.is_none() && given.get(name).is_none()) {
            given.set_unknown(name);
        }
    }
    let asked = Asked::default();
    let scope = Scope::new(document, &given, region.map_or_else(Pseudo::unknown, Pseudo::new), &asked);
    let of = |(id, resource): (&String, &Resource)| {
        asked.0.take();
        // What stops the evaluation, such as an unknown parameter, hides the rest of this property only.
        if let (Ok(scope), Expression::Object(members)) = (&scope, &resource.properties) {
            for (_, member) in members {
                let _ = scope.value(member, &asked);
            }
        }
        let mut needed = asked.0.take();
        needed.extend(resource.depends_on.iter().cloned());
        let has_conditions = {
            let mut has = false;
            resource.properties.conditions(&mut |_| has = true);
            has
        };
        if !has_conditions {
            needed.extend(document.needs(id).into_iter().map(|need| need.on.to_string()));
        }
        needed.remove(id);
        needed
    };
    document.resources.iter().map(|(id, resource)| (id.as_str(), of((id, resource)))).collect()
}

/// A world that notes which resources are asked for.
#[derive(Default)]
struct Asked(RefCell<BTreeSet<String>>);

impl World for Asked {
    fn reference(&self, id: &str) -> Option<Value> {
        self.0.borrow_mut().insert(id.to_string());
        Some("x".into())
    }

    fn attribute(&self, id: &str, _: &str) -> Option<Value> {
        self.0.borrow_mut().insert(id.to_string());
        Some("x".into())
    }

    fn import(&self, _: &str) -> Option<Value> {
        Some("x".into())
    }
}
