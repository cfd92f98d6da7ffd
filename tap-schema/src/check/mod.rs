//! The checker: compares a property block with all that the facts say of its type.
//!
//! ```
//! use tap_schema::check::{Content, Entry, Input, Rule, check};
//!
//! let cidr = Input { tag: 2, content: Content::Text("10.0.0.0/16") };
//! let entry = Entry { key: "CidrBlok", tag: 1, value: cidr, unchecked: false };
//! let block = Input { tag: 0, content: Content::Object(vec![entry]) };
//!
//! let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
//! let findings = check(vpc, &block, |_, _| None).findings;
//! assert_eq!(findings[0].rule, Rule::UnknownProperty);
//! assert_eq!(findings[0].tag, 1);
//! assert_eq!(findings[0].help, "did you mean `CidrBlock`?");
//! ```
//!
//! A value that is not known yet is never refused for what it may become: only for what none of its values could be. What is
//! inside a choice (`oneOf`, `if`, …) then makes the choice unknown.

mod choice;
mod condition;
mod format;
mod input;
mod json;
mod list;
mod object;
mod place;
mod regex;
mod region;
mod rule;
mod scalar;
mod secret;
#[cfg(test)]
mod tests;

pub use input::{Content, Entry, Input, Shape};
pub use place::{Limits, Place, types};
pub use region::Regional;
pub use rule::Rule;

use crate::{ResourceType, Value};

/// How deep a block may be nested; what is deeper is not looked at.
const DEPTH: usize = 64;

/// How deep schemas may stand in each other, references followed, and how many of their keywords are looked at for one block.
/// Only schemas of a damaged binary refer to each other in circles or come near these numbers; what is beyond is not checked.
const NESTED: usize = 256;
const STEPS: usize = 1_000_000;

/// Whether a text matches a pattern; `None` if that cannot be said. The crate has no regular expressions of its own.
pub type Matcher = fn(pattern: &str, text: &str) -> Option<bool>;

/// Something wrong with a property block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The value, or the name of the property, that is wrong.
    pub tag: usize,
    /// The rule that it breaks.
    pub rule: Rule,
    /// Where it is, members and positions joined by dots: `Tags.0.Key`. Empty for the block itself.
    pub path: String,
    /// What was found and what was wanted.
    pub message: String,
    /// What to do, if there is one thing to do; else empty.
    pub help: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong: each finding once, in the order of the block.
    pub findings: Vec<Finding>,
    /// Unknown values that have to be compared when they are known.
    pub places: Vec<Place>,
    /// What is wrong in some regions only.
    pub regional: Vec<Regional>,
}

/// Checks the properties of a resource.
pub fn check(resource: ResourceType<'_>, properties: &Input<'_>, matches: Matcher) -> Report {
    let read_only = resource.read_only().collect();
    let mut checker = Checker {
        resource,
        read_only,
        matches,
        path: Vec::new(),
        depth: 0,
        steps: 0,
        findings: Vec::new(),
        places: Vec::new(),
        is_unknown: false,
        trials: 0,
        branches: 0,
        is_map_key: false,
    };
    let root = resource.record().get("root");
    if let Some(root) = root {
        checker.value(properties, root);
    }
    let mut of_regions = Vec::new();
    for rule in resource.record().list("ext").items() {
        if let Some(regions) = rule.get("regions").and_then(Value::as_i64) {
            of_regions.push((regions as u64, rule));
        } else if let Some(schema) = rule.get("schema") {
            checker.at(properties, rule.get("at").and_then(Value::as_str).unwrap_or_default(), schema);
        }
    }
    checker.secure_references(properties);
    let regional = checker.regional(properties, &of_regions);
    let mut findings = checker.findings;
    // A misspelt property is one mistake, not two: what seems to be missing may be that, or wanted for lack of it only.
    let is_misspelt = |finding: &&Finding| finding.rule == Rule::UnknownProperty && finding.help.starts_with("did you mean");
    let misspelt: Vec<String> = findings.iter().filter(is_misspelt).map(parent).collect();
    findings.retain(|finding| finding.rule != Rule::MissingProperty || !misspelt.contains(&finding.path));
    // So is a value of the wrong type, whatever else is said of it.
    let of_wrong_type: Vec<usize> =
        findings.iter().filter(|finding| finding.rule == Rule::WrongType).map(|finding| finding.tag).collect();
    findings.retain(|finding| finding.rule == Rule::WrongType || !of_wrong_type.contains(&finding.tag));
    let mut seen = std::collections::HashSet::new();
    findings.retain(|finding| seen.insert((finding.tag, finding.rule, finding.message.clone())));
    Report { findings, places: checker.places, regional }
}

