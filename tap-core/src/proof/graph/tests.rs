//! The cycles that are found, run outside `const`, are those that `petgraph` knows of.

use std::collections::BTreeSet;

use petgraph::algo::{is_cyclic_directed, tarjan_scc};
use petgraph::graph::DiGraph;

use super::{Cycles, Graph};
use crate::proof::NOWHERE;
use crate::random::Random;

/// Graphs of each size.
const EACH: u64 = 1_000;
/// Of all graphs, how many there must be at least of those with a cycle and of those without.
const LEAST: u64 = 2_000;

/// The edges of a graph as the proofs have them: those of a node together.
struct Edges<const N: usize> {
    of: [(u32, u32); N],
    to: Vec<u32>,
}

impl<const N: usize> Edges<N> {
    /// Up to three for each node. Many edges to anywhere nearly always make a cycle, so in half of the graphs they lead to
    /// later nodes, and at most a few to any: there, one edge decides.
    fn random(random: &mut Random) -> Self {
        let most = 1 + random.below(3);
        let is_ordered = random.below(2) == 0;
        let backwards = random.below(2);
        let mut edges = Self { of: [(0, 0); N], to: Vec::new() };
        for node in 0..N as u64 {
            let start = edges.to.len() as u32;
            for _ in 0..random.below(most + 1) {
                let is_anywhere = !is_ordered || random.below(N as u64) < backwards;
                let first = if is_anywhere { 0 } else { node + 1 };
                // One edge in nine leads out of the graph, as a use of another stack's resource does.
                let leaves = first == N as u64 || random.below(9) == 0;
                edges.to.push(if leaves { NOWHERE } else { (first + random.below(N as u64 - first)) as u32 });
            }
            edges.of[node as usize] = (start, edges.to.len() as u32);
        }
        edges
    }

    fn of_node(&self, node: usize) -> impl Iterator<Item = u32> {
        let (start, end) = self.of[node];
        self.to[start as usize..end as usize].iter().copied().filter(|to| *to != NOWHERE)
    }

    fn known(&self) -> DiGraph<(), ()> {
        let edges = (0..N).flat_map(|node| self.of_node(node).map(move |to| (node as u32, to)));
        let mut graph = DiGraph::new();
        for _ in 0..N {
            graph.add_node(());
        }
        graph.extend_with_edges(edges);
        graph
    }
}

/// The cycles as they are printed: from each first node along the edges and back to it.
fn printed<const N: usize>(edges: &Edges<N>, cycles: &Cycles<N>) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for first in (0..N).filter(|node| cycles.first[*node]) {
        let (mut cycle, mut node) = (Vec::new(), first);
        loop {
            cycle.push(node);
            assert!(cycle.len() <= N, "from {first} the edges never lead back");
            let edge = cycles.next[node];
            let (start, end) = edges.of[node];
            assert!((start..end).contains(&edge), "edge {edge} on the cycle is not one of node {node}");
            node = edges.to[edge as usize] as usize;
            if node == first {
                break;
            }
        }
        all.push(cycle);
    }
    all
}

/// Compares on graphs of one size; gives how many have a cycle.
fn compare<const N: usize>(random: &mut Random) -> u64 {
    let mut cyclic = 0;
    for _ in 0..EACH {
        let edges = Edges::<N>::random(random);
        let known = edges.known();
        let cycles = Graph { edges: &edges.of, to: &edges.to }.cycles();
        let printed = printed(&edges, &cycles);

        assert_eq!(!printed.is_empty(), is_cyclic_directed(&known), "{:?} {:?}", edges.of, edges.to);
        cyclic += u64::from(!printed.is_empty());

        let on_cycles: BTreeSet<usize> = printed.iter().flatten().copied().collect();
        assert_eq!(on_cycles.len(), printed.iter().map(Vec::len).sum::<usize>(), "two cycles share a node: {printed:?}");
        let noted: BTreeSet<usize> = (0..N).filter(|node| cycles.next[*node] != NOWHERE).collect();
        assert_eq!(on_cycles, noted, "nodes of printed cycles (left) and those that are noted (right)");

        for component in tarjan_scc(&known) {
            let component: BTreeSet<usize> = component.into_iter().map(|node| node.index()).collect();
            let is_cyclic =
                component.len() > 1 || component.iter().any(|node| edges.of_node(*node).any(|to| to as usize == *node));
            let reported = printed.iter().filter(|cycle| cycle.iter().all(|node| component.contains(node))).count();
            assert_eq!(reported > 0, is_cyclic, "{component:?} of {printed:?}");
        }
    }
    cyclic
}

#[test]
fn ten_thousand_graphs_have_the_cycles_that_petgraph_finds() {
    let random = &mut Random(1);
    let cyclic = [
        compare::<1>(random),
        compare::<2>(random),
        compare::<3>(random),
        compare::<5>(random),
        compare::<8>(random),
        compare::<13>(random),
        compare::<34>(random),
        compare::<89>(random),
        compare::<233>(random),
        compare::<500>(random),
    ];
    let (all, cyclic) = (EACH * cyclic.len() as u64, cyclic.iter().sum::<u64>());
    println!("{cyclic} of {all} graphs have a cycle");
    assert_eq!(all, 10_000);
    assert!(cyclic >= LEAST && all - cyclic >= LEAST, "{cyclic} of {all} graphs have a cycle");
}
