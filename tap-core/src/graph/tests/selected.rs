use super::nested;

#[test]
fn a_nested_stack_becomes_a_root_with_its_own_edges() {
    let network = nested().only("Shop/Network").expect("the stack is there");
    assert_eq!(network.name, "Shop/Network");
    assert_eq!(network.stacks.len(), 1);
    assert_eq!((network.stacks[0].parent, network.stacks[0].holder), (None, None));
    assert_eq!(
        (0..3).map(|node| network.path_of(node)).collect::<Vec<_>>().join(" "),
        "Shop/Network/Vpc Shop/Network/Subnet Shop/Network/Gateway"
    );
    assert_eq!(network.edges.iter().map(|edge| (edge.from, edge.to)).collect::<Vec<_>>(), [(1, 0), (2, 0)]);
}

#[test]
fn a_root_keeps_what_is_nested_in_it() {
    let mut graph = nested();
    assert_eq!(
        graph.only("Shop").map(|shop| (shop.stacks, shop.nodes, shop.edges)),
        Some((graph.stacks.clone(), graph.nodes.clone(), graph.edges.clone()))
    );
    graph.stacks.push(super::stack("Depot", None));
    graph.nodes.insert(0, super::node("Elsewhere", 3, 1));
    for edge in &mut graph.edges {
        (edge.from, edge.to) = (edge.from + 1, edge.to + 1);
    }
    for holder in graph.stacks.iter_mut().filter_map(|stack| stack.holder.as_mut()) {
        *holder += 1;
    }
    let shop = graph.only("Shop").expect("the stack is there");
    assert_eq!((shop.stacks, shop.nodes, shop.edges), (nested().stacks, nested().nodes, nested().edges));
    assert_eq!(graph.only("Shop/Nothing"), None);
}
