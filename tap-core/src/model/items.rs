//! What the derives declare of items: parameters, outputs, conditions, mappings, resources, constructs.

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
