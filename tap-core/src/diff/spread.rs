//! How changes spread: what refers to a replaced resource changes too, and is replaced itself if it may not change.

use super::compare::{self, differ, is_identifying};
use super::model::{Action, Cause, Certainty, Link, LinkKind, Presence, PropertyChange, Reason, Replacement, ResourceChange};
use super::pair::Pair;
use super::side::Side;
use super::uses::{Node, Use, Uses};
use super::verdict::{Doubts, Kind};
use crate::parallel;
use serde_json::Value;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// The resources of all stacks that change, by path and logical id.
pub(super) type Changes<'p> = BTreeMap<(&'p str, &'p str), ResourceChange>;

/// An output whose value changes, and what causes that.
pub(super) type Outputs<'p> = BTreeMap<(&'p str, &'p str), (Certainty, Vec<Link>)>;

/// What happens to a node.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    /// Another takes its place.
    Replaced(Certainty),
    /// This property has another value.
    Updated(String, Certainty),
    /// All that it gives may have another value.
    Opaque,
    /// An output or a parameter has another value.
    Changed(Certainty),
}

pub(super) struct Spread<'s, 'p, 'd> {
    pub pairs: &'s BTreeMap<&'p str, Pair<'p, 'd>>,
    pub after: &'p Side<'d>,
    pub changes: Changes<'p>,
    doubts: Doubts,
    pub outputs: Outputs<'p>,
    /// How certain what happened to each node is, and what made it happen.
    reached: HashMap<Node<'p>, (Certainty, Option<Node<'p>>)>,
    updated: HashSet<(Node<'p>, String, Certainty)>,
    queue: VecDeque<(Node<'p>, Event)>,
}

impl<'s, 'p, 'd> Spread<'s, 'p, 'd> {
    /// The changes as they are written, and nothing that follows from them yet.
    pub fn new(
        pairs: &'s BTreeMap<&'p str, Pair<'p, 'd>>,
        (before, after): (&'p Side<'d>, &'p Side<'d>),
        doubts: Doubts,
    ) -> Self {
        let all: Vec<&Pair<'p, 'd>> = pairs.values().collect();
        let written = parallel::each(&all, |pair| pair.resources(before, after));
        let in_stack = |(pair, written): (&'s Pair<'p, 'd>, BTreeMap<&'d str, ResourceChange>)| {
            written.into_iter().map(|(id, change)| ((pair.path, id), change))
        };
        let changes: Changes<'p> = all.into_iter().zip(written).flat_map(in_stack).collect();
        Spread {
            pairs,
            after,
            changes,
            doubts,
            outputs: Outputs::new(),
            reached: HashMap::new(),
            updated: HashSet::new(),
            queue: VecDeque::new(),
        }
    }

    /// Follows every change to its end.
    pub fn run(&mut self, uses: &Uses<'p>) {
        self.start();
        while let Some((node, event)) = self.queue.pop_front() {
            for used in uses.of.get(&node).into_iter().flatten() {
                let certainty = self.felt(node, &event, used);
                if certainty != Certainty::No {
                    self.reach(node, used, certainty);
                }
            }
        }
    }

    /// What is written otherwise.
    fn start(&mut self) {
        let mut events = Vec::new();
        for ((stack, id), change) in self.changes.iter().filter(|(_, change)| change.action == Action::Change) {
            let node = Node { stack, name: id, what: LinkKind::Resource };
            match change.replacement {
                Replacement::Always => events.push((node, Event::Replaced(Certainty::Sure))),
                Replacement::Maybe => events.push((node, Event::Replaced(Certainty::Maybe))),
                Replacement::Never => {}
            }
            let heads: BTreeSet<&str> = change.properties.iter().map(|property| head(&property.path)).collect();
            events.extend(heads.iter().map(|head| (node, Event::Updated(head.to_string(), Certainty::Sure))));
            if !heads.is_empty() && self.is_opaque(node, &change.kind) {
                events.push((node, Event::Opaque));
            }
        }
        for (path, pair) in self.pairs {
            events.extend(parameters(path, pair, self.pairs).map(|(node, certainty)| (node, Event::Changed(certainty))));
            events.extend(outputs(path, pair).map(|(node, certainty)| (node, Event::Changed(certainty))));
        }
        for (node, event) in events {
            let certainty = match &event {
                Event::Replaced(certainty) | Event::Changed(certainty) => *certainty,
                Event::Updated(..) | Event::Opaque => Certainty::No,
            };
            self.happens(node, event, certainty, None);
        }
    }

    /// Whether nobody can tell from outside what a change of it does to what it gives.
    fn is_opaque(&self, node: Node<'p>, kind: &str) -> bool {
        let is_nested = self.after.stacks.get(node.stack).is_some_and(|stack| stack.nested.contains_key(node.name));
        tap_schema::is_custom(kind) || (kind == tap_schema::STACK && !is_nested)
    }

    /// How certain it is that a value which uses the node changes by what happened to that.
    fn felt(&self, node: Node<'p>, event: &Event, used: &Use<'p>) -> Certainty {
        match (event, used.attribute) {
            (Event::Changed(certainty), _) | (Event::Replaced(certainty), None) => *certainty,
            (Event::Replaced(certainty), Some(attribute)) => {
                if is_identifying(&Value::String(attribute.to_string())) {
                    *certainty
                } else {
                    (*certainty).min(Certainty::Maybe)
                }
            }
            (Event::Updated(property, certainty), Some(attribute)) if head(attribute) == property && !self.is_nested(node) => {
                *certainty
            }
            (Event::Updated(..), _) => Certainty::No,
            // Another physical id: its function has made another resource.
            (Event::Opaque, None) if self.doubts == Doubts::LeftOut => Certainty::No,
            (Event::Opaque, _) => Certainty::Maybe,
        }
    }

    fn is_nested(&self, node: Node<'p>) -> bool {
        self.after.stacks.get(node.stack).is_some_and(|stack| stack.nested.contains_key(node.name))
    }

    /// A value that uses a node changes.
    fn reach(&mut self, from: Node<'p>, used: &Use<'p>, certainty: Certainty) {
        match used.user.what {
            LinkKind::Parameter => self.happens(used.user, Event::Changed(certainty), certainty, Some(from)),
            LinkKind::Output => {
                let key = (used.user.stack, used.user.name);
                let is_kept = self
                    .pairs
                    .get(key.0)
                    .and_then(|pair| pair.old.as_ref())
                    .is_some_and(|(old, _)| old.document.outputs.contains_key(key.1));
                if is_kept {
                    self.happens(used.user, Event::Changed(certainty), certainty, Some(from));
                }
            }
            LinkKind::Resource => self.reach_property(from, used, certainty),
        }
    }

    fn reach_property(&mut self, from: Node<'p>, used: &Use<'p>, certainty: Certainty) {
        let key = (used.user.stack, used.user.name);
        let Some(kind) = self.kept(key) else { return };
        let chain = self.chain(from);
        let kind = Kind::of(kind);
        let verdict = kind.verdict_of_place(&used.steps, certainty, self.doubts);
        let Some(change) = self.change(key) else { return };
        if change.action != Action::Change || change.causes.iter().any(|cause| matches!(cause.reason, Reason::OtherType(_))) {
            return;
        }
        let path = compare::path(&used.steps);
        let replacement = verdict.unwrap_or_default();
        match change.properties.iter_mut().find(|property| property.path == path) {
            Some(known) if known.because.is_empty() || known.replacement >= replacement => {}
            Some(known) => (known.replacement, known.because) = (replacement, chain.clone()),
            None => change.properties.push(PropertyChange {
                path: path.clone(),
                old: None,
                new: None,
                is_reordered: false,
                replacement,
                because: chain.clone(),
            }),
        }
        let is_worse = replacement > change.replacement;
        change.replacement = change.replacement.max(replacement);
        if verdict.is_some() {
            let known = change.causes.iter_mut().find(|cause| cause.path == path);
            let cause = Cause { path: path.clone(), replacement, reason: Reason::Follows(chain) };
            match known {
                None => change.causes.push(cause),
                Some(known) if known.replacement < replacement => *known = cause,
                Some(_) => {}
            }
        }
        if is_worse {
            let certainty = if replacement == Replacement::Always { Certainty::Sure } else { Certainty::Maybe };
            self.happens(used.user, Event::Replaced(certainty), certainty, Some(from));
        }
        self.happens(used.user, Event::Updated(head(&path).to_string(), certainty), Certainty::No, Some(from));
        if self.is_opaque(used.user, kind.name) {
            self.happens(used.user, Event::Opaque, Certainty::No, Some(from));
        }
    }

    /// Notes what happens to a node; it spreads if that is news.
    fn happens(&mut self, node: Node<'p>, event: Event, certainty: Certainty, from: Option<Node<'p>>) {
        let is_news = match &event {
            Event::Updated(property, certainty) => self.updated.insert((node, property.clone(), *certainty)),
            Event::Opaque => self.updated.insert((node, String::new(), Certainty::Maybe)),
            Event::Replaced(_) | Event::Changed(_) => self.reached.get(&node).is_none_or(|(known, _)| *known < certainty),
        };
        if !is_news {
            return;
        }
        let known = self.reached.get(&node);
        if known.is_none_or(|(known, _)| *known < certainty) {
            self.reached.insert(node, (certainty, from));
        }
        if let (LinkKind::Output, Event::Changed(certainty)) = (node.what, &event) {
            let chain = from.map(|from| self.chain(from)).unwrap_or_default();
            self.outputs.insert((node.stack, node.name), (*certainty, chain));
        }
        self.queue.push_back((node, event));
    }

    /// The way to a node, from where it began.
    fn chain(&self, to: Node<'p>) -> Vec<Link> {
        let mut chain = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = Some(to);
        while let Some(node) = at.filter(|node| seen.insert(*node)) {
            chain.push(Link { stack: node.stack.to_string(), name: node.name.to_string(), what: node.what });
            at = self.reached.get(&node).and_then(|(_, from)| *from);
        }
        chain.reverse();
        chain
    }

    /// The type of a resource that is there before and after.
    fn kept(&self, (stack, id): (&'p str, &'p str)) -> Option<&'p str> {
        let pair = self.pairs.get(stack)?;
        let (old, new) = (pair.old.as_ref()?.0, pair.new.as_ref()?.0);
        let (before, after) = (old.document.resources.get(id)?, new.document.resources.get(id)?);
        let exists = old.presence(before.condition.as_deref()).min(new.presence(after.condition.as_deref())) > Presence::Absent;
        (exists && before.kind == after.kind).then_some(after.kind.as_str())
    }

    fn change(&mut self, key: (&'p str, &'p str)) -> Option<&mut ResourceChange> {
        match self.changes.entry(key) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(place) => Some(place.insert(self.pairs.get(key.0)?.unchanged(key.1)?)),
        }
    }
}

