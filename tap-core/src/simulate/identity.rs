//! Physical ids and attributes: what the properties say, and what AWS would make up.

use super::cloud::Physical;
use crate::evaluate::Pseudo;
use serde_json::{Value, json};
use tap_schema::facts_of;

/// The properties that identify a resource of a type, if all of them are the template's to choose.
fn naming(kind: &str) -> Vec<&'static str> {
    let Some(facts) = facts_of(kind) else { return Vec::new() };
    let names: Vec<_> = facts.record().get("id").into_iter().flat_map(|id| id.items()).filter_map(|name| name.as_str()).collect();
    let all_chosen = names.iter().all(|name| facts.property(name).is_some() && !facts.is_read_only(name));
    if all_chosen { names } else { Vec::new() }
}

/// Names that have to be unique though AWS identifies the resource by something else, beside `QueueName` of a `Queue` and its like.
const NAMED_OTHERWISE: &[(&str, &str)] = &[
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name"),
    ("AWS::SecretsManager::Secret", "Name"),
];

/// The properties that make up the name of a resource: its identifier if that is chosen, else a name that can only be chosen when it is made.
fn names(kind: &str) -> Vec<String> {
    let identifier = naming(kind);
    if !identifier.is_empty() {
        return identifier.into_iter().map(str::to_string).collect();
    }
    let Some(facts) = facts_of(kind) else { return Vec::new() };
    let otherwise = NAMED_OTHERWISE.iter().find(|(named, _)| *named == kind).map(|(_, name)| name.to_string());
    let name = otherwise.unwrap_or_else(|| format!("{}Name", kind.rsplit("::").next().unwrap_or_default()));
    let is_chosen_once = facts.create_only().any(|path| path == name);
    if is_chosen_once { vec![name] } else { Vec::new() }
}

/// What nobody else of this type may be called at the same time, if the template chose it: in its region unless its names count everywhere.
pub(super) fn claim(kind: &str, region: &str, properties: &Value) -> Option<String> {
    let names = names(kind);
    let values: Option<Vec<String>> = names.iter().map(|name| properties.get(name).map(Value::to_string)).collect();
    let values = values.filter(|values| !values.is_empty())?;
    let is_global = kind.starts_with("AWS::IAM::") || kind == "AWS::S3::Bucket";
    let place = if is_global { "" } else { region };
    Some(format!("{kind} {place} {}", values.join(" ")))
}

/// The physical id: the chosen name, or one made of the stack, the logical id and a number that no other has.
pub(super) fn physical_id(kind: &str, stack: &str, logical_id: &str, properties: &Value, number: u32) -> String {
    let chosen = match naming(kind).as_slice() {
        [name] => properties.get(name).and_then(Value::as_str),
        _ => None,
    };
    chosen.map_or_else(|| format!("{}-{logical_id}-{number:012x}", stack.replace('/', "-")), str::to_string)
}

/// An attribute of a resource: of its properties if it is one of them, else of the kind and form that the facts give.
pub(super) fn attribute(physical: &Physical, name: &str, pseudo: &Pseudo) -> Value {
    if let Some(value) = physical.data.get(name) {
        return value.clone();
    }
    let mut chosen = Some(&*physical.properties);
    for step in name.split('.') {
        chosen = chosen.and_then(|value| value.get(step));
    }
    if let Some(value) = chosen.filter(|value| !value.is_object()) {
        return value.clone();
    }
    let facts = facts_of(&physical.kind);
    if name == "Arn" || name.ends_with("Arn") {
        if let Some(arn) =
            facts.and_then(|facts| facts.record().get("arn")).and_then(|arn| arn.as_str()).filter(|_| name == "Arn")
        {
            return arn_of(arn, physical, pseudo).into();
        }
        return format!("{}/{name}", default_arn(physical, pseudo)).into();
    }
    match facts.and_then(|facts| facts.attribute(name)).and_then(|schema| schema.get("type")).and_then(|kind| kind.as_str()) {
        Some("integer" | "number") => json!(physical.number),
        Some("boolean") => json!(true),
        Some("array") => json!([format!("{}.{name}", physical.id)]),
        _ => format!("{}.{name}", physical.id).into(),
    }
}

/// An ARN by its pattern, its variables filled.
fn arn_of(pattern: &str, physical: &Physical, pseudo: &Pseudo) -> String {
    let mut arn = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        arn.push_str(before);
        let Some((variable, behind)) = after.split_once('}') else { break };
        arn.push_str(match variable {
            "Partition" => pseudo.partition(),
            "Region" => &physical.region,
            "Account" => &pseudo.account_id,
            _ => &physical.id,
        });
        rest = behind;
    }
    arn + rest
}

fn default_arn(physical: &Physical, pseudo: &Pseudo) -> String {
    let service = physical.kind.split("::").nth(1).unwrap_or("custom").to_lowercase();
    format!("arn:{}:{service}:{}:{}:{}", pseudo.partition(), physical.region, pseudo.account_id, physical.id)
}

/// Whether the old resource goes before the new one is made.
pub(super) fn is_deleted_first(kind: &str) -> bool {
    facts_of(kind).and_then(|facts| facts.record().get("replacement")).and_then(|how| how.as_str()) == Some("delete_then_create")
}
