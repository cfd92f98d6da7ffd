//! What the derives declare: parameters, outputs, conditions, mappings, resources, constructs, stacks, apps.

use super::{Body, Identity, Target, Value};

/// One template parameter. `Environment::suffix` is one.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The set it belongs to.
    pub set: &'static Target,
    /// Its name in templates.
    pub name: &'static str,
    /// Its type in templates, for example `List<AWS::EC2::Subnet::Id>`.
    pub kind: &'static str,
    /// What that type says of its value: see [`tap_schema::reference`].
    pub source: &'static [u8],
    /// Whether it has a default.
    pub has_default: bool,
    /// Its default, if `const` evaluation knows it.
    pub default: &'static [Value],
    /// Its allowed values, or its default if any value is allowed.
    pub values: &'static [Value],
    /// Whether only those values are allowed.
    pub is_limited: bool,
    /// Whether CloudFormation keeps its value from being shown.
    pub no_echo: bool,
    /// The JSON of its declaration.
    pub declaration: &'static Body,
}

/// A set of parameters, made by `#[derive(Parameters)]`.
#[derive(Clone, Copy, Debug)]
pub struct ParameterSet {
    /// The struct.
    pub target: &'static Target,
    /// Title of the group in consoles.
    pub label: &'static str,
    /// The parameters, in the order of the fields.
    pub parameters: &'static [&'static Parameter],
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// Implemented by `#[derive(Parameters)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a parameter set",
    label = "not a parameter set",
    note = "a parameter set is a struct with `#[derive(Parameters)]`"
)]
pub trait Parameters: Identity {
    /// The set.
    const SET: &'static ParameterSet;
}

/// One output of a stack. `NetworkOutputs::vpc_id` is one.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// The outputs struct it belongs to.
    pub set: &'static Target,
    /// Its name in templates.
    pub name: &'static str,
    /// The field.
    pub field: &'static str,
    /// Type of the parameter that carries it into another stack.
    pub kind: &'static str,
    /// What that type says of its value: see [`tap_schema::reference`].
    pub source: &'static [u8],
    /// What its value is.
    pub value: OutputValue,
    /// The name of its export.
    pub export: Option<&'static Body>,
    /// The condition under which it exists, and the set that says what that means.
    pub condition: Option<(&'static Condition, &'static ConditionSet)>,
    /// Whether it belongs to something outside the app.
    pub external: bool,
    /// The regions in which that is deployed, as bits by their number in [`tap_schema::regions`]; none if it isn't said.
    pub regions: u64,
}

