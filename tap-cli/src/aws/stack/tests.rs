mod runs;
mod server;

use super::change_set::{Foreseen, beyond, is_nothing, nested_in};
use super::compare::Sides;
use super::events::Happening;
use super::first_failure::{consequence, first, place, reason, told, undeleted};
use super::follow::is_over;
use super::request::{Request, Template};
use super::roll_back::to_skip;
use super::{Live, LiveResource, State, Tree, advice, state};
use crate::aws::setting::Target;
use aws_sdk_cloudformation::types::{ChangeAction, Replacement, ResourceChange, RollbackConfiguration};
use std::collections::BTreeMap;
use std::time::Duration;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Given;

const ROOT: &str = r#"{
    "Parameters": {
        "Suffix": { "Type": "String", "Default": "dev" },
        "Secret": { "Type": "String", "NoEcho": true, "Default": "nothing", "MinLength": 6 },
        "Fresh": { "Type": "String", "Default": "new" }
    },
    "Resources": {
        "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::Sub": "jobs-${Suffix}" } } },
        "Inner": { "Type": "AWS::CloudFormation::Stack", "Properties": {
            "TemplateURL": "https://b.s3.amazonaws.com/inner.00112233445566778899aabbccddeeff.json" } }
    }
}"#;
const INNER: &str =
    r#"{ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {} } } } }"#;
const OTHER: &str = r#"{ "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } } }"#;

fn set() -> TemplateSet {
    let read = |name: &str, text: &str| Document::read(name, text).unwrap();
    TemplateSet::deployed(read("main", ROOT), [read("inner", INNER)].into_iter()).unwrap()
}

fn target() -> Target {
    Target {
        template: "main".into(),
        name: "tap-dev".into(),
        region: "eu-west-1".into(),
        given: Given::from_iter([("Suffix", "dev")]),
        tags: BTreeMap::from([("Stage".to_string(), "dev".to_string())]),
        capabilities: Vec::new(),
    }
}

fn live(status: &str) -> Live {
    Live {
        id: "arn:aws:cloudformation:eu-west-1:1:stack/tap-dev/1".into(),
        name: "tap-dev".into(),
        region: "eu-west-1".into(),
        status: status.into(),
        parameters: [("Suffix", "dev"), ("Secret", "****")].map(|(name, value)| (name.to_string(), value.to_string())).into(),
        tags: target().tags,
        created: 1.0,
        ..Live::default()
    }
}

fn tree(root: &str, inner: &str) -> Tree {
    let resource = |id: &str, kind: &str| LiveResource {
        logical_id: id.into(),
        physical_id: None,
        kind: kind.into(),
        status: "CREATE_COMPLETE".into(),
        reason: None,
        drift: None,
    };
    let nested = Tree {
        live: Live { name: "tap-dev-Inner-1".into(), ..live("CREATE_COMPLETE") },
        template: inner.into(),
        resources: vec![resource("Role", "AWS::IAM::Role")],
        children: BTreeMap::new(),
    };
    Tree {
        live: live("CREATE_COMPLETE"),
        template: root.into(),
        resources: vec![resource("Jobs", "AWS::SQS::Queue"), resource("Inner", "AWS::CloudFormation::Stack")],
        children: BTreeMap::from([("Inner".to_string(), nested)]),
    }
}

fn request(target: &Target, live: Option<&Live>) -> Request {
    Request::new(target, live, &set(), Template::Body(ROOT.into()), None)
}

fn happening(path: &[&str], status: &str, reason: &str, at: f64) -> Happening {
    let path = path.iter().map(ToString::to_string).collect();
    let reason = Some(reason.to_string()).filter(|reason| !reason.is_empty());
    Happening { path, kind: "AWS::SQS::Queue".into(), status: status.into(), reason, at }
}

#[test]
fn every_status_of_aws_has_a_state() {
    use aws_sdk_cloudformation::types::StackStatus;
    for status in StackStatus::values() {
        let is_failed = matches!(*status, "CREATE_FAILED" | "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED")
            || matches!(*status, "UPDATE_FAILED" | "UPDATE_ROLLBACK_FAILED" | "IMPORT_ROLLBACK_FAILED");
        assert_eq!(State::of(status).is_failed(), is_failed, "{status}");
        assert_eq!(State::of(status) == State::Working, status.ends_with("_IN_PROGRESS") && *status != "REVIEW_IN_PROGRESS");
    }
    assert_eq!(state(None), State::Absent);
    assert_eq!(state(Some(&live("REVIEW_IN_PROGRESS"))), State::Reviewed);
    assert_eq!(State::of("UPDATE_ROLLBACK_COMPLETE"), State::Settled);
    assert!(advice(State::RollbackFailed).unwrap().contains("--skip"));
}

