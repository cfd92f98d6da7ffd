//! How a stack as it shall be differs from what is at AWS.

use super::live::Live;
use super::tree::Tree;
use crate::aws::setting::Target;
use std::rc::Rc;
use tap_core::diff::{Diff, diff};
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::{Deployment, Given};
use tap_core::plan::{self, Estimates, Plan};

/// What is there, and what shall be.
pub struct Sides {
    /// Templates at AWS; none before the first deployment.
    pub old: TemplateSet,
    pub new: TemplateSet,
    before: Given,
    after: Given,
    region: String,
    root: String,
}

impl Sides {
    /// # Errors
    ///
    /// A template at AWS that is none for Tap.
    pub fn new(set: &TemplateSet, target: &Target, tree: Option<&Tree>) -> Result<Self, String> {
        let old = tree.map(|tree| tree.templates(&target.template)).transpose()?.unwrap_or_default();
        let new = set.only(&target.template);
        let live = tree.map(|tree| &tree.live);
        let (before, after) = (old.document(&target.template), new.document(&target.template));
        let before = before.zip(live).map_or_else(Given::default, |(root, live)| known(root, live));
        let after = after.map_or_else(Given::default, |root| wanted(root, live, &target.given));
        Ok(Sides { old, new, before, after, region: target.region.clone(), root: target.template.clone() })
    }

    fn deployments(&self) -> (Deployment<'_>, Deployment<'_>) {
        let of = |templates, parameters: &Given| Deployment {
            templates,
            parameters: parameters.clone(),
            region: Some(self.region.clone()),
        };
        (of(&self.old, &self.before), of(&self.new, &self.after))
    }

    pub fn diff(&self) -> Result<Diff, String> {
        let (old, new) = self.deployments();
        diff(&old, &new)
    }

    /// What it will take, with this monitoring time in seconds; none if the templates do not tell.
    pub fn plan(&self, estimates: &Estimates, monitoring: u32) -> Option<Rc<Plan>> {
        let (old, new) = self.deployments();
        let plan = match self.old.document(&self.root) {
            Some(_) => plan::update(&old, &new, &self.root, estimates, monitoring),
            None => plan::create(&new, &self.root, estimates),
        };
        plan.ok().map(Rc::new)
    }

    /// Whether AWS has it all: the same templates, values and tags. Where that cannot be told from here, it is not said.
    pub fn is_same(&self, tree: &Tree, target: &Target) -> bool {
        let pairs = || self.new.documents().map(|new| (new, self.old.document(new.name())));
        let is_same = pairs().all(|(new, old)| old.is_some_and(|old| old.json == new.json && !is_open(new)));
        let has_all = self.old.documents().len() == self.new.documents().len();
        let all_known = self.new.document(&self.root).is_some_and(|root| {
            root.parameters.iter().all(|(name, parameter)| match target.given.get(name) {
                Some(Some(given)) => !parameter.no_echo && !parameter.is_ssm() && tree.live.parameters.get(name) == Some(given),
                // What is not given keeps its value.
                _ => !parameter.is_ssm(),
            })
        });
        let is_whole = |tree: &Tree| {
            tree.resources.iter().all(|one| one.kind != tap_schema::STACK || tree.children.contains_key(&one.logical_id))
        };
        let mut is_read = true;
        tree.each(&mut |_, tree| is_read &= is_whole(tree));
        is_same && has_all && all_known && is_read && tree.live.tags == target.tags
    }
}

/// Whether the same text may mean something else tomorrow: macros and parameters from elsewhere.
fn is_open(document: &Document) -> bool {
    document.transforms.iter().any(|name| name != "AWS::LanguageExtensions")
}

/// The values at AWS; of secret ones AWS says only that there are some.
fn known(root: &Document, live: &Live) -> Given {
    let mut given = Given::default();
    for (name, parameter) in &root.parameters {
        match live.parameters.get(name) {
            Some(_) if parameter.no_echo => given.set_unknown(name),
            Some(value) => given.set(name, value),
            None => {}
        }
    }
    given
}

/// The values that it shall have: those that are given, else those at AWS, else the defaults.
fn wanted(root: &Document, live: Option<&Live>, target: &Given) -> Given {
    let mut given = live.map_or_else(Given::default, |live| known(root, live));
    for (name, value) in target.iter() {
        match value {
            Some(value) => given.set(name, value),
            None => given.set_unknown(name),
        }
    }
    given
}
