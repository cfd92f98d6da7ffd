//! The proof of one stack over its members' constants, and of its nested stacks over what their subtrees say.

use super::NOWHERE;
use super::graph::{Cycles, Graph};
use super::walk::id_at;
use crate::model::{self, Body, Child, Condition, Entry, LogicalId, Parameter, ResourceDef, StackDef, Target};
use tap_schema::name::{SEED, hash};

/// A node of the graph.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    /// Not filled yet.
    None,
    Resource(&'static ResourceDef),
    Child(&'static Child),
}

impl Node {
    /// A field that holds one resource.
    const fn resource(node: &'static model::Node) -> Self {
        match node {
            model::Node::Resource(resource) => Node::Resource(resource),
            model::Node::Group(_) => Node::None,
        }
    }
}

/// A part of a stack that holds references.
#[derive(Clone, Copy)]
pub(crate) enum PartId {
    Node(usize),
    Outputs,
    Conditions,
    Assertions,
}

/// What a name in a stack can be.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// Nothing: a slot of the table that is free.
    Free,
    /// A node, by number.
    Node(u32),
    /// An output set that this nested stack provides, by number of its node.
    Offer(u32),
    /// The stack's own outputs.
    Own,
    /// A declared parameter set, by number; its uses are counted.
    Parameters(u32),
    /// A declared set of conditions or mapping, by its number after the parameter sets; its uses are counted.
    Declared(u32),
}

/// What is known of a part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Start and end of its uses.
    pub(crate) uses: (u32, u32),
    /// Whether anything is wrong with it.
    pub(crate) bad: bool,
}

/// What is known of a stack of `N` nodes and `E` uses, whose names stand in a table of `H` slots.
///
/// `const` evaluation takes about a microsecond for each call and half of one for each length of a slice: what is done for
/// every reference calls little, and goes over slices by patterns.
pub struct Proof<const N: usize, const H: usize, const E: usize> {
    pub(crate) stack: &'static StackDef,
    pub(crate) broken: bool,
    /// The app's roots have no common root that could wire outputs.
    pub(crate) is_app: bool,
    pub(crate) nodes: [Node; N],
    /// For each node, its field and its position among the resources of that field.
    pub(crate) fields: [(u32, u32); N],
    pub(crate) parts: [Part; N],
    /// Whether anything is wrong with any node.
    pub(crate) is_bad: bool,
    pub(crate) outputs: Part,
    pub(crate) conditions: Part,
    /// The names that can be looked up, by open addressing: their keys, 0 in a free slot, and what they are.
    pub(super) keys: [u128; H],
    pub(super) roles: [Role; H],
    /// For each use, the node it leads to. All else about a use is found again when it is asked for: `const` evaluation
    /// pays for every pointer it stores.
    pub(crate) to: [u32; E],
    pub(super) used: u32,
    /// How many uses nothing in this subtree provides.
    pub(super) rising: u32,
    /// Whether it uses an output that exists under a condition only.
    pub(super) is_conditional: bool,
    /// Whether it imports what is in some regions only.
    pub(super) is_regional: bool,
    /// How many uses of parameters without a default there are.
    pub(super) required: u32,
    /// For each declared parameter set, then each set of conditions, then each mapping: whether anything uses it.
    pub(crate) is_used: [bool; H],
    /// A parameter whose name something else in the stack has too, and the number of its set.
    pub(crate) clash: Option<(usize, &'static Parameter)>,
    pub(crate) cycles: Cycles<N>,
    /// For a node of a type or logical id that stands twice, the earlier one.
    pub(crate) twin: [u32; N],
    pub(crate) twin_id: [u32; N],
    /// For a nested stack whose outputs struct another provides too, that one.
    pub(crate) twin_offer: [u32; N],
}

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Proves a stack.
    pub const fn of_stack(stack: &'static StackDef) -> Self {
        Self::new(stack, false)
    }

    /// Proves an app over its root stacks.
    pub const fn of_app(roots: &'static StackDef) -> Self {
        Self::new(roots, true)
    }

