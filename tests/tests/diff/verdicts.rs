//! Replacement verdicts: each type's create-only properties and some of its others, changed one at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};
use tap_core::diff::Replacement;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Deployment;
use tap_schema::{ResourceType, resource_types};
use tap_tests::mutations::{Sample, Step, valid};
use tap_tests::{node, workspace_root};

/// Properties of a type that are changed: of those that replace it, that sometimes do, and that never do.
const EACH: usize = 2;
/// Types of which both a create-only property and another one are changed.
const LEAST_TYPES: usize = 900;
/// Verdicts that are CDK's too.
const LEAST_AGREED: usize = 5000;

/// A property that changes.
struct Case {
    kind: &'static str,
    property: &'static str,
    old: Value,
    new: Value,
    /// What the facts say of the property.
    wanted: Replacement,
    /// What the difference says.
    found: Replacement,
}

#[test]
fn replacements_are_those_of_the_facts_and_of_cdk() {
    let cases = cases();
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| case.found != case.wanted)
        .map(|case| format!("{}.{}: {:?}, not {:?}", case.kind, case.property, case.found, case.wanted))
        .collect();
    assert!(wrong.is_empty(), "{} verdicts are not those of the facts:\n{}", wrong.len(), wrong.join("\n"));

    let mut verdicts: BTreeMap<&str, BTreeSet<Replacement>> = BTreeMap::new();
    for case in &cases {
        verdicts.entry(case.kind).or_default().insert(case.wanted);
    }
    let both = |found: &&BTreeSet<Replacement>| found.contains(&Replacement::Always) && found.contains(&Replacement::Never);
    let types = verdicts.values().filter(both).count();
    println!("{} properties of {} types, both kinds of {types}", cases.len(), verdicts.len());
    assert!(types >= LEAST_TYPES, "only {types} types have both");
    compare_with_cdk(&cases);
}

fn cases() -> Vec<Case> {
    let names: Vec<&'static str> = resource_types().collect();
    let parts = [0, 1].map(|first| {
        let names: Vec<&'static str> = names.iter().skip(first).step_by(2).copied().collect();
        std::thread::spawn(move || names.into_iter().flat_map(cases_of).collect::<Vec<_>>())
    });
    let mut cases: Vec<Case> = parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect();
    cases.sort_by_key(|case| (case.kind, case.property));
    cases
}

fn cases_of(kind: &'static str) -> Vec<Case> {
    let resource = tap_schema::resource_type(kind).expect("a type");
    // CloudFormation never replaces what a function of the user's makes, and refuses to change that function.
    if kind == "AWS::CloudFormation::CustomResource" {
        return Vec::new();
    }
    let conditional: BTreeSet<&str> = resource
        .record()
        .get("condCreateOnly")
        .into_iter()
        .flat_map(|paths| paths.items().filter_map(|path| path.as_str()).collect::<Vec<_>>())
        .collect();
    let create_only: BTreeSet<&str> = resource.create_only().collect();
    let is_inside = |paths: &BTreeSet<&str>, name: &str| {
        paths.iter().any(|path| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
    };
    let wanted = |name: &str| match (create_only.contains(name), conditional.contains(name)) {
        (true, _) => Some(Replacement::Always),
        // What is inside is another matter.
        _ if is_inside(&create_only, name) || is_inside(&conditional, name) => None,
        (_, true) => Some(Replacement::Maybe),
        _ => Some(Replacement::Never),
    };
    let mut taken: BTreeMap<Replacement, usize> = BTreeMap::new();
    let mut cases = Vec::new();
    for (name, _) in resource.properties().filter(|(name, _)| !resource.is_read_only(name)) {
        let Some(wanted) = wanted(name).filter(|wanted| taken.get(wanted).is_none_or(|count| *count < EACH)) else { continue };
        let Some((old, new)) = changed(resource, name) else { continue };
        *taken.entry(wanted).or_default() += 1;
        let found = verdict(kind, &old, &new);
        cases.push(Case { kind, property: name, old, new, wanted, found });
    }
    cases
}

/// Valid properties with this one among them, and the same with another value of it.
fn changed(resource: ResourceType<'static>, name: &str) -> Option<(Value, Value)> {
    let way = [Step::Key(name.to_string())];
    let old = valid(resource, &way)?;
    let mut new = old.clone();
    change(new.at_mut(&way)?);
    Some((json_of(&old), json_of(&new)))
}

/// Another value of the same kind.
fn change(sample: &mut Sample) {
    match sample {
        Sample::Bool(truth) => *truth = !*truth,
        Sample::Number(digits) if digits.starts_with('0') => *digits = "1".into(),
        Sample::Number(digits) => digits.push('1'),
        Sample::Text(text) => text.push('x'),
        Sample::List(items) => match items.first_mut() {
            Some(first) => change(first),
            None => items.push(Sample::Text("x".into())),
        },
        Sample::Object(members) => match members.first_mut() {
            Some((_, first)) => change(first),
            None => members.push(("Changed".into(), Sample::Text("x".into()))),
        },
    }
}

fn json_of(sample: &Sample) -> Value {
    match sample {
        Sample::Bool(truth) => json!(truth),
        Sample::Number(digits) => serde_json::from_str(digits).expect("a number of JSON"),
        Sample::Text(text) => json!(text),
        Sample::List(items) => items.iter().map(json_of).collect(),
        Sample::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), json_of(value))).collect::<Map<_, _>>())
        }
    }
}

