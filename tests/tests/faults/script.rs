//! Faults at chosen calls of a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tap_tests::proxy::{Call, Script, Treatment};

/// Calls between two faults of a run: so many runs meet one at every call.
pub const STRIDE: usize = 8;

/// A call of a run: which operation, and how often it was called until then. Calls side by side come in any order, so a number alone does
/// not tell.
pub type Place = (String, usize);

/// Which operation a call is.
pub fn kind(call: &Call) -> String {
    format!("{}:{}", call.service, call.action)
}

/// All calls of a run.
pub fn places(calls: &[Call]) -> Vec<Place> {
    let mut counts = BTreeMap::new();
    calls.iter().map(|call| count(&mut counts, call)).collect()
}

fn count(counts: &mut BTreeMap<String, usize>, call: &Call) -> Place {
    let kind = kind(call);
    let count = counts.entry(kind.clone()).or_default();
    *count += 1;
    (kind, *count)
}

/// A script that treats these calls so, and passes on all others. A call that is sent again is not counted.
pub fn at_places(places: Vec<Place>, treatment: Treatment) -> Script {
    let known = Mutex::new((BTreeMap::new(), Vec::<Call>::new()));
    Arc::new(move |call| {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let (counts, lost) = &mut *known;
        if let Some(at) = lost.iter().position(|lost| is_same(lost, call)) {
            lost.remove(at);
            return Treatment::Pass;
        }
        if !places.contains(&count(counts, call)) {
            return Treatment::Pass;
        }
        lost.push(call.clone());
        treatment
    })
}

fn is_same(one: &Call, other: &Call) -> bool {
    kind(one) == kind(other) && one.parameters == other.parameters && one.body == other.body
}
