//! What is drawn of a graph, the same in every format: frames for stacks, nodes in them, links between nodes, and their marks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::adjacency::Adjacency;
use super::analysis::{Components, CriticalPath, critical_path};
use super::nesting::Nesting;
use super::{Detail, Graph, StackNode};

/// How a thing is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// It is part of a cycle.
    pub(super) cycle: bool,
    /// It is on the critical path.
    pub(super) critical: bool,
}

/// A stack that is drawn around what it holds.
pub(super) struct Frame<'a> {
    pub(super) path: &'a str,
    pub(super) template: &'a str,
    pub(super) parent: Option<usize>,
    /// The node that the stack itself is: drawn at its head.
    pub(super) head: Option<usize>,
    /// The index of the stack.
    pub(super) stack: usize,
}

/// A resource, or a stack that is not opened.
pub(super) struct Drawn<'a> {
    pub(super) id: &'a str,
    /// Its type; of a stack its template, and how much is in it.
    pub(super) kind: Cow<'a, str>,
    /// The frame that it is drawn in.
    pub(super) frame: usize,
    /// Whether it is the head of that frame.
    pub(super) heads: bool,
    pub(super) condition: Option<&'a str>,
    pub(super) marks: Marks,
}

/// All edges from one node to another.
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The indices of the edges.
    pub(super) edges: Vec<usize>,
    /// Whether it leads from stack to stack.
    pub(super) crosses: bool,
    pub(super) marks: Marks,
}

/// A part of nested text.
#[derive(Clone, Copy)]
pub(super) enum Outline {
    /// A frame begins.
    Open(usize),
    /// A node in it.
    Node(usize),
    /// It ends.
    Close,
}

pub(super) struct Picture<'a> {
    pub(super) graph: &'a Graph,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) nodes: Vec<Drawn<'a>>,
    pub(super) links: Vec<Link>,
}

impl<'a> Picture<'a> {
    /// # Panics
    ///
    /// If an index of the graph is out of range.
    pub(super) fn of(graph: &'a Graph, detail: Detail) -> Self {
        let found = Found::of(graph);
        match detail {
            Detail::Resources => Self::resources(graph, &found),
            Detail::Stacks => Self::stacks(graph, &found),
        }
    }

    fn resources(graph: &'a Graph, found: &Found) -> Self {
        let stacks = graph.stacks.iter().enumerate();
        let frames: Vec<_> = stacks
            .map(|(index, stack)| Frame {
                path: &stack.path,
                template: &stack.template,
                parent: stack.parent,
                head: stack.holder,
                stack: index,
            })
            .collect();
        let titles = titles(graph);
        let held = found.held.iter();
        let nodes = graph.nodes.iter().zip(held).enumerate().map(|(index, (node, held))| Drawn {
            id: &node.id,
            kind: held.map_or(Cow::Borrowed(&node.kind), |stack| Cow::Owned(titles[stack].clone())),
            frame: held.unwrap_or(node.stack),
            heads: held.is_some(),
            condition: node.condition.as_deref(),
            marks: found.nodes[index],
        });
        let nodes: Vec<_> = nodes.collect();
        let stack = |node: usize| found.held[node].unwrap_or(graph.nodes[node].stack);
        let links = found.links(graph, |node| node, |link| stack(link.0) != stack(link.1));
        Self { graph, frames, nodes, links }
    }

    /// Every stack is a node: at the head of its own frame if it is a root or holds other stacks, else in its parent's.
    fn stacks(graph: &'a Graph, found: &Found) -> Self {
        let mut opened: Vec<bool> = graph.stacks.iter().map(|stack| stack.parent.is_none()).collect();
        for parent in graph.stacks.iter().filter_map(|stack| stack.parent) {
            opened[parent] = true;
        }
        let mut frame = vec![None; graph.stacks.len()];
        let mut frames: Vec<Frame<'a>> = Vec::new();
        for (index, stack) in graph.stacks.iter().enumerate().filter(|(index, _)| opened[*index]) {
            let parent = stack.parent.and_then(|parent| frame[parent]);
            frame[index] = Some(frames.len());
            frames.push(Frame { path: &stack.path, template: &stack.template, parent, head: Some(index), stack: index });
        }
        let mut titles = titles(graph).into_iter();
        let nodes = graph.stacks.iter().enumerate().map(|(index, stack)| Drawn {
            id: stack.path.rsplit('/').next().unwrap_or_default(),
            kind: Cow::Owned(titles.next().unwrap_or_default()),
            frame: frame[index].or_else(|| frame[stack.parent?]).unwrap_or_default(),
            heads: opened[index],
            condition: stack.holder.and_then(|holder| graph.nodes[holder].condition.as_deref()),
            marks: found.stack(graph, index),
        });
        let nodes: Vec<_> = nodes.collect();
        let stack = |node: usize| found.held[node].unwrap_or(graph.nodes[node].stack);
        let mut links = found.links(graph, stack, |_| true);
        links.retain(|link| link.from != link.to);
        Self { graph, frames, nodes, links }
    }

    /// A node as a unit of the frames: at the head of a frame it is the frame.
    pub(super) fn unit(&self, node: usize) -> usize {
        if self.nodes[node].heads { self.nodes.len() + self.nodes[node].frame } else { node }
    }