/// Path of the object that a property stands in.
fn parent(finding: &Finding) -> String {
    finding.path.rsplit_once('.').map_or_else(String::new, |(parent, _)| parent.to_string())
}

/// Part of a path.
#[derive(Debug, Clone)]
enum Segment {
    Key(String),
    Position(usize),
}

/// A check under way.
struct Checker<'f> {
    resource: ResourceType<'f>,
    /// Asked of each property.
    read_only: Vec<&'f str>,
    matches: Matcher,
    path: Vec<Segment>,
    /// How deep schemas stand in schemas here, and how many of their keywords were looked at.
    depth: usize,
    steps: usize,
    findings: Vec<Finding>,
    places: Vec<Place>,
    /// How many checks by the way are under way.
    trials: usize,
    /// Whether the last name of the path is one that the user gave, and no property of the type.
    is_map_key: bool,
    /// How many sides of `Fn::If` the value stands in.
    branches: usize,
    /// Whether something could not be decided, since a value is not known.
    is_unknown: bool,
}

/// What came of checking a value against a schema by the way.
enum Outcome {
    Fits,
    Fails(Vec<Finding>),
    Unknown,
}

impl<'f> Checker<'f> {
    /// Checks a value against a schema.
    fn value(&mut self, input: &Input<'_>, schema: Value<'f>) {
        if self.path.len() > DEPTH {
            return;
        }
        if schema.as_bool() == Some(false) {
            return self.forbidden(input);
        }
        match &input.content {
            Content::Absent => return,
            Content::If(_, sides) => {
                // Each side must fit by itself.
                self.branches += 1;
                for side in sides.iter() {
                    self.value(side, schema);
                }
                self.branches -= 1;
                return;
            }
            Content::Unknown(shape) => return self.unknown(input, *shape, schema),
            // CloudFormation puts another text in its place before anything looks at it.
            Content::Text(text) if scalar::is_dynamic(text) => return self.unknown(input, Shape::Scalar, schema),
            Content::Object(entries) if condition::is_conditional(entries.iter().map(|entry| &entry.value)) => {
                self.members(entries, schema);
                return self.each_scenario(input, schema);
            }
            Content::List(items) if condition::is_conditional(items.iter()) => {
                self.elements(items, schema);
                return self.each_scenario(input, schema);
            }
            Content::Object(entries) => self.members(entries, schema),
            Content::List(items) => self.elements(items, schema),
            _ => self.plaintext(input, schema),
        }
        self.keywords(input, schema);
    }

    /// Everything a schema says of a value itself; what is in it is checked by `members` and `elements`.
    fn keywords(&mut self, input: &Input<'_>, schema: Value<'f>) {
        self.steps += 1 + schema.len();
        if self.depth == NESTED || self.steps > STEPS {
            self.is_unknown = true;
            return;
        }
        self.depth += 1;
        self.each_keyword(input, schema);
        self.depth -= 1;
    }

