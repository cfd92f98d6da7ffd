//! For each type: a valid minimal input is accepted, and each mutation of it is refused, by its rule and at its token.

use std::collections::{BTreeMap, BTreeSet};

use tap_schema::check::{Finding, Rule, check};
use tap_schema::{ResourceType, resource_type, resource_types};
use tap_tests::mutations::{Mutant, Mutation, Token, input, matches, mutants};

/// Mutants of one type by one mutation: at different places.
const EACH: usize = 3;
/// Types of which the generator may find no valid input.
const MOST_UNREACHED: usize = 4;
/// Types that must have all mutations; those with neither an enum nor a longest text can't.
const LEAST_COMPLETE: usize = 750;
/// Mutants that may break a rule beside theirs: each at a place of which a rule speaks that depends on other properties.
const MOST_DOUBLE: usize = 12;

struct Checked {
    name: &'static str,
    mutants: Vec<Mutant>,
    double: usize,
    wrong: Vec<String>,
}

#[test]
fn mutations_are_refused_at_their_tokens() {
    let names: Vec<&str> = resource_types().collect();
    // Every other type: the large ones stand together, by the name of their service.
    let parts = [0, 1].map(|first| {
        let names: Vec<&'static str> = names.iter().skip(first).step_by(2).copied().collect();
        std::thread::spawn(move || names.into_iter().map(|name| (name, one(name))).collect::<Vec<_>>())
    });
    let all: Vec<_> = parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect();

    let unreached: BTreeSet<&str> = all.iter().filter(|(_, checked)| checked.is_none()).map(|(name, _)| *name).collect();
    println!("{} types without a valid input that is found: {unreached:?}", unreached.len());
    let checked: Vec<Checked> = all.into_iter().filter_map(|(_, checked)| checked).collect();
    let mut by_mutation: BTreeMap<Mutation, (usize, usize)> = BTreeMap::new();
    for mutation in Mutation::ALL {
        let counts = checked.iter().map(|checked| checked.mutants.iter().filter(|mutant| mutant.mutation == mutation).count());
        by_mutation.insert(mutation, (counts.clone().filter(|count| *count > 0).count(), counts.sum()));
    }
    let complete = checked
        .iter()
        .filter(|checked| Mutation::ALL.iter().all(|mutation| checked.mutants.iter().any(|mutant| mutant.mutation == *mutation)));
    let complete = complete.count();
    println!("{} types with a valid input, {complete} of them with all mutations", checked.len());
    println!("types and mutants by mutation: {by_mutation:?}");

    let double: usize = checked.iter().map(|checked| checked.double).sum();
    println!("{double} mutants break a rule that depends on other properties too");

    let wrong: Vec<String> =
        checked.iter().flat_map(|checked| checked.wrong.iter().map(move |wrong| format!("{}: {wrong}", checked.name))).collect();
    assert!(wrong.is_empty(), "{} mutants are not refused as they must be:\n{}", wrong.len(), wrong.join("\n"));
    assert!(unreached.len() <= MOST_UNREACHED, "no valid input is found of {unreached:?}");
    assert!(complete >= LEAST_COMPLETE, "{complete}");
    assert!(double <= MOST_DOUBLE, "{double}");
}

fn one(name: &'static str) -> Option<Checked> {
    let resource = resource_type(name)?;
    let mutants = mutants(resource, EACH)?;
    let (mut double, mut wrong) = (0, Vec::new());
    for mutant in &mutants {
        match outcome(resource, mutant) {
            Outcome::Alone => {}
            Outcome::Double if mutant.is_entangled => double += 1,
            Outcome::Double | Outcome::Other => wrong.push(described(resource, mutant)),
        }
    }
    Some(Checked { name, mutants, double, wrong })
}

enum Outcome {
    /// One finding, and that is the right one.
    Alone,
    /// The right one, once, and others.
    Double,
    /// The right one is not there.
    Other,
}

fn outcome(resource: ResourceType<'_>, mutant: &Mutant) -> Outcome {
    let (input, tokens) = input(&mutant.input);
    let found = check(resource, &input, matches).findings;
    let is_right = |finding: &&Finding| finding.rule.slug() == mutant.mutation.slug() && tokens[finding.tag] == mutant.token;
    // A text that got too long may not be of its pattern or format any more either.
    let follows = |finding: &&Finding| {
        matches!(finding.rule, Rule::WrongPattern | Rule::WrongFormat) && tokens[finding.tag] == mutant.token
    };
    let following = if mutant.mutation == Mutation::TooLong { found.iter().filter(follows).count() } else { 0 };
    match (found.iter().filter(is_right).count(), found.len() - following) {
        (1, 1) => Outcome::Alone,
        (1.., _) => Outcome::Double,
        _ => Outcome::Other,
    }
}

fn described(resource: ResourceType<'_>, mutant: &Mutant) -> String {
    let (input, tokens) = input(&mutant.input);
    let found = check(resource, &input, matches).findings;
    let found: Vec<(&str, &str, &Token)> =
        found.iter().map(|finding| (finding.rule.slug(), finding.message.as_str(), &tokens[finding.tag])).collect();
    format!("{:?} at {:?} gave {found:?}", mutant.mutation, mutant.token)
}
