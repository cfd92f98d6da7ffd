//! Where everything stands: frames around what they hold, and in each frame columns, so that what is needed stands left of what
//! needs it. Linear in nodes and edges, but for the sorting of columns.

mod columns;
mod layers;
mod order;

use std::cmp::max;

use super::adjacency::Adjacency;
use super::nesting::{Lifted, Nesting};
use super::picture::Picture;

/// The height of a node, and of the head of a frame.
const HEIGHT: i64 = 44;
/// Between a frame and what it holds.
const PADDING: i64 = 20;
/// The width of a node, at least and at most.
const WIDTH: (i64, i64) = (120, 300);

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

pub(super) struct Layout {
    /// Where each node stands; the head of a frame along its upper side.
    pub(super) nodes: Vec<Area>,
    pub(super) frames: Vec<Area>,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// What lies in one frame, or in none.
#[derive(Default)]
struct Content {
    units: Vec<usize>,
    edges: Vec<Lifted>,
}

/// How wide a text is about, in pixels: the font is the reader's.
pub(super) fn text_width(text: &str, size: i64) -> i64 {
    let halves: i64 = text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum();
    halves * size * 6 / 10
}

pub(super) fn layout(picture: &Picture<'_>) -> Layout {
    let nesting = picture.nesting();
    let mut contents = contents(picture, &nesting);
    let outside = contents.pop().unwrap_or_default();
    let mut area: Vec<Area> = picture
        .nodes
        .iter()
        .map(|node| Area { width: width(&[node.id, &node.kind]), height: HEIGHT, ..Area::default() })
        .collect();
    area.resize(nesting.units(), Area::default());

    // From the inside out: a frame has the size of its content. A frame stands after its parent.
    for (index, content) in contents.iter().enumerate().rev() {
        let (inner_width, inner_height) = arrange(content, &mut area);
        let frame = &picture.frames[index];
        let inner_height = if content.units.is_empty() { 0 } else { inner_height + 2 * PADDING };
        let head = width(&[frame.path, frame.head.map_or(frame.template, |head| &picture.nodes[head].kind)]);
        area[picture.nodes.len() + index] =
            Area { width: max(head, inner_width + 2 * PADDING), height: HEIGHT + inner_height, ..Area::default() };
    }
    let (width, height) = arrange(&outside, &mut area);

    // And back: so far everything stands where it does in its frame.
    for unit in (picture.nodes.len()..nesting.units()).chain(0..picture.nodes.len()) {
        let Some(frame) = nesting.container(unit) else { continue };
        let frame = area[picture.nodes.len() + frame];
        area[unit].x += frame.x + PADDING;
        area[unit].y += frame.y + HEIGHT + PADDING;
    }
    let frames = area.split_off(picture.nodes.len());
    for (node, area) in picture.nodes.iter().zip(&mut area).filter(|(node, _)| node.heads) {
        *area = Area { height: HEIGHT, ..frames[node.frame] };
    }
    Layout { nodes: area, frames, width, height }
}

fn width(lines: &[&str]) -> i64 {
    let widest = lines.iter().zip([13, 11]).map(|(line, size)| text_width(line, size)).max().unwrap_or_default();
    (widest + 24).clamp(WIDTH.0, WIDTH.1)
}

/// What lies in each frame, and last what lies in none.
fn contents(picture: &Picture<'_>, nesting: &Nesting) -> Vec<Content> {
    let frames = picture.frames.len();
    let mut contents: Vec<Content> = (0..=frames).map(|_| Content::default()).collect();
    let place = |unit| nesting.container(unit).unwrap_or(frames);
    for unit in (0..nesting.units()).filter(|unit| picture.nodes.get(*unit).is_none_or(|node| !node.heads)) {
        contents[place(unit)].units.push(unit);
    }
    for link in &picture.links {
        let edge = nesting.lift(picture.unit(link.from), picture.unit(link.to));
        if edge.from != edge.to {
            contents[place(edge.from)].edges.push(edge);
        }
    }
    contents
}

/// Gives each unit of a content its place in it, and says how wide and high the whole is.
fn arrange(content: &Content, area: &mut [Area]) -> (i64, i64) {
    // By their places in the content instead of in the picture. Units are in rising order.
    let place = |unit: usize| content.units.binary_search(&unit).ok();
    let mut edges: Vec<_> = content.edges.iter().filter_map(|edge| Some((place(edge.from)?, place(edge.to)?))).collect();
    edges.sort_unstable();
    edges.dedup();
    let edges: Vec<_> = edges.into_iter().map(|(from, to)| Lifted { from, to }).collect();
    let units = content.units.len();
    let needs = Adjacency::new(units, edges.iter().map(|edge| edge.from));
    let users = Adjacency::new(units, edges.iter().map(|edge| edge.to));
    let graph = Local { edges: &edges, needs: &needs, users: &users, units };
    let layers = order::ordered(&graph, layers::layers(&graph));
    let sizes: Vec<_> = content.units.iter().map(|unit| (area[*unit].width, area[*unit].height)).collect();
    let places = columns::places(&graph, &layers, &sizes);
    let mut size = (0, 0);
    for ((unit, place), (width, height)) in content.units.iter().zip(&places).zip(&sizes) {
        (area[*unit].x, area[*unit].y) = *place;
        size = (max(size.0, place.0 + width), max(size.1, place.1 + height));
    }
    size
}

/// What is laid out in one frame.
struct Local<'a> {
    edges: &'a [Lifted],
    needs: &'a Adjacency,
    users: &'a Adjacency,
    units: usize,
}

impl Local<'_> {
    /// What a unit needs.
    fn needs(&self, unit: usize) -> impl Iterator<Item = usize> {
        self.needs.of(unit).iter().map(|edge| self.edges[*edge].to)
    }

    /// What needs a unit.
    fn users(&self, unit: usize) -> impl Iterator<Item = usize> {
        self.users.of(unit).iter().map(|edge| self.edges[*edge].from)
    }
}
