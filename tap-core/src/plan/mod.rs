//! What CloudFormation will do and when: the schedule of a deployment through its nested stacks.
//!
//! Everything starts as soon as what it needs is done, in every stack at once. A nested stack starts when what it needs in its parent is
//! done, what is in it follows, and it ends some seconds after the last of that. An update makes and changes what is new, waits for the
//! monitoring time if there is one, and then deletes what is left over. How long a single operation takes is an [estimate](Estimates), and
//! each figure says whose.
//!
//! ```
//! use tap_core::document::{Document, TemplateSet};
//! use tap_core::evaluate::Deployment;
//! use tap_core::plan::{self, Estimates};
//!
//! let text = "
//! Resources:
//!   Key: { Type: AWS::KMS::Key }
//!   Name: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/data, TargetKeyId: !Ref Key } }
//!   Jobs: { Type: AWS::SQS::Queue }
//! ";
//! let set = TemplateSet::new([Document::read("data", text).unwrap()].into_iter()).unwrap();
//! let plan = plan::create(&Deployment::new(&set, Some("eu-west-1")), "data", &Estimates::default()).unwrap();
//! assert_eq!(plan.seconds, 122 + 62);
//! let path: Vec<_> = plan.critical.iter().map(|step| plan.tasks[*step].id.as_str()).collect();
//! assert_eq!(path, ["Key", "Name"]);
//! ```

mod change;
mod draft;
mod estimates;
mod html;
mod json;
mod monolith;
mod schedule;
#[cfg(test)]
mod tests;
mod tree;
mod work;

pub use estimates::{Action, Basis, Estimates, Figure, Subject};
pub use html::html;
pub use json::json;
pub use monolith::{Monolith, monolith};
pub use work::Work;

use crate::evaluate::Deployment;
use draft::Draft;
use schedule::{schedule, way};
use std::collections::BTreeMap;
use tree::Tree;

/// What is done to a deployment as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

/// The schedule of an operation. All times are seconds from its start.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The template of the root.
    pub root: String,
    /// What is done.
    pub operation: Operation,
    /// When all is done.
    pub seconds: u32,
    /// When everything new is in place: before the monitoring time, and before an update's cleanup.
    pub ready: u32,
    /// The monitoring time that follows.
    pub monitoring: u32,
    /// The stacks, each after the one that holds it.
    pub stacks: Vec<StackPlan>,
    /// What is done, by stack and logical id; in an update first what is made and changed, then the cleanup. What stays as it is is no task.
    pub tasks: Vec<Task>,
    /// The critical path: tasks in order, each waiting for the one before.
    pub critical: Vec<usize>,
}

/// A stack of a plan.
#[derive(Clone, Debug)]
pub struct StackPlan {
    /// The root's template, then logical ids: `TapStack/Database`.
    pub path: String,
    /// The name of its template.
    pub template: String,
    /// The stack that holds it.
    pub parent: Option<usize>,
    /// When work in it starts.
    pub start: u32,
    /// When it is done.
    pub end: u32,
    /// Its own critical path: tasks in order; of a nested stack, itself last, for what it takes beside what is in it.
    pub critical: Vec<usize>,
}

/// An operation on a resource.
#[derive(Clone, Debug)]
pub struct Task {
    /// The stack's path and the logical id: `TapStack/Database/Writer`.
    pub path: String,
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// The stack it is in.
    pub stack: usize,
    /// What is done.
    pub action: Action,
    /// How long that takes; of a nested stack, beside what is in it.
    pub figure: Figure,
    /// Whether it is part of an update's cleanup.
    pub is_cleanup: bool,
    /// When it starts.
    pub start: u32,
    /// When it is done.
    pub end: u32,
    /// How much later it could be done without making the whole longer.
    pub slack: u32,
    /// The tasks of its stack that it waits for.
    pub needs: Vec<usize>,
}

/// The plan of a first deployment: of the root stack whose template has this name, and all that is nested in it.
///
/// # Errors
///
/// A root that is not there, parameters that are not valid, resources that need each other.
pub fn create(deployment: &Deployment, root: &str, estimates: &Estimates) -> Result<Plan, String> {
    Work::create(deployment, root)?.plan(estimates)
}

