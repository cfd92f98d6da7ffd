//! Templates as they are given to CloudFormation, read from JSON or YAML: those that [`emit`](crate::emit) writes, and those of others.

mod expression;
mod for_each;
mod json;
mod order;
mod parameter;
mod reader;
mod roots;
mod set;
mod source;
mod substitution;
#[cfg(test)]
mod tests;
mod yaml;

pub use expression::{Expression, Function, Misuse};
pub(crate) use order::in_order;
pub use parameter::{Parameter, Pattern};
pub use set::TemplateSet;
pub use source::{Place, Problem, Source};
pub use substitution::Part;

use serde_json::Value;
use std::collections::BTreeMap;

/// A template, read and understood. Everything is sorted by name.
///
/// ```
/// use tap_core::document::Document;
///
/// let text = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !Sub 'jobs-${AWS::Region}' }\n";
/// let document = Document::read("jobs.yaml", text).unwrap();
/// assert_eq!(document.resources["Jobs"].kind, "AWS::SQS::Queue");
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    /// The text it was read from.
    pub source: Source,
    /// The whole as JSON, functions in their long form and loops (`Fn::ForEach`) as what they stand for.
    pub json: Value,
    /// Names of its macros, such as `AWS::LanguageExtensions`.
    pub transforms: Vec<String>,
    /// `Parameters`.
    pub parameters: BTreeMap<String, Parameter>,
    /// `Mappings`: by name, first key and second key.
    pub mappings: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>>,
    /// `Conditions`.
    pub conditions: BTreeMap<String, Expression>,
    /// `Rules`.
    pub rules: BTreeMap<String, Rule>,
    /// `Resources`.
    pub resources: BTreeMap<String, Resource>,
    /// `Outputs`.
    pub outputs: BTreeMap<String, Output>,
}

/// A resource of a template.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its type, such as `AWS::SQS::Queue`.
    pub kind: String,
    /// `Properties`, an object.
    pub properties: Expression,
    /// The condition under which it exists.
    pub condition: Option<String>,
    /// `DependsOn`, sorted.
    pub depends_on: Vec<String>,
    /// `DeletionPolicy`.
    pub deletion_policy: Option<Expression>,
    /// `UpdateReplacePolicy`.
    pub update_replace_policy: Option<Expression>,
    /// The other attributes (`Metadata`, `CreationPolicy`, `UpdatePolicy`) as JSON.
    pub attributes: BTreeMap<String, Value>,
    /// Those of them that have functions, parsed. `Metadata` may be anything: what is no expression is not among them.
    pub functions: Vec<(&'static str, Expression)>,
}

/// An output of a template.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its value.
    pub value: Expression,
    /// The name under which it is exported.
    pub export: Option<Expression>,
    /// The condition under which it exists.
    pub condition: Option<String>,
}

/// A rule of a template: what has to hold of its parameters.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it is asked; always if there is none.
    pub condition: Option<Expression>,
    /// What has to hold, and what is said if it does not.
    pub assertions: Vec<(Expression, String)>,
}

impl Resource {
    /// Whether it is a nested stack.
    pub fn is_nested_stack(&self) -> bool {
        self.kind == tap_schema::STACK
    }

    /// Whether it is made by a function of the user's: `Custom::…` or `AWS::CloudFormation::CustomResource`.
    pub fn is_custom(&self) -> bool {
        tap_schema::is_custom(&self.kind)
    }
}

impl Document {
    /// Reads a template; the name stands in messages.
    ///
    /// # Errors
    ///
    /// What is wrong first, with its place: text that is neither JSON nor YAML, a section or an attribute that CloudFormation does not know,
    /// an unknown function or wrong arguments of one, a reference to nothing.
    pub fn read(name: &str, text: &str) -> Result<Self, Problem> {
        let source = Source::new(name, text);
        let json = source.value()?;
        reader::read(source, json)
    }

    /// The `Properties` of a resource as JSON, functions in their long form; none if it has none.
    ///
    /// ```
    /// use tap_core::document::Document;
    ///
    /// let text = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref AWS::Region } }\n";
    /// let document = Document::read("jobs.yaml", text).unwrap();
    /// assert_eq!(document.properties("Jobs").unwrap()["QueueName"], serde_json::json!({ "Ref": "AWS::Region" }));
    /// ```
    pub fn properties(&self, id: &str) -> Option<&Value> {
        self.json.get("Resources")?.get(id)?.get("Properties").filter(|properties| !properties.is_null())
    }

    /// What each resource needs in this template, by logical id: resources that it refers to or names in `DependsOn`, each with the path of the
    /// property (empty for `DependsOn`).
    ///
    /// ```
    /// use tap_core::document::Document;
    ///
    /// let text = r#"{ "Resources": {
    ///     "Jobs": { "Type": "AWS::SQS::Queue" },
    ///     "Policy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Jobs" }], "PolicyDocument": {} } } } }"#;
    /// let document = Document::read("jobs.json", text).unwrap();
    /// assert_eq!(document.needs("Policy")[0].on, "Jobs");
    /// assert_eq!(document.needs("Policy")[0].path, "Queues.0");
    /// ```
    pub fn needs<'d>(&'d self, id: &str) -> Vec<Need<'d>> {
        let mut needs = Vec::new();
        let Some(resource) = self.resources.get(id) else { return needs };
        for (name, expression) in properties(&resource.properties) {
            collect(self, expression, name.to_string(), &mut needs);
        }
        for (name, expression) in &resource.functions {
            collect(self, expression, name.to_string(), &mut needs);
        }
        for on in &resource.depends_on {
            if self.resources.contains_key(on) {
                needs.push(Need { on, attribute: None, path: String::new() });
            }
        }
        needs
    }

    /// The resources, each after those that it needs.
    ///
    /// # Errors
    ///
    /// Resources that need each other.
    pub fn in_order(&self) -> Result<Vec<&str>, Problem> {
        let needs = |id: &str| self.needs(id).into_iter().map(|need| need.on).collect();
        in_order(self.resources.keys().map(String::as_str), needs)
            .map_err(|cycle| self.problem(&["Resources", cycle[0]], format!("resources need each other: {}", cycle.join(" → "))))
    }

    /// Its name: that of its source.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// A problem with the member of this path, such as `["Resources", "Jobs", "Properties"]`.
    pub fn problem(&self, path: &[&str], message: impl Into<String>) -> Problem {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        self.source.problem(&path, message)
    }
}

/// What a resource needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Need<'d> {
    /// Logical id of the resource that is needed.
    pub on: &'d str,
    /// The attribute of it that is used; none for `Ref` and `DependsOn`.
    pub attribute: Option<&'d str>,
    /// The property that holds the reference; empty for `DependsOn`.
    pub path: String,
}

/// The members of an object, if it has a function anywhere.
fn properties(expression: &Expression) -> &[(String, Expression)] {
    if let Expression::Object(members) = expression { members } else { &[] }
}

/// References by the path of the value that holds them; the path ends where a function begins.
fn collect<'d>(document: &'d Document, expression: &'d Expression, path: String, needs: &mut Vec<Need<'d>>) {
    match expression {
        Expression::Object(members) => {
            for (name, member) in members {
                collect(document, member, format!("{path}.{name}"), needs);
            }
        }
        Expression::List(items) => {
            for (number, item) in items.iter().enumerate() {
                collect(document, item, format!("{path}.{number}"), needs);
            }
        }
        other => other.references(&mut |id, attribute| {
            if let Some((on, _)) = document.resources.get_key_value(id) {
                needs.push(Need { on, attribute, path: path.clone() });
            }
        }),
    }
}
