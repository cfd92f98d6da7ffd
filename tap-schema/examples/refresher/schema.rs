//! From cfn-lint's JSON schemas to the vocabulary of the facts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Result;

/// What a `$ref` becomes.
#[derive(Clone, Copy)]
pub enum References<'a> {
    /// A name in `defs`.
    Named,
    /// The schema it points at, in this document, or in another by its name: `policy#/definitions/Action`.
    Inlined(&'a Value, &'a BTreeMap<String, Value>),
}

/// Converts a schema and all within it.
pub fn convert(schema: &Value, references: References<'_>) -> Result<Value> {
    match schema {
        // `true` allows everything, `false` nothing.
        Value::Bool(_) => Ok(schema.clone()),
        Value::Array(schemas) => list(schemas, references),
        Value::Object(keywords) => object(keywords, references),
        _ => Err(format!("{schema} stands where a schema is expected")),
    }
}

fn object(keywords: &Map<String, Value>, references: References<'_>) -> Result<Value> {
    if let (Some(target), References::Inlined(document, others)) = (keywords.get("$ref"), references) {
        return inlined(target, keywords, document, others);
    }
    let mut converted = Map::new();
    let is_alone = !keywords.contains_key("properties") && !keywords.contains_key("patternProperties");
    for (keyword, value) in keywords {
        let kept = keyword_of(keyword, value, references, is_alone).map_err(|error| format!("{error}, in `{keyword}`"))?;
        if let Some((keyword, value)) = kept
            && converted.insert(keyword.to_owned(), value).is_some()
        {
            return Err(format!("two keywords say `{keyword}`"));
        }
    }
    Ok(Value::Object(converted))
}

/// The schema that a reference points at, with the keywords beside the reference.
fn inlined(target: &Value, keywords: &Map<String, Value>, document: &Value, others: &BTreeMap<String, Value>) -> Result<Value> {
    let nowhere = || format!("`$ref` {target} leads nowhere");
    let (name, pointer) = target.as_str().and_then(|target| target.split_once('#')).ok_or_else(nowhere)?;
    let within = if name.is_empty() { document } else { others.get(name).ok_or_else(nowhere)? };
    let converted = convert(within.pointer(pointer).ok_or_else(nowhere)?, References::Inlined(within, others))?;
    if keywords.len() == 1 {
        return Ok(converted);
    }
    let mut beside = keywords.clone();
    beside.remove("$ref");
    let mut beside = convert(&Value::Object(beside), References::Inlined(document, others))?;
    let all = beside.as_object_mut().map(|beside| beside.entry("allOf").or_insert_with(|| Value::Array(Vec::new())));
    all.and_then(Value::as_array_mut).ok_or("`allOf` is not a list")?.insert(0, converted);
    Ok(beside)
}

/// What becomes of a keyword; `None` if the facts do without it.
fn keyword_of<'k>(
    keyword: &'k str,
    value: &Value,
    references: References<'_>,
    is_alone: bool,
) -> Result<Option<(&'k str, Value)>> {
    let converted = match keyword {
        // Words for people, and hints to tools that no template can violate.
        "description" | "title" | "examples" | "$comment" | "$schema" | "$id" | "insertionOrder" | "arrayType" => {
            return Ok(None);
        }
        // The name of a place, for rules that are Python code.
        "cfnLint" => return Ok(None),
        // Of a document, whose references are inlined.
        "definitions" if matches!(references, References::Inlined(..)) => return Ok(None),
        "additionalProperties" => match value {
            Value::Bool(true) => return Ok(None),
            Value::Bool(false) => return Ok(Some(("closed", Value::Bool(true)))),
            // Of all properties, where it stands alone.
            schema if is_alone => return Ok(Some(("patternProperties", json!({ ".*": convert(schema, references)? })))),
            _ => return Err("a schema of properties that others don't name".into()),
        },
        // `false` is the default.
        "uniqueItems" => return Ok(value.as_bool().filter(|unique| *unique).map(|_| (keyword, Value::Bool(true)))),
        // The old name. A dependency that is a schema is lost: the facts have no word for it.
        "dependencies" => {
            let lists = value.as_object().filter(|lists| lists.values().all(Value::is_array));
            return Ok(lists.map(|lists| ("dependentRequired", Value::Object(lists.clone()))));
        }
        "$ref" => {
            let target = value.as_str().ok_or("it is not a text")?;
            Value::from(target.strip_prefix("#/definitions/").unwrap_or(target))
        }
        "properties" | "patternProperties" => map(value, references)?,
        "items" | "not" | "if" | "then" | "else" | "contains" | "propertyNames" => convert(value, references)?,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => list(value.as_array().ok_or("it is not a list")?, references)?,
        // The schema of what is gathered from other resources, and a schema to which intrinsic functions are plain objects.
        "cfnGather" | "cfnContext" => {
            let mut wrapper = value.clone();
            let schema = wrapper.get_mut("schema").ok_or("it has no `schema`")?;
            *schema = convert(schema, references)?;
            wrapper
        }
        "type"
        | "enum"
        | "enumCaseInsensitive"
        | "const"
        | "default"
        | "format"
        | "pattern"
        | "minLength"
        | "maxLength"
        | "minimum"
        | "maximum"
        | "exclusiveMinimum"
        | "exclusiveMaximum"
        | "multipleOf"
        | "minItems"
        | "maxItems"
        | "minProperties"
        | "maxProperties"
        | "required"
        | "requiredOr"
        | "requiredXor"
        | "dependentRequired"
        | "dependentExcluded"
        | "uniqueKeys"
        | "maxUniqueItems"
        | "relationshipRef" => value.clone(),
        _ => return Err("an unknown keyword; say in examples/refresher/schema.rs whether the facts keep it".into()),
    };
    Ok(Some((keyword, converted)))
}

/// An object whose members are schemas.
pub fn map(schemas: &Value, references: References<'_>) -> Result<Value> {
    let schemas = schemas.as_object().ok_or("it is not an object of schemas")?;
    let converted = schemas.iter().map(|(name, schema)| {
        let schema = convert(schema, references).map_err(|error| format!("{error}, in {name}"))?;
        Ok((name.clone(), schema))
    });
    Ok(Value::Object(converted.collect::<Result<_>>()?))
}

fn list(schemas: &[Value], references: References<'_>) -> Result<Value> {
    let schemas: Result<Vec<_>> = schemas.iter().map(|schema| convert(schema, references)).collect();
    schemas.map(Value::Array)
}
