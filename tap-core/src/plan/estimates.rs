//! How long an operation on a resource takes, and who says so.

use crate::document::{Document, Source, TemplateSet};
use crate::model::{AppDef, Entry, Node, StackDef};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use tap_schema::duration::{self, Average, FUNCTION_IN_A_VPC_DELETED, NESTED_STACK, OTHER};
use tap_schema::name::help;

/// Seconds, and where the figure is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The seconds.
    pub seconds: u32,
    /// Who says so.
    pub basis: Basis,
}

/// Where a figure is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Measured, of this very resource.
    Measured,
    /// Measured, of its type.
    MeasuredType,
    /// What stands at the resource, as in `estimate = "7m"`.
    Estimate,
    /// The published average of its type.
    Published,
    /// AWS's documentation.
    Documented,
    /// No figure is published: as long as its creation.
    AsCreation,
    /// The table does not have its type.
    Unlisted,
    /// What a nested stack takes beside what is in it.
    Nesting,
    /// Nothing is done: it is kept.
    Kept,
}

impl fmt::Display for Basis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Basis::Measured => "measured",
            Basis::MeasuredType => "measured of its type",
            Basis::Estimate => "the app's estimate",
            Basis::Published => "published average",
            Basis::Documented => "AWS's documentation",
            Basis::AsCreation => "no figure, as its creation",
            Basis::Unlisted => "no figure, one call",
            Basis::Nesting => "nested stack overhead",
            Basis::Kept => "kept",
        })
    }
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// Another is made in its place; the old one goes in the cleanup.
    Replace,
    /// It is deleted.
    Delete,
    /// It leaves the stack and stays in the account, as its policy says.
    Keep,
}

impl fmt::Display for Action {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Keep => "keep",
        })
    }
}

/// Measured seconds of the operations on a resource or a type; none where there is no figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Measured {
    create: Option<u32>,
    update: Option<u32>,
    delete: Option<u32>,
}

impl Measured {
    fn of(&self, action: Action) -> Option<u32> {
        match action {
            Action::Create | Action::Replace => self.create,
            Action::Update => self.update,
            Action::Delete => self.delete,
            Action::Keep => None,
        }
    }
}

/// Figures beside the published averages. In this order counts: what is measured of a resource, what is measured of its type, what
/// stands at the resource, what is published of its type.
///
/// ```
/// use tap_core::plan::Estimates;
///
/// let text = "Shop/Database/Writer: { create: 431 }\nAWS::RDS::DBCluster: { create: 180, update: 40 }\n";
/// assert!(Estimates::default().measured("durations.yaml", text).is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    by_path: BTreeMap<String, Measured>,
    by_kind: BTreeMap<String, Measured>,
    /// By template and logical id, separated by `/`.
    own: BTreeMap<String, u32>,
}

impl Estimates {
    /// What the resources of an app say of themselves.
    pub fn of_app(app: &'static AppDef) -> Self {
        let mut estimates = Estimates::default();
        for root in app.roots.children {
            estimates.of_stack(root.stack);
        }
        estimates
    }

    fn of_stack(&mut self, stack: &'static StackDef) {
        self.of_entries(stack.name, "", stack.entries);
        for child in stack.children {
            self.of_stack(child.stack);
        }
    }

    fn of_entries(&mut self, stack: &str, id: &str, entries: &'static [Entry]) {
        for entry in entries {
            let id = format!("{id}{}", entry.id);
            match entry.node {
                Node::Group(members) => self.of_entries(stack, &id, members),
                // The average is what a resource has that says nothing.
                Node::Resource(resource) if resource.estimate != duration::create(resource.kind) => {
                    self.own.insert(format!("{stack}/{id}"), resource.estimate);
                }
                Node::Resource(_) => {}
            }
        }
    }

    /// Adds measured durations, from JSON or YAML: an object with `create`, `update` and `delete` in seconds for each path of a resource
    /// (`TapStack/Database/Writer`: the root's template, then logical ids) or type (`AWS::RDS::DBInstance`).
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and where.
    pub fn measured(mut self, name: &str, text: &str) -> Result<Self, String> {
        let source = Source::new(name, text);
        let wrong = |path: &[String], message: String| source.problem(path, message).to_string();
        let value = source.value().map_err(|problem| problem.to_string())?;
        let Value::Object(entries) = value else {
            return Err(wrong(&[], "measured durations are an object of paths and types".to_string()));
        };
        for (key, figures) in entries {
            let Value::Object(members) = figures else {
                let message = "durations are an object with `create`, `update` or `delete` in seconds";
                return Err(wrong(&[key], message.to_string()));
            };
            let mut measured = Measured::default();
            for (operation, seconds) in members {
                let path = [key.clone(), operation.clone()];
                let place = match operation.as_str() {
                    "create" => &mut measured.create,
                    "update" => &mut measured.update,
                    "delete" => &mut measured.delete,
                    _ => {
                        let message = format!("there is no operation `{operation}`\nhelp: one of create, update, delete");
                        return Err(wrong(&path, message));
                    }
                };
                let seconds =
                    seconds.as_u64().and_then(|seconds| u32::try_from(seconds).ok()).filter(|seconds| *seconds <= LONGEST);
                let message = || format!("a duration is a whole number of seconds, at most {LONGEST}");
                *place = Some(seconds.ok_or_else(|| wrong(&path, message()))?);
            }
            if key.contains("::") {
                self.by_kind.insert(key, measured)
            } else {
                self.by_path.insert(key, measured)
            };
        }
        Ok(self)
    }

