//! Columns: the layers from left to right, a high one split, and in each the units as near to what they need as may be.

use super::Local;

/// Between layers, between the columns of one layer, and between the units of a column.
const LAYER_GAP: i64 = 64;
const COLUMN_GAP: i64 = 24;
const UNIT_GAP: i64 = 14;
/// How much wider than high a frame is to be.
const ASPECT: f64 = 1.6;

/// The left upper corner of each unit. None is negative.
pub(super) fn places(graph: &Local<'_>, layers: &[Vec<usize>], sizes: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let highest = height(sizes);
    let mut places = vec![(0, 0); graph.units];
    // The middles of the units that stand already.
    let mut middle: Vec<Option<i64>> = vec![None; graph.units];
    let mut x = 0;
    for layer in layers {
        let all: i64 = layer.iter().map(|unit| sizes[*unit].1 + UNIT_GAP).sum();
        let columns = ((all + highest - 1) / highest).max(1) as usize;
        for column in 0..columns {
            // Every so manieth, so that each column goes from top to bottom.
            let units: Vec<_> = layer.iter().copied().skip(column).step_by(columns).collect();
            let tops = column_tops(graph, &units, sizes, &middle);
            for (&unit, top) in units.iter().zip(tops) {
                places[unit] = (x, top);
            }
            x += units.iter().map(|unit| sizes[*unit].0).max().unwrap_or_default() + COLUMN_GAP;
        }
        x += LAYER_GAP - COLUMN_GAP;
        for &unit in layer {
            middle[unit] = Some(places[unit].1 + sizes[unit].1 / 2);
        }
    }
    let top = places.iter().map(|place| place.1).min().unwrap_or_default();
    for place in &mut places {
        place.1 -= top;
    }
    places
}

/// How high a column may be.
fn height(sizes: &[(i64, i64)]) -> i64 {
    let area: i64 = sizes.iter().map(|(width, height)| (width + LAYER_GAP) * (height + UNIT_GAP)).sum();
    let tallest = sizes.iter().map(|size| size.1 + UNIT_GAP).max().unwrap_or_default();
    tallest.max((area as f64 / ASPECT).sqrt() as i64).max(1)
}

/// The tops of the units of a column: as near as may be to where they want to be, one below the other.
fn column_tops(graph: &Local<'_>, units: &[usize], sizes: &[(i64, i64)], middle: &[Option<i64>]) -> Vec<i64> {
    // What the units above a unit take, at the least.
    let mut above = Vec::with_capacity(units.len());
    let mut taken = 0;
    for unit in units {
        above.push(taken);
        taken += sizes[*unit].1 + UNIT_GAP;
    }
    let mut last = -taken / 2;
    let wanted: Vec<_> = units
        .iter()
        .zip(&above)
        .map(|(&unit, above)| {
            let (sum, count) =
                graph.needs(unit).filter_map(|need| middle[need]).fold((0, 0), |(sum, count), it| (sum + it, count + 1));
            if count > 0 {
                last = sum / count - sizes[unit].1 / 2 - above;
            }
            last
        })
        .collect();
    rising(&wanted).into_iter().zip(above).map(|(top, above)| top + above).collect()
}

/// The numbers that never fall and are nearest to the wanted ones, by the sum of the squares: neighbours that would fall are pooled.
fn rising(wanted: &[i64]) -> Vec<i64> {
    let mut pools: Vec<(i64, i64)> = Vec::new();
    for &number in wanted {
        let mut pool = (number, 1);
        while let Some(&(sum, count)) = pools.last()
            && sum * pool.1 >= pool.0 * count
        {
            pools.pop();
            pool = (pool.0 + sum, pool.1 + count);
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum.div_euclid(count), count as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn what_would_fall_is_pooled() {
        assert_eq!(rising(&[1, 5, 3, 4, 9]), [1, 4, 4, 4, 9]);
        assert_eq!(rising(&[3, 2, 1]), [2, 2, 2]);
        assert_eq!(rising(&[-3, 0, 4]), [-3, 0, 4]);
        assert!(rising(&[]).is_empty());
    }
}
