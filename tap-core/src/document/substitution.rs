//! The text of `Fn::Sub`.

use super::expression::Expression;

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text; `${!name}` is in it as `${name}`.
    Text(String),
    /// `${Name}`: a parameter, a pseudo parameter or a resource.
    Ref(String),
    /// `${Name.Attribute}`.
    GetAtt(String, String),
    /// `${name}` of the second argument.
    Value(Expression),
}

/// Cuts a text at its variables.
pub(super) fn parse(text: &str, named: &[(&str, Expression)]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        literal.push_str(&rest[..start]);
        let inner = &rest[start + 2..];
        let Some(end) = inner.find('}') else {
            // Without its end it is text.
            rest = &rest[start..];
            break;
        };
        let name = inner[..end].trim();
        rest = &inner[end + 1..];
        if let Some(escaped) = name.strip_prefix('!') {
            literal.push_str("${");
            literal.push_str(escaped);
            literal.push('}');
            continue;
        }
        // CloudFormation itself takes no others, whatever the names of parameters may be.
        if name.is_empty() || !name.chars().all(|part| part.is_ascii_alphanumeric() || ".:_".contains(part)) {
            return Err(format!("`${{{name}}}` names nothing\nhelp: a `${{` that is no variable is written `${{!`"));
        }
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(match named.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => Part::Value(value.clone()),
            None => match name.split_once('.') {
                Some((id, attribute)) => Part::GetAtt(id.to_string(), attribute.to_string()),
                None => Part::Ref(name.to_string()),
            },
        });
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}
