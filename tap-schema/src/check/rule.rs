//! The rules that a property block can break.

/// A rule, told by its slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A property that the type, or an object inside, does not have.
    UnknownProperty,
    /// A property that only CloudFormation writes.
    ReadOnlyProperty,
    /// A required property, or one of several, is not there.
    MissingProperty,
    /// Properties that exclude each other.
    ExclusiveProperties,
    /// A property without another that it needs.
    DependentProperty,
    /// A value of another JSON type.
    WrongType,
    /// A value that is none of those there are.
    UnknownValue,
    /// A text that does not match its pattern.
    WrongPattern,
    /// A text that is not of its format.
    WrongFormat,
    /// A text that is too short or too long.
    WrongLength,
    /// A list or an object with too few or too many members.
    WrongCount,
    /// A number that is too small, too large, or no multiple.
    WrongRange,
    /// Two equal items in a list of unique ones.
    DuplicateItem,
    /// A value that fits none, or more than one, of the alternatives there are.
    NoAlternative,
    /// Properties that do not go together.
    Contradiction,
    /// A secret that is written down.
    PlaintextSecret,
    /// A reference to a secure parameter where CloudFormation does not resolve it.
    SecureReference,
}

impl Rule {
    /// The name under which messages and the rule reference have it.
    ///
    /// ```
    /// assert_eq!(tap_schema::check::Rule::WrongType.slug(), "wrong-type");
    /// ```
    pub fn slug(self) -> &'static str {
        match self {
            Rule::UnknownProperty => "unknown-property",
            Rule::ReadOnlyProperty => "read-only-property",
            Rule::MissingProperty => "missing-property",
            Rule::ExclusiveProperties => "exclusive-properties",
            Rule::DependentProperty => "dependent-property",
            Rule::WrongType => "wrong-type",
            Rule::UnknownValue => "unknown-value",
            Rule::WrongPattern => "wrong-pattern",
            Rule::WrongFormat => "wrong-format",
            Rule::WrongLength => "wrong-length",
            Rule::WrongCount => "wrong-count",
            Rule::WrongRange => "wrong-range",
            Rule::DuplicateItem => "duplicate-item",
            Rule::NoAlternative => "no-alternative",
            Rule::Contradiction => "contradiction",
            Rule::PlaintextSecret => "plaintext-secret",
            Rule::SecureReference => "secure-reference",
        }
    }
}
