//! The rules that cfn-lint has beside the resource schemas: what one property means for another, what a region offers, and
//! what policies and tags are made of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::cfn_lint::{self, CfnLint, Schemas};
use super::reviewed::{self, Reviewed};
use super::rules::{Place, Rule, Rules};
use super::schema::{self, References};
use super::{Result, pointer};

/// Something that cfn-lint checks and the facts do not say.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Id of the rule, or the file that no rule names.
    pub rule: String,
    pub reason: String,
}

/// What a rule demands, and of which regions it does so, if not of all.
#[derive(Clone)]
struct Demand {
    schema: Value,
    regions: Option<i64>,
}

/// Adds `ext` to the records: entries `{rule, at, schema, regions}`.
pub fn merge(
    cfn_lint: &mut CfnLint,
    schemas: &Schemas,
    rules: &Rules,
    reviewed: &Reviewed,
    types: &mut Map<String, Value>,
) -> Result<Vec<LeftOut>> {
    let mut left_out = BTreeSet::new();
    let mut unused: BTreeSet<_> = cfn_lint.extensions()?.into_iter().collect();
    let policies = cfn_lint.policies()?;
    let mut sorted: Vec<_> = rules.rules.iter().collect();
    sorted.sort_by_key(|rule| (&rule.id, &rule.source));
    for rule in sorted {
        if let Some(file) = &rule.schema {
            unused.remove(file);
        }
        let (Some(file), true) = (&rule.schema, reviewed::is_extension(rule)) else {
            left_out.insert(LeftOut { rule: rule.id.clone(), reason: why_left_out(rule) });
            continue;
        };
        let mut document = cfn_lint.document(file)?;
        if file.starts_with(cfn_lint::POLICIES) {
            // A policy may be written as a text, too; the rules read it then, which nobody does here.
            document["type"] = json!(["object", "string"]);
        }
        let demands = demands(&document, &policies, rule, reviewed, &schemas.regions)
            .map_err(|error| format!("{error}, in {file} of cfn-lint; adapt examples/refresher to what it has there"))?;
        for place in &rule.at {
            match misplaced(place, schemas) {
                Some(reason) => drop(left_out.insert(LeftOut { rule: rule.id.clone(), reason })),
                None => {
                    let mut demands = demands.clone();
                    for keyword in reviewed.allowed(rule, &place.type_name) {
                        demands.iter_mut().for_each(|demand| allow(&mut demand.schema, keyword));
                    }
                    add(types, &rule.id, place, &demands)?;
                }
            }
        }
    }
    tags(&cfn_lint.document("other/resources/tagging.json")?, types)?;
    left_out.extend(unused.into_iter().map(|file| LeftOut { rule: file, reason: "no rule applies it".into() }));
    Ok(left_out.into_iter().collect())
}

fn why_left_out(rule: &Rule) -> String {
    match &rule.schema {
        _ if !rule.id.starts_with('E') => "no error: cfn-lint warns or informs".into(),
        None => "implemented in Python".into(),
        Some(file) => format!("its schema is no extension: {file}"),
    }
}

/// Why a rule cannot apply where cfn-lint says it does.
fn misplaced(place: &Place, schemas: &Schemas) -> Option<String> {
    let Place { type_name, path } = place;
    let Some(offered) = schemas.types.get(type_name) else {
        return Some(format!("at {type_name}, which is no type of the facts"));
    };
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let found = pointer::find(&offered.schema, &offered.schema, &parts);
    found.is_none().then(|| format!("at {path} of {type_name}, which is no property"))
}

/// Adds what is demanded of the tags of each type that can be tagged, rule E3024.
fn tags(document: &Value, types: &mut Map<String, Value>) -> Result<()> {
    let schema = document.pointer("/properties/Tags").ok_or("other/resources/tagging.json of cfn-lint has no `Tags`")?;
    let mut schema = schema::convert(schema, References::Named)?;
    // The schema of the property says so itself.
    for keyword in ["type", "required"] {
        allow(&mut schema, keyword);
    }
    let taggable = |record: &Value| record["tagging"]["taggable"] == true && record["root"]["properties"].get("Tags").is_some();
    let names: Vec<String> = types.iter().filter(|(_, record)| taggable(record)).map(|(name, _)| name.clone()).collect();
    for type_name in names {
        let mut schema = schema.clone();
        own_lengths(&types[&type_name], &mut schema);
        add(types, "E3024", &Place { type_name, path: "Tags".into() }, &[Demand { schema, regions: None }])?;
    }
    Ok(())
}

/// Leaves the lengths of keys and values to the type, if its own schema of a tag has some: it knows better, and may allow more.
fn own_lengths(record: &Value, schema: &mut Value) {
    let resolved = |schema: &Value| match schema["$ref"].as_str() {
        Some(name) => record["defs"][name].clone(),
        None => schema.clone(),
    };
    let tag = resolved(&resolved(&record["root"]["properties"]["Tags"])["items"]);
    for member in ["Key", "Value"] {
        let own = resolved(&tag["properties"][member]);
        for keyword in ["minLength", "maxLength"] {
            if own.get(keyword).is_some()
                && let Some(keywords) = schema["items"]["properties"][member].as_object_mut()
            {
                keywords.remove(keyword);
            }
        }
    }
}

