//! The course of an edge.

use crate::graph::layout::Layout;
use crate::graph::picture::{Link, Picture};

/// How far a curve goes straight on, at least and at most.
const BEND: (i64, i64) = (28, 400);

/// A curve from the left side of what needs to the right side of what it needs.
pub(super) fn path(picture: &Picture<'_>, layout: &Layout, link: &Link) -> String {
    let (from, to) = (layout.nodes[link.from], layout.nodes[link.to]);
    let (left, middle) = (from.x, from.y + from.height / 2);
    if link.from == link.to {
        let (right, up, down) = (from.x + from.width, middle - 10, middle + 10);
        return format!("M{right} {up}C{out} {up} {out} {down} {right} {down}", out = right + 36);
    }
    // The head of a frame that holds the other end is met from below, or left from there.
    if picture.nodes[link.to].heads && holds(picture, link.to, link.from) {
        let (x, y) = (to.x + 8, to.y + to.height);
        return format!("M{left} {middle}C{bend} {middle} {x} {low} {x} {y}", bend = left - BEND.0, low = y + BEND.0);
    }
    let (right, goal) = (to.x + to.width, to.y + to.height / 2);
    if picture.nodes[link.from].heads && holds(picture, link.from, link.to) {
        let (x, y) = (from.x + from.width - 8, from.y + from.height);
        return format!("M{x} {y}C{x} {low} {bend} {goal} {right} {goal}", low = y + BEND.0, bend = right + BEND.0);
    }
    let bend = ((left - right).abs() / 2).clamp(BEND.0, BEND.1);
    // Back to the right it goes in an arc, away from the edges that go the other way.
    if right > left {
        let low = middle.max(goal) + BEND.0 + bend / 2;
        return format!("M{left} {middle}C{} {low} {} {low} {right} {goal}", left - BEND.0, right + BEND.0);
    }
    format!("M{left} {middle}C{} {middle} {} {goal} {right} {goal}", left - bend, right + bend)
}

/// Whether a node lies in the frame that another is the head of.
fn holds(picture: &Picture<'_>, head: usize, node: usize) -> bool {
    let mut frame = Some(picture.nodes[node].frame);
    while let Some(index) = frame {
        if index == picture.nodes[head].frame {
            return true;
        }
        frame = picture.frames[index].parent;
    }
    false
}