/// The property that a path or an attribute begins with.
fn head(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

/// Parameters whose values differ though neither is known or shown.
fn parameters<'s, 'p: 's, 'd>(
    path: &'p str,
    pair: &'s Pair<'p, 'd>,
    pairs: &'s BTreeMap<&'p str, Pair<'p, 'd>>,
) -> impl Iterator<Item = (Node<'p>, Certainty)> + 's {
    let both = pair.old.as_ref().zip(pair.new.as_ref()).map(|((old, _), (new, _))| (*old, *new));
    let around = path.rsplit_once('/').and_then(|(outer, id)| Some((pairs.get(outer)?, id)));
    both.into_iter().flat_map(move |(old, new)| {
        let given = around.map(|(outer, id)| (outer, outer.given(id)));
        new.document.parameters.keys().filter_map(move |name| {
            let name: &'p str = name;
            let (before, after) = (old.value_of(name)?, new.value_of(name)?);
            let certainty = match (old.hidden.get(name), new.hidden.get(name)) {
                (Some(before), Some(after)) => {
                    if before == after {
                        Certainty::No
                    } else {
                        Certainty::Sure
                    }
                }
                _ if before.is_some() || after.is_some() => Certainty::No,
                _ => {
                    let (outer, (before, after)) = given.as_ref()?;
                    differ(before.get(name), after.get(name), &|name| outer.is_resource(name))
                }
            };
            (certainty != Certainty::No).then_some((Node { stack: path, name, what: LinkKind::Parameter }, certainty))
        })
    })
}

/// Outputs whose values are written otherwise.
fn outputs<'s, 'p: 's, 'd>(path: &'p str, pair: &'s Pair<'p, 'd>) -> impl Iterator<Item = (Node<'p>, Certainty)> + 's {
    let both = pair.old.as_ref().zip(pair.new.as_ref());
    both.into_iter().flat_map(move |((old, old_partial), (new, new_partial))| {
        let new: &'p super::side::Stack<'d> = new;
        new.document.outputs.iter().filter_map(move |(name, output)| {
            let before = old_partial.value(&old.document.outputs.get(name)?.value);
            let after = new_partial.value(&output.value);
            let certainty = differ(before.as_ref(), after.as_ref(), &|name| pair.is_resource(name));
            (certainty != Certainty::No).then_some((Node { stack: path, name, what: LinkKind::Output }, certainty))
        })
    })
}
