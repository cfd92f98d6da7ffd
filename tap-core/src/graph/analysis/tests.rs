use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::{critical_path, cycles};
use crate::graph::tests::{Numbers, edge, flat, nested, node, stack};
use crate::graph::{Graph, Reason};

fn random(seed: u64, nodes: usize, edges: usize) -> Graph {
    let mut numbers = Numbers(seed);
    flat(nodes, (0..edges).map(|_| (numbers.below(nodes), numbers.below(nodes))).collect::<Vec<_>>())
}

/// The parts with a cycle, and the length of the shortest in each, by petgraph's components and a search from every node.
fn expected(graph: &Graph) -> Vec<(Vec<usize>, usize)> {
    let edges = graph.edges.iter().map(|edge| (edge.from as u32, edge.to as u32));
    let mut other = DiGraph::<(), ()>::from_edges(edges);
    while other.node_count() < graph.nodes.len() {
        other.add_node(());
    }
    let mut found: Vec<_> = tarjan_scc(&other)
        .into_iter()
        .filter_map(|part| {
            let mut part: Vec<_> = part.into_iter().map(|node| node.index()).collect();
            part.sort_unstable();
            let shortest = part.iter().filter_map(|node| shortest_through(graph, *node)).min()?;
            Some((part, shortest))
        })
        .collect();
    found.sort();
    found
}

fn shortest_through(graph: &Graph, start: usize) -> Option<usize> {
    let mut reached = vec![start];
    for length in 1..=graph.nodes.len() {
        let mut next: Vec<_> = graph.edges.iter().filter(|edge| reached.contains(&edge.from)).map(|edge| edge.to).collect();
        if next.contains(&start) {
            return Some(length);
        }
        next.sort_unstable();
        next.dedup();
        reached = next;
    }
    None
}

#[test]
fn cycles_are_those_that_another_library_finds_and_the_shortest() {
    let mut with_cycles = 0;
    for seed in 0..200 {
        let graph = random(seed, 12, 4 + seed as usize % 20);
        let expected = expected(&graph);
        with_cycles += usize::from(!expected.is_empty());
        let found = cycles(&graph);
        assert_eq!(found.len(), expected.len(), "seed {seed}");
        for (cycle, (part, shortest)) in found.iter().zip(&expected) {
            assert_eq!(cycle.steps.len(), *shortest, "seed {seed}");
            for (index, step) in cycle.steps.iter().enumerate() {
                let (this, next) = (&graph.edges[step.edge], &graph.edges[cycle.steps[(index + 1) % *shortest].edge]);
                assert_eq!(this.to, next.from, "seed {seed}: the edges join");
                assert!(part.contains(&this.from), "seed {seed}");
            }
        }
    }
    assert!((50..200).contains(&with_cycles), "both kinds of graph are tried: {with_cycles}");
}

#[test]
fn long_chains_and_long_cycles_are_walked() {
    const COUNT: usize = 100_000;
    let mut graph = flat(COUNT, (1..COUNT).map(|index| (index, index - 1)));
    assert_eq!(cycles(&graph), []);
    let path = critical_path(&graph);
    assert_eq!((path.seconds, path.nodes.len(), path.edges.len()), (COUNT as u64, COUNT, COUNT - 1));
    graph.edges.push(edge(0, COUNT - 1, Reason::DependsOn, ""));
    let found = cycles(&graph);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].steps.len(), COUNT);
}

#[test]
fn siblings_that_need_each_others_resources_are_a_cycle() {
    let mut graph = nested();
    graph.edges.push(edge(3, 6, Reason::Import, "Tags.0.Value"));
    let found = cycles(&graph);
    assert_eq!(
        found[0].to_string(),
        "Shop/Network needs Shop/Compute (Shop/Network/Vpc needs Shop/Compute/Role, Tags.0.Value: ImportValue)\n\
         Shop/Compute needs Shop/Network (Shop/Compute/Function needs Shop/Network/Subnet, VpcConfig.SubnetIds.0: Output)"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn roots_that_import_from_each_other_are_a_cycle() {
    let mut graph = Graph { stacks: vec![stack("Left", None), stack("Right", None)], ..Graph::default() };
    graph.nodes = vec![node("A", 0, 1), node("B", 0, 1), node("C", 1, 1), node("D", 1, 1)];
    graph.edges = vec![edge(0, 2, Reason::Import, "X"), edge(3, 1, Reason::Import, "Y")];
    assert_eq!(
        cycles(&graph)[0].to_string(),
        "Left needs Right (Left/A needs Right/C, X: ImportValue)\nRight needs Left (Right/D needs Left/B, Y: ImportValue)"
    );
}

#[test]
fn a_resource_that_needs_its_own_stack_waits_for_itself() {
    let mut graph = nested();
    graph.edges.push(edge(3, 0, Reason::Ref, "Tags.0.Value"));
    assert_eq!(
        cycles(&graph)[0].to_string(),
        "Shop/Network needs Shop/Network (Shop/Network/Vpc needs Shop/Network, Tags.0.Value: Ref)"
    );
}

#[test]
fn nested_resources_run_between_the_start_and_the_end_of_their_stack() {
    // The gateway is what holds up the network, although nothing needs it: the stack is needed as a whole.
    let path = critical_path(&nested());
    let ids: Vec<_> = path.nodes.iter().map(|node| nested().nodes[*node].id.clone()).collect();
    assert_eq!(ids, ["Network", "Vpc", "Gateway", "Compute", "Role", "Function", "Alarm"]);
    assert_eq!(path.seconds, 5 + 10 + 90 + 5 + 15 + 30 + 2);
    assert_eq!(path.edges, [1, 3, 2, 5]);
}

#[test]
fn the_critical_path_is_as_long_as_the_longest_chain_of_any_order() {
    for seed in 0..100 {
        let mut numbers = Numbers(seed);
        let mut graph = flat(15, []);
        for node in &mut graph.nodes {
            node.seconds = numbers.below(50) as u32;
        }
        for _ in 0..30 {
            let (from, to) = (1 + numbers.below(14), numbers.below(14));
            if to < from {
                graph.edges.push(edge(from, to, Reason::Ref, "P"));
            }
        }
        // What each needs stands before it, so one pass tells when it ends.
        let mut ends: Vec<u64> = Vec::new();
        for index in 0..15 {
            let needs = graph.edges.iter().filter(|edge| edge.from == index).map(|edge| ends[edge.to]);
            ends.push(needs.max().unwrap_or_default() + u64::from(graph.nodes[index].seconds));
        }
        let path = critical_path(&graph);
        assert_eq!(Some(path.seconds), ends.iter().copied().max(), "seed {seed}");
        assert_eq!(path.seconds, path.nodes.iter().map(|node| u64::from(graph.nodes[*node].seconds)).sum::<u64>());
        for (edge, pair) in path.edges.iter().zip(path.nodes.windows(2)) {
            assert_eq!([graph.edges[*edge].to, graph.edges[*edge].from], *pair, "seed {seed}");
        }
    }
}

#[test]
fn cycles_are_left_out_of_the_critical_path() {
    let graph = flat(3, [(0, 1), (1, 0), (2, 1)]);
    assert_eq!(critical_path(&graph).seconds, 2);
}
