//! The proof of one stack over its members' constants, and of its nested stacks over what their subtrees say.

use super::graph::{Cycles, Graph};
use super::table::{NOWHERE, Table};
use super::walk::{held, resource_at};
use crate::model::{Body, Child, Condition, LogicalId, Parameter, ResourceDef, StackDef, Target};

/// A node of the graph.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    /// Not filled yet.
    None,
    Resource(&'static ResourceDef),
    Child(&'static Child),
}

/// A part of a stack that holds references.
#[derive(Clone, Copy)]
pub(crate) enum PartId {
    Node(usize),
    Outputs,
    Conditions,
}

/// What a name in a stack can be.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// A node, by number.
    Node(u32),
    /// An output set that this nested stack provides, by number of its node.
    Offer(u32),
    /// The stack's own outputs.
    Own,
    /// A declared parameter set, by number; its uses are counted.
    Parameters(u32),
    /// A declared set of conditions or mapping.
    Declared,
}

/// What is known of a part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Start and end of its uses.
    pub(crate) uses: (u32, u32),
    /// Whether anything is wrong with it.
    pub(crate) bad: bool,
}

/// What is known of a stack of `N` nodes, `T` names in a table of `H` slots, and `E` uses.
pub struct Proof<const N: usize, const T: usize, const H: usize, const E: usize> {
    pub(crate) stack: &'static StackDef,
    pub(crate) broken: bool,
    /// The app's roots have no common root that could wire outputs.
    pub(crate) is_app: bool,
    pub(crate) nodes: [Node; N],
    /// For each node, its field and its position among the resources of that field.
    pub(crate) fields: [(u32, u32); N],
    pub(crate) parts: [Part; N],
    pub(crate) outputs: Part,
    pub(crate) conditions: Part,
    names: [(Option<&'static Target>, Role); T],
    table: Table<H>,
    /// For each use, the node it leads to. All else about a use is found again when it is asked for: `const` evaluation
    /// pays for every pointer it stores.
    pub(crate) to: [u32; E],
    pub(super) used: u32,
    /// How many uses nothing in this subtree provides.
    pub(super) rising: u32,
    /// How many uses of parameters without a default there are.
    pub(super) required: u32,
    /// For each declared parameter set, whether anything uses it.
    pub(crate) is_used: [bool; T],
    /// A parameter whose name something else in the stack has too, and the number of its set.
    pub(crate) clash: Option<(usize, &'static Parameter)>,
    pub(crate) cycles: Cycles<N>,
    /// For a node of a type or logical id that stands twice, the earlier one.
    pub(crate) twin: [u32; N],
    pub(crate) twin_id: [u32; N],
    /// For a nested stack whose outputs struct another provides too, that one.
    pub(crate) twin_offer: [u32; N],
}

impl<const N: usize, const T: usize, const H: usize, const E: usize> Proof<N, T, H, E> {
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
            outputs: part,
            conditions: part,
            names: [(None, Role::Declared); T],
            table: Table::new(),
            to: [NOWHERE; E],
            used: 0,
            rising: 0,
            required: 0,
            is_used: [false; T],
            clash: None,
            cycles: Cycles { next: [NOWHERE; N], first: [false; N] },
            twin: [NOWHERE; N],
            twin_id: [NOWHERE; N],
            twin_offer: [NOWHERE; N],
        };
        proof.collect_nodes();
        proof.collect_names();
        proof.find_twin_ids();
        proof.collect_uses();
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
            i += 1;
        }
        proof
    }

    const fn collect_nodes(&mut self) {
        let mut node = 0;
        let mut field = 0;
        while field < self.stack.entries.len() {
            let entry = &self.stack.entries[field];
            let held = held(entry.node);
            let mut k = 0;
            while k < held {
                self.nodes[node] = Node::Resource(resource_at(entry, k).resource);
                self.fields[node] = (field as u32, k as u32);
                node += 1;
                k += 1;
            }
            field += 1;
        }
        let mut i = 0;
        while i < self.stack.children.len() {
            self.nodes[node] = Node::Child(&self.stack.children[i]);
            self.fields[node] = ((field + i) as u32, 0);
            node += 1;
            i += 1;
        }
    }