    const fn new(stack: &'static StackDef, is_app: bool) -> Self {
        let part = Part { uses: (0, 0), bad: false };
        let mut proof = Proof {
            stack,
            broken: super::walk::is_broken(stack),
            is_app,
            nodes: [Node::None; N],
            fields: [(0, 0); N],
            parts: [part; N],
            is_bad: false,
            outputs: part,
            conditions: part,
            keys: [0; H],
            roles: [Role::Free; H],
            to: [NOWHERE; E],
            used: 0,
            rising: 0,
            is_conditional: false,
            is_regional: false,
            required: 0,
            is_used: [false; H],
            clash: None,
            cycles: Cycles { next: [NOWHERE; N], first: [false; N] },
            twin: [NOWHERE; N],
            twin_id: [NOWHERE; N],
            twin_offer: [NOWHERE; N],
        };
        let ids = proof.collect_nodes();
        proof.collect_names();
        proof.find_twin_ids(&ids);
        proof.collect_uses();
        proof.find_unguarded();
        let mut edges = [(0, 0); N];
        let mut i = 0;
        while i < N {
            edges[i] = proof.parts[i].uses;
            i += 1;
        }
        proof.cycles = Graph { edges: &edges, to: &proof.to }.cycles();
        let mut i = 0;
        while i < N {
            if proof.cycles.first[i] {
                proof.parts[i].bad = true;
            }
            proof.is_bad |= proof.parts[i].bad;
            i += 1;
        }
        proof
    }

    /// Numbers the nodes; gives the hashes of their logical ids.
    const fn collect_nodes(&mut self) -> [u64; N] {
        let mut ids = [0; N];
        let mut node = 0;
        let mut field = 0;
        let mut entries = self.stack.entries;
        while let [entry, others @ ..] = entries {
            if let model::Node::Group(members) = entry.node {
                self.collect_group(&mut ids, &mut node, field, entry.hash, members);
            } else {
                self.nodes[node] = Node::resource(entry.node);
                self.fields[node] = (field, 0);
                ids[node] = entry.hash;
                node += 1;
            }
            field += 1;
            entries = others;
        }
        let mut children = self.stack.children;
        while let [child, others @ ..] = children {
            self.nodes[node] = Node::Child(child);
            self.fields[node] = (field, 0);
            ids[node] = hash(SEED, child.id);
            node += 1;
            field += 1;
            children = others;
        }
        ids
    }

    /// Numbers the resources of a construct, whose logical ids begin with its own.
    const fn collect_group(&mut self, ids: &mut [u64; N], node: &mut usize, field: u32, id: u64, members: &'static [Entry]) {
        let mut members = members;
        while let [member, others @ ..] = members {
            let id = hash(id, member.id);
            if let model::Node::Group(inner) = member.node {
                self.collect_group(ids, node, field, id, inner);
            } else {
                let position = if *node > 0 && self.fields[*node - 1].0 == field { self.fields[*node - 1].1 + 1 } else { 0 };
                self.nodes[*node] = Node::resource(member.node);
                self.fields[*node] = (field, position);
                ids[*node] = id;
                *node += 1;
            }
            members = others;
        }
    }

    /// Enters a name; a type or outputs struct that is there already is noted with its second place.
    const fn name(&mut self, target: &'static Target, role: Role) {
        let slot = self.slot(target);
        match self.roles[slot] {
            Role::Free => {
                self.keys[slot] = target.key;
                self.roles[slot] = role;
            }
            earlier => self.note_twin(earlier, role),
        }
    }

    const fn note_twin(&mut self, earlier: Role, role: Role) {
        match (earlier, role) {
            (Role::Node(first), Role::Node(second)) => {
                self.twin[second as usize] = first;
                self.parts[second as usize].bad = true;
            }
            // The same stack standing twice is said once, by its type.
            (Role::Offer(first), Role::Offer(second)) if first != second && self.twin[second as usize] == NOWHERE => {
                self.twin_offer[second as usize] = first;
                self.parts[second as usize].bad = true;
            }
            _ => {}
        }
    }

    const fn collect_names(&mut self) {
        let mut i = 0;
        while i < N {
            match self.nodes[i] {
                Node::None => {}
                Node::Resource(resource) => self.name(resource.target, Role::Node(i as u32)),
                Node::Child(child) => {
                    self.name(child.stack.target, Role::Node(i as u32));
                    let mut k = 0;
                    while k < child.summary.offers.len() {
                        self.name(child.summary.offers[k], Role::Offer(i as u32));
                        k += 1;
                    }
                }
            }
            i += 1;
        }
        let stack = self.stack;
        if let Some(outputs) = stack.outputs {
            self.name(outputs.target, Role::Own);
        }
        let mut i = 0;
        while i < stack.parameters.len() {
            self.name(stack.parameters[i].target, Role::Parameters(i as u32));
            i += 1;
        }
        let mut i = 0;
        while i < stack.conditions.len() {
            self.name(stack.conditions[i].target, Role::Declared((stack.parameters.len() + i) as u32));
            i += 1;
        }
        let mut i = 0;
        while i < stack.mappings.len() {
            let before = stack.parameters.len() + stack.conditions.len();
            self.name(stack.mappings[i].target, Role::Declared((before + i) as u32));
            i += 1;
        }
    }