/// What the value of an [`Output`] is, where that says of which kind it is.
#[derive(Clone, Copy, Debug)]
pub enum OutputValue {
    /// `Ref` of a resource.
    Reference(&'static Target),
    /// An attribute of a resource, by its [hash](tap_schema::attributes::hash).
    Attribute(&'static Target, u64),
    /// A parameter.
    Parameter(&'static Parameter),
    /// Anything else.
    Other,
}

impl Output {
    /// Whether its value is a list, which travels joined by commas.
    pub const fn is_list(&self) -> bool {
        let kind = self.kind.as_bytes();
        if kind.len() < 5 {
            return false;
        }
        kind[0] == b'L' && kind[1] == b'i' && kind[2] == b's' && kind[3] == b't' && kind[4] == b'<'
            || kind[0] == b'C' && kind[1] == b'o' && kind[2] == b'm' && kind[3] == b'm' && kind[4] == b'a'
    }
}

/// The outputs of one stack, made by `#[derive(Outputs)]`.
#[derive(Clone, Copy, Debug)]
pub struct OutputSet {
    /// The struct.
    pub target: &'static Target,
    /// The outputs with the JSON of their declarations, in the order of the fields.
    pub outputs: &'static [(&'static Output, &'static Body)],
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// Implemented by `#[derive(Outputs)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an outputs struct",
    label = "not an outputs struct",
    note = "an outputs struct has `#[derive(Outputs)]`"
)]
pub trait Outputs: Identity {
    /// The set.
    const SET: &'static OutputSet;
}

/// One condition. `When::reader` is one; also the type of the fields of a `#[derive(Conditions)]` struct.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The set it belongs to.
    pub set: &'static Target,
    /// Its name in templates.
    pub name: &'static str,
}

/// Part of what a condition means: operands before what is done with them.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    /// The value of a parameter.
    Parameter(&'static Parameter),
    /// The value of a pseudo parameter.
    Pseudo(&'static str),
    /// A literal as text.
    Text(&'static str),
    /// A constant.
    Constant(Value),
    /// A value of which nothing is known but how it is written.
    Opaque(&'static str),
    /// Whether the last two values are equal.
    Equals,
    /// Whether the last condition is false.
    Not,
    /// Whether so many last conditions are all true.
    And(usize),
    /// Whether one of so many last conditions is true.
    Or(usize),
    /// Another condition.
    Condition(&'static Condition),
}

/// A set of conditions, made by `#[derive(Conditions)]`.
#[derive(Clone, Copy, Debug)]
pub struct ConditionSet {
    /// The struct.
    pub target: &'static Target,
    /// The conditions with their JSON, in the order of the fields.
    pub conditions: &'static [(&'static Condition, &'static Body)],
    /// What each of them means.
    pub terms: &'static [&'static [Term]],
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// Implemented by `#[derive(Conditions)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of conditions",
    label = "not a set of conditions",
    note = "a set of conditions is a struct with `#[derive(Conditions)]`"
)]
pub trait Conditions: Identity {
    /// The set.
    const SET: &'static ConditionSet;
}

/// A mapping, made by `#[derive(Mapping)]`.
#[derive(Clone, Copy, Debug)]
pub struct MappingDef {
    /// The struct.
    pub target: &'static Target,
    /// Its JSON.
    pub body: &'static Body,
    /// Its first keys, in the order in which they are written.
    pub rows: &'static [&'static str],
    /// All its second keys, each once.
    pub keys: &'static [&'static str],
    /// Whether its first keys are all names of regions.
    pub is_by_region: bool,
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// Implemented by `#[derive(Mapping)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a mapping",
    label = "not a mapping",
    note = "a mapping is a struct with `#[derive(Mapping)]`"
)]
pub trait Mapping: Identity {
    /// The mapping.
    const MAPPING: &'static MappingDef;
}

/// A resource, made by `#[derive(Resource)]`.
#[derive(Clone, Copy, Debug)]
pub struct ResourceDef {
    /// The struct.
    pub target: &'static Target,
    /// CloudFormation's resource type, for example `AWS::EC2::VPC`.
    pub kind: &'static str,
    /// The JSON of the whole resource.
    pub body: Body,
    /// Byte offset in the text of the body at which `DependsOn` belongs.
    pub depends_at: u32,
    /// How long it is expected to take to create, in seconds: as the resource says, or the average of its type.
    pub estimate: u32,
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// What may be a field of a stack or construct: implemented by `#[derive(Resource)]` and `#[derive(Construct)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a resource nor a construct",
    label = "can't be a field of a stack or construct",
    note = "a resource has `#[derive(Resource)]`, a construct `#[derive(Construct)]`; a nested stack is marked `#[stack(nested)]`"
)]
pub trait Member {
    /// The member's resources.
    const RESOURCES: &'static Node;
}

/// A CloudFormation resource: what has an identity and can be a member. A bound for generic types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "a resource is a struct with `#[derive(Resource)]` and `#[resource(\"AWS::…\")]`"
)]
pub trait Resource: Identity + Member {}

impl<T: Identity + Member> Resource for T {}

/// A field of a stack or construct: one resource or a group of them.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// One resource.
    Resource(ResourceDef),
    /// The members of a construct.
    Group(&'static [Entry]),
}

impl Node {
    /// A resource whose derive reported an error.
    pub const fn broken(target: &'static Target, kind: &'static str) -> Self {
        Node::Resource(ResourceDef { target, kind, body: Body::EMPTY, depends_at: 0, estimate: 0, broken: true })
    }
}

/// A named field that holds resources.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Logical id, or the part of it that this field adds.
    pub id: &'static str,
    /// [`tap_schema::name::hash`] of `id`, so that `const` evaluation needn't make it.
    pub hash: u64,
    /// What it holds.
    pub node: &'static Node,
}

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
