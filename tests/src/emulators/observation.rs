//! An observation as a value.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) type Templates = BTreeMap<String, Arc<Value>>;

/// What an emulator resolves for a template, in one deployment of it.
#[derive(Debug)]
pub struct Observation {
    /// `PACKAGE@VERSION/PATH` of the template.
    pub name: String,
    /// `ministack` or `moto`.
    pub emulator: String,
    /// Which deployment it is, from 0: each has other ids.
    pub part: u64,
    /// Value of `AWS::Region`.
    pub region: String,
    /// Value of `AWS::AccountId`.
    pub account: String,
    /// What `Fn::GetAZs` gives for the region.
    pub zones: Vec<String>,
    /// Why there is nothing.
    pub error: Option<String>,
    /// The template and its descendants by their names, in long form.
    pub templates: Templates,
    /// For each of the templates, the names of its children by the logical ids of the nested stacks.
    pub nested: BTreeMap<String, BTreeMap<String, String>>,
    /// What is given to the parameters of the root, as strings; the others have their defaults.
    pub parameters: BTreeMap<String, String>,
    /// What is in the parameter store.
    pub ssm: BTreeMap<String, String>,
    /// What other stacks export.
    pub exports: BTreeMap<String, String>,
    /// What is known of the stacks, by their paths: the root's is empty, `A/B` is stack B in stack A.
    pub stacks: BTreeMap<String, Stack>,
}

/// One stack that an emulator made.
#[derive(Debug)]
pub struct Stack {
    /// The name of its template.
    pub file: String,
    /// Value of `AWS::StackName`.
    pub name: String,
    /// Value of `AWS::StackId`.
    pub id: String,
    /// What the emulator says its parameters are: those of a nested stack are what the parent gives it.
    pub parameters: BTreeMap<String, String>,
    /// What its conditions are.
    pub conditions: BTreeMap<String, bool>,
    /// Its resources by their logical ids, those that are not there, too.
    pub resources: BTreeMap<String, Resource>,
    /// Values of attributes by `ID.Attribute`: strings and lists of strings.
    pub attributes: BTreeMap<String, Value>,
    /// Values of its own outputs that are there.
    pub outputs: BTreeMap<String, String>,
    /// What its expressions are resolved to.
    pub probes: Vec<Probe>,
    /// What the emulator said of conditions, outputs and names of imports, by `KIND NAME`; a parent gets `unresolved` for
    /// such an output.
    pub refused: BTreeMap<String, String>,
}

/// A resource of a stack.
#[derive(Debug)]
pub struct Resource {
    /// Its type in the template, which is not always the one that the emulator made.
    pub kind: String,
    /// What `Ref` gives, if its condition is true.
    pub physical_id: Option<String>,
}

/// An expression and what it is resolved to.
#[derive(Debug)]
pub struct Probe {
    /// The number of the expression in its template.
    pub name: String,
    /// A call of a function, of one that gives a string.
    pub expression: Value,
    /// The value, or what the emulator said.
    pub answer: Result<String, String>,
}

impl Observation {
    pub(super) fn read(line: &Value, templates: &Templates) -> Self {
        Self {
            name: text(line, "name"),
            emulator: text(line, "emulator"),
            part: line["part"].as_u64().unwrap_or_else(|| wrong(line, "part")),
            region: text(line, "region"),
            account: text(line, "account"),
            zones: items(line, "zones").iter().map(|zone| string(zone, "zones")).collect(),
            error: line["error"].as_str().map(str::to_owned),
            templates: items(line, "files")
                .iter()
                .map(|name| {
                    let name = string(name, "files");
                    let template = Arc::clone(templates.get(&name).unwrap_or_else(|| panic!("no template is called {name}")));
                    (name, template)
                })
                .collect(),
            nested: map(line, "nested", |children| {
                members(children, "nested").map(|(id, child)| (id.clone(), string(child, "nested"))).collect()
            }),
            parameters: texts(line, "parameters"),
            ssm: texts(line, "ssm"),
            exports: texts(line, "exports"),
            stacks: map(line, "stacks", Stack::read),
        }
    }
}

impl Stack {
    fn read(line: &Value) -> Self {
        Self {
            file: text(line, "file"),
            name: text(line, "stack_name"),
            id: text(line, "stack_id"),
            parameters: texts(line, "parameters"),
            conditions: map(line, "conditions", |value| value.as_bool().unwrap_or_else(|| wrong(value, "conditions"))),
            resources: map(line, "resources", |resource| Resource {
                kind: text(resource, "type"),
                physical_id: resource["physical_id"].as_str().map(str::to_owned),
            }),
            attributes: map(line, "attributes", Value::clone),
            outputs: texts(line, "outputs"),
            probes: members(&line["probes"], "probes").map(|(name, probe)| Probe::read(name, probe)).collect(),
            refused: texts(line, "refused"),
        }
    }
}

impl Probe {
    fn read(name: &str, probe: &Value) -> Self {
        let answer = if probe.get("value").is_some() { Ok(text(probe, "value")) } else { Err(text(probe, "error")) };
        Self { name: name.to_owned(), expression: probe["expression"].clone(), answer }
    }
}

pub(super) fn text(line: &Value, name: &str) -> String {
    string(&line[name], name)
}

fn string(value: &Value, name: &str) -> String {
    value.as_str().unwrap_or_else(|| wrong(value, name)).to_owned()
}

fn items<'a>(line: &'a Value, name: &str) -> &'a [Value] {
    line[name].as_array().unwrap_or_else(|| wrong(line, name))
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.as_object().unwrap_or_else(|| wrong(value, name)).iter()
}

fn map<T>(line: &Value, name: &str, read: impl Fn(&Value) -> T) -> BTreeMap<String, T> {
    members(&line[name], name).map(|(key, value)| (key.clone(), read(value))).collect()
}

fn texts(line: &Value, name: &str) -> BTreeMap<String, String> {
    map(line, name, |value| string(value, name))
}

fn wrong(value: &Value, name: &str) -> ! {
    panic!("an observation's `{name}` is not what README.md says: {value}")
}
