//! A JSON value inside the binary.

use std::cmp::Ordering;
use std::fmt;

use crate::Facts;
use crate::format::Target;
use crate::layout::{ARRAY, FALSE, NULL, TRUE};

/// A JSON value inside a facts binary: a view of two words, free to copy.
///
/// Accessors never fail loudly: one that does not fit the kind of the value gives `None` or nothing, and so does every read
/// that a damaged binary leads out of bounds.
///
/// ```
/// use tap_schema::{Kind, resource_type};
///
/// let code = resource_type("AWS::Lambda::Function").and_then(|function| function.property("Code")).unwrap();
/// let schema = code.resolve();
/// assert_eq!(schema.kind(), Kind::Object);
/// assert!(schema.get("properties").unwrap().members().any(|(name, _)| name == "S3Bucket"));
/// ```
#[derive(Clone, Copy)]
pub struct Value<'a> {
    facts: &'a Facts<'a>,
    reference: u32,
}

/// The kind of a [`Value`]; integers and other numbers are told apart as the source writes them (`1` and `1.0`).
///
/// ```
/// use tap_schema::{Kind, resource_type};
///
/// let record = resource_type("AWS::SQS::Queue").unwrap().record();
/// assert_eq!(record.get("ro").map(|paths| paths.kind()), Some(Kind::Array));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, and whatever a damaged binary no longer tells.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number within `i64`.
    Integer,
    /// A number written with a fraction or exponent.
    Float,
    /// Text.
    String,
    /// A list of values.
    Array,
    /// Values by name.
    Object,
}

/// An array or object whose words all lie inside the binary.
#[derive(Clone, Copy)]
struct Node {
    word: u32,
    len: u32,
    /// Where the first member name of an object stands among the shape units.
    names: Option<u32>,
}

