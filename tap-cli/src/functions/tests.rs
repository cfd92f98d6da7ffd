use super::{Chain, Programs, script};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tap_core::document::Source;
use tap_core::simulate::{Action, Answers, CustomAnswer, CustomRequest, Status};

fn request(kind: &str, action: Action, properties: Value) -> CustomRequest {
    CustomRequest {
        action,
        kind: kind.to_string(),
        region: "us-east-1".to_string(),
        stack_id: "arn:aws:cloudformation:us-east-1:123456789012:stack/app/1".to_string(),
        stack_status: Status::UpdateInProgress,
        root_status: Status::UpdateCompleteCleanupInProgress,
        path: "app/Thing".to_string(),
        logical_id: "Thing".to_string(),
        physical_id: (action != Action::Create).then(|| "thing-1".to_string()),
        properties: properties.clone(),
        old_properties: (action == Action::Update).then_some(properties),
        in_rollback: false,
    }
}

/// A program in Python that has the request as `event`, and `put` for its answer.
fn program(code: &str) -> Programs {
    let code = format!(
        "
import json, os, sys, time, urllib.request
event = json.load(sys.stdin)
def put(more, url=event['ResponseURL'], method='PUT'):
    body = {{k: event[k] for k in ('StackId', 'RequestId', 'LogicalResourceId')}}
    body.update({{'PhysicalResourceId': 'thing-1'}}, **more)
    data = json.dumps({{k: v for k, v in body.items() if v is not None}}).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
    opener.open(urllib.request.Request(url, data=data, method=method, headers={{'Content-Type': ''}})).close()
{code}
"
    );
    let command = shlex::try_join(["python3", "-c", &code]).unwrap();
    Programs::new(vec![("Custom::Thing".to_string(), command)]).unwrap()
}

fn answer(code: &str, properties: Value) -> CustomAnswer {
    program(code).answer(&request("Custom::Thing", Action::Create, properties))
}

