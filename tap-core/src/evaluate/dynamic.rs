//! Dynamic references: `{{resolve:ssm:…}}`, `{{resolve:ssm-secure:…}}` and `{{resolve:secretsmanager:…}}`.

use serde_json::Value;

/// A dynamic reference in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DynamicReference {
    /// `ssm`, `ssm-secure` or `secretsmanager`.
    pub service: String,
    /// What stands after it: a parameter's name and maybe its version, or a secret's id with the rest.
    pub name: String,
    /// Where it stands in the text, in bytes.
    pub range: std::ops::Range<usize>,
}

/// The dynamic references of a text.
fn dynamic_references(text: &str) -> Vec<DynamicReference> {
    const START: &str = "{{resolve:";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(START).map(|start| at + start) {
        let Some(end) = text[start..].find("}}").map(|end| start + end) else { break };
        if let Some((service, name)) = text[start + START.len()..end].split_once(':') {
            found.push(DynamicReference { service: service.to_string(), name: name.to_string(), range: start..end + 2 });
        }
        at = end + 2;
    }
    found
}

/// A value in which every dynamic reference is what `store` has for it; the references that it lacks are returned as an error.
///
/// # Errors
///
/// What the store does not have, such as `ssm:/host`.
pub(crate) fn resolve_dynamic(value: &mut Value, store: &dyn Fn(&DynamicReference) -> Option<String>) -> Result<(), String> {
    match value {
        Value::String(text) if text.contains("{{resolve:") => {
            let mut resolved = String::new();
            let mut at = 0;
            for reference in dynamic_references(text) {
                let Some(found) = store(&reference) else { return Err(format!("{}:{}", reference.service, reference.name)) };
                resolved.push_str(&text[at..reference.range.start]);
                resolved.push_str(&found);
                at = reference.range.end;
            }
            resolved.push_str(&text[at..]);
            *text = resolved;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve_dynamic(item, store)),
        Value::Object(members) => members.values_mut().try_for_each(|member| resolve_dynamic(member, store)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{dynamic_references, resolve_dynamic};
    use serde_json::json;

    #[test]
    fn references_are_found_and_filled() {
        let found = dynamic_references("jdbc:{{resolve:ssm:/app/url:2}}");
        assert_eq!((found[0].service.as_str(), found[0].name.as_str()), ("ssm", "/app/url:2"));
        let mut value = json!({ "Url": "https://{{resolve:ssm:/host}}/" });
        let has =
            |name: &'static str| move |found: &super::DynamicReference| (found.name == name).then(|| "example.com".to_string());
        assert_eq!(resolve_dynamic(&mut value, &has("/other")), Err("ssm:/host".to_string()));
        resolve_dynamic(&mut value, &has("/host")).unwrap();
        assert_eq!(value, json!({ "Url": "https://example.com/" }));
    }
}
