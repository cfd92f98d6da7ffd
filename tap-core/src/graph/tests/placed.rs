use super::{Numbers, edge, flat, nested, node, stack};
use crate::graph::layout::{Area, Layout, layout};
use crate::graph::picture::Picture;
use crate::graph::{Detail, Graph, Reason};

fn overlap(left: Area, right: Area) -> bool {
    left.x < right.x + right.width
        && right.x < left.x + left.width
        && left.y < right.y + right.height
        && right.y < left.y + left.height
}

fn within(inner: Area, outer: Area) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

/// Nothing overlaps, everything lies in its frame, and that in the image.
fn assert_tidy(picture: &Picture<'_>, layout: &Layout) {
    let whole = Area { x: 0, y: 0, width: layout.width, height: layout.height };
    for (index, (node, area)) in picture.nodes.iter().zip(&layout.nodes).enumerate() {
        assert!(within(*area, layout.frames[node.frame]), "{} leaves its frame", node.id);
        for (other, other_area) in picture.nodes.iter().zip(&layout.nodes).skip(index + 1) {
            assert!(!overlap(*area, *other_area), "{} and {} overlap", node.id, other.id);
        }
    }
    for (index, frame) in picture.frames.iter().enumerate() {
        assert!(within(layout.frames[index], frame.parent.map_or(whole, |parent| layout.frames[parent])));
        for (other, other_frame) in picture.frames.iter().enumerate().filter(|(_, other)| other.parent == frame.parent) {
            assert!(
                other == index || !overlap(layout.frames[index], layout.frames[other]),
                "{} and {}",
                frame.path,
                other_frame.path
            );
        }
    }
}

/// Stacks nested in each other at random, with resources and edges anywhere, cycles among them.
fn anything(seed: u64) -> Graph {
    let mut numbers = Numbers(seed);
    let mut graph = Graph { name: "anything".into(), stacks: vec![stack("Root", None)], ..Graph::default() };
    for index in 0..numbers.below(9) {
        let parent = numbers.below(graph.stacks.len());
        let holder = graph.nodes.len();
        graph.nodes.push(node(&format!("Stack{index}"), parent, 1));
        graph.stacks.push(stack(&format!("{}/Stack{index}", graph.stacks[parent].path), Some((parent, holder))));
    }
    for index in 0..numbers.below(60) {
        graph.nodes.push(node(&"Resource".repeat(1 + index % 7), numbers.below(graph.stacks.len()), 1));
    }
    for _ in 0..numbers.below(3 * graph.nodes.len() + 1) {
        let (from, to) = (numbers.below(graph.nodes.len()), numbers.below(graph.nodes.len()));
        graph.edges.push(edge(from, to, Reason::Ref, "Property"));
    }
    graph
}

#[test]
fn nothing_overlaps_whatever_is_drawn() {
    for seed in 0..300 {
        let graph = anything(seed);
        for detail in [Detail::Stacks, Detail::Resources] {
            let picture = Picture::of(&graph, detail);
            assert_tidy(&picture, &layout(&picture));
        }
    }
}

#[test]
fn what_is_needed_stands_to_the_left() {
    let graph = nested();
    for detail in [Detail::Stacks, Detail::Resources] {
        let picture = Picture::of(&graph, detail);
        let layout = layout(&picture);
        assert_tidy(&picture, &layout);
        for link in picture.links.iter().filter(|link| !picture.nodes[link.from].heads && !picture.nodes[link.to].heads) {
            let (from, to) = (layout.nodes[link.from], layout.nodes[link.to]);
            // The alarm needs a function that is nested deeper: the frame of that is to its left.
            assert!(to.x + to.width < from.x, "{} needs {}", picture.nodes[link.from].id, picture.nodes[link.to].id);
        }
    }
}

#[test]
fn the_order_in_columns_undoes_crossings() {
    // Ten pairs, given so that every two of them would cross.
    let graph = flat(20, (0..10).map(|index| (10 + index, 9 - index)));
    let picture = Picture::of(&graph, Detail::Resources);
    let layout = layout(&picture);
    for (left, right) in (0..10).flat_map(|left| (0..left).map(move |right| (left, right))) {
        let [a, b, c, d] = [10 + left, 10 + right, 9 - left, 9 - right].map(|node| layout.nodes[node].y);
        // Within a layer of several columns no order is above another at the same height.
        assert!((a - b).signum() * (c - d).signum() >= 0, "{left} and {right} cross");
    }
}

#[test]
fn a_crowd_is_about_as_high_as_it_is_wide() {
    for count in [1, 10, 100, 1000] {
        let graph = flat(count, []);
        let layout = layout(&Picture::of(&graph, Detail::Resources));
        let aspect = layout.width as f64 / layout.height as f64;
        assert!((0.4..4.0).contains(&aspect), "{count} nodes: {} by {}", layout.width, layout.height);
    }
}
