//! What the derives declare of stacks and apps.

use super::{
    AssertionSet, Body, Condition, ConditionSet, Entry, Identity, MappingDef, Output, OutputSet, Parameter, ParameterSet, Target,
};

/// A stack, made by `#[derive(Stack)]`.
#[derive(Clone, Copy, Debug)]
pub struct StackDef {
    /// The struct.
    pub target: &'static Target,
    /// Its name, which is also its template's file name.
    pub name: &'static str,
    /// The description of its template.
    pub description: &'static str,
    /// Declared parameter sets.
    pub parameters: &'static [&'static ParameterSet],
    /// Declared sets of conditions.
    pub conditions: &'static [&'static ConditionSet],
    /// Declared sets of assertions.
    pub assertions: &'static [&'static AssertionSet],
    /// Declared mappings.
    pub mappings: &'static [&'static MappingDef],
    /// Its outputs.
    pub outputs: Option<&'static OutputSet>,
    /// Fields that hold resources.
    pub entries: &'static [Entry],
    /// Fields that hold nested stacks.
    pub children: &'static [Child],
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// A nested stack: a field marked `#[stack(nested)]`.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    /// Logical id.
    pub id: &'static str,
    /// Its stack.
    pub stack: &'static StackDef,
    /// What proofs need of its subtree.
    pub summary: &'static Summary,
    /// JSON of the `Tags` list, and holes of `DependsOn`.
    pub body: &'static Body,
    /// Condition under which it exists.
    pub condition: Option<&'static Condition>,
    /// `DeletionPolicy`.
    pub deletion_policy: Option<&'static str>,
    /// `UpdateReplacePolicy`.
    pub update_replace_policy: Option<&'static str>,
    /// Parameters with explicit values.
    pub with: &'static [(&'static Parameter, &'static Body)],
}

/// A stack: implemented by `#[derive(Stack)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a stack",
    label = "not a stack",
    note = "a stack is a struct with `#[derive(Stack)]` and `#[stack(name = \"…\")]`"
)]
pub trait Stack: Identity {
    /// Itself: what is asked of a stack only is asked of this, so that what is no stack is reported once. Generic as
    /// [`Timed`] is, and for its reason.
    #[doc(hidden)]
    type Own<const ASKED: bool>: Timed<ASKED>;
    /// The stack.
    const DEF: &'static StackDef;
    /// What proofs of its parents need to know of it.
    const SUMMARY: &'static Summary;
}

/// How long the first deployment of a stack takes. Generic, so that the compiler makes it only where an app with a budget asks
/// for it.
#[doc(hidden)]
pub trait Timed<const ASKED: bool> {
    /// The critical path.
    const TIMING: &'static crate::proof::Timing;
}

/// What a stack's subtree wants from outside and offers to others.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// Outputs that nothing in the subtree provides, and imports likewise.
    pub needs: &'static [Use],
    /// Parameters without a default that the subtree uses and somebody has to give a value.
    pub required: &'static [&'static Parameter],
    /// Output sets of the subtree.
    pub offers: &'static [&'static Target],
    /// Whether something in the subtree imports what is said to be in some regions only.
    pub is_regional: bool,
    /// Whether something in the subtree is broken, so that absences prove nothing.
    pub broken: bool,
}

/// One use of something by something: an edge of the dependency graph, with its place.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// What is looked up: a resource, a nested stack, or an outputs struct.
    pub target: &'static Target,
    /// The output that is used, if it is one.
    pub output: Option<&'static Output>,
    /// Whether it goes by the export.
    pub import: bool,
    /// The body that holds the reference.
    pub body: &'static Body,
    /// Number of the hole in that body.
    pub hole: usize,
    /// Logical id of the user.
    pub user: LogicalId,
    /// The stack of the user.
    pub stack: &'static Target,
}

/// A logical id as a chain of parts: fields of a stack and of the constructs inside.
#[derive(Clone, Copy, Debug)]
pub struct LogicalId {
    /// The parts; those past `len` are empty.
    pub parts: [&'static str; LogicalId::DEPTH],
}

impl LogicalId {
    /// How deep constructs may be nested.
    pub const DEPTH: usize = 6;

    /// An id of one part.
    pub const fn of(id: &'static str) -> Self {
        let mut parts = [""; LogicalId::DEPTH];
        parts[0] = id;
        LogicalId { parts }
    }

    /// The id of a member inside this group.
    pub const fn then(mut self, depth: usize, id: &'static str) -> Self {
        assert!(depth < LogicalId::DEPTH, "constructs are nested more than 6 deep");
        self.parts[depth] = id;
        self
    }

    /// The id as text.
    pub fn text(&self) -> String {
        self.parts.concat()
    }
}

/// An app, made by `#[derive(App)]`: its root stacks are children of a stack that is never emitted.
#[derive(Clone, Copy, Debug)]
pub struct AppDef {
    /// Name in addresses of templates: the struct's, in kebab case.
    pub name: &'static str,
    /// Regions it is deployed to.
    pub regions: &'static [&'static str],
    /// The numbers of these regions in [`tap_schema::regions`]; past the last for one of which nothing is known.
    pub region_numbers: &'static [u8],
    /// Seconds that the first deployment of a root may take, if the app says so.
    pub deploy_budget: Option<u32>,
    /// Its root stacks, as children.
    pub roots: &'static StackDef,
}

/// An app: implemented by `#[derive(App)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an app",
    label = "not an app",
    note = "an app is a struct of stacks with `#[derive(App)]`"
)]
pub trait App {
    /// The app.
    const APP: &'static AppDef;
}

/// An app linked into this binary. Collected by `inventory`.
#[doc(hidden)]
pub struct Registered(pub &'static AppDef);

inventory::collect!(Registered);
