//! Plans of random deployments, against times worked out another way: longest paths of graphs that `petgraph` puts in order.

use super::super::{Action, Estimates, Plan, create, delete, update};
use super::{deployment, times};
use crate::document::{Document, TemplateSet};
use crate::random::Random;
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeMap;

/// Deployments that are tried.
const RUNS: u64 = 300;

/// Types with their seconds to create and, since no figure is published, to delete.
const KINDS: [(&str, u32); 5] =
    [("AWS::KMS::Key", 122), ("AWS::SNS::Topic", 4), ("AWS::EC2::VPC", 12), ("AWS::SQS::Queue", 72), ("AWS::SSM::Parameter", 1)];

/// A stack: its members by logical id, what each is, and the members that each needs.
struct Stack {
    name: String,
    members: Vec<(String, Content, Vec<usize>)>,
}

enum Content {
    Resource(usize),
    Nested(Stack),
}

fn stack(random: &mut Random, name: &str, depth: u64) -> Stack {
    let members = (0..1 + random.below(8))
        .map(|number| {
            let id = format!("M{number}");
            let content = if depth > 0 && random.below(4) == 0 {
                Content::Nested(stack(random, &format!("{name}-{number}"), depth - 1))
            } else {
                Content::Resource(random.below(KINDS.len() as u64) as usize)
            };
            let needs = (0..random.below(4)).filter(|_| number > 0).map(|_| random.below(number.max(1)) as usize).collect();
            (id, content, needs)
        })
        .collect();
    Stack { name: name.to_string(), members }
}

/// The templates of a stack and of all in it. What is needed is referred to or named in `DependsOn`.
fn templates(stack: &Stack, out: &mut Vec<Document>) {
    let mut text = "Resources:\n".to_string();
    for (number, (id, content, needs)) in stack.members.iter().enumerate() {
        let id_of = |need: &usize| stack.members[*need].0.as_str();
        let (kind, mut properties) = match content {
            Content::Resource(kind) => (KINDS[*kind].0, Vec::new()),
            Content::Nested(inner) => {
                templates(inner, out);
                ("AWS::CloudFormation::Stack", vec![format!("TemplateURL: ./{}.yaml", inner.name)])
            }
        };
        let mut depends = Vec::new();
        for need in needs {
            if number % 2 == 0 {
                properties.push(format!("P{need}: !Sub 'x-${{{}}}'", id_of(need)))
            } else {
                depends.push(id_of(need))
            }
        }
        properties.sort();
        properties.dedup();
        depends.sort_unstable();
        depends.dedup();
        text += &format!(
            "  {id}: {{ Type: {kind}, DependsOn: [{}], Properties: {{ {} }} }}\n",
            depends.join(", "),
            properties.join(", ")
        );
    }
    out.push(Document::read(&stack.name, &text).unwrap());
}

/// The graph of what has to be done, with a node that starts and one that ends each member.
struct Graph {
    graph: DiGraph<u32, ()>,
    /// The start and the end of each resource and nested stack, by path.
    nodes: BTreeMap<String, (NodeIndex, NodeIndex)>,
}

impl Graph {
    fn of(stack: &Stack, is_deletion: bool) -> Self {
        let mut graph = Graph { graph: DiGraph::new(), nodes: BTreeMap::new() };
        let (first, last) = (graph.graph.add_node(0), graph.graph.add_node(0));
        graph.stack(stack, &stack.name, (first, last), is_deletion);
        graph
    }

    fn stack(&mut self, stack: &Stack, path: &str, (first, last): (NodeIndex, NodeIndex), is_deletion: bool) {
        let mut spans = Vec::new();
        for (id, content, _) in &stack.members {
            let path = format!("{path}/{id}");
            let start = self.graph.add_node(0);
            let end = match content {
                Content::Resource(kind) => self.graph.add_node(KINDS[*kind].1),
                Content::Nested(_) => self.graph.add_node(10),
            };
            for (from, to) in [(first, start), (start, end), (end, last)] {
                self.graph.add_edge(from, to, ());
            }
            self.nodes.insert(path.clone(), (start, end));
            if let Content::Nested(inner) = content {
                self.stack(inner, &path, (start, end), is_deletion);
            }
            spans.push((start, end));
        }
        for (number, (_, _, needs)) in stack.members.iter().enumerate() {
            for need in needs {
                let (before, after) = if is_deletion { (number, *need) } else { (*need, number) };
                self.graph.add_edge(spans[before].1, spans[after].0, ());
            }
        }
    }

    /// When each node is done.
    fn ends(&self) -> BTreeMap<NodeIndex, u32> {
        let mut ends = BTreeMap::new();
        for node in toposort(&self.graph, None).unwrap() {
            let before = self.graph.neighbors_directed(node, petgraph::Direction::Incoming);
            let start = before.map(|before| ends[&before]).max().unwrap_or(0);
            ends.insert(node, start + self.graph[node]);
        }
        ends
    }
}

fn agrees(plan: &Plan, stack: &Stack, is_deletion: bool) {
    let graph = Graph::of(stack, is_deletion);
    let ends = graph.ends();
    assert_eq!(plan.seconds, *ends.values().max().unwrap());
    assert_eq!(plan.tasks.len(), graph.nodes.len());
    for (path, (start, end)) in &graph.nodes {
        assert_eq!(times(plan, path), (ends[start], ends[end]), "{path}");
    }
    // The critical path fills the whole time, and nothing on it could be later.
    assert_eq!(plan.critical.iter().map(|step| plan.tasks[*step].figure.seconds).sum::<u32>(), plan.seconds);
    assert!(plan.critical.iter().all(|step| plan.tasks[*step].slack == 0));
    for task in &plan.tasks {
        assert!(task.end + task.slack <= plan.seconds);
        assert!(task.needs.iter().all(|need| plan.tasks[*need].end <= task.start), "{}", task.path);
    }
}

#[test]
fn times_are_those_of_the_longest_paths() {
    let mut nested = 0;
    for seed in 0..RUNS {
        let stack = stack(&mut Random(seed), "root", 3);
        let mut documents = Vec::new();
        templates(&stack, &mut documents);
        nested += documents.len() - 1;
        let set = TemplateSet::new(documents.into_iter()).unwrap();
        let deployment = deployment(&set);
        let estimates = Estimates::default();
        agrees(&create(&deployment, "root", &estimates).unwrap(), &stack, false);
        agrees(&delete(&deployment, "root", &estimates).unwrap(), &stack, true);
        let same = update(&deployment, &deployment, "root", &estimates, 0).unwrap();
        assert!(same.tasks.iter().all(|task| task.action == Action::Update && task.kind == "AWS::CloudFormation::Stack"));
    }
    assert!(nested as u64 > RUNS, "{nested} nested stacks");
}
