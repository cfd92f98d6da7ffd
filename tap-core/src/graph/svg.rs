//! SVG.

mod paths;

use std::collections::BTreeMap;
use std::io;

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::layout::{Area, Layout, layout, text_width};
use super::picture::{Link, Marks, Picture};
use super::{Detail, Graph};

pub(super) const STYLE: &str = include_str!("svg.css");
/// Around the whole.
const MARGIN: i64 = 24;
/// With more edges than this, they are drawn more simply.
const MANY: usize = 1500;
/// How many hues `svg.css` has.
const HUES: usize = 8;
/// The ends of edges, by class.
const ENDS: [&str; 4] = ["plain", "cross", "critical", "cycle"];

/// A graph as an image: stacks are boxes, what is needed stands left of what needs it, an arrow leads from what needs to what it
/// needs, dashed if it leads to another stack. Cycles and the critical path are of the classes `cycle` and `critical`. Colours go
/// by the reader's preference for light or dark; the title of a node or of an arrow says all about it.
///
/// # Panics
///
/// If an index of the graph is out of range.
///
/// ```
/// use tap_core::graph::{self, Detail, Graph, Node, StackNode};
///
/// let graph = Graph {
///     name: "shop".into(),
///     stacks: vec![StackNode { path: "Shop".into(), template: "shop-stack".into(), ..StackNode::default() }],
///     nodes: vec![Node { id: "Vpc".into(), kind: "AWS::EC2::VPC".into(), ..Node::default() }],
///     ..Graph::default()
/// };
/// assert!(graph::svg(&graph, Detail::Resources).contains(">Vpc</text>"));
/// ```
pub fn svg(graph: &Graph, detail: Detail) -> String {
    image(graph, detail, Some(STYLE))
}

/// An image, with its own style if it stands by itself.
pub(super) fn image(graph: &Graph, detail: Detail, style: Option<&str>) -> String {
    let picture = Picture::of(graph, detail);
    let layout = layout(&picture);
    let mut writer =
        Writer { xml: quick_xml::Writer::new(Vec::with_capacity(400 * (picture.nodes.len() + picture.links.len()))) };
    let name = match detail {
        Detail::Stacks => "stacks",
        Detail::Resources => "resources",
    };
    writer.image(&picture, &layout, name, style).expect("a vector takes whatever is written");
    String::from_utf8(writer.xml.into_inner()).expect("only texts are written")
}

/// A text that XML can hold: it has no control characters.
fn clean(text: &str) -> String {
    let allowed = |character: char| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}') || character == '\n';
    text.chars().map(|character| if allowed(character) { character } else { '\u{fffd}' }).collect()
}

/// As much of a text as fits into a width.
fn fitting(text: &str, size: i64, width: i64) -> String {
    if text_width(text, size) <= width {
        return clean(text);
    }
    let mut fits = String::new();
    for character in text.chars() {
        if text_width(&fits, size) + 2 * size > width {
            break;
        }
        fits.push(character);
    }
    clean(&fits) + "…"
}

fn classes(first: &str, more: &[(bool, &str)]) -> String {
    more.iter().filter(|(is, _)| *is).fold(first.to_string(), |classes, (_, class)| classes + " " + class)
}

/// The hue of each service, in the order of their names.
fn hues<'a>(picture: &'a Picture<'_>) -> BTreeMap<&'a str, usize> {
    let mut hues: BTreeMap<_, _> = picture.nodes.iter().map(|node| (service(&node.kind), 0)).collect();
    for (index, hue) in hues.values_mut().enumerate() {
        *hue = index % HUES;
    }
    hues
}

/// What comes before the last part of a type: `AWS::EC2`.
fn service(kind: &str) -> &str {
    kind.rsplit_once("::").map_or("", |(service, _)| service)
}

struct Writer {
    xml: quick_xml::Writer<Vec<u8>>,
}