#[test]
fn the_first_failure_is_neither_a_stack_around_nor_what_was_stopped() {
    let happened = [
        happening(&[], "UPDATE_IN_PROGRESS", "User Initiated", 1.0),
        happening(&["Jobs"], "UPDATE_FAILED", "Resource update cancelled", 2.0),
        happening(&["Inner", "Role"], "CREATE_FAILED", "it exists.", 2.0),
        happening(&["Inner"], "UPDATE_FAILED", "Embedded stack was not updated", 3.0),
        happening(&[], "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed", 3.0),
        happening(&["Inner", "Other"], "UPDATE_FAILED", "it is locked", 4.0),
        happening(&[], "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed", 5.0),
    ];
    assert_eq!(first(&happened), Some(&happened[2]));
    let text = reason("tap-dev", &happened);
    assert_eq!(text, "tap-dev/Inner.Role (AWS::SQS::Queue) is CREATE_FAILED: it exists");
    assert_eq!(text, told("tap-dev", &happened[2]));
    let then = consequence(&live("UPDATE_ROLLBACK_FAILED"), &happened);
    assert_eq!(then, "AWS could not go back either: tap-dev/Inner.Other (AWS::SQS::Queue) is UPDATE_FAILED: it is locked");
    // Going on with the way back is one operation of its own.
    let again = &happened[4..];
    assert_eq!(reason("tap-dev", again), "tap-dev/Inner.Other (AWS::SQS::Queue) is UPDATE_FAILED: it is locked");
    assert_eq!(consequence(&live("UPDATE_ROLLBACK_FAILED"), again), "AWS could not go back: tap-dev is UPDATE_ROLLBACK_FAILED");
}

#[test]
fn an_alarm_is_a_reason_without_a_resource() {
    let happened = [
        happening(&[], "UPDATE_IN_PROGRESS", "User Initiated", 1.0),
        happening(&[], "UPDATE_ROLLBACK_IN_PROGRESS", "Alarm network-health-dev is in ALARM.", 2.0),
    ];
    assert_eq!(reason("tap-dev", &happened), "tap-dev is UPDATE_ROLLBACK_IN_PROGRESS: Alarm network-health-dev is in ALARM");
    assert!(reason("tap-dev", &[]).contains("no reason"));
}

#[test]
fn what_is_not_deleted_is_named_once() {
    let happened = [
        happening(&["Inner", "Data"], "DELETE_FAILED", "not empty", 1.0),
        happening(&["Inner"], "DELETE_FAILED", "embedded", 2.0),
        happening(&["Jobs"], "DELETE_FAILED", "busy", 2.0),
        happening(&["Jobs"], "DELETE_FAILED", "still busy", 3.0),
        happening(&[], "DELETE_FAILED", "", 4.0),
    ];
    let left: Vec<_> = undeleted(&happened).iter().map(|one| place("tap-dev", &one.path)).collect();
    assert_eq!(left, ["tap-dev/Inner.Data", "tap-dev.Jobs"]);
}

