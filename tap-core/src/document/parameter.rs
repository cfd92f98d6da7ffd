//! Parameters of a template.

use regex_lite::Regex;
use serde_json::Value;
use std::sync::OnceLock;

/// A parameter: its type, its default and what its values have to be.
///
/// ```
/// use tap_core::document::Document;
///
/// let text = "Parameters:\n  Count: { Type: Number, Default: 2, MaxValue: 5 }\nResources:\n  Jobs: { Type: AWS::SQS::Queue }\n";
/// let document = Document::read("jobs.yaml", text).unwrap();
/// assert_eq!(document.parameters["Count"].default.as_deref(), Some("2"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its type, such as `String` or `List<AWS::EC2::Subnet::Id>`.
    pub kind: String,
    /// The value that it has if none is given.
    pub default: Option<String>,
    /// The only values that it may have.
    pub allowed_values: Option<Vec<String>>,
    /// A pattern that the whole of a value has to match.
    pub allowed_pattern: Option<Pattern>,
    /// What AWS says instead of the constraint that does not hold.
    pub constraint: Option<String>,
    /// Fewest characters.
    pub min_length: Option<f64>,
    /// Most characters.
    pub max_length: Option<f64>,
    /// Least value of a number.
    pub min_value: Option<f64>,
    /// Greatest value of a number.
    pub max_value: Option<f64>,
    /// Whether AWS shows stars in its place.
    pub no_echo: bool,
}

impl Parameter {
    /// Whether its value is a list.
    pub fn is_list(&self) -> bool {
        self.value_kind() == "CommaDelimitedList" || self.value_kind().starts_with("List<")
    }

    /// Whether it names a parameter of SSM, whose value it has.
    pub fn is_ssm(&self) -> bool {
        self.kind.starts_with("AWS::SSM::Parameter::Value<")
    }

    /// The type of the value: of what stands in SSM, if it names that.
    pub fn value_kind(&self) -> &str {
        self.kind.strip_prefix("AWS::SSM::Parameter::Value<").and_then(|kind| kind.strip_suffix('>')).unwrap_or(&self.kind)
    }
}

/// A pattern; compiled when a value first meets it.
///
/// ```
/// use tap_core::document::Pattern;
///
/// let pattern = Pattern::new("[a-z]+");
/// assert_eq!(pattern.matches("dev"), Some(true));
/// assert_eq!(pattern.matches("dev-1"), Some(false));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as it is written.
    pub fn new(text: impl Into<String>) -> Self {
        Pattern { text: text.into(), compiled: OnceLock::new() }
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches the whole of a value, as CloudFormation's patterns do; nothing is known of those that the engine does not have.
    pub fn matches(&self, value: &str) -> Option<bool> {
        let compile = || Regex::new(&format!("^(?:{})$", self.text)).ok();
        self.compiled.get_or_init(compile).as_ref().map(|pattern| pattern.is_match(value))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A scalar as the text that CloudFormation takes it for.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}
