//! What is deleted here and made there, and seems to be the same.

use super::model::{Action, Move, ResourceChange};
use super::pair::Pair;
use super::side::Stack;
use crate::intrinsic::function;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many of a hundred values must be the same.
const ALIKE: u8 = 75;
/// Above so many possible pairs of one type only the same logical id is tried: nobody renames so many by hand.
const MOST_PAIRS: usize = 10_000;

/// A resource that goes or comes, and its values by path.
struct Candidate<'c> {
    stack: &'c str,
    id: &'c str,
    values: BTreeSet<(String, String)>,
}

/// The moves among changes; those inside a nested stack that moves as a whole are left to that one.
pub(super) fn moves<'c>(pairs: &BTreeMap<&str, Pair<'_, '_>>, changes: impl Iterator<Item = &'c ResourceChange>) -> Vec<Move> {
    let mut by_kind: BTreeMap<&str, (Vec<Candidate<'_>>, Vec<Candidate<'_>>)> = BTreeMap::new();
    let changes: Vec<&ResourceChange> = changes.filter(|change| change.action != Action::Change).collect();
    let renamed: HashSet<(&str, &str)> =
        changes.iter().map(|change| (change.path.as_str(), change.logical_id.as_str())).collect();
    for change in &changes {
        let Some(pair) = pairs.get(change.path.as_str()) else { continue };
        let side = if change.action == Action::Remove { &pair.old } else { &pair.new };
        let Some((stack, partial)) = side else { continue };
        let Some(resource) = stack.document.resources.get(&change.logical_id) else { continue };
        let properties = partial.value(&resource.properties).unwrap_or_default();
        let mut values = BTreeSet::new();
        let is_renamed = |id: &str| renamed.contains(&(change.path.as_str(), id));
        collect(stack, &properties, &mut String::new(), &is_renamed, &mut values);
        let candidate = Candidate { stack: &change.path, id: &change.logical_id, values };
        let lists = by_kind.entry(&change.kind).or_default();
        if change.action == Action::Remove { lists.0.push(candidate) } else { lists.1.push(candidate) }
    }
    let mut moves = Vec::new();
    for (kind, (gone, come)) in &by_kind {
        moves.extend(matched(kind, gone, come));
    }
    moves.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
    let stacks: Vec<(String, String)> = moves
        .iter()
        .filter(|found| found.kind == tap_schema::STACK)
        .map(|found| (format!("{}/{}", found.from.0, found.from.1), format!("{}/{}", found.to.0, found.to.1)))
        .collect();
    // Those inside a stack that moves say nothing more.
    let is_inside = |found: &Move| {
        let within =
            |path: &str, stack: &str| path == stack || path.strip_prefix(stack).is_some_and(|rest| rest.starts_with('/'));
        stacks.iter().any(|(from, to)| within(&found.from.0, from) && within(&found.to.0, to))
    };
    moves.retain(|found| !is_inside(found));
    moves
}

/// Pairs the candidates of one type, the most alike first.
fn matched(kind: &str, gone: &[Candidate<'_>], come: &[Candidate<'_>]) -> Vec<Move> {
    let mut same_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (to, new) in come.iter().enumerate() {
        same_name.entry(new.id).or_default().push(to);
    }
    let everyone: Vec<usize> = (0..come.len()).collect();
    let is_many = gone.len() * come.len() > MOST_PAIRS;
    let mut possible = Vec::new();
    for (at, old) in gone.iter().enumerate() {
        let tried = if is_many { same_name.get(old.id).map_or(&[][..], Vec::as_slice) } else { &everyone };
        for &to in tried {
            let new = &come[to];
            let likeness = likeness(&old.values, &new.values);
            if likeness >= ALIKE {
                possible.push((likeness, old.id == new.id, old.stack == new.stack, common(old.id, new.id), at, to));
            }
        }
    }
    // Ties go to the nearest name, then to the first.
    possible.sort_by(|one, other| {
        let rank = |found: &(u8, bool, bool, usize, usize, usize)| (found.0, found.1, found.2, found.3);
        rank(other).cmp(&rank(one)).then((one.4, one.5).cmp(&(other.4, other.5)))
    });
    let (mut used_old, mut used_new) = (BTreeSet::new(), BTreeSet::new());
    let mut moves = Vec::new();
    for (likeness, _, _, _, at, to) in possible {
        if used_old.contains(&at) || used_new.contains(&to) {
            continue;
        }
        used_old.insert(at);
        used_new.insert(to);
        let name = |candidate: &Candidate<'_>| (candidate.stack.to_string(), candidate.id.to_string());
        moves.push(Move { kind: kind.to_string(), from: name(&gone[at]), to: name(&come[to]), likeness });
    }
    moves
}

/// How many characters two names share at their beginnings and ends.
fn common(one: &str, other: &str) -> usize {
    let shared = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| {
        one.zip(other).take_while(|(one, other)| one == other).count()
    };
    shared(&mut one.chars(), &mut other.chars()) + shared(&mut one.chars().rev(), &mut other.chars().rev())
}

fn likeness(old: &BTreeSet<(String, String)>, new: &BTreeSet<(String, String)>) -> u8 {
    let all = old.union(new).count();
    let same = old.intersection(new).count();
    (same * 100).checked_div(all).and_then(|share| u8::try_from(share).ok()).unwrap_or(100)
}

/// The values of properties by path; a reference to what goes or comes too stands for any such.
fn collect(
    stack: &Stack<'_>,
    value: &Value,
    path: &mut String,
    is_renamed: &dyn Fn(&str) -> bool,
    values: &mut BTreeSet<(String, String)>,
) {
    let depth = path.len();
    match (value, function(value)) {
        (_, Some(("Ref", Value::String(id)))) if is_renamed(id) => {
            let kind = stack.document.resources.get(id).map_or("", |resource| resource.kind.as_str());
            values.insert((path.clone(), format!("Ref {kind}")));
        }
        (_, Some(("Fn::GetAtt", Value::Array(items)))) if items.first().and_then(Value::as_str).is_some_and(is_renamed) => {
            values.insert((path.clone(), format!("Fn::GetAtt {}", items[1])));
        }
        (_, Some(("Fn::Sub", Value::String(text)))) => {
            values.insert((path.clone(), without_renamed(text, is_renamed)));
        }
        (Value::Array(items), None) => {
            for (number, item) in items.iter().enumerate() {
                path.push_str(&format!(".{number}"));
                collect(stack, item, path, is_renamed, values);
                path.truncate(depth);
            }
        }
        (Value::Object(members), None) => {
            for (name, member) in members {
                path.push_str(&format!(".{name}"));
                collect(stack, member, path, is_renamed, values);
                path.truncate(depth);
            }
        }
        _ => {
            values.insert((path.clone(), value.to_string()));
        }
    }
}

/// The text of `Fn::Sub` with what goes or comes left out of its variables.
fn without_renamed(text: &str, is_renamed: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::new();
    for (number, part) in text.split("${").enumerate() {
        let name = part.split(['.', '}']).next().unwrap_or_default();
        match number {
            0 => out.push_str(part),
            _ if is_renamed(name) => out.extend(["${", &part[name.len()..]]),
            _ => out.extend(["${", part]),
        }
    }
    out
}