    /// Whether there is anything beside the published averages.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty() && self.by_kind.is_empty() && self.own.is_empty()
    }

    /// Whether something is measured.
    pub fn are_measured(&self) -> bool {
        !self.by_path.is_empty() || !self.by_kind.is_empty()
    }

    /// Checks that everything measured is of something that there is.
    ///
    /// # Errors
    ///
    /// The first path whose template or logical id these templates do not have, or type that CloudFormation does not have.
    pub fn apply_to(&self, set: &TemplateSet) -> Result<(), String> {
        for path in self.by_path.keys() {
            let (root, id) = (path.split('/').next().unwrap_or(path), path.rsplit('/').next().unwrap_or(path));
            if set.document(root).is_none() {
                let close = help(root, set.documents().map(Document::name));
                return Err(format!("no template has the name `{root}`, of which `{path}` is measured{close}"));
            }
            if !set.documents().any(|document| document.resources.contains_key(id)) {
                let known = set.documents().flat_map(|document| document.resources.keys().map(String::as_str));
                return Err(format!("no template has a resource `{id}`, of which `{path}` is measured{}", help(id, known)));
            }
        }
        let is_unknown = |kind: &&String| tap_schema::facts_of(kind).is_none();
        match self.by_kind.keys().find(is_unknown) {
            None => Ok(()),
            Some(kind) => {
                let close = help(kind, tap_schema::resource_types());
                Err(format!("there is no resource type `{kind}`, of which a duration is given{close}"))
            }
        }
    }

    /// How long an operation on a resource takes.
    pub fn figure(&self, action: Action, subject: &Subject) -> Figure {
        let figure = |seconds, basis| Figure { seconds, basis };
        if action == Action::Keep {
            return figure(0, Basis::Kept);
        }
        if let Some(seconds) = self.by_path.get(subject.path).and_then(|measured| measured.of(action)) {
            return figure(seconds, Basis::Measured);
        }
        if subject.is_walked {
            return figure(NESTED_STACK, Basis::Nesting);
        }
        if let Some(seconds) = self.by_kind.get(subject.kind).and_then(|measured| measured.of(action)) {
            return figure(seconds, Basis::MeasuredType);
        }
        // A custom resource calls its function for an update as for a creation.
        let is_own = matches!(action, Action::Create | Action::Replace)
            || (action == Action::Update && tap_schema::is_custom(subject.kind));
        let own = || self.own.get(&format!("{}/{}", subject.template, subject.id)).copied();
        if let Some(seconds) = is_own.then(own).flatten() {
            return figure(seconds, Basis::Estimate);
        }
        let average = duration::average(subject.kind);
        match action {
            Action::Delete if subject.is_function_in_a_vpc => figure(FUNCTION_IN_A_VPC_DELETED, Basis::Documented),
            Action::Delete => match average {
                Some(Average { delete: Some(seconds), .. }) => figure(seconds, Basis::Published),
                Some(_) => figure(self.figure(Action::Create, subject).seconds, Basis::AsCreation),
                None => figure(OTHER, Basis::Unlisted),
            },
            Action::Update => average.map_or(figure(OTHER, Basis::Unlisted), |average| figure(average.update, Basis::Published)),
            _ => average.map_or(figure(OTHER, Basis::Unlisted), |average| figure(average.create, Basis::Published)),
        }
    }
}

/// What a figure is wanted of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The root's template and logical ids.
    pub path: &'a str,
    /// The template it stands in.
    pub template: &'a str,
    /// Its logical id.
    pub id: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// Whether it is a nested stack whose template is known.
    pub is_walked: bool,
    /// Whether it is a Lambda function in a VPC.
    pub is_function_in_a_vpc: bool,
}

/// A day: no operation of CloudFormation takes longer, and sums stay small.
const LONGEST: u32 = 86_400;