impl Writer {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.xml.write_event(Event::Start(start))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.xml.write_event(Event::Empty(start))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.xml.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }

    fn image(&mut self, picture: &Picture<'_>, layout: &Layout, name: &str, style: Option<&str>) -> io::Result<()> {
        let (width, height) = (layout.width + 2 * MARGIN, layout.height + 2 * MARGIN);
        let view = format!("{} {} {width} {height}", -MARGIN, -MARGIN);
        let (width, height) = (width.to_string(), height.to_string());
        let id = format!("tap-{name}");
        self.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("id", &id),
                ("class", "tap-graph"),
                ("viewBox", &view),
                ("width", &width),
                ("height", &height),
            ],
        )?;
        self.text("title", &[], &clean(&picture.graph.name))?;
        if let Some(style) = style {
            self.text("style", &[], style)?;
        }
        self.ends(name)?;
        self.frames(picture, layout)?;
        let class = if picture.links.len() > MANY { "edges many" } else { "edges" };
        self.open("g", &[("class", class)])?;
        for link in &picture.links {
            self.edge(picture, layout, name, link)?;
        }
        self.close("g")?;
        self.nodes(picture, layout)?;
        self.close("svg")
    }

    fn ends(&mut self, name: &str) -> io::Result<()> {
        self.open("defs", &[])?;
        for class in ENDS {
            let id = format!("tap-{name}-{class}");
            let box_of = [("viewBox", "0 0 8 8"), ("refX", "7"), ("refY", "4"), ("markerWidth", "8"), ("markerHeight", "8")];
            let rest = [("id", id.as_str()), ("class", class), ("orient", "auto"), ("markerUnits", "userSpaceOnUse")];
            self.open("marker", &[&rest[..], &box_of].concat())?;
            self.empty("path", &[("d", "M0 0L8 4L0 8z")])?;
            self.close("marker")?;
        }
        self.close("defs")
    }

    fn frames(&mut self, picture: &Picture<'_>, layout: &Layout) -> io::Result<()> {
        self.open("g", &[("class", "frames")])?;
        for (frame, area) in picture.frames.iter().zip(&layout.frames) {
            let marks = frame.head.map_or(Marks::default(), |head| picture.nodes[head].marks);
            let class = classes("frame", &[(marks.cycle, "cycle"), (marks.critical, "critical")]);
            self.open("g", &[("class", &class), ("data-stack", &frame.stack.to_string())])?;
            self.rect(*area)?;
            if frame.head.is_none() {
                self.lines(*area, frame.path, frame.template)?;
            }
            self.close("g")?;
        }
        self.close("g")
    }

    fn rect(&mut self, area: Area) -> io::Result<()> {
        let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(|number| number.to_string());
        self.empty("rect", &[("x", &x), ("y", &y), ("width", &width), ("height", &height), ("rx", "6")])
    }

    /// A name, and below it what it is.
    fn lines(&mut self, area: Area, name: &str, kind: &str) -> io::Result<()> {
        let [x, first, second] = [area.x + 12, area.y + 19, area.y + 34].map(|number| number.to_string());
        self.text("text", &[("x", &x), ("y", &first)], &fitting(name, 13, area.width - 20))?;
        self.text("text", &[("x", &x), ("y", &second), ("class", "kind")], &fitting(kind, 11, area.width - 20))
    }

    fn nodes(&mut self, picture: &Picture<'_>, layout: &Layout) -> io::Result<()> {
        let hues = hues(picture);
        self.open("g", &[("class", "nodes")])?;
        for (index, (node, area)) in picture.nodes.iter().zip(&layout.nodes).enumerate() {
            let hue = format!("h{}", hues.get(service(&node.kind)).copied().unwrap_or_default());
            let marks = [
                (!node.heads, hue.as_str()),
                (node.heads, "head"),
                (node.condition.is_some(), "conditional"),
                (node.marks.cycle, "cycle"),
                (node.marks.critical, "critical"),
            ];
            self.open("g", &[("class", &classes("node", &marks)), ("data-node", &index.to_string())])?;
            self.text("title", &[], &clean(&format!("{}\n{}", picture.path(index), picture.about(index))))?;
            self.rect(*area)?;
            self.lines(*area, if node.heads { picture.frames[node.frame].path } else { node.id }, &node.kind)?;
            self.close("g")?;
        }
        self.close("g")
    }

    fn edge(&mut self, picture: &Picture<'_>, layout: &Layout, name: &str, link: &Link) -> io::Result<()> {
        let class = classes("edge", &[(link.crosses, "cross"), (link.marks.critical, "critical"), (link.marks.cycle, "cycle")]);
        let end = match link {
            Link { marks: Marks { cycle: true, .. }, .. } => "cycle",
            Link { marks: Marks { critical: true, .. }, .. } => "critical",
            Link { crosses: true, .. } => "cross",
            Link { .. } => "plain",
        };
        let [from, to] = [link.from, link.to].map(|end| end.to_string());
        let end = format!("url(#tap-{name}-{end})");
        let attributes = [
            ("class", class.as_str()),
            ("d", &paths::path(picture, layout, link)),
            ("marker-end", &end),
            ("data-from", &from),
            ("data-to", &to),
        ];
        self.open("path", &attributes)?;
        let title = format!("{} → {}\n{}", picture.path(link.from), picture.path(link.to), picture.labels(link));
        self.text("title", &[], &clean(&title))?;
        self.close("path")
    }
}