impl<'a> Value<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>, reference: u32) -> Self {
        Self { facts, reference }
    }

    /// The kind of the value.
    ///
    /// ```
    /// let record = tap_schema::resource_type("AWS::EC2::VPC").unwrap().record();
    /// assert_eq!(record.kind(), tap_schema::Kind::Object);
    /// ```
    pub fn kind(self) -> Kind {
        match self.facts.target(self.reference) {
            Some(Target::Constant(FALSE | TRUE)) => Kind::Bool,
            Some(Target::String(_)) => Kind::String,
            Some(Target::Integer(_)) => Kind::Integer,
            Some(Target::Float(_)) => Kind::Float,
            Some(Target::Node(word)) => match self.node_at(word) {
                Some(Node { names: None, .. }) => Kind::Array,
                Some(_) => Kind::Object,
                None => Kind::Null,
            },
            Some(Target::Constant(_)) | None => Kind::Null,
        }
    }

    /// The text of a string.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap().record();
    /// let arn = queue.get("arn").and_then(|arn| arn.as_str());
    /// assert_eq!(arn, Some("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"));
    /// ```
    pub fn as_str(self) -> Option<&'a str> {
        let Some(Target::String(id)) = self.facts.target(self.reference) else {
            return None;
        };
        text(self.facts, id)
    }

    /// The value of an integer.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// let delay = queue.property("DelaySeconds").unwrap().schema();
    /// assert_eq!(delay.get("maximum").and_then(|seconds| seconds.as_i64()), Some(900));
    /// ```
    pub fn as_i64(self) -> Option<i64> {
        match self.facts.target(self.reference) {
            Some(Target::Integer(index)) => self.facts.integer(index),
            _ => None,
        }
    }

    /// The value of a number of either kind; an integer beyond 2⁵³ is rounded.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// let delay = queue.property("DelaySeconds").unwrap().schema();
    /// assert_eq!(delay.get("maximum").and_then(|seconds| seconds.as_f64()), Some(900.0));
    /// ```
    pub fn as_f64(self) -> Option<f64> {
        match self.facts.target(self.reference) {
            Some(Target::Float(index)) => self.facts.float(index),
            _ => self.as_i64().map(|integer| integer as f64),
        }
    }

    /// The value of a boolean.
    ///
    /// ```
    /// let root = tap_schema::resource_type("AWS::SQS::Queue").unwrap().record().get("root").unwrap();
    /// assert_eq!(root.get("closed").and_then(|closed| closed.as_bool()), Some(true));
    /// ```
    pub fn as_bool(self) -> Option<bool> {
        match self.facts.target(self.reference) {
            Some(Target::Constant(FALSE)) => Some(false),
            Some(Target::Constant(TRUE)) => Some(true),
            _ => None,
        }
    }

    /// The member of an object with this name, found by binary search.
    ///
    /// ```
    /// let record = tap_schema::resource_type("AWS::EC2::VPC").unwrap().record();
    /// assert!(record.get("root").is_some());
    /// assert!(record.get("roots").is_none());
    /// ```
    pub fn get(self, key: &str) -> Option<Self> {
        self.member(key).map(|(_, value)| value)
    }

    /// A number that equal values share.
    pub(crate) fn number(self) -> u32 {
        self.reference
    }

    /// The elements of an array; none for any other kind.
    ///
    /// ```
    /// let record = tap_schema::resource_type("AWS::EC2::VPC").unwrap().record();
    /// assert!(record.get("ro").unwrap().items().any(|path| path.as_str() == Some("VpcId")));
    /// ```
    pub fn items(self) -> impl ExactSizeIterator<Item = Self> {
        let node = self.node().filter(|node| node.names.is_none());
        (0..node.map_or(0, |node| node.len)).map(move |index| self.child(node, index))
    }

    /// The members of an object, sorted by name; none for any other kind.
    ///
    /// ```
    /// let record = tap_schema::resource_type("AWS::EC2::VPC").unwrap().record();
    /// assert_eq!(record.members().next().map(|(name, _)| name), Some("arn"));
    /// ```
    pub fn members(self) -> impl ExactSizeIterator<Item = (&'a str, Self)> {
        let node = self.node().filter(|node| node.names.is_some());
        (0..node.map_or(0, |node| node.len)).map(move |index| {
            let id = node.and_then(|node| self.name_id(node, index));
            let name = id.and_then(|id| text(self.facts, id)).unwrap_or_default();
            (name, self.child(node, index))
        })
    }

    /// The number of elements or members; 0 for a scalar.
    ///
    /// ```
    /// let function = tap_schema::resource_type("AWS::Lambda::Function").unwrap();
    /// assert_eq!(function.record().get("id").map(|names| names.len()), Some(1));
    /// ```
    pub fn len(self) -> usize {
        self.node().map_or(0, |node| node.len as usize)
    }

    /// Whether [`Value::len`] is 0.
    ///
    /// ```
    /// let custom = tap_schema::resource_type("AWS::CloudFormation::CustomResource").unwrap();
    /// assert!(custom.record().get("defs").unwrap().is_empty());
    /// ```
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The `null` that stands for whatever is missing.
    pub(crate) fn null(self) -> Self {
        Self::new(self.facts, NULL)
    }

    /// The facts the value belongs to.
    pub(crate) fn facts(self) -> &'a Facts<'a> {
        self.facts
    }

    /// A member to go through: `null`, which holds nothing, where it is missing.
    pub(crate) fn list(self, key: &str) -> Self {
        self.get(key).unwrap_or(self.null())
    }

    /// The strings among the elements of an array.
    pub(crate) fn strings(self) -> impl Iterator<Item = &'a str> {
        self.items().filter_map(Self::as_str)
    }

    /// A member by name, with the name as the binary holds it.
    pub(crate) fn member(self, key: &str) -> Option<(&'a str, Self)> {
        let node = self.node()?;
        let first = node.names?;
        let (mut low, mut high) = (0, node.len);
        while low < high {
            let middle = low + (high - low) / 2;
            // Both are far from the end of the numbers: a head has 23 bits, a length 16.
            let id = self.facts.shape_unit(first + middle)?;
            let name = self.facts.string(id as u32)?;
            // Compared as bytes, whose order is that of the text: UTF-8 is checked once, for the name that is found.
            match name.cmp(key.as_bytes()) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    return Some((text(self.facts, id as u32)?, self.child(Some(node), middle)));
                }
            }
        }
        None
    }

    fn node(self) -> Option<Node> {
        match self.facts.target(self.reference)? {
            Target::Node(word) => self.node_at(word),
            _ => None,
        }
    }

    fn node_at(self, word: u32) -> Option<Node> {
        let head = self.facts.word(word)?;
        let node = if head & ARRAY == 0 {
            let len = self.facts.shape_unit(head)? as u32;
            let names = Some(head + 1);
            Node { word, len, names }
        } else {
            let len = head & !ARRAY;
            let names = None;
            Node { word, len, names }
        };
        if self.facts.has_words(word, node.len.checked_add(1)?) { Some(node) } else { None }
    }

    fn name_id(self, node: Node, index: u32) -> Option<u32> {
        let at = node.names?.checked_add(index)?;
        self.facts.shape_unit(at).map(u32::from)
    }

    /// The child of a node; `null` if it is missing or would close a cycle.
    fn child(self, node: Option<Node>, index: u32) -> Self {
        let Some(node) = node else { return self.null() };
        // The words of the node are in bounds, so the sum is too.
        let Some(reference) = self.facts.word(node.word + 1 + index) else { return self.null() };
        match self.facts.target(reference) {
            // Children stand before their parents, so following references always comes to an end.
            Some(Target::Node(word)) if word < node.word => Self::new(self.facts, reference),
            Some(Target::Node(_)) | None => self.null(),
            Some(_) => Self::new(self.facts, reference),
        }
    }
}

impl fmt::Debug for Value<'_> {
    /// Shows a scalar, and of an array or object the kind and length: a whole record is hundreds of lines.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Null => out.write_str("null"),
            Kind::Bool => fmt::Debug::fmt(&self.as_bool().unwrap_or_default(), out),
            Kind::Integer => fmt::Debug::fmt(&self.as_i64().unwrap_or_default(), out),
            Kind::Float => fmt::Debug::fmt(&self.as_f64().unwrap_or_default(), out),
            Kind::String => fmt::Debug::fmt(self.as_str().unwrap_or_default(), out),
            kind @ (Kind::Array | Kind::Object) => write!(out, "{kind:?}({})", self.len()),
        }
    }
}

fn text<'a>(facts: &'a Facts<'a>, id: u32) -> Option<&'a str> {
    std::str::from_utf8(facts.string(id)?).ok()
}