    /// Logical ids that stand twice.
    const fn find_twin_ids(&mut self, ids: &[u64; N]) {
        let mut table = [NOWHERE; H];
        let mut i = 0;
        while i < N {
            let mut slot = ids[i] as usize & (H - 1);
            while table[slot] != NOWHERE {
                if ids[table[slot] as usize] == ids[i] {
                    self.twin_id[i] = table[slot];
                    self.parts[i].bad = true;
                    break;
                }
                slot = (slot + 1) & (H - 1);
            }
            if table[slot] == NOWHERE {
                table[slot] = i as u32;
            }
            i += 1;
        }
        self.find_clash(ids, table);
    }

    /// A parameter that is named as a member, or as a parameter of another set, is.
    const fn find_clash(&mut self, members: &[u64; N], mut table: [u32; H]) {
        let mut seen = [0; H];
        let mut count = 0;
        let mut set = 0;
        while set < self.stack.parameters.len() {
            let mut parameters = self.stack.parameters[set].parameters;
            while let [parameter, others @ ..] = parameters {
                let hash = hash(SEED, parameter.name);
                let mut slot = hash as usize & (H - 1);
                while table[slot] != NOWHERE {
                    let number = table[slot] as usize;
                    if hash == (if number < N { members[number] } else { seen[number - N] }) {
                        self.clash = Some((set, *parameter));
                    }
                    slot = (slot + 1) & (H - 1);
                }
                table[slot] = (N + count) as u32;
                seen[count] = hash;
                count += 1;
                parameters = others;
            }
            set += 1;
        }
    }

    /// Logical id of a node.
    pub(crate) const fn id(&self, node: usize) -> LogicalId {
        match self.nodes[node] {
            Node::None => LogicalId::of(""),
            Node::Resource(_) => {
                let (field, position) = self.fields[node];
                id_at(&self.stack.entries[field as usize], position as usize)
            }
            Node::Child(child) => LogicalId::of(child.id),
        }
    }

    /// Looks a name up; [`Role::Free`] if the stack has none of it.
    pub(crate) const fn find(&self, target: &Target) -> Role {
        self.roles[self.slot(target)]
    }

    /// The slot of a name, or the free one where it would stand.
    const fn slot(&self, target: &Target) -> usize {
        let key = target.key;
        let mut slot = key as usize & (H - 1);
        while self.keys[slot] != key && self.keys[slot] != 0 {
            slot = (slot + 1) & (H - 1);
        }
        slot
    }

    /// A body of a part; nothing past the last.
    pub(crate) const fn body(&self, part: PartId, number: usize) -> Option<&'static Body> {
        match part {
            PartId::Node(node) => match self.nodes[node] {
                Node::Resource(resource) if number == 0 => Some(&resource.body),
                Node::Child(child) if number == 0 => Some(child.body),
                Node::Child(child) if number <= child.with.len() => Some(child.with[number - 1].1),
                _ => None,
            },
            PartId::Outputs => match self.stack.outputs {
                Some(outputs) if number < outputs.outputs.len() => Some(outputs.outputs[number].1),
                _ => None,
            },
            PartId::Conditions => match self.condition(number) {
                Some((_, body)) => Some(body),
                None => None,
            },
            PartId::Assertions => match self.assertion(number) {
                Some((_, body)) => Some(body),
                None => None,
            },
        }
    }

    const fn condition(&self, mut number: usize) -> Option<(&'static Condition, &'static Body)> {
        let mut i = 0;
        while i < self.stack.conditions.len() {
            let set = self.stack.conditions[i].conditions;
            if number < set.len() {
                return Some(set[number]);
            }
            number -= set.len();
            i += 1;
        }
        None
    }

    const fn assertion(&self, mut number: usize) -> Option<(&'static str, &'static Body)> {
        let mut sets = self.stack.assertions;
        while let [set, others @ ..] = sets {
            if number < set.assertions.len() {
                return Some(set.assertions[number]);
            }
            number -= set.assertions.len();
            sets = others;
        }
        None
    }

    /// Logical id of what a body belongs to.
    pub(crate) const fn user(&self, part: PartId, number: usize) -> LogicalId {
        let name = match part {
            PartId::Node(node) => return self.id(node),
            PartId::Outputs => match self.stack.outputs {
                Some(outputs) => outputs.outputs[number].0.name,
                None => "",
            },
            PartId::Conditions => match self.condition(number) {
                Some((condition, _)) => condition.name,
                None => "",
            },
            PartId::Assertions => match self.assertion(number) {
                Some((name, _)) => name,
                None => "",
            },
        };
        LogicalId::of(name)
    }
}
