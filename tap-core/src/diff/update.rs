//! What an update does to the resources of one stack and those nested in it, where it has to be one thing or another.

use super::model::{Action, Replacement};
use super::side::{Root, Side};
use super::spread::Spread;
use super::uses::Uses;
use super::verdict::Doubts;
use crate::parallel;
use std::collections::BTreeMap;

/// What an update does to a resource that it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It is changed in place.
    Updated,
    /// Another takes its place.
    Replaced,
}

/// What is done to the resources that both have, by path of the stack and logical id; to those that it does not name, nothing.
///
/// A value counts as changed if it is another, or if it cannot be known and what it is made of has changed. What only may replace a
/// resource is taken to be done in place.
pub(crate) fn done(old: &Root<'_>, new: &Root<'_>) -> Result<BTreeMap<String, BTreeMap<String, Done>>, String> {
    let (before, after) = parallel::both(|| Side::of_root(old), || Side::of_root(new));
    let (before, after) = (before?, after?);
    let pairs = super::pairs(&before, &after, Doubts::LeftOut);
    let mut spread = Spread::new(&pairs, (&before, &after), Doubts::LeftOut);
    spread.run(&Uses::of(&after));
    let mut done: BTreeMap<String, BTreeMap<String, Done>> = BTreeMap::new();
    for change in spread.changes.into_values().filter(|change| change.action == Action::Change) {
        let how = match change.replacement {
            Replacement::Never if change.properties.is_empty() => continue,
            Replacement::Never => Done::Updated,
            Replacement::Maybe | Replacement::Always => Done::Replaced,
        };
        done.entry(change.path).or_default().insert(change.logical_id, how);
    }
    Ok(done)
}
