//! What a difference is made of.

use serde_json::Value;
use std::fmt;

/// How two deployments differ, stack by stack.
///
/// What is told only if it is known: values that depend on what exists at AWS keep their functions, in one spelling for all that mean the
/// same, and whatever follows from them is said to be possible, not certain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Stacks that differ, by path.
    pub stacks: Vec<StackDiff>,
    /// What seems to be the same under another name or in another stack.
    pub moves: Vec<Move>,
}

/// How a stack differs.
#[derive(Clone, Debug, PartialEq)]
pub struct StackDiff {
    /// Its root and the logical ids of the nested stacks down to it, such as `TapStack/Database`.
    pub path: String,
    /// Its template, such as `database-stack`.
    pub template: String,
    /// Whether it was there, and whether it will be.
    pub presence: (Presence, Presence),
    /// Conditions that are decided otherwise.
    pub conditions: Vec<ConditionFlip>,
    /// What is written otherwise beside resources and outputs.
    pub sections: Vec<SectionChange>,
    /// Outputs that are written otherwise, or whose values change.
    pub outputs: Vec<OutputChange>,
    /// Resources that change, by logical id.
    pub resources: Vec<ResourceChange>,
}

/// Whether a stack or a resource exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It does not.
    Absent,
    /// A condition decides that is not known.
    Unknown,
    /// It does.
    Present,
}

/// A condition that is decided otherwise; none where it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionFlip {
    /// The condition.
    pub name: String,
    /// What it was.
    pub before: Option<bool>,
    /// What it will be.
    pub after: Option<bool>,
}

/// A member of a section other than `Resources` and `Outputs` that is written otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionChange {
    /// The section, such as `Parameters`.
    pub section: String,
    /// The way to what differs, such as `DatabaseReader.Default`; empty for the whole section.
    pub path: String,
    /// What was written.
    pub old: Option<Value>,
    /// What is written.
    pub new: Option<Value>,
}

/// An output that is written otherwise, or whose value changes.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputChange {
    /// The output.
    pub name: String,
    /// Its value; none if it did not exist.
    pub old: Option<Value>,
    /// Its value; none if it does not exist any more.
    pub new: Option<Value>,
    /// The names under which it was and will be exported.
    pub export: (Option<Value>, Option<Value>),
    /// Whether its value changes.
    pub change: Certainty,
    /// Why it does though it is written as before: from what causes it on.
    pub because: Vec<Link>,
    /// Stacks that import it.
    pub imported_by: Vec<String>,
    /// Why CloudFormation would not do it.
    pub refusals: Vec<String>,
}

/// Whether something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It does not.
    #[default]
    No,
    /// That depends on what is not known.
    Maybe,
    /// It does.
    Sure,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is made.
    Add,
    /// It is deleted, unless its policy keeps it.
    Remove,
    /// It is updated or replaced; where its presence is not known, it may also be made or deleted.
    Change,
}

/// Why a resource is made or deleted.
#[derive(Clone, Debug, PartialEq)]
pub enum Occasion {
    /// It is new in the template, or stands there no more.
    Written,
    /// This condition, which may be the one of a stack around it.
    Condition(String),
    /// This stack around it is new, or stands in the template no more. Not called `Stack`: the compiler would no longer write the trait of
    /// that name without its path.
    Around(String),
    /// The root stack is emitted no more: that alone deletes nothing, whoever deletes the stack does.
    Root,
}

/// A resource that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceChange {
    /// The path of its stack.
    pub path: String,
    /// Its logical id.
    pub logical_id: String,
    /// Its type; the new one if that changes.
    pub kind: String,
    /// What happens to it.
    pub action: Action,
    /// Whether it was there, and whether it will be.
    pub presence: (Presence, Presence),
    /// Why it is made or deleted, or may be.
    pub occasion: Option<Occasion>,
    /// Whether another takes its place.
    pub replacement: Replacement,
    /// Why another does.
    pub causes: Vec<Cause>,
    /// What becomes of its data.
    pub data: DataFate,
    /// Properties that change; of a resource that is made or deleted none are listed.
    pub properties: Vec<PropertyChange>,
    /// Attributes that change, such as `DependsOn`.
    pub attributes: Vec<AttributeChange>,
    /// Why CloudFormation would not do it.
    pub refusals: Vec<String>,
}

