//! The proof of one stack over its members' constants, and of its nested stacks over what their subtrees say.

use super::graph::{Cycles, Graph};
use super::table::{NOWHERE, Table, slots_for};
use super::walk::{Holes, count, resource_at};
use crate::model::{Body, Child, Condition, LogicalId, Output, Parameter, ResourceDef, StackDef, Target, Use, Value};

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
    used: u32,
    /// How many uses nothing in this subtree provides.
    rising: u32,
    /// How many uses of parameters without a default there are.
    required: u32,
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

/// How many slots the table of those names, and that of logical ids and parameters, has.
pub const fn slots(stack: &StackDef) -> usize {
    let mut total = names(stack);
    let mut i = 0;
    while i < stack.parameters.len() {
        total += stack.parameters[i].parameters.len();
        i += 1;
    }
    slots_for(total)
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
            Value::Ref(_) | Value::GetAtt(..) | Value::DependsOn(_) | Value::Output(_) | Value::Import(_) => total += 1,
            _ => {}
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
            crate::model::Node::Resource(resource) => {
                total += uses_in(&resource.body);
                i += 1;
                continue;
            }
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
            let held = match entry.node {
                crate::model::Node::Resource(resource) => {
                    self.nodes[node] = Node::Resource(resource);
                    self.fields[node] = (field as u32, 0);
                    node += 1;
                    field += 1;
                    continue;
                }
                crate::model::Node::Group(inner) => count(inner),
            };
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
        // Calls are what costs most in `const`, so what runs for every use makes few.
        let mut slot = (target.key ^ (target.key >> 32)) as usize & (H - 1);
        loop {
            let number = self.table.slots[slot];
            if number == NOWHERE {
                return None;
            }
            if let (Some(name), role) = &self.names[number as usize]
                && name.key == target.key
                && name.is(target)
            {
                return Some(*role);
            }
            slot = (slot + 1) & (H - 1);
        }
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

    const fn collect_uses(&mut self) {
        let mut node = 0;
        while node < N {
            let part = self.collect(PartId::Node(node));
            self.parts[node].uses = part.uses;
            self.parts[node].bad |= part.bad;
            node += 1;
        }
        self.outputs = self.collect(PartId::Outputs);
        self.conditions = self.collect(PartId::Conditions);
    }

    const fn collect(&mut self, id: PartId) -> Part {
        let start = self.used;
        let mut bad = false;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            bad |= self.walk(body, id);
            number += 1;
        }
        if let PartId::Node(node) = id
            && let Node::Child(child) = self.nodes[node]
        {
            if let Some(condition) = child.condition {
                bad |= self.find(condition.set).is_none();
            }
            bad |= self.pass(child);
            let mut k = 0;
            while k < child.summary.needs.len() {
                let need = &child.summary.needs[k];
                bad |= self.record(need.target, need.output, need.import, id);
                k += 1;
            }
        }
        Part { uses: (start, self.used), bad }
    }

    /// Records what a body uses; whether anything in it is wrong.
    const fn walk(&mut self, body: &'static Body, part: PartId) -> bool {
        let mut bad = false;
        let mut hole = 0;
        while hole < body.holes.len() {
            bad |= match &body.holes[hole].value {
                Value::Ref(target) | Value::GetAtt(target, _) | Value::DependsOn(target) => {
                    self.record(target, None, false, part)
                }
                Value::Output(output) => self.record(output.set, Some(output), false, part),
                Value::Import(output) => {
                    self.name_export(output);
                    self.record(output.set, Some(output), true, part)
                }
                Value::Fragment(inner) => self.walk(inner, part),
                value => self.declared(value),
            };
            hole += 1;
        }
        bad
    }

    /// Notes the use of something declared; whether it isn't.
    const fn declared(&mut self, value: &Value) -> bool {
        if let Value::Parameter(parameter) = value {
            self.required += !parameter.has_default as u32;
            if let Some(Role::Parameters(set)) = self.find(parameter.set) {
                self.is_used[set as usize] = true;
                return false;
            }
        }
        self.undeclared(value).is_some()
    }

    /// What a nested stack does with parameters; whether it can't.
    const fn pass(&mut self, child: &'static Child) -> bool {
        let mut bad = false;
        let sets = child.stack.parameters;
        let mut i = 0;
        while i < sets.len() {
            if let Some(Role::Parameters(set)) = self.find(sets[i].target) {
                self.is_used[set as usize] = true;
            }
            i += 1;
        }
        let mut i = 0;
        while i < child.with.len() {
            bad |= !declares(child.stack, child.with[i].0);
            i += 1;
        }
        let mut i = 0;
        while i < child.summary.required.len() {
            let parameter = child.summary.required[i];
            if !is_given(child, parameter) {
                self.required += 1;
                bad |= !self.is_app && !matches!(self.find(parameter.set), Some(Role::Parameters(_)));
            }
            i += 1;
        }
        bad
    }

    /// A use by its number, found again by walking its part.
    pub(crate) const fn use_at(&self, id: PartId, at: usize) -> Option<Use> {
        let start = match id {
            PartId::Node(node) => self.parts[node].uses.0,
            PartId::Outputs => self.outputs.uses.0,
            PartId::Conditions => self.conditions.uses.0,
        };
        let mut left = at - start as usize;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let mut holes = Holes::of(body);
            while let Some((body, hole, found)) = holes.next() {
                if !is_use(&found.value) {
                    continue;
                }
                if left > 0 {
                    left -= 1;
                    continue;
                }
                let (target, output, import) = match found.value {
                    Value::Ref(target) | Value::GetAtt(target, _) | Value::DependsOn(target) => (target, None, false),
                    Value::Output(output) => (output.set, Some(output), false),
                    Value::Import(output) => (output.set, Some(output), true),
                    _ => return None,
                };
                let (user, stack) = (self.user(id, number), self.stack.target);
                return Some(Use { target, output, import, body, hole, user, stack });
            }
            number += 1;
        }
        match id {
            PartId::Node(node) => match self.nodes[node] {
                Node::Child(child) if left < child.summary.needs.len() => Some(child.summary.needs[left]),
                _ => None,
            },
            _ => None,
        }
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
    const fn record(&mut self, target: &Target, output: Option<&'static Output>, import: bool, part: PartId) -> bool {
        let at = self.used as usize;
        self.used += 1;
        let role = self.find(target);
        if let Some(Role::Node(to)) | Some(Role::Offer(to)) = role {
            self.to[at] = to;
        }
        let Some(output) = output else {
            return !matches!(role, Some(Role::Node(_))) && !self.broken;
        };
        let cannot = match role {
            Some(Role::Own) => true,
            Some(Role::Offer(to)) => {
                let own = match part {
                    PartId::Node(node) => node == to as usize,
                    _ => false,
                };
                own || (self.is_app && !import)
            }
            _ => {
                self.rising += !(import && output.external) as u32;
                self.is_app && !self.broken && !(import && output.external)
            }
        };
        cannot || self.unnameable(output, import).is_some()
    }

    /// The parameter set that an imported export's name needs and the stack doesn't declare.
    pub(crate) const fn unnameable(&self, output: &Output, import: bool) -> Option<&'static Target> {
        if !import || self.is_app {
            return None;
        }
        let Some(name) = output.export else {
            return None;
        };
        let mut holes = Holes::of(name);
        while let Some((_, _, hole)) = holes.next() {
            if let Some(set) = self.undeclared(&hole.value) {
                return Some(set);
            }
        }
        None
    }

    /// The name of an imported export uses parameters too.
    const fn name_export(&mut self, output: &Output) {
        let Some(name) = output.export else { return };
        let mut holes = Holes::of(name);
        while let Some((_, _, hole)) = holes.next() {
            self.declared(&hole.value);
        }
    }

    /// How many uses of parameters without a default there are in this subtree.
    pub const fn required_count(&self) -> usize {
        self.required as usize
    }

    /// The parameters without a default that this subtree uses; some more than once.
    pub const fn required<const M: usize>(&self) -> [&'static Parameter; M] {
        let mut required = [&NO_PARAMETER; M];
        let mut next = 0;
        let mut node = 0;
        while node < N && next < M {
            next = self.required_of(PartId::Node(node), &mut required, next);
            if let Node::Child(child) = self.nodes[node] {
                let mut i = 0;
                while i < child.summary.required.len() {
                    if !is_given(child, child.summary.required[i]) {
                        required[next] = child.summary.required[i];
                        next += 1;
                    }
                    i += 1;
                }
            }
            node += 1;
        }
        next = self.required_of(PartId::Outputs, &mut required, next);
        self.required_of(PartId::Conditions, &mut required, next);
        required
    }

    const fn required_of(&self, id: PartId, required: &mut [&'static Parameter], mut next: usize) -> usize {
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            next = self.required_in(body, required, next);
            number += 1;
        }
        next
    }

    const fn required_in(&self, body: &'static Body, required: &mut [&'static Parameter], mut next: usize) -> usize {
        let mut hole = 0;
        while hole < body.holes.len() {
            match body.holes[hole].value {
                Value::Parameter(parameter) if !parameter.has_default => {
                    required[next] = parameter;
                    next += 1;
                }
                Value::Fragment(inner) => next = self.required_in(inner, required, next),
                Value::Import(Output { export: Some(name), .. }) => next = self.required_in(name, required, next),
                _ => {}
            }
            hole += 1;
        }
        next
    }

    /// How many uses nothing in this stack's subtree provides.
    pub const fn need_count(&self) -> usize {
        self.rising as usize
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
        let mut node = 0;
        while node < N && next < M {
            next = self.needs_of(PartId::Node(node), self.parts[node].uses, &mut needs, next);
            node += 1;
        }
        next = self.needs_of(PartId::Outputs, self.outputs.uses, &mut needs, next);
        self.needs_of(PartId::Conditions, self.conditions.uses, &mut needs, next);
        needs
    }

    const fn needs_of(&self, id: PartId, uses: (u32, u32), needs: &mut [Use], mut next: usize) -> usize {
        let mut at = uses.0 as usize;
        while at < uses.1 as usize {
            // What leads somewhere is provided here.
            if self.to[at] == NOWHERE
                && let Some(found) = self.use_at(id, at)
                && let Some(output) = found.output
                && self.find(found.target).is_none()
                && !(found.import && output.external)
            {
                needs[next] = found;
                next += 1;
            }
            at += 1;
        }
        next
    }
}

/// Whether a stack declares the set of a parameter.
pub(crate) const fn declares(stack: &StackDef, parameter: &Parameter) -> bool {
    let mut i = 0;
    while i < stack.parameters.len() {
        if stack.parameters[i].target.is(parameter.set) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a nested stack is given a value for a parameter by `with`.
pub(crate) const fn is_given(child: &Child, parameter: &Parameter) -> bool {
    let name = tap_schema::name::hash(tap_schema::name::SEED, parameter.name);
    let mut i = 0;
    while i < child.with.len() {
        let given = child.with[i].0;
        if given.set.is(parameter.set) && name == tap_schema::name::hash(tap_schema::name::SEED, given.name) {
            return true;
        }
        i += 1;
    }
    false
}

const NO_PARAMETER: Parameter = Parameter {
    set: &Target { key: 0, name: "", module: "", file: "", line: 0, column: 0, arguments: &[], attributes: &[] },
    name: "",
    kind: "",
    has_default: true,
    declaration: &Body::EMPTY,
};
