//! Images, read by an XML parser.

use std::process::Command;

use tap_core::graph;
use tap_tests::browser;

use super::{is_holder, list, pairs, read, script, text, write_both, write_small};

fn reader() -> Command {
    let mut command = Command::new("python3");
    command.arg(script("svg.py"));
    command
}

#[test]
fn an_xml_parser_reads_every_stack_node_and_edge() {
    let (resources, stacks) = write_both("svg", "svg", graph::svg);
    for (written, said) in resources.iter().zip(read(&mut reader(), &resources)) {
        let graph = &written.graph;
        assert_eq!(text(&said, "title"), graph.name);
        assert!(text(&said, "style").contains("prefers-color-scheme: dark"));
        assert_eq!(list(&said, "frames").len(), graph.stacks.len());
        for (index, (node, drawn)) in graph.nodes.iter().zip(list(&said, "nodes")).enumerate() {
            assert_eq!(drawn["node"], index);
            let path = if is_holder(graph, index) {
                graph.path_of(index)
            } else {
                format!("{}/{}", graph.stacks[node.stack].path, node.id)
            };
            let is_renamed = graph.name == browser::HOSTILE && index == 2;
            assert!(is_renamed || text(drawn, "title").starts_with(&path), "{drawn}");
            assert!(is_holder(graph, index) || text(drawn, "title").contains(&node.kind), "{drawn}");
            assert_eq!(list(drawn, "texts").len(), 2);
        }
        let joined: Vec<_> = list(&said, "edges").iter().map(|edge| (edge["from"].as_u64(), edge["to"].as_u64())).collect();
        let pairs: Vec<_> = pairs(graph).iter().map(|(from, to)| (Some(*from as u64), Some(*to as u64))).collect();
        assert_eq!(joined, pairs, "{}", graph.name);
        for edge in list(&said, "edges") {
            assert!(list(&said, "markers").contains(&edge["end"]), "{edge} ends in nothing");
        }
        let tags = ["defs", "g", "marker", "path", "rect", "style", "svg", "text", "title"];
        assert_eq!(*list(&said, "tags"), tags, "no text became an element");
    }
    for (written, said) in stacks.iter().zip(read(&mut reader(), &stacks)) {
        assert_eq!(list(&said, "nodes").len(), written.graph.stacks.len(), "{}", written.graph.name);
    }
}

#[test]
fn titles_say_what_makes_an_edge() {
    let written = write_small("svg-titles", "svg", graph::svg);
    let said = read(&mut reader(), &written);
    let edges = |index: usize| list(&said[index], "edges").iter().map(|edge| (text(edge, "title"), edge)).collect::<Vec<_>>();
    let (_, import) = edges(0).into_iter().find(|(title, _)| title.contains("Registry/Images")).expect("the import");
    assert_eq!(text(import, "title"), "Shop/Compute/Checkout → Registry/Images\nCode.ImageUri: ImportValue");
    assert_eq!(*list(import, "classes"), ["edge", "cross", "critical"], "the shop waits for the registry");
    let cycles = edges(1).into_iter().filter(|(_, edge)| list(edge, "classes").contains(&"cycle".into())).count();
    assert_eq!(cycles, 5, "the queue and its function, the role, and both subnets");
    assert!(edges(2).iter().any(|(title, _)| title.contains(browser::HOSTILE)));
}