/// The plan of a deletion. What policies keep takes no time.
///
/// # Errors
///
/// As for [`create`].
pub fn delete(deployment: &Deployment, root: &str, estimates: &Estimates) -> Result<Plan, String> {
    Work::delete(deployment, root)?.plan(estimates)
}

/// The plan of an update from one deployment of a root to another: only what changes, in place or replaced, then the monitoring
/// time in seconds, then the cleanup.
///
/// A value counts as changed if it is another, or if it cannot be known and what it is made of has changed.
///
/// # Errors
///
/// As for [`create`].
pub fn update(old: &Deployment, new: &Deployment, root: &str, estimates: &Estimates, monitoring: u32) -> Result<Plan, String> {
    Work::update(old, new, root, monitoring)?.plan(estimates)
}

fn estimate(estimates: &Estimates, tree: &Tree, stack: usize, id: &str, action: Action) -> Figure {
    let holder = &tree.stacks[stack];
    let found = &holder.members[id];
    let kind = found.resource.kind.as_str();
    let vpc = || found.resource.properties.member("VpcConfig").map(|vpc| holder.scope.value(&vpc, &crate::evaluate::Nothing));
    estimates.figure(
        action,
        &Subject {
            path: &tree.path(stack, id),
            template: holder.document.name(),
            id,
            kind,
            is_walked: found.resource.is_nested_stack() && !found.stacks.is_empty(),
            is_function_in_a_vpc: kind == "AWS::Lambda::Function" && !matches!(vpc(), None | Some(Ok(None))),
        },
    )
}

/// Where in a draft things end.
struct Ends {
    /// The node after which everything new is in place.
    ready: usize,
    /// The node after which all is done.
    all: usize,
    /// The first task of the cleanup, if there is one.
    cleanup: Option<usize>,
    monitoring: u32,
}

/// Times a draft.
fn finish(draft: Draft, tree: &Tree, operation: Operation, ends: Ends) -> Result<Plan, String> {
    let Draft { nodes, tasks, stacks } = draft;
    let root = tree.stacks[0].document.name().to_string();
    let times = schedule(&nodes).ok_or_else(|| format!("{root}: resources need each other"))?;
    let task_of: BTreeMap<usize, usize> = tasks.iter().enumerate().map(|(task, drafted)| (drafted.last, task)).collect();
    let steps = |way: Vec<usize>| way.iter().filter_map(|node| task_of.get(node).copied()).collect::<Vec<_>>();
    // The cleanup goes through the stacks a second time.
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut planned: Vec<StackPlan> = Vec::new();
    let mut number_of = Vec::with_capacity(stacks.len());
    for stack in &stacks {
        let next = planned.len();
        let number = *numbers.entry(&stack.path).or_insert(next);
        number_of.push(number);
        if number == next {
            let all = way(&nodes, &times, stack.last);
            let inside = all.iter().position(|node| *node == stack.first).map_or(0, |first| first + 1);
            let inside = all[inside..].to_vec();
            planned.push(StackPlan {
                path: stack.path.clone(),
                template: stack.template.clone(),
                parent: stack.parent.map(|parent| number_of[parent]),
                start: times.start[stack.first],
                end: times.end[stack.last],
                critical: steps(inside),
            });
        }
    }
    let timed = |(number, task): (usize, draft::DraftTask)| Task {
        path: task.path,
        id: task.id,
        kind: task.kind,
        stack: number_of[task.stack],
        action: task.action,
        figure: task.figure,
        is_cleanup: ends.cleanup.is_some_and(|first| number >= first),
        start: times.start[task.first],
        end: times.end[task.last],
        slack: times.slack[task.last],
        needs: task.needs,
    };
    Ok(Plan {
        root,
        operation,
        seconds: times.end[ends.all],
        ready: times.end[ends.ready],
        monitoring: ends.monitoring,
        critical: steps(way(&nodes, &times, ends.all)),
        stacks: planned,
        tasks: tasks.into_iter().enumerate().map(timed).collect(),
    })
}