/// Removes a keyword from a schema, at any depth.
fn allow(schema: &mut Value, keyword: &str) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(|schema| allow(schema, keyword)),
        Value::Object(keywords) => {
            keywords.remove(keyword);
            keywords.values_mut().for_each(|schema| allow(schema, keyword));
        }
        _ => {}
    }
}

fn add(types: &mut Map<String, Value>, rule: &str, place: &Place, demands: &[Demand]) -> Result<()> {
    let record = types.get_mut(&place.type_name).and_then(Value::as_object_mut);
    let record = record.ok_or_else(|| format!("{} has no record", place.type_name))?;
    let entries = record.entry("ext").or_insert_with(|| json!([])).as_array_mut().ok_or("`ext` is not a list")?;
    entries.extend(demands.iter().map(|demand| {
        let mut entry = json!({ "rule": rule, "at": place.path, "schema": demand.schema });
        if let Some(regions) = demand.regions {
            entry["regions"] = regions.into();
        }
        entry
    }));
    Ok(())
}

fn demands(
    document: &Value,
    policies: &BTreeMap<String, Value>,
    rule: &Rule,
    reviewed: &Reviewed,
    regions: &[String],
) -> Result<Vec<Demand>> {
    let convert = |schema: &Value| {
        let mut schema = schema::convert(schema, References::Inlined(document, policies))?;
        for property in reviewed.lower(rule) {
            ignore_case(&mut schema, property)?;
        }
        Ok::<_, String>(schema)
    };
    if !rule.bases.iter().any(|base| base == "CfnLintJsonSchemaRegional") {
        return Ok(vec![Demand { schema: convert(document)?, regions: None }]);
    }
    let by_region = document.as_object().ok_or("it is not an object")?;
    if let Some(other) = by_region.keys().find(|key| !cfn_lint::is_region(key) && !["all", "description"].contains(&key.as_str()))
    {
        return Err(format!("`{other}` is no region"));
    }
    // In the order in which they first occur; `all` is no region, so cfn-lint never looks at it.
    let mut masks: Vec<(Value, i64)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (bit, region) in regions.iter().enumerate() {
        let Some(schema) = by_region.get(region) else {
            continue;
        };
        for part in parts(convert(schema)?) {
            let index = *known.entry(part.to_string()).or_insert(masks.len());
            if index == masks.len() {
                masks.push((part, 0));
            }
            masks[index].1 |= 1 << bit;
        }
    }
    Ok(masks.into_iter().map(|(schema, mask)| Demand { schema, regions: Some(mask) }).collect())
}

/// The schemas that a schema consists of: regions share more of those than of the whole.
fn parts(schema: Value) -> Vec<Value> {
    match schema.get("allOf").and_then(Value::as_array) {
        Some(parts) if schema.as_object().is_some_and(|keywords| keywords.len() == 1) => parts.clone(),
        _ => vec![schema],
    }
}

/// Makes a schema do by itself what a rule does by converting a property to lower case first.
fn ignore_case(schema: &mut Value, property: &str) -> Result<()> {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().try_for_each(|schema| ignore_case(schema, property)),
        Value::Object(keywords) => {
            if let Some(schema) = keywords.get_mut("properties").and_then(|properties| properties.get_mut(property)) {
                lower(schema)?;
            }
            keywords.values_mut().try_for_each(|value| ignore_case(value, property))
        }
        _ => Ok(()),
    }
}

fn lower(schema: &mut Value) -> Result<()> {
    let Some(keywords) = schema.as_object_mut() else {
        return Ok(());
    };
    let values = match (keywords.remove("const"), keywords.remove("enum")) {
        (Some(only), None) => Some(json!([only])),
        (None, values) => values,
        _ => return Err("`const` and `enum` at once".into()),
    };
    if let Some(values) = values {
        // Compared with a text in lower case, any other would match nothing.
        let texts = values.as_array().into_iter().flatten();
        if let Some(upper) = texts.clone().find(|text| text.as_str().is_none_or(|text| text != text.to_lowercase())) {
            return Err(format!("{upper} never equals a text in lower case"));
        }
        keywords.insert("enumCaseInsensitive".into(), values);
    }
    if let Some(pattern) = keywords.get_mut("pattern") {
        *pattern = format!("(?i){}", pattern.as_str().ok_or("`pattern` is not a text")?).into();
    }
    match keywords.keys().find(|keyword| !["enumCaseInsensitive", "pattern", "type"].contains(&keyword.as_str())) {
        Some(keyword) => Err(format!("`{keyword}` of a text that is converted to lower case")),
        None => Ok(()),
    }
}
