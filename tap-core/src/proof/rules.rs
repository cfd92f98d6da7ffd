//! Runs the rules of an app over its resources. The rules are called where their names are known, in the expansion of the
//! app: `const` evaluation can't call what it is only given.

use super::message::Message;
use super::report::fail;
use crate::model::{AppDef, Entry, LogicalId, Node, StackDef};
use crate::rules::{ResourceView, Verdict};

/// How deep stacks may be nested.
const STACKS: usize = 12;
/// Most resources that a message names.
const MOST: usize = 12;

/// Where a walk is in one list of fields.
#[derive(Clone, Copy)]
struct Fields {
    entries: &'static [Entry],
    id: LogicalId,
}

/// Goes over the resources of a root stack, those of nested stacks too, and keeps what a rule says of them.
pub struct Review {
    app: &'static AppDef,
    rule: &'static str,
    /// The stacks that are open, and how many of their nested stacks are done.
    stacks: [(&'static StackDef, usize); STACKS],
    depth: usize,
    /// The fields that are open: of the last stack, and of the constructs in it.
    fields: [Fields; LogicalId::DEPTH],
    level: usize,
    message: Message,
    broken: usize,
}

impl Review {
    /// A review of a root stack of an app by a rule of that name.
    pub const fn new(app: &'static AppDef, root: usize, rule: &'static str) -> Self {
        let stack = app.roots.children[root].stack;
        let fields = Fields { entries: stack.entries, id: LogicalId::of("") };
        Review {
            app,
            rule,
            stacks: [(stack, 0); STACKS],
            depth: 1,
            fields: [fields; LogicalId::DEPTH],
            level: 1,
            message: Message::new(),
            broken: 0,
        }
    }

    /// The next resource.
    pub const fn next(&mut self) -> Option<ResourceView> {
        while self.depth > 0 {
            while self.level > 0 {
                let Fields { entries, id } = self.fields[self.level - 1];
                let [entry, rest @ ..] = entries else {
                    self.level -= 1;
                    continue;
                };
                self.fields[self.level - 1].entries = rest;
                let id = id.then(self.level - 1, entry.id);
                match entry.node {
                    Node::Resource(def) => return Some(ResourceView { def, id, stack: self.stacks[self.depth - 1].0 }),
                    Node::Group(members) => {
                        self.fields[self.level] = Fields { entries: members, id };
                        self.level += 1;
                    }
                }
            }
            let (stack, done) = self.stacks[self.depth - 1];
            if done == stack.children.len() {
                self.depth -= 1;
                continue;
            }
            assert!(self.depth < STACKS, "stacks are nested more than 12 deep");
            let child = stack.children[done].stack;
            self.stacks[self.depth - 1].1 += 1;
            self.stacks[self.depth] = (child, 0);
            self.depth += 1;
            self.fields[0] = Fields { entries: child.entries, id: LogicalId::of("") };
            self.level = 1;
        }
        None
    }

    /// Notes what the rule says of a resource.
    pub const fn judge(&mut self, resource: &ResourceView, verdict: Verdict) {
        if let Verdict::Broken(why) = verdict
            && !resource.def.broken
            && resource.exception(self.rule).is_none()
        {
            self.broken += 1;
            if self.broken > MOST {
                return;
            }
            let message = std::mem::replace(&mut self.message, Message::new());
            let message = message.push("\n  `").id(&resource.id).push("` (").push(resource.def.kind).push(") of ");
            let message = message.target(resource.stack.target).push(": ").push(why).push(" (").push(resource.def.target.file);
            self.message = message.push(":").number(resource.def.target.line as u128).push(")");
        }
    }

    /// Panics if the rule is broken.
    #[track_caller]
    pub const fn end(&self) {
        if self.broken == 0 {
            return;
        }
        let message = Message::new().push("rule `").push(self.rule).push("` of app `").target(self.app.roots.target);
        let mut message = message.push("` is broken:").push(self.message.as_str());
        if self.broken > MOST {
            message = message.push("\n  and ").number((self.broken - MOST) as u128).push(" more");
        }
        let message = message.push(" [tap::app-rule]\nhelp: mend it, or write `allow = { ").push(self.rule);
        fail(message.push(": \"the reason\" }` in the `#[resource(…)]`"))
    }
}
