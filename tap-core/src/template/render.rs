//! Puts names and values into the holes of a body.

use super::wiring::StackPlan;
use crate::model::{Body, Constant, Output, Value};

/// Writes a body as the stack sees it.
pub(super) fn body(out: &mut String, body: &Body, stack: &StackPlan) {
    part(out, body, body.holes.len(), body.text.len(), stack);
}

/// Writes the text of a body up to `end`, with so many holes in it.
pub(super) fn part(out: &mut String, body: &Body, holes: usize, end: usize, stack: &StackPlan) {
    let mut from = 0;
    for (hole, filled) in body.holes[..holes].iter().enumerate() {
        let at = body.at(hole) as usize;
        out.push_str(&body.text[from..at]);
        from = at;
        value(out, filled, stack);
    }
    out.push_str(&body.text[from..end]);
}

fn value(out: &mut String, value: &Value, stack: &StackPlan) {
    match value {
        Value::Ref(target) | Value::GetAtt(target) => out.push_str(stack.logical_id(target)),
        Value::DependsOn(_) | Value::LanguageExtensions => {}
        Value::Parameter(parameter) => out.push_str(parameter.name),
        Value::Condition(condition) => out.push_str(condition.name),
        Value::Mapping(mapping) => out.push_str(mapping.name),
        Value::Output(used) => output(out, used, stack),
        Value::Import(used) => import(out, used, stack),
        Value::Constant(constant) => json(out, constant),
        Value::Text(constant, in_sub) => text(out, constant, *in_sub),
        Value::Fragment(fragment) => body(out, fragment, stack),
        Value::TemplateUrl(of) => out.push_str(&stack.template_url(of())),
    }
}

/// `Fn::GetAtt` of the nested stack if it is one of this stack's own, else the parameter that carries the output.
fn output(out: &mut String, output: &Output, stack: &StackPlan) {
    match stack.provider(output) {
        Some(child) => {
            let value = stack.output_of(child, output);
            if output.is_list() {
                out.push_str(&format!("{{\"Fn::Split\":[\",\",{value}]}}"));
            } else {
                out.push_str(&value);
            }
        }
        // A parameter of a list type is a list already.
        None => out.push_str(&format!("{{\"Ref\":\"{}\"}}", carrier(output))),
    }
}

/// Name of the parameter or output that carries an output through other stacks.
pub(super) fn carrier(output: &Output) -> String {
    format!("{}{}", output.set.name, output.name)
}

fn import(out: &mut String, output: &Output, stack: &StackPlan) {
    let Some(name) = output.export else { return };
    let mut value = String::from("{\"Fn::ImportValue\":");
    body(&mut value, name, stack);
    value.push('}');
    if output.is_list() {
        value = format!("{{\"Fn::Split\":[\",\",{value}]}}");
    }
    out.push_str(&value);
}

fn json(out: &mut String, constant: &Constant) {
    match constant {
        Constant::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Constant::Integer(value) => out.push_str(&value.to_string()),
        Constant::Text(value) => string(out, value),
        Constant::Texts(values) => {
            out.push('[');
            for (position, value) in values.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                string(out, value);
            }
            out.push(']');
        }
    }
}

fn text(out: &mut String, constant: &Constant, in_sub: bool) {
    match constant {
        Constant::Text(value) => {
            let escaped = if in_sub { value.replace("${", "${!") } else { (*value).to_string() };
            let mut quoted = String::new();
            string(&mut quoted, &escaped);
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
        other => json(out, other),
    }
}

/// Writes a JSON string.
pub(super) fn string(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
