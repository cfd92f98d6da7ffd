//! The record of a resource type, as far as its schema goes.

use serde_json::{Map, Value, json};

use super::Result;
use super::cfn_lint::{Offered, Schemas};
use super::rules::Rules;
use super::schema::{self, References};
use super::{attributes, pointer};

/// Members of a resource schema that describe the type; all others are keywords of its properties.
const ABOUT_THE_TYPE: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "additionalIdentifiers",
    "conditionalCreateOnlyProperties",
    "createOnlyProperties",
    "definitions",
    "deprecatedProperties",
    "description",
    "documentationUrl",
    "handlers",
    "lifecycle",
    "primaryIdentifier",
    "propertyTransform",
    "readOnlyProperties",
    "replacementStrategy",
    "resourceLink",
    "sourceUrl",
    "taggable",
    "tagging",
    "typeConfiguration",
    "typeName",
    "writeOnlyProperties",
];

/// Members that list properties, by the name they have in a record.
const PROPERTY_LISTS: &[(&str, &str)] = &[
    ("condCreateOnly", "conditionalCreateOnlyProperties"),
    ("createOnly", "createOnlyProperties"),
    ("deprecated", "deprecatedProperties"),
    ("id", "primaryIdentifier"),
    ("ro", "readOnlyProperties"),
    ("wo", "writeOnlyProperties"),
];

/// A record for each type.
pub fn extract(schemas: &Schemas, rules: &Rules) -> Result<Map<String, Value>> {
    let records = schemas.types.iter().map(|(name, offered)| {
        let record = record(offered, rules)
            .map_err(|error| format!("{error}, in the schema of {name}; adapt examples/refresher to what cfn-lint has there"))?;
        Ok((name.clone(), Value::Object(record)))
    });
    records.collect()
}

fn record(offered: &Offered, rules: &Rules) -> Result<Map<String, Value>> {
    let source = offered.schema.as_object().ok_or("it is not an object")?;
    let mut keywords = source.clone();
    keywords.retain(|keyword, _| !ABOUT_THE_TYPE.contains(&keyword.as_str()));

    let mut record = Map::new();
    record.insert("root".into(), schema::convert(&Value::Object(keywords), References::Named)?);
    let definitions = source.get("definitions").map(|definitions| schema::map(definitions, References::Named));
    record.insert("defs".into(), definitions.transpose()?.unwrap_or_else(|| json!({})));
    for (member, list) in PROPERTY_LISTS {
        if let Some(list) = source.get(*list) {
            record.insert((*member).into(), paths(list)?);
        }
    }
    record.insert("getatt".into(), attributes::attributes(&offered.schema, rules)?);
    record.insert("ref".into(), reference(&offered.schema)?);
    record.insert("regions".into(), offered.regions.into());
    if let Some(strategy) = source.get("replacementStrategy") {
        record.insert("replacement".into(), strategy.clone());
    }
    if let Some(tagging) = tagging(source)? {
        record.insert("tagging".into(), tagging);
    }
    Ok(record)
}

/// What `Ref` gives: the primary identifier, or several joined to one text.
fn reference(source: &Value) -> Result<Value> {
    let identifier = source["primaryIdentifier"].as_array().ok_or("`primaryIdentifier` is not a list")?;
    match identifier.as_slice() {
        [] => Ok(json!({})),
        [Value::String(only)] => {
            let path: Vec<_> = only.split('/').skip(2).collect();
            let schema =
                pointer::find(source, source, &path).ok_or_else(|| format!("`primaryIdentifier` {only} leads nowhere"))?;
            schema::convert(schema, References::Named)
        }
        _ => Ok(json!({ "type": "string" })),
    }
}

/// Without the permissions that tagging needs; many old types say no more than whether they can be tagged.
fn tagging(source: &Map<String, Value>) -> Result<Option<Value>> {
    let Some(tagging) = source.get("tagging") else {
        return Ok(source.get("taggable").map(|taggable| json!({ "taggable": taggable })));
    };
    let mut tagging = tagging.as_object().ok_or("`tagging` is not an object")?.clone();
    tagging.retain(|member, _| !["cloudFormationSystemTags", "permissions"].contains(&member.as_str()));
    if let Some(property) = tagging.get_mut("tagProperty") {
        *property = path(property)?.into();
    }
    Ok(Some(Value::Object(tagging)))
}

fn paths(list: &Value) -> Result<Value> {
    let list = list.as_array().ok_or_else(|| format!("{list} is not a list of properties"))?;
    let paths: Result<Vec<_>> = list.iter().map(path).collect();
    Ok(paths?.into())
}

/// `/properties/A/*/B` → `A/*/B`
fn path(pointer: &Value) -> Result<&str> {
    let path = pointer.as_str().and_then(|pointer| pointer.strip_prefix("/properties/"));
    path.ok_or_else(|| format!("{pointer} does not point at a property"))
}
