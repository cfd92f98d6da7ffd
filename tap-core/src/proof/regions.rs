//! Whether an app can be deployed to each of its regions: whether they offer the types and values in it.

use super::message::Message;
use super::report::fail;
use super::walk::Holes;
use crate::model::{AppDef, Body, Entry, Index, LogicalId, Node, ResourceDef, StackDef, Value};

/// Most problems that a message has.
const MOST: usize = 12;

/// Panics if a region of the app lacks something of one of its root stacks.
#[track_caller]
pub const fn is_offered(app: &'static AppDef, root: usize) {
    let mut found = Found { app, message: None, count: 0 };
    found.stack(app.roots.children[root].stack);
    if let Some(mut message) = found.message {
        if found.count > MOST {
            message = message.push("\n  and ").number((found.count - MOST) as u128).push(" more");
        }
        fail(
            message
                .push(" [tap::unavailable-in-region]\nhelp: choose what all regions of the app offer, or leave the region out"),
        )
    }
}

/// Panics if a root stack imports what is said to be in other regions than those of the app.
#[track_caller]
pub const fn imports_are_near(app: &'static AppDef, root: usize) {
    let child = &app.roots.children[root];
    if child.summary.is_regional {
        imports_of(app, child.stack);
    }
}

#[track_caller]
const fn imports_of(app: &'static AppDef, stack: &'static StackDef) {
    near(app, stack, stack.entries, &LogicalId::of(""), 0);
    let mut children = stack.children;
    while let [child, rest @ ..] = children {
        let mut with = child.with;
        while let [(_, body), others @ ..] = with {
            near_body(app, stack, body, &LogicalId::of(child.id));
            with = others;
        }
        imports_of(app, child.stack);
        children = rest;
    }
}

#[track_caller]
const fn near(app: &'static AppDef, stack: &StackDef, mut entries: &'static [Entry], id: &LogicalId, depth: usize) {
    while let [entry, rest @ ..] = entries {
        let id = id.then(depth, entry.id);
        match entry.node {
            Node::Resource(resource) => near_body(app, stack, &resource.body, &id),
            Node::Group(members) => near(app, stack, members, &id, depth + 1),
        }
        entries = rest;
    }
}

#[track_caller]
const fn near_body(app: &'static AppDef, stack: &StackDef, body: &'static Body, user: &LogicalId) {
    let mut holes = Holes::of(body);
    while let Some((body, hole)) = holes.next() {
        let Value::Import(output) = body.holes[hole] else { continue };
        let mut i = 0;
        while output.regions != 0 && i < app.regions.len() {
            let number = app.region_numbers[i] as u32;
            if number < 64 && output.regions >> number & 1 == 0 {
                let message = Message::new().push("`").id(user).push("` of `").target(stack.target).push("` imports `");
                let message = message.target(output.set).push("::").push(output.field).push("` (").place(body, hole);
                let message = message.push("), which is not exported in ").push(app.regions[i]).push(", a region of app `");
                fail(message.target(app.roots.target).push(
                    "` [tap::import-across-regions]\nhelp: an export is seen in its own region only: export it there too, or give its value by a parameter",
                ));
            }
            i += 1;
        }
    }
}

/// What has been found so far.
struct Found {
    app: &'static AppDef,
    message: Option<Message>,
    count: usize,
}

impl Found {
    const fn stack(&mut self, stack: &'static StackDef) {
        self.entries(stack, stack.entries, &LogicalId::of(""), 0);
        let mut children = stack.children;
        while let [child, rest @ ..] = children {
            self.stack(child.stack);
            children = rest;
        }
    }

    const fn entries(&mut self, stack: &'static StackDef, mut entries: &'static [Entry], id: &LogicalId, depth: usize) {
        while let [entry, rest @ ..] = entries {
            match entry.node {
                Node::Resource(resource) => {
                    // Nearly all types are offered everywhere: that is told by one byte.
                    let attributes = resource.target.attributes;
                    if attributes.is_some() && !attributes.read().is_offered_everywhere() {
                        self.kind(stack, resource, &id.then(depth, entry.id));
                    }
                    if Index::new(resource.body.index).has_more() {
                        self.values(stack, resource, &id.then(depth, entry.id));
                    }
                }
                Node::Group(members) => self.entries(stack, members, &id.then(depth, entry.id), depth + 1),
            }
            entries = rest;
        }
    }

    /// A type that a region lacks.
    const fn kind(&mut self, stack: &StackDef, resource: &ResourceDef, id: &LogicalId) {
        let attributes = resource.target.attributes.read();
        let mut i = 0;
        while i < self.app.regions.len() {
            let number = self.app.region_numbers[i] as usize;
            if !attributes.is_offered_in(number)
                && let Some(message) = self.problem(stack, id)
            {
                let message = message.push(resource.kind).push(" is not offered in ").push(self.app.regions[i]);
                let target = resource.target;
                let message = message.push(" (").push(target.file).push(":").number(target.line as u128).push(")");
                self.message = Some(message);
            }
            i += 1;
        }
    }

    /// Values that a region lacks.
    const fn values(&mut self, stack: &StackDef, resource: &ResourceDef, id: &LogicalId) {
        let index = Index::new(resource.body.index);
        let mut count = 0;
        while let Some(regional) = index.regional(count) {
            let mut i = 0;
            while i < self.app.regions.len() {
                let number = self.app.region_numbers[i] as usize;
                if number < 64
                    && regional.regions >> number & 1 == 1
                    && let Some(message) = self.problem(stack, id)
                {
                    let message = message.push(regional.message).push(" in ").push(self.app.regions[i]).push(" (");
                    let message = message.push(resource.target.file).push(":").number(regional.line as u128).push(")");
                    self.message = Some(message);
                }
                i += 1;
            }
            count += 1;
        }
    }

    /// Counts a problem, and begins its line if there is room for it.
    const fn problem(&mut self, stack: &StackDef, id: &LogicalId) -> Option<Message> {
        self.count += 1;
        if self.count > MOST {
            return None;
        }
        let message = match self.message.take() {
            Some(message) => message,
            None => Message::new().push("app `").target(self.app.roots.target).push("` can't be deployed to all its regions:"),
        };
        Some(message.push("\n  `").id(id).push("` (").target(stack.target).push("): "))
    }
}
