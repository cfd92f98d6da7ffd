//! A difference for people: what would be lost first, then what CloudFormation would refuse, then stack by stack.

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use tap_core::diff::{
    Action, Cause, Certainty, DataFate, Diff, Link, Occasion, OutputChange, Presence, PropertyChange, Reason, Replacement,
    ResourceChange, StackDiff,
};

/// So many characters of a value are shown; `--json` has all of it.
const LONGEST: usize = 100;

const BAD: Style = AnsiColor::Red.on_default().bold();
const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const OTHER: Style = AnsiColor::Yellow.on_default();
const HEAD: Style = Style::new().bold();

fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The whole.
pub fn of(diff: &Diff) -> String {
    if diff.is_empty() {
        return "no differences\n".to_string();
    }
    let stacks: String = diff.stacks.iter().map(stack).collect();
    losses(diff) + &refusals(diff) + &moves(diff) + &stacks + &summary(diff)
}

fn losses(diff: &Diff) -> String {
    let mut lost: Vec<(&ResourceChange, &str, Certainty)> = diff
        .resources()
        .filter_map(|change| match change.data {
            DataFate::Lost { what, certainty } => Some((change, what, certainty)),
            _ => None,
        })
        .collect();
    if lost.is_empty() {
        return String::new();
    }
    // What is certain stands before what is possible.
    lost.sort_by_key(|(.., certainty)| std::cmp::Reverse(*certainty));
    let line = |(change, what, certainty): &(&ResourceChange, &str, Certainty)| {
        let may = if *certainty == Certainty::Maybe { "possibly: " } else { "" };
        format!("  {}.{} ({}): {may}{what}\n      {}\n", change.path, change.logical_id, change.kind, fate(change))
    };
    let lines: String = lost.iter().map(line).collect();
    let help = "help: `DeletionPolicy` and `UpdateReplacePolicy` keep data, if they are deployed before";
    format!("{}\n{lines}  {help}\n\n", styled(BAD, format!("data would be lost: {}", lost.len())))
}

fn refusals(diff: &Diff) -> String {
    let lines: String = diff.refusals().map(|(of, why)| format!("  {of}: {}\n", why.replace('\n', "\n      "))).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("{}\n{lines}\n", styled(BAD, format!("CloudFormation would refuse: {}", diff.refusals().count())))
}

fn moves(diff: &Diff) -> String {
    if diff.moves.is_empty() {
        return String::new();
    }
    let line = |found: &tap_core::diff::Move| {
        let ((from, old), (to, new)) = (&found.from, &found.to);
        let help = if from == to {
            format!("to keep it, keep its logical id: `#[stack(id = \"{old}\")]`")
        } else {
            "to keep it, retain it (`DeletionPolicy: Retain`), take it out there and import it here".to_string()
        };
        let like = if found.likeness == 100 { String::new() } else { format!(", {}% the same", found.likeness) };
        format!(
            "  {from}.{old} → {to}.{new} ({}{like}): CloudFormation makes a new one and deletes the old\n      help: {help}\n",
            found.kind
        )
    };
    let lines: String = diff.moves.iter().map(line).collect();
    format!("{}\n{lines}\n", styled(OTHER, format!("moved: {}", diff.moves.len())))
}

fn stack(stack: &StackDiff) -> String {
    let fate = match stack.presence {
        (Presence::Absent, _) => ", new",
        (_, Presence::Absent) => ", gone",
        _ => "",
    };
    let mut out = format!("{} ({}{fate})\n", styled(HEAD, &stack.path), stack.template);
    for flip in &stack.conditions {
        let shown = |decided: Option<bool>| decided.map_or("not known".to_string(), |decided| decided.to_string());
        out.push_str(&format!("  condition {}: {} → {}\n", flip.name, shown(flip.before), shown(flip.after)));
    }
    for change in &stack.sections {
        let path = if change.path.is_empty() { String::new() } else { format!(" {}", change.path) };
        out.push_str(&format!(
            "  {}{path}: {}\n",
            change.section.to_lowercase(),
            values(change.old.as_ref(), change.new.as_ref())
        ));
    }
    stack.resources.iter().for_each(|change| out.push_str(&resource(change)));
    stack.outputs.iter().for_each(|change| out.push_str(&output(change)));
    out + "\n"
}

fn resource(change: &ResourceChange) -> String {
    let (style, sign) = match (change.action, change.replacement) {
        (Action::Add, _) => (NEW, "+"),
        (Action::Remove, _) => (GONE, "-"),
        (Action::Change, Replacement::Always) => (GONE, "±"),
        (Action::Change, Replacement::Maybe) => (OTHER, "±"),
        (Action::Change, Replacement::Never) => (OTHER, "~"),
    };
    let head = styled(style, format!("{sign} {}", change.logical_id));
    let kept = if let DataFate::Kept(policy) = &change.data { format!("; kept by policy {policy}") } else { String::new() };
    let mut out = format!("  {head} ({}): {}{kept}\n", change.kind, fate(change));
    change.properties.iter().for_each(|property| out.push_str(&self::property(property, change)));
    for attribute in &change.attributes {
        out.push_str(&format!("      {}: {}\n", attribute.name, values(attribute.old.as_ref(), attribute.new.as_ref())));
    }
    out
}

