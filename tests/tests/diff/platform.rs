//! What `diff` says of the platform: changes that somebody will make one day.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use tap_core::diff::{Action, DataFate, Diff, Occasion, Replacement, ResourceChange};
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::{Deployment, Given};
use tap_tests::workspace_root;

/// The committed templates, by name.
pub fn platform() -> BTreeMap<String, Value> {
    let entries = fs::read_dir(workspace_root().join("lib")).expect("lib is there");
    let files =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
    let template = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON"))
    };
    files.map(template).filter(|(_, json): &(String, Value)| json.get("Resources").is_some()).collect()
}

/// The texts of templates, whose addresses do not say what is in them, so that they may be changed.
pub fn texts(templates: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let hash = regex_lite::Regex::new(r"\.[0-9a-f]{32}\.json").expect("a pattern");
    templates.iter().map(|(name, json)| (name.clone(), hash.replace_all(&json.to_string(), ".json").into_owned())).collect()
}

fn set(templates: &BTreeMap<String, Value>) -> TemplateSet {
    let texts = texts(templates);
    let documents = texts.iter().map(|(name, text)| Document::read(name, text).unwrap_or_else(|problem| panic!("{problem}")));
    TemplateSet::new(documents).unwrap_or_else(|problem| panic!("{problem}"))
}

fn difference(change: impl FnOnce(&mut BTreeMap<String, Value>), given: [&[(&str, &str)]; 2]) -> Diff {
    let old = platform();
    let mut new = old.clone();
    change(&mut new);
    let (old, new) = (set(&old), set(&new));
    let deployment = |templates, given: &[(&str, &str)]| Deployment {
        templates,
        parameters: Given::from_iter(given.iter().copied()),
        region: Some("us-east-1".to_string()),
    };
    tap_core::diff::diff(&deployment(&old, given[0]), &deployment(&new, given[1])).unwrap_or_else(|problem| panic!("{problem}"))
}

fn change<'d>(diff: &'d Diff, path: &str, id: &str) -> &'d ResourceChange {
    let found = diff.resources().find(|change| change.path == path && change.logical_id == id);
    found.unwrap_or_else(|| panic!("{path}.{id} does not change"))
}

fn lost(diff: &Diff) -> Vec<String> {
    diff.losses().map(|change| format!("{}.{}", change.path, change.logical_id)).collect()
}

/// Renames a resource in its template, and wherever that refers to it.
pub fn rename(template: &mut Value, old: &str, new: &str) {
    fn refer(value: &mut Value, old: &str, new: &str) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| refer(item, old, new)),
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match (name.as_str(), member) {
                        ("Ref" | "DependsOn", Value::String(id)) if id == old => *id = new.to_string(),
                        ("Fn::GetAtt", Value::Array(items)) if items[0] == old => items[0] = json!(new),
                        ("Fn::Sub", Value::String(text)) => {
                            *text = text.replace(&format!("${{{old}}}"), &format!("${{{new}}}"));
                            *text = text.replace(&format!("${{{old}."), &format!("${{{new}."));
                        }
                        (_, member) => refer(member, old, new),
                    }
                }
            }
            _ => {}
        }
    }
    let resources = template["Resources"].as_object_mut().expect("resources");
    let resource = resources.remove(old).expect("a resource");
    resources.insert(new.to_string(), resource);
    refer(template, old, new);
}

#[test]
fn nothing_differs_from_itself() {
    assert!(difference(|_| {}, [&[], &[]]).is_empty());
}

#[test]
fn a_renamed_table_is_recognised_and_would_lose_its_items() {
    let diff =
        difference(|templates| rename(templates.get_mut("storage-stack").expect("it"), "Sessions", "SessionsTable"), [&[], &[]]);
    assert_eq!(lost(&diff), ["TapStack/Storage.Sessions"]);
    let moves: Vec<_> = diff.moves.iter().map(|found| (found.from.1.as_str(), found.to.1.as_str(), found.likeness)).collect();
    assert_eq!(moves, [("Sessions", "SessionsTable", 100)]);
    // Who uses it through an output gets the name of the new one.
    let function = change(&diff, "TapStack/Compute", "ValidatorFunction");
    assert_eq!(function.replacement, Replacement::Never);
    assert_eq!(function.properties[0].path, "Environment.Variables.SESSIONS_TABLE");
    assert!(!function.properties[0].because.is_empty());
}