    fn each_keyword(&mut self, input: &Input<'_>, schema: Value<'f>) {
        // A value of the wrong type is one mistake, whatever else the schema says.
        if let Some(types) = schema.get("type")
            && !self.has_type(input, types)
        {
            return self.wrong_type(input, types);
        }
        for (keyword, argument) in schema.members() {
            match keyword {
                // Of other methods; first, since they are many, and texts are compared one by one.
                "type" | "properties" | "items" | "closed" => {}
                "$ref" => {
                    let resolved = self.resource.resolve(schema);
                    self.keywords(input, resolved);
                }
                "enum" => self.one_of_values(input, argument, false),
                "enumCaseInsensitive" => self.one_of_values(input, argument, true),
                "const" => self.constant(input, argument),
                "pattern" => self.pattern(input, argument),
                "format" => self.format(input, argument),
                "minLength" => self.length(input, argument, schema, false),
                "maxLength" => self.length(input, argument, schema, true),
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => self.range(input, keyword, argument),
                "multipleOf" => self.multiple(input, argument),
                "minItems" => self.items_count(input, argument, false),
                "maxItems" => self.items_count(input, argument, true),
                "uniqueItems" => self.unique(input, argument),
                "uniqueKeys" => self.unique_keys(input, argument),
                "maxUniqueItems" => self.distinct_count(input, argument),
                "minProperties" => self.properties_count(input, argument, false),
                "maxProperties" => self.properties_count(input, argument, true),
                "required" => self.required(input, argument),
                "requiredXor" => self.required_xor(input, argument),
                "requiredOr" => self.required_or(input, argument),
                "dependentRequired" => self.dependent_required(input, argument),
                "dependentExcluded" => self.dependent_excluded(input, argument),
                "allOf" => self.all_of(input, argument),
                "anyOf" => self.any_of(input, argument),
                "oneOf" => self.exactly_one_of(input, argument),
                "not" => self.not(input, argument),
                "if" => self.if_then_else(input, argument, schema),
                "contains" => self.contains(input, argument),
                "propertyNames" => self.property_names(input, argument),
                // What depends on other resources is not known here.
                "cfnGather" | "cfnContext" => self.is_unknown = true,
                _ => {}
            }
        }
    }

    /// Checks by the way: findings are given back instead of kept.
    fn try_out(&mut self, check: impl FnOnce(&mut Self)) -> Outcome {
        let (before, was_unknown) = (self.findings.len(), std::mem::replace(&mut self.is_unknown, false));
        self.trials += 1;
        check(self);
        self.trials -= 1;
        let found = self.findings.split_off(before);
        let is_unknown = std::mem::replace(&mut self.is_unknown, was_unknown);
        match (is_unknown, found.is_empty()) {
            // What is wrong for certain stays wrong, whatever the unknown turns out to be.
            (_, false) => Outcome::Fails(found),
            (true, true) => Outcome::Unknown,
            (false, true) => Outcome::Fits,
        }
    }

    /// Checks what stands at a path: `VpcConfig/SubnetIds/*`.
    fn at(&mut self, input: &Input<'_>, path: &str, schema: Value<'f>) {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        match &input.content {
            _ if first.is_empty() => self.value(input, schema),
            Content::If(_, sides) => sides.iter().for_each(|side| self.at(side, path, schema)),
            Content::Object(entries) => {
                for entry in entries.iter().filter(|entry| (first == "*" || entry.key == first) && !entry.unchecked) {
                    self.path.push(Segment::Key(entry.key.into()));
                    self.at(&entry.value, rest, schema);
                    self.path.pop();
                }
            }
            Content::List(items) if first == "*" => {
                for (position, item) in items.iter().enumerate() {
                    self.path.push(Segment::Position(position));
                    self.at(item, rest, schema);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    fn find(&mut self, tag: usize, rule: Rule, message: String, help: String) {
        self.findings.push(Finding { tag, rule, path: self.path_text(), message, help });
    }

    fn path_text(&self) -> String {
        let mut text = String::new();
        for segment in &self.path {
            if !text.is_empty() {
                text.push('.');
            }
            match segment {
                Segment::Key(key) => text.push_str(key),
                Segment::Position(position) => text.push_str(&position.to_string()),
            }
        }
        text
    }

    /// What messages call the value that is checked: the type, or the property inside of it.
    fn subject(&self) -> String {
        match self.path.is_empty() {
            true => self.resource.name().to_string(),
            false => format!("`{}` of {}", self.path_text(), self.resource.name()),
        }
    }
}

/// The strings of a list, or the one string.
fn names<'a>(value: Value<'a>) -> impl Iterator<Item = &'a str> {
    value.as_str().into_iter().chain(value.items().filter_map(Value::as_str))
}

/// Names in ticks, joined for reading.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0..=MOST => names.join(", "),
        count => format!("{} and {} more", names[..MOST].join(", "), count - MOST),
    }
}
