//! Mappings: the keys that `FindInMap` names, and a row for each region of the app.

use super::message::{Message, nearest};
use super::report::fail;
use crate::model::{AppDef, Index, MappingDef, StackDef};
use crate::text::has;

/// Panics unless a mapping has that first key.
#[track_caller]
pub const fn mapping_has_row(mapping: &'static MappingDef, row: &str) {
    if !mapping.broken && !has(mapping.rows, row) {
        let message = Message::new().push("mapping `").target(mapping.target).push("` has no key `").push(row);
        fail(suggest(message, mapping.rows, row));
    }
}

/// Panics unless a mapping has that second key in that row, or in any if the row is not known.
#[track_caller]
pub const fn mapping_has_key(mapping: &'static MappingDef, row: &str, key: &str, path: u64) {
    if mapping.broken {
        return;
    }
    let message = Message::new().push("mapping `").target(mapping.target).push("` has no key `").push(key);
    if !has(mapping.keys, key) {
        fail(suggest(message, mapping.keys, key));
    }
    if !row.is_empty() && has(mapping.rows, row) && Index::new(mapping.body.index).find(path).is_none() {
        fail(message.push("` in `").push(row).push("` [tap::unknown-mapping-key]"));
    }
}

/// Panics if a mapping by region, in one of the root stacks of an app, has no row for a region of the app.
#[track_caller]
pub const fn mappings_cover(app: &'static AppDef, root: usize) {
    cover(app, app.roots.children[root].stack);
}

#[track_caller]
const fn cover(app: &'static AppDef, stack: &'static StackDef) {
    let mut mappings = stack.mappings;
    while let [mapping, rest @ ..] = mappings {
        let mut regions = app.regions;
        while let [region, others @ ..] = regions {
            if mapping.is_by_region && !mapping.broken && !has(mapping.rows, region) {
                let message = Message::new().push("mapping `").target(mapping.target).push("` of stack `").target(stack.target);
                let message = message.push("` has no row for ").push(region).push(", a region of app `").target(app.roots.target);
                let message = message.push("` (").push(mapping.target.file).push(":").number(mapping.target.line as u128);
                fail(message.push(") [tap::mapping-without-region]"));
            }
            regions = others;
        }
        mappings = rest;
    }
    let mut children = stack.children;
    while let [child, rest @ ..] = children {
        cover(app, child.stack);
        children = rest;
    }
}

/// Ends a message with the nearest name, or with all there are.
const fn suggest(message: Message, names: &[&'static str], wanted: &str) -> Message {
    let mut message = message.push("` [tap::unknown-mapping-key]\nhelp: ");
    let nearest = nearest(names, wanted);
    if !nearest.is_empty() {
        return message.push("did you mean `").push(nearest).push("`?");
    }
    message = message.push("it has ");
    let mut i = 0;
    while i < names.len() {
        message = message.push(if i == 0 { "`" } else { ", `" }).push(names[i]).push("`");
        i += 1;
    }
    message
}
