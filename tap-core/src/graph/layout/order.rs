//! The order within layers: each unit as near as may be to the middle of what it needs, and of what needs it, so that fewer edges
//! cross.

use super::Local;

/// How often all layers are gone through in each direction. More changes little.
const SWEEPS: usize = 4;

/// The units of each layer, ordered.
pub(super) fn ordered(graph: &Local<'_>, layer: Vec<usize>) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)];
    for (unit, layer) in layer.into_iter().enumerate() {
        layers[layer].push(unit);
    }
    let mut position = vec![0.0; graph.units];
    for layer in &layers {
        settle(layer, &mut position);
    }
    for _ in 0..SWEEPS {
        for layer in &mut layers {
            sort(layer, &mut position, |unit, position| mean(graph.needs(unit), position));
        }
        for layer in layers.iter_mut().rev() {
            sort(layer, &mut position, |unit, position| mean(graph.users(unit), position));
        }
    }
    layers
}

/// Gives the units of a layer their positions in it, from 0 to 1.
fn settle(layer: &[usize], position: &mut [f64]) {
    for (index, unit) in layer.iter().enumerate() {
        position[*unit] = (index as f64 + 0.5) / layer.len() as f64;
    }
}

/// Sorts a layer by the positions that are wanted; a unit that wants none stays about where it is.
fn sort(layer: &mut [usize], position: &mut [f64], wanted: impl Fn(usize, &[f64]) -> Option<f64>) {
    let mut places: Vec<_> = layer.iter().map(|unit| (wanted(*unit, position).unwrap_or(position[*unit]), *unit)).collect();
    places.sort_by(|left, right| left.0.total_cmp(&right.0));
    for (place, (_, unit)) in layer.iter_mut().zip(places) {
        *place = unit;
    }
    settle(layer, position);
}

fn mean(units: impl Iterator<Item = usize>, position: &[f64]) -> Option<f64> {
    let (sum, count) = units.fold((0.0, 0u32), |(sum, count), unit| (sum + position[unit], count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