fn reason(code: &str) -> String {
    match answer(code, json!({})) {
        CustomAnswer::Failed { reason, physical_id: None } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_gets_the_request_that_cloudformation_sends() {
    let code = "put({'Status': 'SUCCESS', 'Data': {'event': event, 'status': os.environ['TAP_STACK_STATUS'], 'root': os.environ['TAP_ROOT_STATUS']}})";
    let properties = json!({ "ServiceToken": "arn", "Number": 3, "Flags": [true, { "Deep": 0.5 }], "Text": "a" });
    let mut programs = program(code);
    let asked = request("Custom::Thing", Action::Update, properties);
    let CustomAnswer::Success { physical_id, data } = programs.answer(&asked) else { panic!() };
    assert_eq!(physical_id.as_deref(), Some("thing-1"));
    assert_eq!((&data["status"], &data["root"]), (&json!("UPDATE_IN_PROGRESS"), &json!("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")));
    let mut event = data["event"].clone();
    let url = event.as_object_mut().unwrap().remove("ResponseURL").unwrap();
    assert!(url.as_str().unwrap().starts_with("http://127.0.0.1:"));
    let in_text = json!({ "ServiceToken": "arn", "Number": "3", "Flags": ["true", { "Deep": "0.5" }], "Text": "a" });
    assert_eq!(
        event,
        json!({
            "RequestType": "Update",
            "ServiceToken": "arn",
            "StackId": asked.stack_id,
            "RequestId": "00000001-0000-4000-8000-000000000000",
            "ResourceType": "Custom::Thing",
            "LogicalResourceId": "Thing",
            "PhysicalResourceId": "thing-1",
            "ResourceProperties": in_text,
            "OldResourceProperties": in_text,
        })
    );
}

#[test]
fn a_creation_has_neither_a_physical_id_nor_old_properties() {
    let code = "put({'Status': 'SUCCESS', 'PhysicalResourceId': 'new', 'Data': {'keys': sorted(event)}})";
    let CustomAnswer::Success { physical_id, data } = answer(code, json!({ "ServiceToken": "arn" })) else { panic!() };
    assert_eq!(physical_id.as_deref(), Some("new"));
    let keys = "LogicalResourceId RequestId RequestType ResourceProperties ResourceType ResponseURL ServiceToken StackId";
    assert_eq!(data["keys"], json!(keys.split(' ').collect::<Vec<_>>()));
}

#[test]
fn a_failure_has_its_reason_and_id() {
    let failed = answer("put({'Status': 'FAILED', 'Reason': 'no room'})", json!({}));
    assert_eq!(failed, CustomAnswer::Failed { reason: "no room".to_string(), physical_id: Some("thing-1".to_string()) });
}

#[test]
fn an_answer_that_cloudformation_would_not_take_is_a_failure() {
    for (code, why) in [
        ("put({'Status': 'DONE'})", "`Status` is `DONE`, neither `SUCCESS` nor `FAILED`"),
        ("put({})", "it has no `Status`"),
        ("put({'Status': 'FAILED'})", "it has failed without a `Reason`"),
        ("put({'Status': 'SUCCESS', 'PhysicalResourceId': ''})", "`PhysicalResourceId` is empty"),
        ("put({'Status': 'SUCCESS', 'PhysicalResourceId': None})", "it has no `PhysicalResourceId`"),
        ("put({'Status': 'SUCCESS', 'PhysicalResourceId': 'x' * 1025})", "`PhysicalResourceId` has more than 1024 bytes"),
        ("put({'Status': 'SUCCESS', 'Data': {'x': 'y' * 4096}})", "it has more than 4096 bytes"),
        ("put({'Status': 'SUCCESS', 'Data': [1]})", "`Data` is no object"),
        ("put({'Status': 'SUCCESS', 'RequestId': 'another'})", "`RequestId` is not that of the request"),
        ("put({'Status': 'SUCCESS', 'StackId': 1})", "`StackId` is no text"),
        (
            "event.update(StackId=[])\nput({'Status': 'SUCCESS', 'LogicalResourceId': 'x', 'StackId': ''})",
            "`StackId` is not that of the request",
        ),
    ] {
        assert_eq!(reason(code), format!("the function's answer is not taken: {why}"), "{code}");
    }
}

#[test]
fn only_a_put_to_the_address_of_the_request_counts() {
    let code = "
for url, method in ((event['ResponseURL'] + '0', 'PUT'), (event['ResponseURL'], 'POST')):
    try:
        put({'Status': 'FAILED', 'Reason': 'wrong'}, url, method)
    except urllib.error.HTTPError as error:
        assert error.code == 403
put({'Status': 'SUCCESS'})
";
    assert!(matches!(answer(code, json!({})), CustomAnswer::Success { .. }));
}

#[test]
fn a_program_that_hangs_is_ended_by_its_timeout() {
    let file = std::env::temp_dir().join(format!("tap-hangs-{}", std::process::id()));
    let code = format!("open({:?}, 'w').write(str(os.getpid()))\ntime.sleep(600)", file.display().to_string());
    let started = Instant::now();
    let mut programs = program(&code).waiting(0.02);
    let hung = programs.answer(&request("Custom::Thing", Action::Create, json!({ "ServiceTimeout": 100 })));
    assert_eq!(hung, CustomAnswer::Hangs);
    assert!((Duration::from_secs(2)..Duration::from_secs(30)).contains(&started.elapsed()));
    let pid = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(!std::path::Path::new("/proc").join(pid).exists());
}

#[test]
fn a_program_that_ends_without_an_answer_leaves_cloudformation_waiting() {
    let started = Instant::now();
    assert_eq!(answer("sys.exit('no idea')", json!({ "ServiceTimeout": 300 })), CustomAnswer::Hangs);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn commands_are_checked() {
    let new = |kind: &str, command: &str| Programs::new(vec![(kind.to_string(), command.to_string())]).map(|_| ()).unwrap_err();
    assert_eq!(new("AWS::SQS::Queue", "x"), "`AWS::SQS::Queue` is no type of a custom resource\nhelp: it is `Custom::…`");
    assert_eq!(new("Custom::Thing", " "), "the command of Custom::Thing is empty");
    let twice = vec![("Custom::A".to_string(), "x".to_string()), ("Custom::A".to_string(), "y".to_string())];
    assert_eq!(Programs::new(twice).unwrap_err(), "Custom::A has two commands");
    let mut missing = Programs::new(vec![("Custom::Thing".to_string(), "no-such-program-anywhere".to_string())]).unwrap();
    match missing.answer(&request("Custom::Thing", Action::Create, json!({}))) {
        CustomAnswer::Failed { reason, .. } => {
            assert!(reason.starts_with("`no-such-program-anywhere` cannot be run: "), "{reason}")
        }
        other => panic!("{other:?}"),
    }
}

fn scripted(text: &str) -> super::Script {
    script::read(&Source::new("answers.yaml", text)).unwrap()
}

#[test]
fn the_first_rule_that_fits_answers() {
    let mut script = scripted(
        "
- { type: Custom::Thing, action: update, answer: failed, reason: an alarm, times: 2 }
- { path: app/Thing, action: delete, answer: hang }
- { path: app/Other, answer: failed }
- { type: Custom::Thing, answer: success, physicalId: id-1, data: { Version: 7 } }
",
    );
    let mut tell = |kind: &str, action| script.tell(&request(kind, action, json!({})));
    let success = CustomAnswer::Success {
        physical_id: Some("id-1".to_string()),
        data: json!({ "Version": 7 }).as_object().cloned().unwrap(),
    };
    assert_eq!(tell("Custom::Thing", Action::Create), Some(success.clone()));
    assert_eq!(tell("Custom::Thing", Action::Update), Some(CustomAnswer::failed("an alarm")));
    assert_eq!(tell("Custom::Thing", Action::Update), Some(CustomAnswer::failed("an alarm")));
    assert_eq!(tell("Custom::Thing", Action::Update), Some(success));
    assert_eq!(tell("Custom::Thing", Action::Delete), Some(CustomAnswer::Hangs));
    assert_eq!(tell("Custom::Else", Action::Delete), Some(CustomAnswer::Hangs));
    assert_eq!(tell("Custom::Else", Action::Create), None);
}

#[test]
fn json_is_a_script_too() {
    let mut script = scripted(r#"[{ "type": "Custom::Thing", "answer": "failed" }]"#);
    let told = script.tell(&request("Custom::Thing", Action::Create, json!({})));
    assert_eq!(told, Some(CustomAnswer::failed("the script says so")));
}

#[test]
fn what_is_wrong_with_a_script_is_located() {
    for (text, said) in [
        ("a: b", "answers.yaml:1:1: a script is a list of answers"),
        ("- a", "answers.yaml:1:3: an answer is an object, at `0`"),
        ("- { answer: success }", "answers.yaml:1:3: an answer is for a `type` or a `path`, at `0`"),
        ("- { type: Custom::A }", "answers.yaml:1:3: an answer has an `answer`: `success`, `failed` or `hang`, at `0`"),
        (
            "- { type: Custom::A, answer: success }\n- type: Custom::B\n  anwser: hang",
            "answers.yaml:3:3: an answer has no `anwser`, at `1.anwser`\nhelp: did you mean `answer`?",
        ),
        (
            "- { type: Custom::A, answer: hang, action: destroy }",
            "answers.yaml:1:36: `action` is `create`, `update` or `delete`, not \"destroy\", at `0.action`",
        ),
        ("- { type: 7, answer: hang }", "answers.yaml:1:5: `type` is a text, not 7, at `0.type`"),
        (
            "- { type: Custom::A, answer: hang, times: 0 }",
            "answers.yaml:1:36: `times` is a whole number above 0, not 0, at `0.times`",
        ),
        ("- { type: Custom::A, answer: hang, data: {} }", "answers.yaml:1:36: `hang` has no `data`, at `0.data`"),
        ("- { type: Custom::A, answer: success, data: 3 }", "answers.yaml:1:39: `data` is an object, not 3, at `0.data`"),
        ("- { type: Custom::A, answer: success, reason: x }", "answers.yaml:1:39: `success` has no `reason`, at `0.reason`"),
        ("- { type: Custom::A", "answers.yaml:2:1: "),
        ("", "answers.yaml:1:1: there is nothing in this text"),
    ] {
        let problem = script::read(&Source::new("answers.yaml", text)).unwrap_err().to_string();
        assert!(problem == said || (said.ends_with(": ") && problem.starts_with(said)), "{problem}");
    }
}

#[test]
fn programs_come_before_the_script_and_the_script_before_success() {
    let mut chain = Chain {
        programs: Some(program("put({'Status': 'FAILED', 'Reason': 'the program'})")),
        script: Some(scripted(
            "- { type: Custom::Thing, answer: hang }\n- { type: Custom::Told, answer: failed, reason: the script }",
        )),
    };
    let mut reason = |kind: &str| match chain.answer(&request(kind, Action::Create, json!({}))) {
        CustomAnswer::Failed { reason, .. } => reason,
        other => format!("{other:?}"),
    };
    assert_eq!(reason("Custom::Thing"), "the program");
    assert_eq!(reason("Custom::Told"), "the script");
    assert_eq!(reason("Custom::Else"), format!("{:?}", CustomAnswer::success()));
}
