//! Walking a resource schema as cfn-lint's `RefResolver` does.

use serde_json::Value;

/// Follows `$ref`s until there is none.
pub fn dereference<'a>(document: &'a Value, mut schema: &'a Value) -> Option<&'a Value> {
    // A reference that leads back to itself would never end; no schema nests references this deep.
    for _ in 0..32 {
        let Some(target) = schema.get("$ref") else {
            return Some(schema);
        };
        schema = document.pointer(target.as_str()?.strip_prefix('#')?)?;
    }
    None
}

/// The schema at a path of property names, in which `*` stands for the items of an array.
///
/// What a schema lacks is looked for in its alternatives, in the order in which cfn-lint does.
pub fn find<'a>(document: &'a Value, schema: &'a Value, path: &[&str]) -> Option<&'a Value> {
    let schema = dereference(document, schema)?;
    let [name, rest @ ..] = path else {
        return Some(schema);
    };
    let next = match (*name, schema.get("items")) {
        ("*", Some(items)) => Some(items),
        _ => schema.get("properties").and_then(|properties| properties.get(name)),
    };
    next.and_then(|next| find(document, next, rest)).or_else(|| {
        ["anyOf", "allOf", "oneOf"]
            .iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten()
            .find_map(|alternative| find(document, alternative, path))
    })
}
