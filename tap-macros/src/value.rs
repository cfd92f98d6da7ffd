//! The model of a property block: JSON with intrinsic functions, references and constants, each part with its span.

use proc_macro2::{Span, TokenStream};
use syn::Type;

/// A value with its span.
pub struct Value {
    pub span: Span,
    pub kind: Kind,
}

/// What a value is. A path is kept as a type, whatever it names; that of a constant is spelt as in expressions.
pub enum Kind {
    /// An error has been reported: nothing is known of the value.
    Broken,
    Null,
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<Member>),
    /// A Rust constant: an expression.
    Constant(TokenStream),
    /// `Ref(…)`, alone or in the text of `Sub`.
    Reference(Reference),
    /// `Sub("…", name = …)`, and dynamic references.
    Sub {
        parts: Vec<Part>,
        values: Vec<(String, Value)>,
    },
    Output(Type),
    Import(Type),
    TemplateUrl(Type),
    /// `If(condition, then, otherwise)`.
    If(Type, Box<Value>, Box<Value>),
    /// A condition by its path, where a condition is expected.
    Condition(Type),
    /// `FindInMap(Mapping, …)`.
    FindInMap(Type, Vec<Value>),
    /// Any other intrinsic function: its key in JSON and its arguments; one argument stands without a list.
    Call {
        name: &'static str,
        arguments: Vec<Value>,
        bare: bool,
    },
}

/// What `Ref`, `GetAtt` and `${…}` can name.
pub enum Reference {
    /// `AWS::Region` and its like.
    Pseudo(String),
    /// A field of a parameter set.
    Parameter(Box<Type>),
    /// A resource type.
    Resource(Box<Type>),
    /// An attribute of a resource type.
    Attribute(Box<Type>, String, Span),
}

/// Part of the text of `Sub`.
pub enum Part {
    Text(String),
    Reference(Reference, Span),
    /// One of the named values, by position.
    Named(usize),
}

/// `Key: value` of an object.
pub struct Member {
    pub key: String,
    pub span: Span,
    pub value: Value,
    /// Written `unchecked(Key): …`.
    pub unchecked: bool,
}

impl Value {
    /// Calls `found` with the path and the span of each parameter in the value.
    pub fn each_parameter(&self, found: &mut impl FnMut(&Type, Span)) {
        match &self.kind {
            Kind::Reference(Reference::Parameter(path)) => found(path, self.span),
            Kind::Sub { parts, values } => {
                for part in parts {
                    if let Part::Reference(Reference::Parameter(path), span) = part {
                        found(path, *span);
                    }
                }
                values.iter().for_each(|(_, value)| value.each_parameter(found));
            }
            Kind::List(items) | Kind::FindInMap(_, items) | Kind::Call { arguments: items, .. } => {
                items.iter().for_each(|item| item.each_parameter(found));
            }
            Kind::Object(members) => members.iter().for_each(|member| member.value.each_parameter(found)),
            Kind::If(_, then, otherwise) => {
                then.each_parameter(found);
                otherwise.each_parameter(found);
            }
            _ => {}
        }
    }

    /// Calls `found` with each resource that the value refers to whatever conditions say.
    pub fn each_resource(&self, found: &mut impl FnMut(&Type)) {
        match &self.kind {
            Kind::Reference(Reference::Resource(target) | Reference::Attribute(target, ..)) => found(target),
            Kind::Sub { parts, values } => {
                for part in parts {
                    if let Part::Reference(Reference::Resource(target) | Reference::Attribute(target, ..), _) = part {
                        found(target);
                    }
                }
                values.iter().for_each(|(_, value)| value.each_resource(found));
            }
            Kind::List(items) | Kind::FindInMap(_, items) | Kind::Call { arguments: items, .. } => {
                items.iter().for_each(|item| item.each_resource(found));
            }
            Kind::Object(members) => members.iter().for_each(|member| member.value.each_resource(found)),
            _ => {}
        }
    }
}