fn verdict(kind: &str, old: &Value, new: &Value) -> Replacement {
    let set = |properties: &Value| {
        let template = json!({ "Resources": { "It": { "Type": kind, "Properties": properties } } });
        let document = Document::read("app", &template.to_string()).unwrap_or_else(|problem| panic!("{kind}: {problem}"));
        TemplateSet::new([document].into_iter()).expect("a set")
    };
    let (old, new) = (set(old), set(new));
    let diff = tap_core::diff::diff(&Deployment::new(&old, None), &Deployment::new(&new, None)).expect("a difference");
    let change = diff.resources().next().unwrap_or_else(|| panic!("{kind}: no difference"));
    change.replacement
}

/// The verdicts of CDK, from its own facts; where they differ, `tests/diff/disagreements.json` says why.
fn compare_with_cdk(cases: &[Case]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff");
    fs::create_dir_all(&folder).expect("a folder");
    let (given, said) = (folder.join("cases.json"), folder.join("impacts.json"));
    let all: Value = cases.iter().map(|case| json!({ "kind": case.kind, "old": case.old, "new": case.new })).collect();
    fs::write(&given, all.to_string()).expect("the cases are written");
    let script = workspace_root().join("tests/diff/compare.js");
    let mut command = Command::new("node");
    command.env("NODE_PATH", node::diff().join("node_modules")).arg(script).args([&given, &said]);
    let output = command.output().expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = fs::read_to_string(&said).expect("CDK's verdicts");
    let said: Vec<String> = serde_json::from_str(&said).expect("a list of texts");
    assert_eq!(said.len(), cases.len());

    let known = disagreements();
    let mut used = BTreeSet::new();
    let mut unexplained = Vec::new();
    let (mut agreed, mut unknown) = (0, 0);
    for (case, impact) in cases.iter().zip(&said) {
        let theirs = match impact.as_str() {
            "WILL_REPLACE" => Replacement::Always,
            "MAY_REPLACE" => Replacement::Maybe,
            "WILL_UPDATE" => Replacement::Never,
            // A property that its facts lack.
            "NO_CHANGE" => {
                unknown += 1;
                continue;
            }
            other => panic!("{}.{}: {other}", case.kind, case.property),
        };
        let place = format!("{}.{}", case.kind, case.property);
        let difference = format!("{:?}/{theirs:?}", case.found);
        if theirs == case.found {
            agreed += 1;
        } else if known.get(&place).is_some_and(|known| *known == difference) {
            used.insert(place);
        } else {
            unexplained.push(format!("{place} {difference}"));
        }
    }
    println!("{agreed} of {} verdicts are CDK's too, {unknown} are of properties that it does not know", cases.len());
    assert!(agreed >= LEAST_AGREED, "only {agreed} verdicts are CDK's too");
    assert!(unexplained.is_empty(), "{} verdicts differ without a reason:\n{}", unexplained.len(), unexplained.join("\n"));
    let stale: Vec<_> = known.keys().filter(|place| !used.contains(*place)).collect();
    assert!(stale.is_empty(), "these are no disagreements any more: {stale:?}");
}

/// Properties on which CDK differs, by `TYPE.PROPERTY`: our verdict and CDK's.
fn disagreements() -> BTreeMap<String, String> {
    let text = fs::read_to_string(workspace_root().join("tests/diff/disagreements.json")).expect("the file is there");
    let entries: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let mut known = BTreeMap::new();
    for entry in entries {
        let text = |member: &str| entry[member].as_str().unwrap_or_else(|| panic!("{entry} has no {member}")).to_string();
        assert!(text("reason").len() > 20, "{entry} has no reason");
        let difference = format!("{}/{}", text("ours"), text("theirs"));
        for place in entry["properties"].as_array().expect("a list of properties") {
            let place = place.as_str().expect("a property").to_string();
            assert!(known.insert(place.clone(), difference.clone()).is_none(), "{place} stands twice");
        }
    }
    known
}
