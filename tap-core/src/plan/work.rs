//! What an operation does, before it is timed.

use super::change::{Changes, remove};
use super::draft::{Direction, Draft};
use super::estimates::{Action, Estimates};
use super::tree::Tree;
use super::{Ends, Operation, Plan, estimate, finish};
use crate::evaluate::Deployment;
use crate::parallel;
use std::collections::{BTreeMap, BTreeSet};

/// What an operation does to a deployment: found out once, and planned with as many sets of figures as there are.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
/// use tap_core::plan::{Estimates, Work};
///
/// let text = "Resources:\n  Key: { Type: AWS::KMS::Key }\n";
/// let set = TemplateSet::new([Document::read("data", text).unwrap()].into_iter()).unwrap();
/// let work = Work::create(&Deployment::new(&set, Some("eu-west-1")), "data").unwrap();
/// let measured = Estimates::default().measured("durations", "AWS::KMS::Key: { create: 30 }").unwrap();
/// assert_eq!(work.plan(&Estimates::default()).unwrap().seconds, 122);
/// assert_eq!(work.plan(&measured).unwrap().seconds, 30);
/// ```
pub struct Work<'s>(Kind<'s>);

enum Kind<'s> {
    Create(Tree<'s>),
    /// With what is done to each resource, by stack.
    Delete(Tree<'s>, Vec<BTreeMap<&'s str, Action>>),
    Update {
        old: Tree<'s>,
        new: Tree<'s>,
        changes: Changes<'s>,
        monitoring: u32,
    },
}

impl<'s> Work<'s> {
    /// A first deployment: of the root stack whose template has this name, and all that is nested in it.
    ///
    /// # Errors
    ///
    /// A root that is not there, parameters that are not valid, resources that need each other.
    pub fn create(deployment: &Deployment<'s>, root: &str) -> Result<Self, String> {
        Ok(Work(Kind::Create(Tree::of(deployment, root)?)))
    }

    /// A deletion.
    ///
    /// # Errors
    ///
    /// As for [`Work::create`].
    pub fn delete(deployment: &Deployment<'s>, root: &str) -> Result<Self, String> {
        let tree = Tree::of(deployment, root)?;
        let mut actions = vec![BTreeMap::new(); tree.stacks.len()];
        remove(&tree, 0, false, &mut actions);
        Ok(Work(Kind::Delete(tree, actions)))
    }

    /// An update from one deployment of a root to another, watched for the monitoring time in seconds before its cleanup.
    ///
    /// # Errors
    ///
    /// As for [`Work::create`].
    pub fn update(old: &Deployment<'s>, new: &Deployment<'s>, root: &str, monitoring: u32) -> Result<Self, String> {
        let (old, new) = parallel::both(|| Tree::of(old, root), || Tree::of(new, root));
        let (old, new) = (old?, new?);
        let changes = Changes::between(&old, &new)?;
        Ok(Work(Kind::Update { old, new, changes, monitoring }))
    }

    /// The schedule of it with these figures.
    ///
    /// # Errors
    ///
    /// Resources that need each other.
    pub fn plan(&self, estimates: &Estimates) -> Result<Plan, String> {
        let mut draft = Draft::default();
        match &self.0 {
            Kind::Create(tree) => {
                let does = |stack: usize, id: &str| Some((Action::Create, estimate(estimates, tree, stack, id, Action::Create)));
                let end = draft.add(tree, Direction::Forward, None, &does);
                finish(draft, tree, Operation::Create, Ends { ready: end, all: end, cleanup: None, monitoring: 0 })
            }
            Kind::Delete(tree, actions) => {
                let does = |stack: usize, id: &str| {
                    let action = *actions[stack].get(id)?;
                    Some((action, estimate(estimates, tree, stack, id, action)))
                };
                let end = draft.add(tree, Direction::Backward, None, &does);
                finish(draft, tree, Operation::Delete, Ends { ready: end, all: end, cleanup: None, monitoring: 0 })
            }
            Kind::Update { old, new, changes, monitoring } => {
                let forward = |stack: usize, id: &str| {
                    let action = *changes.new[stack].get(id)?;
                    Some((action, estimate(estimates, new, stack, id, action)))
                };
                let ready = draft.add(new, Direction::Forward, None, &forward);
                let watched = draft.node(*monitoring, vec![ready]);
                let cleaned = cleaned(old, &changes.old);
                let backward = |stack: usize, id: &str| match changes.old[stack].get(id) {
                    Some(&action) => Some((action, estimate(estimates, old, stack, id, action))),
                    // A stack in which something is deleted.
                    None => old.stacks[stack].members[id].stacks.iter().any(|inner| cleaned.contains(inner)).then(|| {
                        let action = Action::Update;
                        (action, estimate(estimates, old, stack, id, action))
                    }),
                };
                let cleanup = Some(draft.tasks.len());
                let all = draft.add(old, Direction::Backward, Some(watched), &backward);
                finish(draft, new, Operation::Update, Ends { ready, all, cleanup, monitoring: *monitoring })
            }
        }
    }
}

/// The stacks in which something is deleted, itself or in stacks inside.
fn cleaned(tree: &Tree, removed: &[BTreeMap<&str, Action>]) -> BTreeSet<usize> {
    let mut cleaned = BTreeSet::new();
    for number in (0..tree.stacks.len()).rev() {
        if removed[number].values().any(|action| *action == Action::Delete) || cleaned.contains(&number) {
            cleaned.insert(number);
            cleaned.extend(tree.stacks[number].parent.map(|(parent, _)| parent));
        }
    }
    cleaned
}
