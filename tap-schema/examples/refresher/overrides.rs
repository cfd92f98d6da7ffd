//! `data/overrides.json`: where the project knows better than its sources.

use std::path::Path;

use serde_json::Value;

use super::{Result, read_json};

/// Applies every override; one that does nothing is an error, it has become superfluous or never was right.
pub fn apply(path: &Path, facts: &mut Value) -> Result<()> {
    let shown = path.display();
    let overrides = read_json(path)?;
    let overrides = overrides.as_array().ok_or_else(|| format!("{shown} is not a list of overrides"))?;
    for (index, change) in overrides.iter().enumerate() {
        one(change, facts).map_err(|error| format!("{shown}: override {index}: {error}; correct or remove it"))?;
    }
    Ok(())
}

fn one(change: &Value, facts: &mut Value) -> Result<()> {
    let text = |member: &str| change[member].as_str().ok_or_else(|| format!("it has no text `{member}`"));
    let (type_name, path) = (text("type")?, text("path")?);
    if text("reason")?.is_empty() {
        return Err("its `reason` is empty".into());
    }
    let record = facts["types"].get_mut(type_name).ok_or_else(|| format!("{type_name} is no type of the facts"))?;
    let nowhere = || format!("{path} points nowhere in the record of {type_name}");
    let (parent, member) = path.rsplit_once('/').ok_or_else(nowhere)?;
    // As RFC 6901 has it.
    let member = member.replace("~1", "/").replace("~0", "~");
    let parent = record.pointer_mut(parent).and_then(Value::as_object_mut).ok_or_else(nowhere)?;
    match (change.get("value"), change["remove"] == true) {
        (Some(value), false) => match parent.insert(member, value.clone()) {
            Some(before) if before == *value => Err(format!("{path} of {type_name} has that value already")),
            _ => Ok(()),
        },
        (None, true) => parent.remove(&member).map(drop).ok_or_else(nowhere),
        _ => Err("it needs either a `value` or `\"remove\": true`".into()),
    }
}
