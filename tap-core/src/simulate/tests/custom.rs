//! Custom resources.

use super::{By, REGION, account, app, assert_consistent, create, delete, deployment, fail, failed, ids, paths, strike, update};
use crate::simulate::{Action, CustomAnswer, CustomRequest, Fault, Simulation, Status};
use serde_json::{Map, json};
use std::cell::RefCell;
use std::rc::Rc;

type Requests = Rc<RefCell<Vec<CustomRequest>>>;

fn template(value: &str, more: &str) -> crate::document::TemplateSet {
    app(&format!(
        "
Resources:
  Thing: {{ Type: Custom::Thing, Properties: {{ ServiceToken: arn, Value: {value}{more} }} }}
  Last: {{ Type: AWS::SNS::Topic, DependsOn: Thing, Properties: {{ DisplayName: {value} }} }}
"
    ))
}

fn named(id: &str) -> CustomAnswer {
    CustomAnswer::Success { physical_id: Some(id.to_string()), data: Map::new() }
}

/// An account with a function, and all that it is asked.
fn asked<'t>(mut answer: impl FnMut(&CustomRequest) -> CustomAnswer + 't) -> (Simulation<'t>, Requests) {
    let requests = Requests::default();
    let seen = requests.clone();
    let answers = By(move |request: &CustomRequest| {
        seen.borrow_mut().push(request.clone());
        answer(request)
    });
    (account().answered_by(answers), requests)
}

/// What was asked: action, physical id, new and old value.
fn told(requests: &Requests) -> Vec<(Action, Option<String>, String, Option<String>)> {
    let value = |properties: &serde_json::Value| properties["Value"].as_str().unwrap().to_string();
    let requests = requests.borrow();
    let each = requests.iter().map(|request| {
        (request.action, request.physical_id.clone(), value(&request.properties), request.old_properties.as_ref().map(value))
    });
    each.collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_string())
}

/// Request objects: what a function is sent to create, update and delete.
#[test]
fn requests_say_what_is_wanted() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|_| named("thing-1"));
    create(&mut simulation, &deployment(&set));
    update(&mut simulation, &deployment(&next));
    delete(&mut simulation);
    assert_eq!(
        told(&requests),
        [
            (Action::Create, None, "one".to_string(), None),
            (Action::Update, some("thing-1"), "two".to_string(), some("one")),
            (Action::Delete, some("thing-1"), "two".to_string(), None),
        ]
    );
    let requests = requests.borrow();
    assert!(requests.iter().all(|request| request.stack_id == requests[0].stack_id && request.logical_id == "Thing"));
    assert!(requests[0].stack_id.starts_with("arn:aws:cloudformation:eu-west-1:123456789012:stack/app/"));
    let statuses: Vec<Status> = requests.iter().map(|request| request.stack_status).collect();
    assert_eq!(statuses, [Status::CreateInProgress, Status::UpdateInProgress, Status::DeleteInProgress]);
}

/// Request objects: an Update is sent when a property changes, and only then.
#[test]
fn without_a_change_nothing_is_asked() {
    let (set, next) = (
        template("one", ""),
        app("
Resources:
  Thing: { Type: Custom::Thing, Properties: { ServiceToken: arn, Value: one } }
  Last: { Type: AWS::SNS::Topic, DependsOn: Thing, Properties: { DisplayName: other } }
"),
    );
    let (mut simulation, requests) = asked(|_| named("thing-1"));
    create(&mut simulation, &deployment(&set));
    update(&mut simulation, &deployment(&next));
    assert_eq!(requests.borrow().len(), 1);
}

/// Response objects: `Ref` gives the physical id, and `Fn::GetAtt` what stands in `Data`; what does not stand there is an error.
#[test]
fn data_is_what_attributes_are() {
    let text = |attribute: &str| {
        format!(
            "
Resources:
  Thing: {{ Type: Custom::Thing, Properties: {{ ServiceToken: arn }} }}
  User: {{ Type: AWS::SNS::Topic, Properties: {{ DisplayName: !Sub '${{Thing}} ${{Thing.{attribute}}}' }} }}
"
        )
    };
    let (set, wrong) = (app(&text("Version")), app(&text("Vresion")));
    let answer = || {
        let data = json!({ "Version": "7" }).as_object().cloned().unwrap();
        CustomAnswer::Success { physical_id: some("thing-1"), data }
    };
    let mut simulation = account().answered_by(By(move |_: &CustomRequest| answer()));
    create(&mut simulation, &deployment(&set));
    assert_eq!(super::property(&simulation, "app/User", "DisplayName"), "thing-1 7");
    delete(&mut simulation);
    let (_, reason) = failed(simulation.create(&deployment(&wrong)));
    assert_eq!(reason, "app/User: `Thing.Vresion` is not known");
}

/// Replacing a custom resource: another physical id is a replacement, and the old one gets a Delete in the cleanup, with its old properties.
#[test]
fn another_physical_id_is_a_replacement() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|request| named(request.properties["Value"].as_str().unwrap()));
    create(&mut simulation, &deployment(&set));
    update(&mut simulation, &deployment(&next));
    assert_eq!(
        told(&requests)[1..],
        [(Action::Update, some("one"), "two".to_string(), some("one")), (Action::Delete, some("one"), "one".to_string(), None),]
    );
    assert_eq!(requests.borrow()[2].stack_status, Status::UpdateCompleteCleanupInProgress);
    assert_eq!(ids(&simulation, "app/Thing"), ["two"]);
}

