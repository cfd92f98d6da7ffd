//! The proof of one stack over its members' constants, and of its nested stacks over what their subtrees say.

use super::graph::{Cycles, Graph};
use super::table::{NOWHERE, Table, slots_for};
use super::walk::{Flat, Holes, count, resource_at};
use crate::model::{Body, Child, LogicalId, Output, StackDef, Target, Use, Value};

/// A node of the graph: a resource or a nested stack.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    Resource(Flat),
    Child(&'static Child),
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
    /// A declared parameter set, set of conditions or mapping.
    Declared,
}

/// A part of a stack that holds references: a node, then the outputs, then each set of conditions.
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
    pub(crate) fields: [u32; N],
    pub(crate) parts: [Part; N],
    pub(crate) outputs: Part,
    pub(crate) conditions: Part,
    names: [(&'static Target, Role); T],
    table: Table<H>,
    pub(crate) uses: [Option<Use>; E],
    pub(crate) to: [u32; E],
    used: u32,
    pub(crate) cycles: Cycles<N>,
    /// For a node of a type or logical id that stands twice, the earlier one.
    pub(crate) twin: [u32; N],
    pub(crate) twin_id: [u32; N],
    /// For a nested stack whose outputs struct another provides too, that one.
    pub(crate) twin_offer: [u32; N],
}

/// How many nodes a stack has.
pub const fn nodes(stack: &StackDef) -> usize {
    count(stack.entries) + stack.children.len()
}

/// How many names can be looked up in a stack.
pub const fn names(stack: &StackDef) -> usize {
    let mut total = nodes(stack) + stack.parameters.len() + stack.conditions.len() + stack.mappings.len();
    if stack.outputs.is_some() {
        total += 1;
    }
    let mut i = 0;
    while i < stack.children.len() {
        total += stack.children[i].summary.offers.len();
        i += 1;
    }
    total
}

/// How many slots the table of those names has.
pub const fn slots(stack: &StackDef) -> usize {
    slots_for(names(stack))
}

const fn is_use(value: &Value) -> bool {
    matches!(value, Value::Ref(_) | Value::GetAtt(..) | Value::DependsOn(_) | Value::Output(_) | Value::Import(_))
}

const fn uses_in(body: &'static Body) -> usize {
    let mut total = 0;
    let mut hole = 0;
    while hole < body.holes.len() {
        match &body.holes[hole].value {
            Value::Fragment(inner) => total += uses_in(inner),
            value => total += is_use(value) as usize,
        }
        hole += 1;
    }
    total
}

/// How many uses stand in a stack, with those that rise from its nested stacks.
pub const fn uses(stack: &'static StackDef) -> usize {
    let mut total = 0;
    let mut i = 0;
    while i < stack.entries.len() {
        let held = match stack.entries[i].node {
            crate::model::Node::Resource(_) => 1,
            crate::model::Node::Group(inner) => count(inner),
        };
        let mut k = 0;
        while k < held {
            total += uses_in(&resource_at(&stack.entries[i], k).resource.body);
            k += 1;
        }
        i += 1;
    }
    let mut i = 0;
    while i < stack.children.len() {
        let child = &stack.children[i];
        total += uses_in(child.body) + child.summary.needs.len();
        let mut k = 0;
        while k < child.with.len() {
            total += uses_in(child.with[k].1);
            k += 1;
        }
        i += 1;
    }
    if let Some(outputs) = stack.outputs {
        let mut k = 0;
        while k < outputs.outputs.len() {
            total += uses_in(outputs.outputs[k].1);
            k += 1;
        }
    }
    let mut i = 0;
    while i < stack.conditions.len() {
        let mut k = 0;
        while k < stack.conditions[i].conditions.len() {
            total += uses_in(stack.conditions[i].conditions[k].1);
            k += 1;
        }
        i += 1;
    }
    total
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
        let none = Node::Resource(Flat { id: LogicalId::of(""), resource: &NO_RESOURCE });
        let part = Part { uses: (0, 0), bad: false };
        let mut proof = Proof {
            stack,
            broken: super::walk::is_broken(stack),
            is_app,
            nodes: [none; N],
            fields: [0; N],
            parts: [part; N],
            outputs: part,
            conditions: part,
            names: [(stack.target, Role::Declared); T],
            table: Table::new(),
            uses: [None; E],
            to: [NOWHERE; E],
            used: 0,
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
            let held = match entry.node {
                crate::model::Node::Resource(_) => 1,
                crate::model::Node::Group(inner) => count(inner),
            };
            let mut k = 0;
            while k < held {
                self.nodes[node] = Node::Resource(resource_at(entry, k));
                self.fields[node] = field as u32;
                node += 1;
                k += 1;
            }
            field += 1;
        }
        let mut i = 0;
        while i < self.stack.children.len() {
            self.nodes[node] = Node::Child(&self.stack.children[i]);
            self.fields[node] = (field + i) as u32;
            node += 1;
            i += 1;
        }
    }

    /// Enters a name; a type or outputs struct that is there already is noted with its second place.
    const fn name(&mut self, next: &mut usize, target: &'static Target, role: Role) {
        let mut slot = Table::<H>::start(target.key);
        while self.table.get(slot) != NOWHERE {
            let (name, earlier) = self.names[self.table.get(slot) as usize];
            if name.is(target) {
                return self.note_twin(earlier, role);
            }
            slot = Table::<H>::after(slot);
        }
        self.table.set(slot, *next as u32);
        self.names[*next] = (target, role);
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
                Node::Resource(flat) => self.name(&mut next, flat.resource.target, Role::Node(i as u32)),
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
            self.name(&mut next, stack.parameters[i].target, Role::Declared);
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
    }

    /// Logical id of a node.
    pub(crate) const fn id(&self, node: usize) -> LogicalId {
        match self.nodes[node] {
            Node::Resource(flat) => flat.id,
            Node::Child(child) => LogicalId::of(child.id),
        }
    }

    /// Looks a name up.
    pub(crate) const fn find(&self, target: &Target) -> Option<Role> {
        let mut slot = Table::<H>::start(target.key);
        while self.table.get(slot) != NOWHERE {
            let (name, role) = &self.names[self.table.get(slot) as usize];
            if name.is(target) {
                return Some(*role);
            }
            slot = Table::<H>::after(slot);
        }
        None
    }

    const fn collect_uses(&mut self) {
        let stack = self.stack;
        let mut node = 0;
        while node < N {
            let start = self.used;
            let id = self.id(node);
            let mut bad = false;
            match self.nodes[node] {
                Node::Resource(flat) => bad |= self.walk(&flat.resource.body, id, Some(node)),
                Node::Child(child) => {
                    bad |= self.walk(child.body, id, Some(node));
                    if let Some(condition) = child.condition {
                        bad |= self.find(condition.set).is_none();
                    }
                    let mut k = 0;
                    while k < child.with.len() {
                        bad |= self.walk(child.with[k].1, id, Some(node));
                        k += 1;
                    }
                    let mut k = 0;
                    while k < child.summary.needs.len() {
                        bad |= self.record(child.summary.needs[k], Some(node));
                        k += 1;
                    }
                }
            }
            self.parts[node].uses = (start, self.used);
            self.parts[node].bad |= bad;
            node += 1;
        }
        let start = self.used;
        if let Some(outputs) = stack.outputs {
            let mut k = 0;
            while k < outputs.outputs.len() {
                let id = LogicalId::of(outputs.outputs[k].0.name);
                self.outputs.bad |= self.walk(outputs.outputs[k].1, id, None);
                k += 1;
            }
        }
        self.outputs.uses = (start, self.used);
        let start = self.used;
        let mut i = 0;
        while i < stack.conditions.len() {
            let mut k = 0;
            while k < stack.conditions[i].conditions.len() {
                let (condition, body) = stack.conditions[i].conditions[k];
                self.conditions.bad |= self.walk(body, LogicalId::of(condition.name), None);
                k += 1;
            }
            i += 1;
        }
        self.conditions.uses = (start, self.used);
    }

    /// Records what a body uses; whether anything in it is wrong.
    const fn walk(&mut self, body: &'static Body, user: LogicalId, node: Option<usize>) -> bool {
        let mut bad = false;
        let mut hole = 0;
        while hole < body.holes.len() {
            let (target, output, import) = match &body.holes[hole].value {
                Value::Ref(target) | Value::GetAtt(target, _) | Value::DependsOn(target) => (*target, None, false),
                Value::Output(output) => (output.set, Some(*output), false),
                Value::Import(output) => (output.set, Some(*output), true),
                Value::Fragment(inner) => {
                    bad |= self.walk(inner, user, node);
                    hole += 1;
                    continue;
                }
                value => {
                    bad |= self.undeclared(value).is_some();
                    hole += 1;
                    continue;
                }
            };
            let found = Use { target, output, import, body, hole, user, stack: self.stack.target };
            bad |= self.record(found, node);
            hole += 1;
        }
        bad
    }

    /// The parameter set, set of conditions or mapping that a value needs and the stack doesn't declare.
    pub(crate) const fn undeclared(&self, value: &Value) -> Option<&'static Target> {
        let target = match value {
            Value::Parameter(parameter) => parameter.set,
            Value::Condition(condition) => condition.set,
            Value::Mapping(mapping) => *mapping,
            _ => return None,
        };
        if self.find(target).is_some() { None } else { Some(target) }
    }

    /// Notes one use; whether it is wrong.
    const fn record(&mut self, found: Use, node: Option<usize>) -> bool {
        let at = self.used as usize;
        self.used += 1;
        self.uses[at] = Some(found);
        let role = self.find(found.target);
        if let Some(Role::Node(to)) | Some(Role::Offer(to)) = role {
            self.to[at] = to;
        }
        match (found.output, role) {
            (None, Some(Role::Node(_))) => false,
            (None, _) => !self.broken,
            (Some(_), Some(Role::Own)) => true,
            (Some(output), Some(Role::Offer(to))) => {
                let own = match node {
                    Some(node) => node == to as usize,
                    None => false,
                };
                own || (self.is_app && !found.import) || self.unnameable(output, found.import).is_some()
            }
            (Some(output), _) => {
                (self.is_app && !self.broken && !(found.import && output.external))
                    || self.unnameable(output, found.import).is_some()
            }
        }
    }

    /// The parameter set that an imported export's name needs and the stack doesn't declare.
    pub(crate) const fn unnameable(&self, output: &Output, import: bool) -> Option<&'static Target> {
        if !import || self.is_app {
            return None;
        }
        let Some(name) = output.export else { return None };
        let mut holes = Holes::of(name);
        while let Some((_, _, hole)) = holes.next() {
            if let Some(set) = self.undeclared(&hole.value) {
                return Some(set);
            }
        }
        None
    }

    const fn rises(&self, at: usize) -> bool {
        match self.uses[at] {
            Some(Use { output: Some(output), import, target, .. }) => {
                self.find(target).is_none() && !(import && output.external)
            }
            _ => false,
        }
    }

    /// How many uses nothing in this stack's subtree provides.
    pub const fn need_count(&self) -> usize {
        let mut total = 0;
        let mut at = 0;
        while at < E {
            total += self.rises(at) as usize;
            at += 1;
        }
        total
    }

    /// The uses that nothing in this stack's subtree provides.
    pub const fn needs<const M: usize>(&self) -> [Use; M] {
        let none = Use {
            target: self.stack.target,
            output: None,
            import: false,
            body: &Body::EMPTY,
            hole: 0,
            user: LogicalId::of(""),
            stack: self.stack.target,
        };
        let mut needs = [none; M];
        let mut next = 0;
        let mut at = 0;
        while at < E {
            if self.rises(at) {
                if let Some(found) = self.uses[at] {
                    needs[next] = found;
                }
                next += 1;
            }
            at += 1;
        }
        needs
    }
}

const NO_RESOURCE: crate::model::ResourceDef = crate::model::ResourceDef {
    target: &Target { key: 0, name: "", module: "", file: "", line: 0, column: 0, arguments: &[], attributes: &[] },
    kind: "",
    body: Body::EMPTY,
    depends_at: 0,
    estimate: 0,
    broken: true,
};