    /// What lies in which frame.
    pub(super) fn nesting(&self) -> Nesting {
        Nesting::new(
            self.nodes.iter().map(|node| node.frame).collect(),
            self.frames.iter().map(|frame| frame.parent).collect(),
            vec![None; self.frames.len()],
        )
    }

    /// The frames and nodes in the order in which nested text has them: of a frame its nodes first, then the frames in it.
    pub(super) fn outline(&self) -> Vec<Outline> {
        let mut nodes = vec![Vec::new(); self.frames.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            nodes[node.frame].push(index);
        }
        let (mut within, mut roots) = (vec![Vec::new(); self.frames.len()], Vec::new());
        for (index, frame) in self.frames.iter().enumerate() {
            frame.parent.map_or(&mut roots, |parent| &mut within[parent]).push(index);
        }
        let mut outline = Vec::new();
        let mut left: Vec<_> = roots.into_iter().rev().map(Outline::Open).collect();
        while let Some(next) = left.pop() {
            outline.push(next);
            if let Outline::Open(frame) = next {
                outline.extend(nodes[frame].iter().map(|node| Outline::Node(*node)));
                left.push(Outline::Close);
                left.extend(within[frame].iter().rev().map(|child| Outline::Open(*child)));
            }
        }
        outline
    }

    /// The properties that make a link, a line each.
    pub(super) fn labels(&self, link: &Link) -> String {
        link.edges
            .iter()
            .map(|edge| self.graph.edges[*edge].label())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The path of a node: its stack's, and the logical id.
    pub(super) fn path(&self, node: usize) -> String {
        let Drawn { id, frame, heads, .. } = &self.nodes[node];
        let path = self.frames[*frame].path;
        if *heads { path.to_string() } else { format!("{path}/{id}") }
    }

    /// What is said of a node beside its name: its type, and its condition.
    pub(super) fn about(&self, node: usize) -> String {
        let node = &self.nodes[node];
        match node.condition {
            Some(condition) => format!("{}, if {condition}", node.kind),
            None => node.kind.to_string(),
        }
    }
}

/// What is said of each stack: its template, and how many resources it has.
fn titles(graph: &Graph) -> Vec<String> {
    let mut resources = vec![0; graph.stacks.len()];
    for node in &graph.nodes {
        resources[node.stack] += 1;
    }
    let title = |(stack, count): (&StackNode, usize)| {
        format!("{}, {count} resource{}", stack.template, if count == 1 { "" } else { "s" })
    };
    graph.stacks.iter().zip(resources).map(title).collect()
}

/// What the analyses found.
struct Found {
    /// For each node, the stack that it holds.
    held: Vec<Option<usize>>,
    nodes: Vec<Marks>,
    edges: Vec<Marks>,
    /// Roots that are part of a cycle.
    cyclic_roots: Vec<bool>,
}

impl Found {
    fn of(graph: &Graph) -> Self {
        let nesting = Nesting::of(graph);
        let lifted = nesting.lifted(graph);
        let from = Adjacency::new(nesting.units(), lifted.iter().map(|edge| edge.from));
        let components = Components::of(nesting.units(), &lifted, &from);
        let mut nodes = vec![Marks::default(); graph.nodes.len()];
        let mut edges = vec![Marks::default(); graph.edges.len()];
        for (index, mark) in nodes.iter_mut().enumerate() {
            mark.cycle = components.is_cyclic(index);
        }
        for (index, edge) in graph.edges.iter().enumerate().filter(|(index, _)| components.has(lifted[*index])) {
            edges[index].cycle = true;
            nodes[edge.from].cycle = true;
            nodes[edge.to].cycle = true;
        }
        let path: CriticalPath = critical_path(graph);
        for node in path.nodes {
            nodes[node].critical = true;
        }
        for edge in path.edges {
            edges[edge].critical = true;
        }
        let mut held = vec![None; graph.nodes.len()];
        for (index, stack) in graph.stacks.iter().enumerate() {
            if let Some(holder) = stack.holder {
                held[holder] = Some(index);
            }
        }
        let cyclic_roots = (0..graph.stacks.len()).map(|stack| components.is_cyclic(nesting.unit(stack))).collect();
        Self { held, nodes, edges, cyclic_roots }
    }

    fn stack(&self, graph: &Graph, stack: usize) -> Marks {
        let holder = graph.stacks[stack].holder;
        Marks { cycle: self.cyclic_roots[stack], critical: holder.is_some_and(|holder| self.nodes[holder].critical) }
    }

    /// The edges of a graph, grouped by the things that their ends are drawn as.
    fn links(&self, graph: &Graph, drawn_as: impl Fn(usize) -> usize, crosses: impl Fn((usize, usize)) -> bool) -> Vec<Link> {
        let mut grouped: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, edge) in graph.edges.iter().enumerate() {
            grouped.entry((drawn_as(edge.from), drawn_as(edge.to))).or_default().push(index);
        }
        let links = grouped.into_iter().map(|((from, to), edges)| {
            let any = |has: fn(&Marks) -> bool| edges.iter().any(|edge| has(&self.edges[*edge]));
            let marks = Marks { cycle: any(|marks| marks.cycle), critical: any(|marks| marks.critical) };
            Link { from, to, edges, crosses: crosses((from, to)), marks }
        });
        links.collect()
    }
}