/// What happens to a resource, and why.
fn fate(change: &ResourceChange) -> String {
    let is_sure = change.presence.0.max(change.presence.1) == Presence::Present;
    let because = match (&change.occasion, change.action) {
        (Some(Occasion::Written) | None, _) => String::new(),
        (Some(Occasion::Condition(name)), Action::Add) => format!(", since condition {name} turns true"),
        (Some(Occasion::Condition(name)), Action::Remove) => format!(", since condition {name} turns false"),
        (Some(Occasion::Around(path)), Action::Add) => format!(" with stack {path}"),
        (Some(Occasion::Around(path)), Action::Remove) => format!(" with stack {path}"),
        (Some(Occasion::Root), Action::Remove) => {
            return "its root stack is emitted no more: it goes when somebody deletes that".to_string();
        }
        (Some(Occasion::Root), _) => " with its root stack".to_string(),
        (Some(occasion), Action::Change) => format!(", as {occasion} decides"),
    };
    match change.action {
        Action::Add => format!("{}{because}", if is_sure { "made" } else { "may be made" }),
        Action::Remove => format!("{}{because}", if is_sure { "deleted" } else { "deleted if it exists" }),
        Action::Change => {
            let existence = match change.presence {
                (Presence::Present, Presence::Unknown) if change.occasion.is_some() => format!("may be deleted{because}; "),
                (Presence::Unknown, Presence::Present) if change.occasion.is_some() => {
                    format!("made unless it exists{because}; ")
                }
                (Presence::Unknown, Presence::Unknown) if change.occasion.is_some() => {
                    format!("may be made or deleted{because}; ")
                }
                _ => String::new(),
            };
            let causes: Vec<&Cause> = change.causes.iter().filter(|cause| cause.replacement == change.replacement).collect();
            let causes = match causes.as_slice() {
                [] => String::new(),
                causes => format!(": {}", causes.iter().map(|cause| reason(cause)).collect::<Vec<_>>().join("; ")),
            };
            let fate = match change.replacement {
                Replacement::Always => "replaced",
                Replacement::Maybe => "may be replaced",
                Replacement::Never => "updated in place",
            };
            format!("{existence}{fate}{causes}")
        }
    }
}

fn reason(cause: &Cause) -> String {
    let path = &cause.path;
    match &cause.reason {
        Reason::CreateOnly => format!("{path} can be set on creation only"),
        Reason::ConditionalCreateOnly => format!("some changes of {path} need another one"),
        Reason::UnknownValue => format!("{path} can be set on creation only, and whether its value changes is not known"),
        Reason::Follows(links) => format!("{path} can be set on creation only and follows {}", chain(links)),
        Reason::OtherType(old) => format!("it was of type {old}"),
        Reason::UnknownType => format!("{path} changes, and nothing is known of the type"),
    }
}

fn property(property: &PropertyChange, change: &ResourceChange) -> String {
    let what = if !property.because.is_empty() {
        format!("follows {}", chain(&property.because))
    } else if property.is_reordered {
        "the same in another order".to_string()
    } else {
        values(property.old.as_ref(), property.new.as_ref())
    };
    let mark = match property.replacement {
        Replacement::Never => "",
        Replacement::Maybe if change.replacement == Replacement::Always => "",
        Replacement::Maybe => "  (may replace)",
        Replacement::Always => "  (replaces)",
    };
    format!("      {}: {what}{mark}\n", property.path)
}

fn output(output: &OutputChange) -> String {
    let what = match output.because.as_slice() {
        [] => values(output.old.as_ref(), output.new.as_ref()),
        links => format!("{}follows {}", if output.change == Certainty::Maybe { "may change, " } else { "" }, chain(links)),
    };
    let export = match &output.export {
        (old, new) if old == new => String::new(),
        (old, new) => format!("; export {}", values(old.as_ref(), new.as_ref())),
    };
    format!("  output {}: {what}{export}\n", output.name)
}

fn chain(links: &[Link]) -> String {
    links.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

fn values(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{} → {}", styled(GONE, shown(old)), styled(NEW, shown(new))),
        (Some(old), None) => format!("{} taken out", styled(GONE, shown(old))),
        (None, Some(new)) => format!("{} put in", styled(NEW, shown(new))),
        (None, None) => "changes".to_string(),
    }
}

/// A value, short; texts that are put together as `Fn::Sub` writes them.
fn shown(value: &Value) -> String {
    let text = match value.as_object().filter(|members| members.len() == 1).and_then(|members| members.iter().next()) {
        Some((function, Value::String(id))) if function == "Ref" => format!("${{{id}}}"),
        Some((function, Value::String(text))) if function == "Fn::Sub" => format!("\"{text}\""),
        Some((function, Value::Array(items))) if function == "Fn::GetAtt" => {
            format!("${{{}}}", items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."))
        }
        _ => value.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn summary(diff: &Diff) -> String {
    let count = |is: &dyn Fn(&ResourceChange) -> bool| diff.resources().filter(|change| is(change)).count();
    let changed = |change: &ResourceChange, replacement| change.action == Action::Change && change.replacement == replacement;
    let parts = [
        (count(&|change| change.action == Action::Add), "made"),
        (count(&|change| change.action == Action::Remove), "deleted"),
        (count(&|change| changed(change, Replacement::Always)), "replaced"),
        (count(&|change| changed(change, Replacement::Maybe)), "may be replaced"),
        (count(&|change| changed(change, Replacement::Never)), "updated in place"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let resources = if parts.is_empty() { "no resource changes".to_string() } else { format!("resources: {}", parts.join(", ")) };
    let stacks = diff.stacks.len();
    format!(
        "{stacks} {} differ{}; {resources}\n",
        if stacks == 1 { "stack" } else { "stacks" },
        if stacks == 1 { "s" } else { "" }
    )
}
