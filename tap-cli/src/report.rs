//! What a verb prints.

use std::path::Path;
use tap_core::check::{EscapeHatch, ExceptionAt, UnprovedUse};
use tap_core::{AppDef, Template};

/// A table of templates for people.
pub fn table(app: &AppDef, templates: &[Template]) -> String {
    let width = templates.iter().map(|template| template.name.len()).max().unwrap_or(0).max("template".len());
    let mut out = format!("{} for {}\n\n", app.name, app.regions.join(", "));
    out.push_str(&format!("{:width$}  {:>9}  {:>9}\n", "template", "resources", "bytes"));
    for template in templates {
        let root = if template.is_root { "  root" } else { "" };
        out.push_str(&format!("{:width$}  {:>9}  {:>9}{root}\n", template.name, template.resources, template.json.len()));
    }
    out.push('\n');
    out
}

/// What nobody checked: how much, and where.
pub fn escape_hatches(app: &'static AppDef) -> String {
    let line = |EscapeHatch { stack, logical_id, kind, path, file, line }| {
        let what = if path.is_empty() { format!("type {kind}") } else { format!("{path} of {kind}") };
        format!("{logical_id} in {stack}: {what} ({file}:{line})")
    };
    list("unchecked", tap_core::check::escape_hatches(app), line)
}

/// The exceptions to rules of the app: where, and why.
pub fn exceptions(app: &'static AppDef) -> String {
    let line = |ExceptionAt { stack, logical_id, rule, reason, file, line }| {
        format!("{logical_id} in {stack}: {rule}, {reason} ({file}:{line})")
    };
    list("exceptions to rules", tap_core::check::exceptions(app), line)
}

/// Uses of conditional resources that no proof could decide.
pub fn unproved_uses(app: &'static AppDef) -> String {
    let line = |UnprovedUse { stack, user, used, condition, file, line }| {
        format!("{user} in {stack}: {used}, which exists under condition {condition} ({file}:{line})")
    };
    list("uses that are not proved", tap_core::check::unproved_uses(app), line)
}

/// How many there are, and a line for each; nothing if there are none.
fn list<T>(title: &str, found: Vec<T>, line: impl Fn(T) -> String) -> String {
    if found.is_empty() {
        return String::new();
    }
    let head = format!("{title}: {}\n", found.len());
    let lines: String = found.into_iter().map(|found| format!("  {}\n", line(found))).collect();
    head + &lines + "\n"
}

/// The same as one JSON object, for machines.
pub fn json(app: &'static AppDef, templates: &[Template], out: Option<&Path>) -> String {
    let templates: Vec<_> = templates
        .iter()
        .map(|template| {
            serde_json::json!({
                "name": template.name, "key": template.key, "resources": template.resources, "bytes": template.json.len(),
                "root": template.is_root,
                "file": out.map(|out| out.join(format!("{}.json", template.name)).display().to_string()),
            })
        })
        .collect();
    let hatches: Vec<_> = tap_core::check::escape_hatches(app)
        .into_iter()
        .map(|hatch| {
            let EscapeHatch { stack, logical_id, kind, path, file, line } = hatch;
            serde_json::json!({
                "stack": stack, "logical_id": logical_id, "type": kind, "path": path, "file": file, "line": line,
            })
        })
        .collect();
    let exceptions: Vec<_> = tap_core::check::exceptions(app)
        .into_iter()
        .map(|exception| {
            let ExceptionAt { stack, logical_id, rule, reason, file, line } = exception;
            serde_json::json!({
                "stack": stack, "logical_id": logical_id, "rule": rule, "reason": reason, "file": file, "line": line,
            })
        })
        .collect();
    let unproved: Vec<_> = tap_core::check::unproved_uses(app)
        .into_iter()
        .map(|found| {
            let UnprovedUse { stack, user, used, condition, file, line } = found;
            serde_json::json!({
                "stack": stack, "logical_id": user, "used": used, "condition": condition, "file": file, "line": line,
            })
        })
        .collect();
    let out = serde_json::json!({
        "app": app.name, "regions": app.regions, "templates": templates, "unchecked": hatches, "exceptions": exceptions,
        "unproved": unproved,
    });
    format!("{out}\n")
}
