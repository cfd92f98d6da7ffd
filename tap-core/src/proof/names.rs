//! Names that must be unique in an app: those of its exports, which an account has once in each region, and those of its
//! stacks, which are the names of their templates' files.

use super::NOWHERE;
use super::message::Message;
use super::report::fail;
use crate::model::{AppDef, Body, Constant, Output, StackDef, Target, Value};
use tap_schema::name::{SEED, hash, hash_bytes};

/// How many names an app has: exports and stacks, those of nested stacks too.
pub const fn names(app: &AppDef) -> usize {
    below(app.roots)
}

const fn below(stack: &StackDef) -> usize {
    let mut count = 0;
    let mut children = stack.children;
    while let [child, rest @ ..] = children {
        count += 1 + below(child.stack);
        if let Some(set) = child.stack.outputs {
            count += set.outputs.len();
        }
        children = rest;
    }
    count
}

/// What has a name.
#[derive(Clone, Copy)]
enum Named {
    Export(&'static Output),
    Stack(&'static StackDef),
}

/// The names of an app that are met so far, and the first one that is met again.
struct Names<const N: usize> {
    hashes: [u64; N],
    named: [Named; N],
    /// The next entry with the same place in the table, for each entry; and the first for each place.
    next: [u32; N],
    first: [u32; N],
    count: usize,
    twin: Option<(Named, Named)>,
}

/// Panics if a name in one of the root stacks of an app stands in it, or in an earlier root stack, already.
#[track_caller]
pub const fn names_are_unique<const N: usize>(app: &'static AppDef, root: usize) {
    let first = app.roots.children[0].stack;
    let mut names = Names::<N> {
        hashes: [0; N],
        named: [Named::Stack(first); N],
        next: [NOWHERE; N],
        first: [NOWHERE; N],
        count: 0,
        twin: None,
    };
    let mut i = 0;
    while i < root {
        names.stack(app.roots.children[i].stack);
        i += 1;
    }
    // What is wrong with an earlier one is said there.
    names.twin = None;
    names.stack(app.roots.children[root].stack);
    match names.twin {
        Some((Named::Export(one), Named::Export(other))) => {
            let message = Message::new().push("two exports of app `").target(app.roots.target).push("` have the same name: `");
            let message = output(output(message, one).push(" and `"), other);
            fail(
                message
                    .push(" [tap::duplicate-export]\nhelp: an account has each export once in a region: give one another name"),
            );
        }
        Some((Named::Stack(one), Named::Stack(other))) => {
            let message =
                Message::new().push("two stacks of app `").target(app.roots.target).push("` are named `").push(one.name);
            let message = place(place(message.push("`: `"), one.target).push(" and `"), other.target);
            fail(message.push(" [tap::duplicate-stack-name]\nhelp: a stack's name is its template's file name: rename one"));
        }
        _ => {}
    }
}

const fn output(message: Message, output: &Output) -> Message {
    let message = message.target(output.set).push("::").push(output.field).push("` (").push(output.set.file);
    message.push(":").number(output.set.line as u128).push(")")
}

const fn place(message: Message, target: &Target) -> Message {
    message.target(target).push("` (").push(target.file).push(":").number(target.line as u128).push(")")
}

impl<const N: usize> Names<N> {
    const fn stack(&mut self, stack: &'static StackDef) {
        self.enter(hash(SEED, stack.name), Named::Stack(stack));
        if let Some(set) = stack.outputs {
            let mut outputs = set.outputs;
            while let [(output, _), rest @ ..] = outputs {
                if let Some(name) = output.export {
                    self.enter(export(hash(SEED, "export"), name), Named::Export(output));
                }
                outputs = rest;
            }
        }
        let mut children = stack.children;
        while let [child, rest @ ..] = children {
            self.stack(child.stack);
            children = rest;
        }
    }

    const fn enter(&mut self, hash: u64, named: Named) {
        let place = (hash % N as u64) as usize;
        let mut at = self.first[place];
        while at != NOWHERE {
            if self.hashes[at as usize] == hash && self.twin.is_none() && !is_same(self.named[at as usize], named) {
                self.twin = Some((self.named[at as usize], named));
            }
            at = self.next[at as usize];
        }
        self.hashes[self.count] = hash;
        self.named[self.count] = named;
        self.next[self.count] = self.first[place];
        self.first[place] = self.count as u32;
        self.count += 1;
    }
}

/// A stack may stand under several roots: it is one template.
const fn is_same(one: Named, other: Named) -> bool {
    match (one, other) {
        (Named::Stack(one), Named::Stack(other)) => one.target.is(other.target),
        _ => false,
    }
}

/// Hash of the name of an export, by the names of what stands in its holes.
const fn export(mut hash: u64, name: &Body) -> u64 {
    let mut rest = name.text.as_bytes();
    let mut from = 0;
    let mut hole = 0;
    while hole < name.holes.len() {
        let at = name.at(hole) as usize;
        let (text, after) = rest.split_at(at - from);
        hash = hash_bytes(hash, text);
        (rest, from) = (after, at);
        hash = match name.holes[hole] {
            Value::Parameter(parameter) => self::hash(hash, parameter.name),
            Value::Condition(condition) => self::hash(hash, condition.name),
            Value::Mapping(target) => self::hash(hash, target.name),
            Value::Constant(constant) | Value::Text(constant, _) => literal(hash, &constant),
            _ => hash,
        };
        hole += 1;
    }
    hash_bytes(hash, rest)
}

const fn literal(hash: u64, constant: &Constant) -> u64 {
    match *constant {
        Constant::Text(text) => self::hash(hash, text),
        Constant::Integer(number) => hash_bytes(hash, &number.to_le_bytes()),
        Constant::Bool(value) => self::hash(hash, if value { "true" } else { "false" }),
        Constant::Texts(_) => hash,
    }
}
