//! Whether two clients say the same.

use super::call::Call;
use serde_json::Value;

/// Lists whose order means nothing to AWS.
const SETS: &[&str] = &["Accounts", "Capabilities", "ParameterOverrides", "Parameters", "Regions", "RollbackTriggers", "Tags"];

/// Everything in which one call differs from another, a line each, empty if they say the same. What each client makes up for itself must
/// be there in both.
///
/// `generated` names what is made up by paths such as `ClientToken` or `Tags/0/Value`.
pub fn compare(ours: &Call, theirs: &Call, generated: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (what, ours, theirs) in [
        ("service", &ours.service, &theirs.service),
        ("region", &ours.region, &theirs.region),
        ("action", &ours.action, &theirs.action),
    ] {
        if ours != theirs {
            found.push(format!("{what}: {ours}, {theirs}"));
        }
    }
    if ours.protocol != theirs.protocol {
        found.push(format!("protocol: {:?}, {:?}", ours.protocol, theirs.protocol));
    }
    differences(&same_lists(&ours.parameters), &same_lists(&theirs.parameters), "", generated, &mut found);
    found
}

/// Parameters with each list whose order means nothing in one order.
pub fn same_lists(parameters: &Value) -> Value {
    match parameters {
        Value::Object(members) => {
            let sorted = members.iter().map(|(name, value)| {
                let mut value = same_lists(value);
                if let (true, Some(items)) = (SETS.contains(&name.as_str()), value.as_array_mut()) {
                    items.sort_by_key(Value::to_string);
                }
                (name.clone(), value)
            });
            Value::Object(sorted.collect())
        }
        Value::Array(items) => items.iter().map(same_lists).collect(),
        other => other.clone(),
    }
}

fn differences(ours: &Value, theirs: &Value, path: &str, generated: &[&str], found: &mut Vec<String>) {
    let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, value) in ours {
                match theirs.get(name) {
                    Some(other) => differences(value, other, &below(name), generated, found),
                    None => found.push(format!("{}: {value}, nothing", below(name))),
                }
            }
            for (name, value) in theirs.iter().filter(|(name, _)| !ours.contains_key(*name)) {
                found.push(format!("{}: nothing, {value}", below(name)));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                differences(ours, theirs, &below(&at.to_string()), generated, found);
            }
        }
        (ours, theirs) if generated.contains(&path) => {
            let is_there = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
            if !is_there(ours) || !is_there(theirs) {
                found.push(format!("{path}: {ours}, {theirs}, and both are to be made up"));
            }
        }
        (ours, theirs) if ours != theirs => found.push(format!("{path}: {ours}, {theirs}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{differences, same_lists};
    use serde_json::{Value, json};

    fn found(ours: &Value, theirs: &Value, generated: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        differences(&same_lists(ours), &same_lists(theirs), "", generated, &mut found);
        found
    }

    #[test]
    fn the_order_counts_where_it_means_something() {
        let tags = |first, second| json!({ "Tags": [{ "Key": first }, { "Key": second }] });
        assert!(found(&tags("a", "b"), &tags("b", "a"), &[]).is_empty());
        let order = |first, second| json!({ "OperationPreferences": { "RegionOrder": [first, second] } });
        let said = found(&order("a", "b"), &order("b", "a"), &[]);
        assert_eq!(
            said,
            ["OperationPreferences/RegionOrder/0: \"a\", \"b\"", "OperationPreferences/RegionOrder/1: \"b\", \"a\""]
        );
    }

    #[test]
    fn each_difference_is_said_once() {
        let said = found(&json!({ "A": 1, "B": [1], "C": "x" }), &json!({ "A": "1", "B": [1, 2], "D": {} }), &[]);
        assert_eq!(said, ["A: 1, \"1\"", "B: [1], [1,2]", "C: \"x\", nothing", "D: nothing, {}"]);
    }

    #[test]
    fn what_is_made_up_must_be_there() {
        let token = |value: Value| json!({ "ClientToken": value });
        assert!(found(&token("a".into()), &token("b".into()), &["ClientToken"]).is_empty());
        assert_eq!(found(&token("".into()), &token("b".into()), &["ClientToken"]).len(), 1);
        assert_eq!(found(&json!({}), &token("b".into()), &["ClientToken"]), ["ClientToken: nothing, \"b\""]);
        assert_eq!(found(&token("a".into()), &token("b".into()), &[]).len(), 1);
    }
}
