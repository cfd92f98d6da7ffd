//! Strongly connected components, after Tarjan, without recursion: a chain of any length is walked.

use crate::graph::adjacency::Adjacency;
use crate::graph::nesting::Lifted;

/// The parts of a graph within which everything needs everything.
pub(in crate::graph) struct Components {
    /// The component of each unit.
    pub(in crate::graph) of: Vec<usize>,
    /// The units of those components that hold a cycle, in rising order; the components by their first unit.
    pub(in crate::graph) cyclic: Vec<Vec<usize>>,
    is_cyclic: Vec<bool>,
}

const NEW: usize = usize::MAX;

struct Search<'a> {
    edges: &'a [Lifted],
    from: &'a Adjacency,
    /// When each unit was met.
    met: Vec<usize>,
    /// The earliest unit that each is known to lead back to.
    low: Vec<usize>,
    /// For each unit, how many of its edges have been walked.
    walked: Vec<usize>,
    path: Vec<usize>,
    open: Vec<usize>,
    of: Vec<usize>,
    components: usize,
    clock: usize,
}

impl Components {
    pub(in crate::graph) fn of(units: usize, edges: &[Lifted], from: &Adjacency) -> Self {
        let mut search = Search {
            edges,
            from,
            met: vec![NEW; units],
            low: vec![NEW; units],
            walked: vec![0; units],
            path: Vec::new(),
            open: Vec::new(),
            of: vec![NEW; units],
            components: 0,
            clock: 0,
        };
        for unit in 0..units {
            if search.met[unit] == NEW {
                search.walk(unit);
            }
        }
        Self::new(search.of, search.components, edges)
    }

    fn new(of: Vec<usize>, components: usize, edges: &[Lifted]) -> Self {
        let mut is_cyclic = vec![false; components];
        for edge in edges {
            is_cyclic[of[edge.from]] |= of[edge.from] == of[edge.to];
        }
        let mut place = vec![NEW; components];
        let mut cyclic: Vec<Vec<usize>> = Vec::new();
        for (unit, &component) in of.iter().enumerate() {
            if !is_cyclic[component] {
                continue;
            }
            if place[component] == NEW {
                place[component] = cyclic.len();
                cyclic.push(Vec::new());
            }
            cyclic[place[component]].push(unit);
        }
        Self { of, cyclic, is_cyclic }
    }

    /// Whether an edge is part of a cycle.
    pub(in crate::graph) fn has(&self, edge: Lifted) -> bool {
        self.of[edge.from] == self.of[edge.to]
    }

    /// Whether a unit is part of a cycle.
    pub(in crate::graph) fn is_cyclic(&self, unit: usize) -> bool {
        self.is_cyclic[self.of[unit]]
    }
}

impl Search<'_> {
    fn enter(&mut self, unit: usize) {
        self.met[unit] = self.clock;
        self.low[unit] = self.clock;
        self.clock += 1;
        self.path.push(unit);
        self.open.push(unit);
    }

    fn walk(&mut self, root: usize) {
        self.enter(root);
        while let Some(&unit) = self.path.last() {
            let Some(&edge) = self.from.of(unit).get(self.walked[unit]) else {
                self.leave(unit);
                continue;
            };
            self.walked[unit] += 1;
            let to = self.edges[edge].to;
            if self.met[to] == NEW {
                self.enter(to);
            } else if self.of[to] == NEW {
                self.low[unit] = self.low[unit].min(self.met[to]);
            }
        }
    }

    fn leave(&mut self, unit: usize) {
        self.path.pop();
        if let Some(&before) = self.path.last() {
            self.low[before] = self.low[before].min(self.low[unit]);
        }
        if self.low[unit] == self.met[unit] {
            while let Some(member) = self.open.pop() {
                self.of[member] = self.components;
                if member == unit {
                    break;
                }
            }
            self.components += 1;
        }
    }
}