#[test]
fn a_dropped_bucket_stands_under_what_would_be_lost() {
    let drop = |templates: &mut BTreeMap<String, Value>| {
        let storage = templates.get_mut("storage-stack").expect("it");
        for id in ["AuditBucket", "AuditBucketPolicy", "EmptyAuditBucket"] {
            storage["Resources"].as_object_mut().expect("resources").remove(id).expect("a resource");
        }
        // What refers to it takes a text instead.
        let mut text = storage.to_string();
        for (reference, other) in [
            (r#"{"Ref":"AuditBucket"}"#, r#""gone""#),
            (r#"{"Fn::GetAtt":["AuditBucket","Arn"]}"#, r#""gone""#),
            ("${AuditBucket.Arn}", "gone"),
            ("${AuditBucket}", "gone"),
        ] {
            text = text.replace(reference, other);
        }
        *storage = serde_json::from_str(&text).expect("JSON");
    };
    let diff = difference(drop, [&[], &[]]);
    assert_eq!(lost(&diff), ["TapStack/Storage.AuditBucket"]);
    let bucket = change(&diff, "TapStack/Storage", "AuditBucket");
    assert_eq!((bucket.action, &bucket.occasion), (Action::Remove, &Some(Occasion::Written)));
    assert!(diff.moves.is_empty());
}

#[test]
fn another_engine_may_replace_the_cluster_which_leaves_a_snapshot() {
    let engine = |templates: &mut BTreeMap<String, Value>| {
        let database = templates.get_mut("database-stack").expect("it");
        database["Resources"]["AuroraCluster"]["Properties"]["Engine"] = json!("aurora-postgresql");
    };
    let diff = difference(engine, [&[], &[]]);
    let cluster = change(&diff, "TapStack/Database", "AuroraCluster");
    assert_eq!((cluster.replacement, &cluster.causes[0].path), (Replacement::Maybe, &"Engine".to_string()));
    assert_eq!(cluster.data, DataFate::Kept("Snapshot".to_string()));
    assert!(cluster.refusals[0].contains("`DBClusterIdentifier`: aurora-dev"), "{:?}", cluster.refusals);
    // So may its instances be, which hold nothing of their own.
    assert_eq!(change(&diff, "TapStack/Database", "AuroraWriter").replacement, Replacement::Maybe);
    assert!(lost(&diff).is_empty());
}

#[test]
fn the_reader_goes_with_its_condition() {
    let diff = difference(|_| {}, [&[("DatabaseReader", "true")], &[("DatabaseReader", "false")]]);
    let reader = change(&diff, "TapStack/Database", "AuroraReader");
    assert_eq!(reader.action, Action::Remove);
    assert_eq!(reader.occasion, Some(Occasion::Condition("HasReader".to_string())));
    assert_eq!(reader.data, DataFate::Safe);
    let others: Vec<_> = diff.resources().filter(|change| change.action != Action::Change).collect();
    assert_eq!(others.len(), 1, "{others:#?}");
    let again = difference(|_| {}, [&[("DatabaseReader", "false")], &[("DatabaseReader", "true")]]);
    assert_eq!(change(&again, "TapStack/Database", "AuroraReader").action, Action::Add);
}

#[test]
fn another_digest_updates_that_function_in_place() {
    let image = |digit: &str| format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/validator@sha256:{}", digit.repeat(64));
    let (old, new) = (image("a"), image("b"));
    let diff = difference(|_| {}, [&[("ValidatorImageUri", &old)], &[("ValidatorImageUri", &new)]]);
    let function = change(&diff, "TapStack/Compute", "ValidatorFunction");
    assert_eq!(function.replacement, Replacement::Never);
    assert_eq!(function.properties.len(), 1);
    assert_eq!(function.properties[0].path, "Code.ImageUri");
    assert_eq!(function.properties[0].new, Some(json!(new)));
    assert!(lost(&diff).is_empty());
    assert!(diff.resources().all(|change| change.action == Action::Change), "{diff:#?}");
}
