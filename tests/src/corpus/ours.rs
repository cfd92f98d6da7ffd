//! What Tap finds in a resource of the corpus.

use super::input::input;
use super::path::Path;
use super::resource::{Resource, Target};
use tap_schema::check::check;
use tap_schema::{reference, resource_type};

/// The region in which cfn-lint judged.
const REGION: &str = "us-east-1";

/// A finding of Tap.
#[derive(Debug)]
pub struct Ours {
    /// The slug of the rule; `unknown-attribute` and `wrong-kind` are those of `tap-core`, which calls `tap_schema` too.
    pub rule: &'static str,
    /// Where.
    pub path: Path,
    /// In words.
    pub message: String,
}

impl Ours {
    /// Whether the message names this property or value.
    pub fn names(&self, name: &str) -> bool {
        self.message.split('`').skip(1).step_by(2).any(|named| named == name)
    }
}

/// All that Tap finds.
///
/// # Panics
///
/// If the facts don't have the resource's type.
pub fn ours(resource: &Resource) -> Vec<Ours> {
    let facts = resource_type(&resource.kind).unwrap_or_else(|| panic!("there is no type {}", resource.kind));
    let (input, tags) = input(resource);
    let report = check(facts, &input, tap_core::check::matches);
    let region = tap_schema::regions().position(|region| region == REGION).expect("the region is known");
    let regional = report.regional.into_iter().filter(|found| found.regions >> region & 1 == 1).map(|found| found.finding);
    let mut found: Vec<Ours> = report
        .findings
        .into_iter()
        .chain(regional)
        .map(|finding| Ours { rule: finding.rule.slug(), path: tags.paths[finding.tag].clone(), message: finding.message })
        .collect();

    let target = |tag: usize| {
        let (name, argument) = tags.values[tag]?.as_object()?.iter().next()?;
        matches!(name.as_str(), "Ref" | "Fn::GetAtt").then(|| resource.target(name, argument))
    };
    for tag in 0..tags.values.len() {
        if let Some(Target::Attribute(owner, attribute)) = target(tag)
            && resource_type(owner).is_some_and(|owner| owner.attribute(&attribute).is_none())
        {
            let message = format!("{owner} has no attribute `{attribute}`");
            found.push(Ours { rule: "unknown-attribute", path: tags.paths[tag].member("Fn::GetAtt"), message });
        }
    }
    for place in &report.places {
        let source = match target(place.tag) {
            Some(Target::Resource(owner)) => resource_type(owner).map(|owner| reference::source(owner, None)),
            Some(Target::Attribute(owner, attribute)) => {
                resource_type(owner).map(|owner| reference::source(owner, Some(&attribute)))
            }
            _ => None,
        };
        if source.is_some_and(|source| !reference::fits(reference::Source::new(&source), &place.destination)) {
            let message = format!("{:?}, {} wanted", tags.values[place.tag], place.wanted);
            found.push(Ours { rule: "wrong-kind", path: tags.paths[place.tag].clone(), message });
        }
    }
    found
}
