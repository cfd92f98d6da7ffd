//! Uses of conditional resources that no proof could decide: their conditions depend on too much to go through.

use super::hatch::members;
use crate::model::{AppDef, Body, Condition, StackDef, Target, Value};
use crate::proof::{DEPTH, Guards, Implied, around, implies};

/// A use of something that exists under a condition, which may be false there for all that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnprovedUse {
    /// The stack, by the name of its template.
    pub stack: &'static str,
    /// The logical id of the resource, nested stack or output that uses it.
    pub user: String,
    /// What is used.
    pub used: &'static str,
    /// The condition under which that exists.
    pub condition: &'static str,
    /// The source file of the use.
    pub file: &'static str,
    /// The line of the use.
    pub line: u32,
}

/// Every use of an app that is accepted without proof, sorted: where conditions depend on more than 4,096 combinations of
/// values.
///
/// ```
/// for found in tap_core::apps().into_iter().flat_map(tap_core::check::unproved_uses) {
///     println!("{} uses {}, which may not exist", found.user, found.used);
/// }
/// ```
pub fn unproved_uses(app: &'static AppDef) -> Vec<UnprovedUse> {
    let mut found = Vec::new();
    app.roots.children.iter().for_each(|root| of_stack(root.stack, &mut found));
    found.sort();
    found.dedup();
    found
}

/// What exists under a condition in a stack.
struct Conditional {
    target: &'static Target,
    condition: &'static Condition,
}

fn of_stack(stack: &'static StackDef, found: &mut Vec<UnprovedUse>) {
    let resources = members(stack);
    let of_resources = resources.iter().filter_map(|(_, resource)| {
        let condition = resource.body.condition()?;
        Some(Conditional { target: resource.target, condition })
    });
    let of_children = stack
        .children
        .iter()
        .filter_map(|child| Some((child, child.condition?)))
        .flat_map(|(child, condition)| child.summary.offers.iter().map(move |target| Conditional { target, condition }));
    let conditional: Vec<_> = of_resources.chain(of_children).collect();
    if !conditional.is_empty() {
        let mut search = Search { stack, conditional: &conditional, found };
        for (id, resource) in &resources {
            search.body(&resource.body, id, &Guards::of(resource.body.condition()), 0);
        }
        for child in stack.children {
            let guards = Guards::of(child.condition);
            child.with.iter().for_each(|(_, body)| search.body(body, child.id, &guards, 0));
            for need in child.summary.needs.iter().filter(|need| !need.import) {
                search.one(need.target, need.body, need.hole, child.id, &guards);
            }
        }
        for (output, body) in stack.outputs.into_iter().flat_map(|outputs| outputs.outputs) {
            search.body(body, output.name, &Guards::of(body.condition()), 0);
        }
    }
    stack.children.iter().for_each(|child| of_stack(child.stack, found));
}

struct Search<'a> {
    stack: &'static StackDef,
    conditional: &'a [Conditional],
    found: &'a mut Vec<UnprovedUse>,
}

impl Search<'_> {
    fn body(&mut self, body: &'static Body, user: &str, guards: &Guards, depth: usize) {
        for (hole, value) in body.holes.iter().enumerate() {
            let target = match value {
                Value::Ref(target) | Value::GetAtt(target) => target,
                Value::Output(output) => output.set,
                Value::Fragment(inner) if depth < DEPTH => {
                    self.body(inner, user, &around(body, hole, guards), depth + 1);
                    continue;
                }
                _ => continue,
            };
            self.one(target, body, hole, user, &around(body, hole, guards));
        }
    }

    fn one(&mut self, target: &'static Target, body: &'static Body, hole: usize, user: &str, guards: &Guards) {
        let Some(of) = self.conditional.iter().find(|of| of.target.is(target)) else { return };
        if let Implied::Unknown = implies(self.stack, None, guards, of.condition) {
            self.found.push(UnprovedUse {
                stack: self.stack.name,
                user: user.to_string(),
                used: target.name,
                condition: of.condition.name,
                file: body.file,
                line: body.line(hole),
            });
        }
    }
}
