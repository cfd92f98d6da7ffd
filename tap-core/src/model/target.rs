//! Identity: how one type is told from another in `const`, where types themselves can't be compared.

use tap_schema::name::{hash, hash_bytes};

/// A type of the user's: where it is declared and with which generic arguments.
///
/// Two targets are the same if all of this is equal. `key` is a hash over everything, so that tables of targets can be
/// sorted and searched.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Hash over module path, name, place and arguments.
    pub key: u64,
    /// Name of the type, without its arguments.
    pub name: &'static str,
    /// Module path of the declaration.
    pub module: &'static str,
    /// Source file of the declaration.
    pub file: &'static str,
    /// Line of the declaration, from 1.
    pub line: u32,
    /// Column of the declaration, from 1.
    pub column: u32,
    /// Generic arguments.
    pub arguments: &'static [Argument],
    /// For a resource, the table of what `GetAtt` may name; empty for anything else.
    pub attributes: &'static [u8],
}

/// One generic argument of a [`Target`].
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    /// A type parameter, by its identity.
    Type(&'static Target),
    /// A const parameter of any integer type.
    Integer(i128),
    /// A const parameter of type `bool`.
    Bool(bool),
    /// A const parameter of type `char`.
    Char(char),
}

impl Target {
    /// The identity of a type without generic arguments. The derive has hashed its name and place already.
    pub const fn plain(key: u64, name: &'static str, module: &'static str, file: &'static str, line: u32, column: u32) -> Self {
        Target { key: hash(key, module), name, module, file, line, column, arguments: &[], attributes: &[] }
    }

    /// The identity of a resource.
    pub const fn with(mut self, attributes: &'static [u8]) -> Self {
        self.attributes = attributes;
        self
    }

    /// The identity of a generic type for these arguments.
    pub const fn generic(mut self, arguments: &'static [Argument]) -> Self {
        let mut i = 0;
        while i < arguments.len() {
            let value = match arguments[i] {
                Argument::Type(target) => target.key as i128,
                Argument::Integer(value) => value,
                Argument::Bool(value) => value as i128,
                Argument::Char(value) => value as i128,
            };
            self.key = hash_bytes(self.key, &value.to_le_bytes());
            i += 1;
        }
        self.arguments = arguments;
        self
    }

    /// Whether both are the same type.
    ///
    /// The strings are in the key already; their lengths and the place are compared beside it, so that an accidental
    /// collision of the hash would have to agree in those too.
    pub const fn is(&self, other: &Target) -> bool {
        self.key == other.key
            && self.line == other.line
            && self.column == other.column
            && self.name.len() == other.name.len()
            && self.module.len() == other.module.len()
            && self.file.len() == other.file.len()
            && self.arguments.len() == other.arguments.len()
    }
}

/// A type that can be told from others in `const`: every resource, and whatever stands as a type argument of one.
///
/// ```
/// use tap_core::prelude::*;
///
/// #[derive(Identity)]
/// pub struct Validator;
///
/// assert_eq!(Validator::TARGET.name, "Validator");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no identity that infrastructure could refer to",
    label = "not a resource, stack or `Identity`",
    note = "resources and stacks have an identity by their derive; for a type that only stands as an argument write `#[derive(Identity)]`"
)]
pub trait Identity {
    /// What this type is told by.
    const TARGET: &'static Target;
}
