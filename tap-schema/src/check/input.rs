//! What is checked: a value as it stands in a template, with what cannot be known yet.

/// A value to check. Whoever makes it tells its values apart by `tag`, which every [`Finding`](super::Finding) names.
///
/// ```
/// use tap_schema::check::{Content, Input};
///
/// let cidr = Input { tag: 7, content: Content::Text("10.0.0.0/16") };
/// assert!(matches!(cidr.content, Content::Text(text) if text.len() == 11));
/// ```
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// Given back in findings.
    pub tag: usize,
    /// The value.
    pub content: Content<'a>,
}

/// The content of an [`Input`].
#[derive(Debug, Clone)]
pub enum Content<'a> {
    /// `null`, which CloudFormation takes nowhere.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as JSON writes it.
    Number(&'a str),
    /// A string.
    Text(&'a str),
    /// A list.
    List(Vec<Input<'a>>),
    /// An object, each key once.
    Object(Vec<Entry<'a>>),
    /// An intrinsic function or a constant: a value that is known when the stack is deployed or the template emitted.
    Unknown(Shape),
    /// `Fn::If`: the name of the condition, and both sides.
    If(String, Box<[Input<'a>; 2]>),
    /// `Ref` to `AWS::NoValue`: the property or item is not there.
    Absent,
}

/// One property of an object.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The name.
    pub key: &'a str,
    /// Given back in findings about the name.
    pub tag: usize,
    /// The value.
    pub value: Input<'a>,
    /// Whether the name and value are taken as they are.
    pub unchecked: bool,
}

/// What is known of an unknown value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Any,
    /// Nothing yet: it is a constant or a parameter, compared with the [`Limits`](super::Limits) of its place when it is known.
    Later,
    /// A string, number or boolean. CloudFormation turns each into the others where it can.
    Scalar,
    /// A list.
    List,
    /// An object.
    Object,
    /// A text with a reference to a secure parameter, `{{resolve:ssm-secure:…}}`.
    Secure,
}