    /// Enters a name; a type or outputs struct that is there already is noted with its second place.
    const fn name(&mut self, next: &mut usize, target: &'static Target, role: Role) {
        let mut slot = Table::<H>::start(target.key);
        while self.table.get(slot) != NOWHERE {
            if let (Some(name), earlier) = self.names[self.table.get(slot) as usize]
                && name.is(target)
            {
                return self.note_twin(earlier, role);
            }
            slot = Table::<H>::after(slot);
        }
        self.table.set(slot, *next as u32);
        self.names[*next] = (Some(target), role);
        *next += 1;
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
        let mut next = 0;
        let mut i = 0;
        while i < N {
            match self.nodes[i] {
                Node::None => {}
                Node::Resource(resource) => self.name(&mut next, resource.target, Role::Node(i as u32)),
                Node::Child(child) => {
                    self.name(&mut next, child.stack.target, Role::Node(i as u32));
                    let mut k = 0;
                    while k < child.summary.offers.len() {
                        self.name(&mut next, child.summary.offers[k], Role::Offer(i as u32));
                        k += 1;
                    }
                }
            }
            i += 1;
        }
        let stack = self.stack;
        if let Some(outputs) = stack.outputs {
            self.name(&mut next, outputs.target, Role::Own);
        }
        let mut i = 0;
        while i < stack.parameters.len() {
            self.name(&mut next, stack.parameters[i].target, Role::Parameters(i as u32));
            i += 1;
        }
        let mut i = 0;
        while i < stack.conditions.len() {
            self.name(&mut next, stack.conditions[i].target, Role::Declared);
            i += 1;
        }
        let mut i = 0;
        while i < stack.mappings.len() {
            self.name(&mut next, stack.mappings[i].target, Role::Declared);
            i += 1;
        }
    }

    /// Logical ids that stand twice.
    const fn find_twin_ids(&mut self) {
        let mut table = Table::<H>::new();
        let mut hashes = [0; N];
        let mut i = 0;
        while i < N {
            let hash = self.id(i).hash();
            hashes[i] = hash;
            let mut slot = Table::<H>::start(hash);
            while table.get(slot) != NOWHERE {
                if hashes[table.get(slot) as usize] == hash {
                    self.twin_id[i] = table.get(slot);
                    self.parts[i].bad = true;
                    break;
                }
                slot = Table::<H>::after(slot);
            }
            if self.twin_id[i] == NOWHERE {
                table.set(slot, i as u32);
            }
            i += 1;
        }
        self.find_clash(&hashes, table);
    }

    /// A parameter that is named as a member, or as a parameter of another set, is.
    const fn find_clash(&mut self, members: &[u64; N], mut table: Table<H>) {
        let mut seen = [0; H];
        let mut count = 0;
        let mut set = 0;
        while set < self.stack.parameters.len() {
            let parameters = self.stack.parameters[set].parameters;
            let mut i = 0;
            while i < parameters.len() {
                let hash = tap_schema::name::hash(tap_schema::name::SEED, parameters[i].name);
                let mut slot = Table::<H>::start(hash);
                while table.get(slot) != NOWHERE {
                    let number = table.get(slot) as usize;
                    if hash == (if number < N { members[number] } else { seen[number - N] }) {
                        self.clash = Some((set, parameters[i]));
                    }
                    slot = Table::<H>::after(slot);
                }
                table.set(slot, (N + count) as u32);
                seen[count] = hash;
                count += 1;
                i += 1;
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
                resource_at(&self.stack.entries[field as usize], position as usize).id
            }
            Node::Child(child) => LogicalId::of(child.id),
        }
    }

    /// Looks a name up.
    pub(crate) const fn find(&self, target: &Target) -> Option<Role> {
        let mut slot = Table::<H>::start(target.key);
        while self.table.get(slot) != NOWHERE {
            if let (Some(name), role) = &self.names[self.table.get(slot) as usize]
                && name.is(target)
            {
                return Some(*role);
            }
            slot = Table::<H>::after(slot);
        }
        None
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

    /// Logical id of what a body belongs to.
    pub(crate) const fn user(&self, part: PartId, number: usize) -> LogicalId {
        match (part, self.stack.outputs, self.condition(number)) {
            (PartId::Node(node), _, _) => self.id(node),
            (PartId::Outputs, Some(outputs), _) => LogicalId::of(outputs.outputs[number].0.name),
            (PartId::Conditions, _, Some((condition, _))) => LogicalId::of(condition.name),
            _ => LogicalId::of(""),
        }
    }
}