/// Whether a resource is replaced by another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replacement {
    /// It is updated in place.
    #[default]
    Never,
    /// It may be replaced.
    Maybe,
    /// It is replaced.
    Always,
}

/// Why a resource is replaced, or may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The property; empty for the resource as a whole.
    pub path: String,
    /// What it does by itself.
    pub replacement: Replacement,
    /// Why it does.
    pub reason: Reason,
}

/// Why the change of a property replaces a resource, or may.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The property can be set on creation only.
    CreateOnly,
    /// It is so for some values.
    ConditionalCreateOnly,
    /// It is so, but whether its value changes is not known.
    UnknownValue,
    /// It is so, and refers to what is replaced: from there on.
    Follows(Vec<Link>),
    /// The resource has another type, of which this was the old one.
    OtherType(String),
    /// Nothing is known about the type.
    UnknownType,
}

/// A step of the way on which a change spreads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The path of the stack.
    pub stack: String,
    /// The logical id, or the name of the output or parameter.
    pub name: String,
    /// Which of them it is.
    pub what: LinkKind,
}

/// What a change spreads over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// A resource.
    Resource,
    /// An output of a stack.
    Output,
    /// A parameter of a stack.
    Parameter,
}

/// What becomes of the data of a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum DataFate {
    /// It has none, or nothing happens to it.
    Safe,
    /// The resource would go, but its policy keeps it or a snapshot of it: the policy.
    Kept(String),
    /// It goes with the resource.
    Lost {
        /// What that is.
        what: &'static str,
        /// Whether that is certain.
        certainty: Certainty,
    },
}

/// A property that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyChange {
    /// The way to it, such as `Tags[Name].Value` or `Policies[2]`; items of lists are named by what identifies them, else by number.
    pub path: String,
    /// The old value, if there was one.
    pub old: Option<Value>,
    /// The new value, if there is one.
    pub new: Option<Value>,
    /// Whether a list has the same items in another order.
    pub is_reordered: bool,
    /// What the change of this property does to the resource.
    pub replacement: Replacement,
    /// Why the value changes though it is written as before: from what causes it on.
    pub because: Vec<Link>,
}

/// An attribute of a resource that changes, such as `DeletionPolicy`.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeChange {
    /// The attribute.
    pub name: String,
    /// What was written.
    pub old: Option<Value>,
    /// What is written.
    pub new: Option<Value>,
}

/// A resource or a nested stack that seems to be the same under another name or in another stack.
///
/// CloudFormation knows a resource by its stack and logical id: it makes a new one, and deletes the old.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The type.
    pub kind: String,
    /// Path of the stack and logical id that it had.
    pub from: (String, String),
    /// Path of the stack and logical id that it has.
    pub to: (String, String),
    /// Of a hundred values in its properties, how many are the same.
    pub likeness: u8,
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// The resources that change, by stack and logical id.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceChange> {
        self.stacks.iter().flat_map(|stack| &stack.resources)
    }

    /// The resources whose data is lost, or may be.
    pub fn losses(&self) -> impl Iterator<Item = &ResourceChange> {
        self.resources().filter(|change| matches!(change.data, DataFate::Lost { .. }))
    }

    /// Why CloudFormation would refuse the update: the path of each resource or output, and the reason.
    pub fn refusals(&self) -> impl Iterator<Item = (String, &str)> {
        self.stacks.iter().flat_map(|stack| {
            let outputs = stack.outputs.iter().map(|output| (&output.name, &output.refusals));
            let resources = stack.resources.iter().map(|change| (&change.logical_id, &change.refusals));
            outputs.chain(resources).flat_map(move |(name, refusals)| {
                refusals.iter().map(move |refusal| (format!("{}.{name}", stack.path), refusal.as_str()))
            })
        })
    }
}

impl fmt::Display for Link {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            LinkKind::Resource => write!(out, "{}.{}", self.stack, self.name),
            LinkKind::Output => write!(out, "output {} of {}", self.name, self.stack),
            LinkKind::Parameter => write!(out, "parameter {} of {}", self.name, self.stack),
        }
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Occasion::Written => write!(out, "the template"),
            Occasion::Condition(name) => write!(out, "condition {name}"),
            Occasion::Around(path) => write!(out, "stack {path}"),
            Occasion::Root => write!(out, "its root stack"),
        }
    }
}