#[test]
fn an_operation_is_over_when_status_and_events_say_the_same() {
    let before = live("UPDATE_COMPLETE");
    let (soon, late) = (Duration::from_secs(1), Duration::from_secs(60));
    // Nothing shows yet what was asked for.
    assert!(!is_over(&before, Some(&before), None, soon));
    assert!(is_over(&before, Some(&before), None, late));
    assert!(!is_over(&before, Some(&before), Some("UPDATE_IN_PROGRESS"), soon));
    assert!(!is_over(&before, Some(&before), Some("UPDATE_ROLLBACK_COMPLETE"), soon));
    assert!(is_over(&before, Some(&before), Some("UPDATE_COMPLETE"), soon));
    let updated = Live { updated: Some(2.0), ..before.clone() };
    assert!(is_over(&updated, Some(&before), None, soon));
    assert!(!is_over(&live("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), Some(&before), None, late));
    // A review that is executed is still one for a moment; one that is only followed is nothing that goes on.
    let review = live("REVIEW_IN_PROGRESS");
    assert!(!is_over(&review, Some(&review), None, late));
    assert!(is_over(&review, None, None, soon));
}

#[test]
fn parameters_are_given_kept_or_left_to_their_defaults() {
    let given = |value: &str| Some(value.to_string());
    let first = request(&target(), None);
    assert_eq!(first.parameters, BTreeMap::from([("Suffix".to_string(), given("dev"))]));
    assert!(first.is_creation);
    let live = live("UPDATE_COMPLETE");
    let update = request(&Target { given: Given::default(), ..target() }, Some(&live));
    assert_eq!(update.parameters, BTreeMap::from([("Suffix".to_string(), None), ("Secret".to_string(), None)]));
    assert!(!update.is_creation);
}

#[test]
fn capabilities_follow_from_the_templates_unless_they_are_given() {
    assert_eq!(request(&target(), None).capabilities, ["CAPABILITY_NAMED_IAM"]);
    let given = Target { capabilities: vec!["CAPABILITY_IAM".into()], ..target() };
    assert_eq!(request(&given, None).capabilities, ["CAPABILITY_IAM"]);
}

#[test]
fn the_name_of_a_change_set_is_that_of_its_content() {
    let live = live("UPDATE_COMPLETE");
    let name = |target: &Target, live: Option<&Live>| request(target, live).name;
    assert_eq!(name(&target(), Some(&live)), name(&target(), Some(&live)));
    assert_eq!(name(&target(), Some(&live)).len(), "tap-0011223344556677".len());
    let mut names = vec![name(&target(), None), name(&target(), Some(&live))];
    names.push(name(&target(), Some(&Live { updated: Some(2.0), ..live.clone() })));
    names.push(name(&Target { given: Given::from_iter([("Suffix", "prod")]), ..target() }, Some(&live)));
    names.push(name(&Target { given: Given::default(), ..target() }, Some(&live)));
    names.push(name(&Target { tags: BTreeMap::new(), ..target() }, Some(&live)));
    names.push(name(&Target { capabilities: vec!["CAPABILITY_IAM".into()], ..target() }, Some(&live)));
    let rollback = RollbackConfiguration::builder().monitoring_time_in_minutes(3).build();
    names.push(Request::new(&target(), Some(&live), &set(), Template::Body(ROOT.into()), Some(rollback)).name);
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_secret_is_not_in_the_name_and_keeps_a_change_set_from_being_taken_up() {
    let with = |secret: &str| request(&Target { given: Given::from_iter([("Secret", secret)]), ..target() }, None);
    assert_eq!(with("one-one").name, with("two-two").name);
    assert!(!with("one-one").is_told());
    assert!(request(&target(), None).is_told());
}

#[test]
fn a_refused_change_set_says_whether_there_was_nothing_to_do() {
    assert!(is_nothing("The submitted information didn't contain changes. Submit different information to create a change set."));
    assert!(is_nothing("No updates are to be performed."));
    assert!(!is_nothing("Parameters: [Suffix] must have values"));
    let arn = "arn:aws:cloudformation:eu-west-1:1:changeSet/tap-1/2";
    assert_eq!(nested_in(&format!("Nested change set {arn} was not successfully created: Currently in FAILED.")), Some(arn));
    assert_eq!(nested_in("arn:aws:s3:::bucket cannot be read"), None);
}

#[test]
fn the_same_stack_needs_no_change_set() {
    let (set, same) = (set(), tree(ROOT, INNER));
    let sides = Sides::new(&set, &target(), Some(&same)).unwrap();
    assert!(sides.is_same(&same, &target()));
    assert!(sides.diff().unwrap().is_empty());
    let is_same = |target: &Target, tree: &Tree| Sides::new(&set, target, Some(tree)).unwrap().is_same(tree, target);
    assert!(!is_same(&Target { tags: BTreeMap::new(), ..target() }, &same));
    assert!(!is_same(&Target { given: Given::from_iter([("Suffix", "prod")]), ..target() }, &same));
    // What the secret is at AWS is not known.
    assert!(!is_same(&Target { given: Given::from_iter([("Secret", "nothing")]), ..target() }, &same));
    assert!(!is_same(&target(), &tree(ROOT, OTHER)));
    let mut partly = tree(ROOT, INNER);
    partly.children.clear();
    assert!(!is_same(&target(), &partly));
}

#[test]
fn a_nested_stack_differs_by_its_own_template() {
    let (set, old) = (set(), tree(ROOT, OTHER));
    let sides = Sides::new(&set, &target(), Some(&old)).unwrap();
    let diff = sides.diff().unwrap();
    let changes: Vec<_> = diff.resources().map(|change| format!("{}.{}", change.path, change.logical_id)).collect();
    assert_eq!(changes, ["main/Inner.Queue", "main/Inner.Role"]);
    let plan = sides.plan(&tap_core::plan::Estimates::default(), 180).unwrap();
    assert_eq!((plan.operation, plan.monitoring), (tap_core::plan::Operation::Update, 180));
}

#[test]
fn before_the_first_deployment_everything_is_made() {
    let set = set();
    let sides = Sides::new(&set, &target(), None).unwrap();
    let diff = sides.diff().unwrap();
    assert_eq!(diff.resources().count(), 3);
    assert!(diff.resources().all(|change| change.action == tap_core::diff::Action::Add));
    let plan = sides.plan(&tap_core::plan::Estimates::default(), 0).unwrap();
    assert_eq!(plan.operation, tap_core::plan::Operation::Create);
}

#[test]
fn one_template_in_two_versions_is_read_as_two() {
    let root = ROOT.replace(
        r#""Inner":"#,
        r#""Twin": { "Type": "AWS::CloudFormation::Stack", "Properties": {
            "TemplateURL": "https://b.s3.amazonaws.com/inner.ffeeddccbbaa99887766554433221100.json" } }, "Inner":"#,
    );
    let mut both = tree(&root, INNER);
    both.children.insert("Twin".into(), Tree { template: OTHER.into(), ..both.children["Inner"].clone() });
    let set = both.templates("main").unwrap();
    let main = set.document("main").unwrap();
    assert_eq!(set.child(main, "Inner").unwrap().source.text(), INNER);
    assert_eq!(set.child(main, "Twin").unwrap().source.text(), OTHER);
    let mut shown = Vec::new();
    both.each(&mut |path, tree| shown.push((path.join("/"), tree.template.len())));
    assert_eq!(shown, [("".into(), root.len()), ("Inner".into(), INNER.len()), ("Twin".into(), OTHER.len())]);
}

#[test]
fn aws_tells_of_what_the_difference_does_not() {
    let (set, old) = (set(), tree(ROOT, OTHER));
    let diff = Sides::new(&set, &target(), Some(&old)).unwrap().diff().unwrap();
    let foreseen = |path: &[&str], kind: &str, action: ChangeAction, replacement: Option<Replacement>| Foreseen {
        path: path.iter().map(ToString::to_string).collect(),
        change: ResourceChange::builder().resource_type(kind).action(action).set_replacement(replacement).build(),
    };
    let all = [
        foreseen(&["Inner", "Queue"], "AWS::SQS::Queue", ChangeAction::Remove, None),
        foreseen(&["Inner", "Role"], "AWS::IAM::Role", ChangeAction::Add, None),
        foreseen(&["Jobs"], "AWS::SQS::Queue", ChangeAction::Modify, Some(Replacement::False)),
    ];
    assert_eq!(beyond(&diff, "main", &all), Vec::<String>::new());
    let more = [
        foreseen(&["Jobs"], "AWS::SQS::Queue", ChangeAction::Modify, Some(Replacement::True)),
        foreseen(&["Inner", "Role"], "AWS::IAM::Role", ChangeAction::Remove, None),
    ];
    let notes = beyond(&diff, "main", &more);
    assert_eq!(notes[0], "AWS says that it would replace main.Jobs (AWS::SQS::Queue)");
    assert_eq!(notes[1], "AWS says that it would delete main/Inner.Role (AWS::IAM::Role)");
}

#[test]
fn resources_to_skip_are_named_by_the_name_of_their_stack() {
    let tree = tree(ROOT, INNER);
    let skip = |path: &str| to_skip(&tree, &[path.to_string()]).map_err(|failure| failure.message);
    assert_eq!(skip("Jobs").unwrap(), ["Jobs"]);
    assert_eq!(skip("Inner.Role").unwrap(), ["tap-dev-Inner-1.Role"]);
    assert_eq!(skip("Inner/Role").unwrap(), ["tap-dev-Inner-1.Role"]);
    assert_eq!(skip("Inner.Roll").unwrap_err(), "tap-dev-Inner-1 has no resource `Roll`\nhelp: did you mean `Role`?");
    assert_eq!(skip("Iner.Role").unwrap_err(), "tap-dev has no nested stack `Iner`\nhelp: did you mean `Inner`?");
}
