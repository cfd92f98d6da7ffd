//! The template of one stack.

use super::render::{body, carrier, part, string};
use super::wiring::{ARTIFACTS, ChildPlan, StackPlan};
use crate::model::Value;
use std::collections::BTreeSet;

/// Writes the template of a stack as compact JSON, sections in the order in which CloudFormation documents them.
pub(super) fn template(stack: &StackPlan) -> String {
    let mut out = String::from("{\"AWSTemplateFormatVersion\":\"2010-09-09\"");
    if !stack.def.description.is_empty() {
        out.push_str(",\"Description\":");
        string(&mut out, stack.def.description);
    }
    if stack.needs_extensions {
        out.push_str(",\"Transform\":\"AWS::LanguageExtensions\"");
    }
    metadata(&mut out, stack);
    parameters(&mut out, stack);
    let assertions = stack.def.assertions.iter().flat_map(|set| set.assertions);
    section(&mut out, "Rules", sorted(assertions.map(|(name, body)| ((*name).to_string(), *body))), stack);
    section(
        &mut out,
        "Mappings",
        sorted(stack.def.mappings.iter().map(|mapping| (mapping.target.name.to_string(), mapping.body))),
        stack,
    );
    let conditions = stack.conditions.iter().map(|(name, body)| ((*name).to_string(), *body));
    section(&mut out, "Conditions", conditions.collect(), stack);
    resources(&mut out, stack);
    outputs(&mut out, stack);
    out.push('}');
    out
}

fn sorted<T>(items: impl Iterator<Item = (String, T)>) -> Vec<(String, T)> {
    let mut items: Vec<_> = items.collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    items
}

fn section(out: &mut String, name: &str, items: Vec<(String, &'static crate::model::Body)>, stack: &StackPlan) {
    if items.is_empty() {
        return;
    }
    out.push_str(&format!(",\"{name}\":{{"));
    for (position, (id, item)) in items.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        out.push_str(&format!("\"{id}\":"));
        body(out, item, stack);
    }
    out.push('}');
}

/// Groups of parameters, as consoles show them.
fn metadata(out: &mut String, stack: &StackPlan) {
    let mut groups = Vec::new();
    for set in stack.def.parameters {
        let names: Vec<_> =
            set.parameters.iter().map(|parameter| parameter.name).filter(|name| stack.parameters.contains_key(name)).collect();
        if !names.is_empty() {
            groups.push(serde_json::json!({ "Label": { "default": set.label }, "Parameters": names }));
        }
    }
    if !groups.is_empty() {
        let metadata = serde_json::json!({ "AWS::CloudFormation::Interface": { "ParameterGroups": groups } });
        out.push_str(&format!(",\"Metadata\":{metadata}"));
    }
}

fn parameters(out: &mut String, stack: &StackPlan) {
    let mut all = Vec::new();
    for (name, parameter) in &stack.parameters {
        let mut text = String::new();
        body(&mut text, parameter.declaration, stack);
        all.push(((*name).to_string(), text));
    }
    for (name, output) in &stack.carried {
        let declaration = serde_json::json!({
            "ConstraintDescription": format!("a value of the type {}, given by the parent stack", output.kind),
            "Description": format!("Output {} of another stack, wired by the parent", carrier(output)),
            "Type": output.kind,
        });
        all.push((name.clone(), declaration.to_string()));
    }
    if stack.needs_artifacts {
        let artifacts = serde_json::json!({
            "AllowedPattern": "^[a-z0-9][a-z0-9-]{1,45}[a-z0-9]$",
            "ConstraintDescription": "3 to 47 lower-case letters, digits and hyphens",
            "Default": "tap-artifacts",
            "Description": "Start of the names of the buckets that hold nested templates, one in each region",
            "Type": "String",
        });
        all.push((ARTIFACTS.to_string(), artifacts.to_string()));
    }
    if all.is_empty() {
        return;
    }
    out.push_str(",\"Parameters\":{");
    for (position, (name, text)) in sorted(all.into_iter()).into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        out.push_str(&format!("\"{name}\":{text}"));
    }
    out.push('}');
}

fn resources(out: &mut String, stack: &StackPlan) {
    out.push_str(",\"Resources\":{");
    let mut children: Vec<_> = stack.children.iter().collect();
    children.sort_by_key(|child| child.def.id);
    let mut children = children.into_iter().peekable();
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
    };
    for (id, resource) in &stack.resources {
        while children.peek().is_some_and(|child| child.def.id < id.as_str()) {
            if let Some(next) = children.next() {
                comma(out);
                child(out, next, stack);
            }
        }
        comma(out);
        out.push_str(&format!("\"{id}\":"));
        let depends = depends_on(id, &resource.body, stack);
        if depends.is_empty() {
            body(out, &resource.body, stack);
        } else {
            let start = out.len();
            let at = resource.depends_at as usize;
            body(out, &resource.body, stack);
            let shift = before(&resource.body, at, stack);
            out.insert_str(start + shift, &format!("\"DependsOn\":{},", list(&depends)));
        }
    }
    for next in children {
        comma(out);
        child(out, next, stack);
    }
    out.push('}');
}

