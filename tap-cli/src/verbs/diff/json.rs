//! A difference as one JSON object.

use serde_json::{Value, json};
use tap_core::diff::{
    Action, Cause, Certainty, DataFate, Diff, Link, Move, OutputChange, Presence, Reason, Replacement, ResourceChange, StackDiff,
};

/// The whole, on one line.
pub fn of(diff: &Diff) -> String {
    let name = |change: &ResourceChange| format!("{}.{}", change.path, change.logical_id);
    let refusals: Vec<Value> = diff.refusals().map(|(of, why)| json!({ "of": of, "why": why })).collect();
    let all = json!({
        "stacks": diff.stacks.iter().map(stack).collect::<Vec<_>>(),
        "moves": diff.moves.iter().map(moved).collect::<Vec<_>>(),
        "losses": diff.losses().map(name).collect::<Vec<_>>(),
        "refusals": refusals,
    });
    format!("{all}\n")
}

fn stack(stack: &StackDiff) -> Value {
    let condition =
        |flip: &tap_core::diff::ConditionFlip| json!({ "name": flip.name, "before": flip.before, "after": flip.after });
    let section = |change: &tap_core::diff::SectionChange| json!({ "section": change.section, "path": change.path, "old": change.old, "new": change.new });
    json!({
        "path": stack.path, "template": stack.template, "before": presence(stack.presence.0), "after": presence(stack.presence.1),
        "conditions": stack.conditions.iter().map(condition).collect::<Vec<_>>(),
        "sections": stack.sections.iter().map(section).collect::<Vec<_>>(),
        "outputs": stack.outputs.iter().map(output).collect::<Vec<_>>(),
        "resources": stack.resources.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn output(output: &OutputChange) -> Value {
    json!({
        "name": output.name, "old": output.old, "new": output.new, "old_export": output.export.0, "new_export": output.export.1,
        "changes": certainty(output.change), "because": chain(&output.because), "imported_by": output.imported_by, "refusals": output.refusals,
    })
}

fn resource(change: &ResourceChange) -> Value {
    let action = match change.action {
        Action::Add => "add",
        Action::Remove => "remove",
        Action::Change => "change",
    };
    let data = match &change.data {
        DataFate::Safe => json!({ "fate": "safe" }),
        DataFate::Kept(policy) => json!({ "fate": "kept", "policy": policy }),
        DataFate::Lost { what, certainty: known } => json!({ "fate": "lost", "what": what, "certainty": certainty(*known) }),
    };
    let properties = change.properties.iter().map(|property| {
        json!({
            "path": property.path, "old": property.old, "new": property.new, "reordered": property.is_reordered,
            "replacement": replacement(property.replacement), "because": chain(&property.because),
        })
    });
    let attributes =
        change.attributes.iter().map(|attribute| json!({ "name": attribute.name, "old": attribute.old, "new": attribute.new }));
    json!({
        "logical_id": change.logical_id, "type": change.kind, "action": action,
        "before": presence(change.presence.0), "after": presence(change.presence.1),
        "occasion": change.occasion.as_ref().map(ToString::to_string), "replacement": replacement(change.replacement),
        "causes": change.causes.iter().map(cause).collect::<Vec<_>>(), "data": data,
        "properties": properties.collect::<Vec<_>>(), "attributes": attributes.collect::<Vec<_>>(), "refusals": change.refusals,
    })
}

fn cause(cause: &Cause) -> Value {
    let (reason, because, from) = match &cause.reason {
        Reason::CreateOnly => ("create-only", Vec::new(), None),
        Reason::ConditionalCreateOnly => ("conditional-create-only", Vec::new(), None),
        Reason::UnknownValue => ("unknown-value", Vec::new(), None),
        Reason::Follows(links) => ("follows", chain(links), None),
        Reason::OtherType(old) => ("other-type", Vec::new(), Some(old)),
        Reason::UnknownType => ("unknown-type", Vec::new(), None),
    };
    json!({ "path": cause.path, "replacement": replacement(cause.replacement), "reason": reason, "because": because, "old_type": from })
}

fn moved(found: &Move) -> Value {
    json!({
        "type": found.kind, "from": format!("{}.{}", found.from.0, found.from.1), "to": format!("{}.{}", found.to.0, found.to.1),
        "likeness": found.likeness,
    })
}

fn chain(links: &[Link]) -> Vec<String> {
    links.iter().map(ToString::to_string).collect()
}

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Absent => "absent",
        Presence::Unknown => "unknown",
        Presence::Present => "present",
    }
}

fn replacement(replacement: Replacement) -> &'static str {
    match replacement {
        Replacement::Never => "never",
        Replacement::Maybe => "maybe",
        Replacement::Always => "always",
    }
}

fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::No => "no",
        Certainty::Maybe => "maybe",
        Certainty::Sure => "sure",
    }
}
