//! Faults at chosen calls of a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tap_tests::proxy::{Call, Script, Treatment};

/// Calls between two faults of a run: so many runs meet one at every call.
pub const STRIDE: usize = 8;

/// A call of a run: which operation, which of the different things that it is asked, and how often that was asked until then.
/// Calls side by side come in any order, so a number alone does not tell. What is asked again may be a look whether something has ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    kind: String,
    which: usize,
    pub again: usize,
}

/// Which operation a call is, and in which region.
fn kind(call: &Call) -> String {
    format!("{}:{} in {}", call.service, call.action, call.region)
}

/// What has been asked in a run, by operation, and how often.
#[derive(Default)]
struct Asked(BTreeMap<String, Vec<(Call, usize)>>);

impl Asked {
    fn place(&mut self, call: &Call) -> Place {
        let kind = kind(call);
        let asked = self.0.entry(kind.clone()).or_default();
        let which = asked.iter().position(|(other, _)| is_same(other, call)).unwrap_or_else(|| {
            asked.push((call.clone(), 0));
            asked.len() - 1
        });
        let again = asked[which].1;
        asked[which].1 += 1;
        Place { kind, which, again }
    }
}

/// All calls of a run.
pub fn places(calls: &[Call]) -> Vec<Place> {
    let mut asked = Asked::default();
    calls.iter().map(|call| asked.place(call)).collect()
}

/// A script that treats these calls so, and passes on all others, and the places that it came to. A call that is sent again is not counted.
pub fn at_places(places: Vec<Place>, treatment: Treatment) -> (Script, Arc<Mutex<Vec<Place>>>) {
    let known = Mutex::new((Asked::default(), Vec::<Call>::new()));
    let met = Arc::new(Mutex::new(Vec::new()));
    let meets = Arc::clone(&met);
    let script = Arc::new(move |call: &Call| {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, lost) = &mut *known;
        if let Some(at) = lost.iter().position(|lost| is_same(lost, call)) {
            lost.remove(at);
            return Treatment::Pass;
        }
        let place = asked.place(call);
        if !places.contains(&place) {
            return Treatment::Pass;
        }
        lost.push(call.clone());
        meets.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        treatment
    });
    (script, met)
}

fn is_same(one: &Call, other: &Call) -> bool {
    kind(one) == kind(other) && one.parameters == other.parameters && one.body == other.body
}
