//! Faults at several calls of one run.

use std::sync::{Arc, Mutex, PoisonError};
use tap_tests::proxy::{Call, Script, Treatment};

/// Calls between two faults of a run: so many runs meet one at every call.
pub const STRIDE: usize = 8;

/// A script that treats every eighth call so, from this one on, and passes on all others. A call that is sent again is not counted.
pub fn every_eighth(first: usize, treatment: Treatment) -> Script {
    let known = Arc::new(Mutex::new((0, Vec::<Call>::new())));
    Arc::new(move |call| {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, lost) = &mut *known;
        if let Some(at) = lost.iter().position(|lost| is_same(lost, call)) {
            lost.remove(at);
            return Treatment::Pass;
        }
        *number += 1;
        if *number % STRIDE != first % STRIDE {
            return Treatment::Pass;
        }
        lost.push(call.clone());
        treatment
    })
}

fn is_same(one: &Call, other: &Call) -> bool {
    let asked = |call: &Call| (call.service.clone(), call.action.clone(), call.parameters.clone());
    asked(one) == asked(other) && one.body == other.body
}
