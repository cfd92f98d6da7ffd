//! Identity: how one type is told from another in `const`, where types themselves can't be compared.

use tap_schema::attributes::Table;
use tap_schema::name::{hash, hash_bytes};

/// A type of the user's: where it is declared and with which generic arguments.
///
/// Two targets are the same if their `key` is equal, a hash with 128 bits over everything that tells types apart. To compare
/// the texts too would cost `const` evaluation more than all else that it does with a reference.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Hash over name and place (the high half), and over those, module path and arguments (the low half).
    pub key: u128,
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
    /// For a resource, the table of what `GetAtt` may name; none for anything else.
    pub attributes: Table,
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
    /// The identity of a type without generic arguments. The derive has hashed its name and place already, and knows where
    /// the table of a resource starts in the binary of all; nothing has its table at 0.
    pub const fn new(
        place: u64,
        name: &'static str,
        module: &'static str,
        file: &'static str,
        line: u32,
        column: u32,
        table: usize,
    ) -> Self {
        let key = (place as u128) << 64 | hash(place, module) as u128;
        Target { key, name, module, file, line, column, arguments: &[], attributes: Table::bundled(table) }
    }

    /// A resource whose table is its own.
    pub const fn with_table(mut self, table: &'static [u8]) -> Self {
        self.attributes = Table::own(table);
        self
    }

    /// The identity of a generic type for these arguments.
    pub const fn generic(mut self, arguments: &'static [Argument]) -> Self {
        let mut low = self.key as u64;
        let mut rest = arguments;
        while let [argument, others @ ..] = rest {
            let bytes = match argument {
                Argument::Type(target) => target.key.to_le_bytes(),
                Argument::Integer(value) => value.to_le_bytes(),
                Argument::Bool(value) => (*value as u128).to_le_bytes(),
                Argument::Char(value) => (*value as u128).to_le_bytes(),
            };
            low = hash_bytes(low, &bytes);
            rest = others;
        }
        self.key = self.key >> 64 << 64 | low as u128;
        self.arguments = arguments;
        self
    }

    /// Whether both are the same type.
    pub const fn is(&self, other: &Target) -> bool {
        self.key == other.key
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