/// Where a position of a body's text lands when holes before it are filled.
fn before(of: &'static crate::model::Body, at: usize, stack: &StackPlan) -> usize {
    let count = (0..of.holes.len()).take_while(|&hole| (of.at(hole) as usize) < at).count();
    let mut text = String::new();
    part(&mut text, of, count, at, stack);
    text.len()
}

fn depends_on(id: &str, of: &'static crate::model::Body, stack: &StackPlan) -> BTreeSet<String> {
    let mut depends = stack.waits.get(id).cloned().unwrap_or_default();
    for value in of.holes {
        if let Value::DependsOn(target) = value {
            depends.insert(stack.logical_id(target).to_string());
        }
    }
    depends
}

fn list(ids: &BTreeSet<String>) -> String {
    let ids: Vec<_> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", ids.join(","))
}

/// A nested stack.
fn child(out: &mut String, child: &ChildPlan, stack: &StackPlan) {
    let def = child.def;
    out.push_str(&format!("\"{}\":{{", def.id));
    if let Some(condition) = def.condition {
        out.push_str(&format!("\"Condition\":\"{}\",", condition.name));
    }
    if let Some(policy) = def.deletion_policy {
        out.push_str(&format!("\"DeletionPolicy\":\"{policy}\","));
    }
    let depends = depends_on(def.id, def.body, stack);
    if !depends.is_empty() {
        out.push_str(&format!("\"DependsOn\":{},", list(&depends)));
    }
    out.push_str("\"Properties\":{");
    let values = child_parameters(child, stack);
    if !values.is_empty() {
        out.push_str("\"Parameters\":{");
        for (position, (name, value)) in values.into_iter().enumerate() {
            if position > 0 {
                out.push(',');
            }
            out.push_str(&format!("\"{name}\":{value}"));
        }
        out.push_str("},");
    }
    if !def.body.text.is_empty() {
        out.push_str("\"Tags\":");
        body(out, def.body, stack);
        out.push(',');
    }
    out.push_str(&format!("\"TemplateURL\":{}}},\"Type\":\"AWS::CloudFormation::Stack\"", stack.url(&child.file)));
    if let Some(policy) = def.update_replace_policy {
        out.push_str(&format!(",\"UpdateReplacePolicy\":\"{policy}\""));
    }
    out.push('}');
}

/// Values of a nested stack's parameters: explicit ones, shared sets, outputs, and where templates lie.
fn child_parameters(child: &ChildPlan, stack: &StackPlan) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (name, parameter) in &child.plan.parameters {
        if let Some((_, given)) = child.def.with.iter().find(|(given, _)| given.name == parameter.name) {
            let mut text = String::new();
            body(&mut text, given, stack);
            values.push(((*name).to_string(), text));
        } else if stack.parameters.contains_key(name) {
            let reference = format!("{{\"Ref\":\"{name}\"}}");
            // CloudFormation passes lists to nested stacks joined by commas.
            let is_list = parameter.kind.starts_with("List<") || parameter.kind == "CommaDelimitedList";
            let value = if is_list { format!("{{\"Fn::Join\":[\",\",{reference}]}}") } else { reference };
            values.push(((*name).to_string(), value));
        }
    }
    for (name, output) in &child.plan.carried {
        let value = match stack.provider(output) {
            Some(provider) => stack.output_of(provider, output),
            None if output.is_list() => format!("{{\"Fn::Join\":[\",\",{{\"Ref\":\"{name}\"}}]}}"),
            None => format!("{{\"Ref\":\"{name}\"}}"),
        };
        values.push((name.clone(), value));
    }
    if child.plan.needs_artifacts {
        values.push((ARTIFACTS.to_string(), format!("{{\"Ref\":\"{ARTIFACTS}\"}}")));
    }
    sorted(values.into_iter())
}

fn outputs(out: &mut String, stack: &StackPlan) {
    let mut all = Vec::new();
    for (output, declaration) in stack.def.outputs.map_or(&[][..], |set| set.outputs) {
        let mut text = String::new();
        body(&mut text, declaration, stack);
        all.push((output.name.to_string(), text));
    }
    for (name, output) in &stack.raised {
        if let Some(provider) = stack.provider(output) {
            let description = format!("Output {name} of a nested stack, for others");
            let description = serde_json::Value::from(description);
            all.push((
                name.clone(),
                format!("{{\"Description\":{description},\"Value\":{}}}", stack.output_of(provider, output)),
            ));
        }
    }
    if all.is_empty() {
        return;
    }
    out.push_str(",\"Outputs\":{");
    for (position, (name, text)) in sorted(all.into_iter()).into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        out.push_str(&format!("\"{name}\":{text}"));
    }
    out.push('}');
}
