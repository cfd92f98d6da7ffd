//! Layers: a unit is one layer further than all that it needs.

use super::Local;
use crate::graph::analysis::Components;

/// The layer of each unit. Within a cycle the units need those before them, and no others.
pub(super) fn layers(graph: &Local<'_>) -> Vec<usize> {
    let components = Components::of(graph.units, graph.edges, graph.needs);
    let counts = |from: usize, to: usize| components.of[from] != components.of[to] || to < from;
    let mut waits_for: Vec<_> = (0..graph.units).map(|unit| graph.needs(unit).filter(|to| counts(unit, *to)).count()).collect();
    let mut order: Vec<_> = (0..graph.units).filter(|unit| waits_for[*unit] == 0).collect();
    let first = order.len();
    let mut layer = vec![0; graph.units];
    let mut done = 0;
    while let Some(&unit) = order.get(done) {
        done += 1;
        for user in graph.users(unit).filter(|user| counts(*user, unit)) {
            layer[user] = layer[user].max(layer[unit] + 1);
            waits_for[user] -= 1;
            if waits_for[user] == 0 {
                order.push(user);
            }
        }
    }
    // What needs nothing stands beside the first that needs it.
    for &unit in &order[..first] {
        let nearest = graph.users(unit).filter(|user| counts(*user, unit)).map(|user| layer[user]).min();
        layer[unit] = nearest.map_or(0, |user| user - 1);
    }
    layer
}