/// The same, rolled back: the old one is still there, and the new one gets the Delete.
#[test]
fn a_replacement_that_is_rolled_back_deletes_the_new_one() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|request| named(request.properties["Value"].as_str().unwrap()));
    create(&mut simulation, &deployment(&set));
    strike(&mut simulation, [fail(Action::Update, "app/Last")]);
    failed(simulation.update(&deployment(&next)));
    assert_eq!(told(&requests)[2..], [(Action::Delete, some("two"), "two".to_string(), None)]);
    assert_eq!(requests.borrow()[2].stack_status, Status::UpdateRollbackCompleteCleanupInProgress);
    assert_eq!(ids(&simulation, "app/Thing"), ["one"]);
    assert_eq!(super::property(&simulation, "app/Thing", "Value"), "one");
    assert_consistent(&simulation);
}

/// Rollback: the function gets an Update back, the new properties being the old ones.
#[test]
fn a_rollback_sends_the_old_properties() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|_| named("thing-1"));
    create(&mut simulation, &deployment(&set));
    strike(&mut simulation, [fail(Action::Update, "app/Last")]);
    failed(simulation.update(&deployment(&next)));
    assert_eq!(told(&requests)[2..], [(Action::Update, some("thing-1"), "one".to_string(), some("two"))]);
    assert_eq!(requests.borrow()[2].stack_status, Status::UpdateRollbackInProgress);
    assert_eq!(requests.borrow().iter().map(|request| request.in_rollback).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(super::property(&simulation, "app/Thing", "Value"), "one");
}

/// A rollback that is answered with another id replaces once more: what the rollback began with gets the Delete.
#[test]
fn a_rollback_may_replace_too() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|request| named(if request.in_rollback { "again" } else { "thing-1" }));
    create(&mut simulation, &deployment(&set));
    strike(&mut simulation, [fail(Action::Update, "app/Last")]);
    failed(simulation.update(&deployment(&next)));
    assert_eq!(told(&requests)[3..], [(Action::Delete, some("thing-1"), "two".to_string(), None)]);
    assert_eq!(ids(&simulation, "app/Thing"), ["again"]);
    assert_consistent(&simulation);
}

/// FAILED on create rolls back, and the Delete that follows has the physical id of the answer.
#[test]
fn failed_on_create() {
    let set = template("one", "");
    let answer = |request: &CustomRequest| match request.action {
        Action::Create => CustomAnswer::Failed { reason: "no".to_string(), physical_id: some("half-made") },
        _ => CustomAnswer::success(),
    };
    let (mut simulation, requests) = asked(answer);
    let (status, reason) = failed(simulation.create(&deployment(&set)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app/Thing: no"));
    assert_eq!(told(&requests)[1..], [(Action::Delete, some("half-made"), "one".to_string(), None)]);
    assert_eq!(paths(&simulation), [""; 0]);
}

/// FAILED on update rolls back, the custom resource itself too.
#[test]
fn failed_on_update() {
    let (set, next) = (template("one", ""), template("two", ""));
    let (mut simulation, requests) = asked(|request| match request.properties["Value"].as_str() {
        Some("two") => CustomAnswer::failed("no"),
        _ => named("thing-1"),
    });
    create(&mut simulation, &deployment(&set));
    let (status, reason) = failed(simulation.update(&deployment(&next)));
    assert_eq!((status, reason.as_str()), (Status::UpdateRollbackComplete, "app/Thing: no"));
    assert_eq!(told(&requests)[2..], [(Action::Update, some("thing-1"), "one".to_string(), some("two"))]);
}

/// FAILED on delete fails the deletion of the stack.
#[test]
fn failed_on_delete() {
    let set = template("one", "");
    let mut times = 0;
    let (mut simulation, _) = asked(move |request| {
        times += u32::from(request.action == Action::Delete);
        if times == 1 { CustomAnswer::failed("not yet") } else { CustomAnswer::success() }
    });
    create(&mut simulation, &deployment(&set));
    let (status, reason) = failed(simulation.delete(REGION, "app"));
    assert_eq!((status, reason.as_str()), (Status::DeleteFailed, "app/Thing: not yet"));
    assert_eq!(paths(&simulation), ["app/Thing"]);
    delete(&mut simulation);
}

/// ServiceTimeout: CloudFormation waits for an answer as long as it says, and an hour if it says nothing.
#[test]
fn an_answer_that_never_comes_fails_after_the_timeout() {
    for (more, seconds) in [("", 3600), (", ServiceTimeout: 30", 30), (", ServiceTimeout: '45'", 45)] {
        let set = template("one", more);
        let mut simulation = account();
        strike(&mut simulation, [Fault::Hang { path: "app/Thing".to_string() }]);
        let (status, reason) = failed(simulation.create(&deployment(&set)));
        assert_eq!((status, reason), (Status::RollbackComplete, format!("app/Thing: no answer within {seconds} s")));
        assert_eq!(super::when(&simulation, "app", "ROLLBACK_IN_PROGRESS"), seconds);
    }
}

/// ServiceToken: "updates are not supported".
#[test]
fn the_service_token_cannot_change() {
    let (set, next) =
        (template("one", ""), app("Resources: { Thing: { Type: Custom::Thing, Properties: { ServiceToken: x, Value: one } } }"));
    let mut simulation = super::created(&set);
    let (status, reason) = failed(simulation.update(&deployment(&next)));
    assert_eq!(status, Status::UpdateRollbackComplete);
    assert_eq!(reason, "app/Thing: the service token of a custom resource cannot change");
}
