//! Escape hatches: what is taken as it is, since AWS knew it before the facts did, and exceptions to rules of the app.

use crate::model::{AppDef, Body, Entry, Index, Node, PathKind, ResourceDef, StackDef, Value};

/// A resource type or a property that nobody checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EscapeHatch {
    /// The stack, by the name of its template.
    pub stack: &'static str,
    /// The logical id of the resource.
    pub logical_id: String,
    /// Its resource type.
    pub kind: &'static str,
    /// The path of the property, members and positions joined by dots; empty if the type itself is unchecked.
    pub path: String,
    /// The source file of the resource.
    pub file: &'static str,
    /// The line of the resource.
    pub line: u32,
}

/// Every escape hatch of an app, `#[resource("…", unchecked)]` and `unchecked(Property): …`, sorted.
///
/// ```
/// use tap_core::prelude::*;
///
/// #[derive(Resource)]
/// #[resource("AWS::SNS::Topic")]
/// #[properties { unchecked(ReplayPolicy): "newest" }]
/// struct Alerts;
///
/// #[derive(Stack)]
/// #[stack(name = "alerts-stack")]
/// struct AlertsStack {
///     alerts: Alerts,
/// }
///
/// #[derive(App)]
/// #[app(regions = ["eu-west-1"])]
/// struct Example {
///     alerts: AlertsStack,
/// }
///
/// let hatches = tap_core::check::escape_hatches(Example::APP);
/// assert_eq!((hatches[0].logical_id.as_str(), hatches[0].path.as_str()), ("Alerts", "ReplayPolicy"));
/// ```
pub fn escape_hatches(app: &'static AppDef) -> Vec<EscapeHatch> {
    let mut found = Vec::new();
    for (stack, logical_id, ResourceDef { target, kind, body, .. }) in resources(app) {
        let (stack, file, line) = (stack.name, target.file, target.line);
        let hatch = |path| EscapeHatch { stack, logical_id: logical_id.clone(), kind, path, file, line };
        found.extend(paths(body).into_iter().map(hatch));
    }
    found.sort();
    found.dedup();
    found
}

type Resources = Vec<(&'static StackDef, String, &'static ResourceDef)>;

/// The resources of an app, with their stacks and logical ids.
fn resources(app: &'static AppDef) -> Resources {
    let mut found = Vec::new();
    app.roots.children.iter().for_each(|root| stack(root.stack, &mut found));
    found
}

/// The resources of a stack and of those in it.
fn stack(of: &'static StackDef, found: &mut Resources) {
    found.extend(members(of).into_iter().map(|(id, resource)| (of, id, resource)));
    of.children.iter().for_each(|child| stack(child.stack, found));
}

/// The resources of a stack itself, with their logical ids.
pub(super) fn members(of: &'static StackDef) -> Vec<(String, &'static ResourceDef)> {
    let mut found = Vec::new();
    of.entries.iter().for_each(|entry| member(String::new(), entry, &mut found));
    found
}

fn member(prefix: String, entry: &'static Entry, found: &mut Vec<(String, &'static ResourceDef)>) {
    let id = prefix + entry.id;
    match entry.node {
        Node::Group(members) => members.iter().for_each(|entry| member(id.clone(), entry, found)),
        Node::Resource(resource) => found.push((id, resource)),
    }
}

/// An exception to a rule, where it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExceptionAt {
    /// The stack, by the name of its template.
    pub stack: &'static str,
    /// The logical id of the resource.
    pub logical_id: String,
    /// The name of the rule.
    pub rule: &'static str,
    /// Why the resource may break it.
    pub reason: &'static str,
    /// The source file of the resource.
    pub file: &'static str,
    /// The line of the resource.
    pub line: u32,
}

/// Every exception to a rule of an app, `allow = { rule: "reason" }`, sorted.
///
/// ```
/// for exception in tap_core::apps().into_iter().flat_map(tap_core::check::exceptions) {
///     println!("{} may break {}: {}", exception.logical_id, exception.rule, exception.reason);
/// }
/// ```
pub fn exceptions(app: &'static AppDef) -> Vec<ExceptionAt> {
    let of = |(stack, logical_id, resource): (&'static StackDef, String, &'static ResourceDef)| {
        let index = Index::new(resource.body.index);
        let all = (0..).map_while(move |number| index.exception(number));
        let (file, line) = (resource.target.file, resource.target.line);
        let at =
            move |(rule, reason)| ExceptionAt { stack: stack.name, logical_id: logical_id.clone(), rule, reason, file, line };
        all.map(at).collect::<Vec<_>>()
    };
    let mut found: Vec<_> = resources(app).into_iter().flat_map(of).collect();
    found.sort();
    found.dedup();
    found
}

/// The properties that are taken as they are.
pub(super) fn unchecked(body: &Body) -> Vec<String> {
    paths(body).into_iter().filter(|path| !path.is_empty()).collect()
}

/// The paths of all that is unchecked in the body of a resource, those of fragments included.
fn paths(body: &Body) -> Vec<String> {
    let mut paths = Vec::new();
    walk(body, "", &mut paths);
    paths.into_iter().map(|path| path.strip_prefix("Properties.").unwrap_or_default().to_string()).collect()
}

fn walk(body: &Body, prefix: &str, found: &mut Vec<String>) {
    let index = Index::new(body.index);
    // A parent stands before its children.
    let mut paths: Vec<String> = Vec::with_capacity(index.len());
    for position in 0..index.len() {
        let entry = index.entry(position);
        let parent = entry.parent.map_or(prefix, |parent| paths[usize::from(parent)].as_str());
        let (start, length) = (entry.key.0 as usize, usize::from(entry.key.1));
        let key = if length == 0 { start.to_string() } else { body.text[start..start + length].to_string() };
        let path = if parent.is_empty() { key } else { format!("{parent}.{key}") };
        if entry.is_unchecked {
            found.push(path.clone());
        }
        if entry.kind == PathKind::Hole
            && let Some(Value::Fragment(inner)) = body.holes.get(entry.value.0 as usize)
        {
            walk(inner, &path, found);
        }
        paths.push(path);
    }
    // A fragment that is a whole list or value has no paths of its own, but its holes may.
    if index.is_empty() {
        for hole in body.holes {
            if let Value::Fragment(inner) = hole {
                walk(inner, prefix, found);
            }
        }
    }
}
