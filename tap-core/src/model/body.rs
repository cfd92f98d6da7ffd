//! The JSON of an item as its derive serialised it, cut only where a reference or a constant stands.

use super::PathEntry;
use super::{Condition, Output, Parameter, StackDef, Target};
use crate::text::slice;

/// JSON text with holes, and the index of its property paths.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// Compact JSON with sorted keys; what a hole stands for is left out.
    pub text: &'static str,
    /// What stands in the holes, by rising position.
    pub holes: &'static [Value],
    /// Where the holes are: for each, its byte offset in the text and its source line from 1, both `u32` in little endian.
    /// One literal for all of them costs the compiler less than a number for each. After them, for each `Fn::If`, four `u16`:
    /// the hole of its condition, the first hole of each side, and the hole after both.
    pub places: &'static [u8],
    /// Index of property paths, see [`Index`](super::Index).
    pub index: &'static [u8],
    /// Source file in which it is written.
    pub file: &'static str,
}

impl Body {
    /// A body without any text.
    pub const EMPTY: Body = Body { text: "", holes: &[], places: &[], index: &[], file: "" };

    /// Byte offset of a hole in the text.
    pub const fn at(&self, hole: usize) -> u32 {
        self.place(hole * 8)
    }

    /// Source line of a hole, from 1.
    pub const fn line(&self, hole: usize) -> u32 {
        self.place(hole * 8 + 4)
    }

    /// The condition of an `Fn::If` by its number, the first hole of each side, and the hole after both.
    pub const fn guard(&self, number: usize) -> Option<(&'static Condition, [usize; 3])> {
        let at = (self.holes.len() + number) * 8;
        if at >= self.places.len() {
            return None;
        }
        match self.holes[self.short(at)] {
            Value::Condition(condition) => Some((condition, [self.short(at + 2), self.short(at + 4), self.short(at + 6)])),
            _ => None,
        }
    }

    /// The condition under which the resource or output exists whose declaration this is.
    pub const fn condition(&self) -> Option<&'static Condition> {
        // Keys are sorted, and no other begins so early: `{"Condition":"`.
        match self.holes {
            [Value::Condition(condition), ..] if self.at(0) == 14 => Some(condition),
            _ => None,
        }
    }

    /// The key of a member, by what its index says of it.
    pub(crate) const fn key(&self, entry: &PathEntry) -> &'static str {
        slice(self.text, entry.key.0 as usize, entry.key.0 as usize + entry.key.1 as usize)
    }

    const fn short(&self, byte: usize) -> usize {
        self.places[byte] as usize | (self.places[byte + 1] as usize) << 8
    }

    const fn place(&self, byte: usize) -> u32 {
        let places = self.places;
        u32::from_le_bytes([places[byte], places[byte + 1], places[byte + 2], places[byte + 3]])
    }
}

/// What stands in a hole of a [`Body`]: what is known only when types are resolved.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Logical id of a resource or nested stack, in `Ref`.
    Ref(&'static Target),
    /// Logical id of a resource or nested stack, in `Fn::GetAtt`; the attribute stands in the text.
    GetAtt(&'static Target),
    /// Logical id for `DependsOn`; stands at the end, and the renderer puts it in its place.
    DependsOn(&'static Target),
    /// Name of a parameter.
    Parameter(&'static Parameter),
    /// Name of a condition.
    Condition(&'static Condition),
    /// Name of a mapping.
    Mapping(&'static Target),
    /// An output of another stack: a whole JSON value.
    Output(&'static Output),
    /// An import of another stack's export: a whole JSON value.
    Import(&'static Output),
    /// A constant: a whole JSON value.
    Constant(Constant),
    /// A constant inside a string; `true` if that string is the text of `Fn::Sub`, where `${` is escaped.
    Text(Constant, bool),
    /// A fragment: a whole JSON value.
    Fragment(&'static Body),
    /// Address of an emitted template: a whole JSON value. A function, since stacks may name each other's addresses.
    TemplateUrl(fn() -> &'static StackDef),
    /// Marks a use of the LanguageExtensions transform; no text.
    LanguageExtensions,
}

/// The value of a Rust constant.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A boolean.
    Bool(bool),
    /// An integer of any type.
    Integer(i128),
    /// A string.
    Text(&'static str),
    /// A list of strings.
    Texts(&'static [&'static str]),
}

/// Part of a property block that has a name: made by [`fragment!`](crate::fragment), used like any constant.
///
/// ```
/// use tap_core::prelude::*;
///
/// #[derive(Resource)]
/// #[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
/// #[properties {
///     KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
///     AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
///     BillingMode: "PAY_PER_REQUEST",
/// }]
/// pub struct Sessions;
///
/// pub const WRITE_SESSIONS: Fragment =
///     fragment!({ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: GetAtt(Sessions.Arn) });
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fragment(pub(crate) &'static Body);

impl Fragment {
    /// For the expansion of `fragment!`.
    #[doc(hidden)]
    pub const fn new(body: &'static Body) -> Self {
        Fragment(body)
    }
}

/// What a Rust constant becomes in a property block.
///
/// Booleans, integers, strings, lists of strings and fragments are property values; a constant of another type has no
/// `into_json`, and the compiler says so with this type's name.
#[derive(Clone, Copy)]
pub struct PropertyValue<T>(pub T);

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl PropertyValue<$type> {
            #[doc(hidden)]
            pub const fn into_json(self) -> Value { Value::Constant(Constant::Integer(self.0 as i128)) }
            #[doc(hidden)]
            pub const fn into_text(self, in_sub: bool) -> Value { Value::Text(Constant::Integer(self.0 as i128), in_sub) }
        }
    )*};
}
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

impl PropertyValue<bool> {
    #[doc(hidden)]
    pub const fn into_json(self) -> Value {
        Value::Constant(Constant::Bool(self.0))
    }
    #[doc(hidden)]
    pub const fn into_text(self, in_sub: bool) -> Value {
        Value::Text(Constant::Bool(self.0), in_sub)
    }
}

impl PropertyValue<&'static str> {
    #[doc(hidden)]
    pub const fn into_json(self) -> Value {
        Value::Constant(Constant::Text(self.0))
    }
    #[doc(hidden)]
    pub const fn into_text(self, in_sub: bool) -> Value {
        Value::Text(Constant::Text(self.0), in_sub)
    }
}

impl PropertyValue<&'static [&'static str]> {
    #[doc(hidden)]
    pub const fn into_json(self) -> Value {
        Value::Constant(Constant::Texts(self.0))
    }
}

impl<const N: usize> PropertyValue<&'static [&'static str; N]> {
    #[doc(hidden)]
    pub const fn into_json(self) -> Value {
        Value::Constant(Constant::Texts(self.0))
    }
}

impl PropertyValue<Fragment> {
    #[doc(hidden)]
    pub const fn into_json(self) -> Value {
        Value::Fragment(self.0.0)
    }
}
