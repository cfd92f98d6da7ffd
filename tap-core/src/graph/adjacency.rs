//! The edges of each unit, in one list.

/// For each of some units, the edges that start at it, in their own order.
pub(super) struct Adjacency {
    starts: Vec<usize>,
    edges: Vec<usize>,
}

impl Adjacency {
    /// Groups edges by where they start: `tails` gives that for each edge.
    pub(super) fn new(units: usize, tails: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0; units + 1];
        for tail in tails.clone() {
            starts[tail + 1] += 1;
        }
        for unit in 0..units {
            starts[unit + 1] += starts[unit];
        }
        let mut edges = vec![0; starts[units]];
        let mut next = starts.clone();
        for (edge, tail) in tails.enumerate() {
            edges[next[tail]] = edge;
            next[tail] += 1;
        }
        Self { starts, edges }
    }

    /// The edges that start at a unit.
    pub(super) fn of(&self, unit: usize) -> &[usize] {
        &self.edges[self.starts[unit]..self.starts[unit + 1]]
    }
}
