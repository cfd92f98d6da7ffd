//! Parameters of a template.

use serde_json::Value;

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
    pub allowed_pattern: Option<String>,
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

/// A scalar as the text that CloudFormation takes it for.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}
