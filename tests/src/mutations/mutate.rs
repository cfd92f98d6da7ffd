//! The mutations: each breaks one rule at one place.

use tap_schema::{ResourceType, Value};

use super::generate::{SECRET, wanted_text};
use super::places::{DEPENDENT, entangled, places};
use super::{Place, Sample, Step, Token, valid};

/// Places tried for one mutation of one type before it counts as impossible.
const TRIES: usize = 12;

/// What is done to a valid input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    /// A property gets a name that is none.
    Misspelt,
    /// A required property is left out.
    Missing,
    /// A value becomes one of another type.
    WrongType,
    /// A value becomes none of those there are.
    OffEnum,
    /// A text gets longer than it may be.
    TooLong,
}

impl Mutation {
    /// All of them.
    pub const ALL: [Mutation; 5] =
        [Mutation::Misspelt, Mutation::Missing, Mutation::WrongType, Mutation::OffEnum, Mutation::TooLong];

    /// The slug of the rule that it breaks.
    ///
    /// ```
    /// assert_eq!(tap_tests::mutations::Mutation::TooLong.slug(), "wrong-length");
    /// ```
    pub fn slug(self) -> &'static str {
        match self {
            Mutation::Misspelt => "unknown-property",
            Mutation::Missing => "missing-property",
            Mutation::WrongType => "wrong-type",
            Mutation::OffEnum => "unknown-value",
            Mutation::TooLong => "wrong-length",
        }
    }

    /// Whether the plain property tree says that the mutation breaks its rule at this place.
    fn is_possible(self, place: &Place<'_>) -> bool {
        match self {
            Mutation::Misspelt => {
                let says = |keyword: &str| place.parent.iter().any(|schema| schema.get(keyword).is_some());
                place.name().is_some_and(|name| misspelt(name, place).is_some()) && says("closed") && !says("patternProperties")
            }
            Mutation::Missing => place.name().is_some_and(|name| {
                let required = place.parent.iter().filter_map(|schema| schema.get("required")).flat_map(Value::items);
                required.filter_map(Value::as_str).any(|required| required == name)
            }),
            Mutation::WrongType => of_wrong_type(&place.types()).is_some(),
            // Beside other limits of the text it would not be the only rule that is broken.
            Mutation::OffEnum | Mutation::TooLong if DEPENDENT.iter().any(|keyword| place.says(keyword).is_some()) => false,
            Mutation::OffEnum => {
                let is_limited =
                    ["pattern", "minLength", "maxLength", "format"].iter().any(|keyword| place.says(keyword).is_some());
                place.says("enum").is_some() && place.types() == ["string"] && !is_limited
            }
            Mutation::TooLong => {
                place.types() == ["string"]
                    && ["enum", "const"].iter().all(|keyword| place.says(keyword).is_none())
                    && place.says("format").and_then(Value::as_str) != Some("json")
                    && place.says("maxLength").is_some()
            }
        }
    }

    /// Mutates the input; what the one finding must be about.
    fn apply(self, place: &Place<'_>, input: &mut Sample) -> Option<Token> {
        let mut path = place.path.clone();
        let (last, parent) = path.split_last()?;
        match (self, last, input.at_mut(parent)?) {
            (Mutation::Misspelt, Step::Key(name), Sample::Object(members)) => {
                let wrong = misspelt(name, place)?;
                members.iter_mut().find(|(key, _)| key == name)?.0.clone_from(&wrong);
                path.pop();
                path.push(Step::Key(wrong));
                Some(Token::Name(path))
            }
            (Mutation::Missing, Step::Key(name), Sample::Object(members)) => {
                members.retain(|(key, _)| key != name);
                Some(Token::Value(parent.to_vec()))
            }
            (Mutation::Misspelt | Mutation::Missing, ..) => None,
            _ => {
                let value = input.at_mut(&path)?;
                // Any other text breaks the rule about secrets too.
                if matches!(value, Sample::Text(text) if text == SECRET) {
                    return None;
                }
                *value = match self {
                    Mutation::WrongType => of_wrong_type(&place.types())?,
                    Mutation::OffEnum => Sample::Text("no-such-value".into()),
                    _ => Sample::Text(wanted_text(&place.schemas).too_long()?),
                };
                Some(Token::Value(path))
            }
        }
    }
}

/// A name that the object doesn't have: its last letters are swapped, or one is written twice.
fn misspelt(name: &str, place: &Place<'_>) -> Option<String> {
    let is_known = |name: &str| {
        place.parent.iter().any(|schema| schema.get("properties").is_some_and(|properties| properties.get(name).is_some()))
    };
    let (start, end) = name.split_at_checked(name.len().checked_sub(2)?)?;
    let swapped = format!("{start}{}", end.chars().rev().collect::<String>());
    let doubled = format!("{name}{}", end.chars().last()?);
    [swapped, doubled].into_iter().find(|wrong| wrong != name && !is_known(wrong))
}

/// A value that is of none of these types, as CloudFormation sees types.
fn of_wrong_type(types: &[&str]) -> Option<Sample> {
    let is_any_of = |kinds: &[&str]| types.iter().any(|kind| kinds.contains(kind));
    let text = || Sample::Text("a text".into());
    if types.is_empty() {
        None
    } else if !is_any_of(&["string"]) {
        Some(text())
    } else if !is_any_of(&["array"]) {
        Some(Sample::List(vec![text()]))
    } else if !is_any_of(&["object"]) {
        Some(Sample::Object(vec![("Key".into(), text())]))
    } else {
        None
    }
}

/// A mutated input, and what its one finding must be.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was done.
    pub mutation: Mutation,
    /// The input.
    pub input: Sample,
    /// What the finding must be about.
    pub token: Token,
    /// Whether a rule that depends on other properties speaks of the place: it may be broken too.
    pub is_entangled: bool,
}

/// Mutants of a type, at most so many of each mutation; nothing if no valid input is found.
///
/// A place that is not in the minimal input is put into it first; places that can't be in a valid input are passed over.
pub fn mutants(resource: ResourceType<'_>, most: usize) -> Option<Vec<Mutant>> {
    let minimal = valid(resource, &[])?;
    let places = places(resource);
    let entangled = entangled(resource);
    let mut mutants = Vec::new();
    for mutation in Mutation::ALL {
        let (mut there, elsewhere): (Vec<&Place<'_>>, Vec<_>) =
            places.iter().filter(|place| mutation.is_possible(place)).partition(|place| minimal.at(&place.path).is_some());
        // Beside the nearest to the block, the deepest.
        if let [_, second, .., deepest] = there.as_mut_slice() {
            std::mem::swap(second, deepest);
        }
        let found = there.into_iter().chain(elsewhere).take(TRIES).filter_map(|place| {
            let mut input = if minimal.at(&place.path).is_some() { minimal.clone() } else { valid(resource, &place.path)? };
            let token = mutation.apply(place, &mut input)?;
            let is_entangled = place.path.iter().any(|step| matches!(step, Step::Key(name) if entangled.contains(name.as_str())));
            Some(Mutant { mutation, input, token, is_entangled })
        });
        mutants.extend(found.take(most));
    }
    Some(mutants)
}
