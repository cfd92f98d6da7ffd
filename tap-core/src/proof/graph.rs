//! Cycles in a dependency graph, in `const`: depth first, without recursion, each node and edge once.

use super::NOWHERE;

#[cfg(test)]
mod tests;

/// A graph of `N` nodes whose edges stand in one list, those of a node together.
pub(crate) struct Graph<'a, const N: usize> {
    /// For each node, start and end of its edges in `to`.
    pub(crate) edges: &'a [(u32, u32); N],
    /// Where each edge leads; [`NOWHERE`] if it leads out of the graph.
    pub(crate) to: &'a [u32],
}

/// The cycles of a graph: disjoint ones, each found where the search met it first.
pub(crate) struct Cycles<const N: usize> {
    /// For each node on a cycle, the edge that leads on; else [`NOWHERE`].
    pub(crate) next: [u32; N],
    /// Whether a node is the first of its cycle.
    pub(crate) first: [bool; N],
}

impl<const N: usize> Graph<'_, N> {
    /// Finds cycles, at least one in each part whose nodes all lead to each other.
    pub(crate) const fn cycles(&self) -> Cycles<N> {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut cycles = Cycles { next: [NOWHERE; N], first: [false; N] };
        let mut state = [NEW; N];
        let mut cursor = [0u32; N];
        let mut path = [0u32; N];
        let mut root = 0;
        while root < N {
            if state[root] != NEW {
                root += 1;
                continue;
            }
            let mut depth = 1;
            path[0] = root as u32;
            state[root] = OPEN;
            cursor[root] = self.edges[root].0;
            while depth > 0 {
                let node = path[depth - 1] as usize;
                if cursor[node] == self.edges[node].1 {
                    state[node] = DONE;
                    depth -= 1;
                    continue;
                }
                let to = self.to[cursor[node] as usize];
                cursor[node] += 1;
                if to == NOWHERE {
                    continue;
                }
                let to = to as usize;
                match state[to] {
                    NEW => {
                        state[to] = OPEN;
                        cursor[to] = self.edges[to].0;
                        path[depth] = to as u32;
                        depth += 1;
                    }
                    // On the way here: from `to` along the path and back is a cycle.
                    OPEN => cycles.record(&path, depth, to, &cursor),
                    _ => {}
                }
            }
            root += 1;
        }
        cycles
    }
}

impl<const N: usize> Cycles<N> {
    /// Notes the cycle that closes from the end of the path to `to`, unless it meets one that is noted already.
    const fn record(&mut self, path: &[u32; N], depth: usize, to: usize, cursor: &[u32; N]) {
        let mut start = depth;
        while start > 0 {
            start -= 1;
            let node = path[start] as usize;
            if self.next[node] != NOWHERE {
                return;
            }
            if node == to {
                break;
            }
        }
        let mut first = to;
        let mut i = start;
        while i < depth {
            let node = path[i] as usize;
            self.next[node] = cursor[node] - 1;
            if node < first {
                first = node;
            }
            i += 1;
        }
        self.first[first] = true;
    }
}
