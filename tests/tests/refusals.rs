//! Without credentials, region, network or permission: one sentence and what to do, exit code 1, and nothing is changed.

use serde_json::json;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use tap_tests::cloud::Cloud;
use tap_tests::program::{Account, SECRET_KEY, Said};
use tap_tests::proxy::{Call, Proxy, Scenario, Treatment, every_position, pass};
use tap_tests::servers::{Emulator, free_address};

/// All verbs that speak to AWS, and what they need so that they ask nothing.
const VERBS: [&[&str]; 7] = [
    &["bootstrap", "--yes"],
    &["deploy", "--yes"],
    &["status"],
    &["outputs"],
    &["drift"],
    &["rollback", "--yes"],
    &["destroy", "--yes"],
];

/// One sentence, and one line of help; the sentence.
fn sentence(said: &Said) -> String {
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    assert!(!said.err.contains(SECRET_KEY), "{said:?}");
    let lines: Vec<&str> = said.err.lines().collect();
    let [sentence, help] = lines[..] else { panic!("not two lines: {said:?}") };
    assert!(help.starts_with("help: "), "{said:?}");
    sentence.strip_prefix("error: ").unwrap_or_else(|| panic!("no error: {said:?}")).to_string()
}

/// A server of which only the requests are looked at.
fn refusing() -> Proxy {
    Proxy::start(free_address(), Vec::new())
}

fn run(proxy: &Proxy, command: &mut Command) -> (String, Vec<Call>) {
    let (said, calls) = proxy.run(command, Arc::new(|_| Treatment::Deny));
    (sentence(&said), calls)
}

#[test]
fn without_credentials_nobody_is_asked() {
    let proxy = refusing();
    let account = Account::at(&proxy.url());
    for verb in VERBS {
        let mut command = account.tapstack();
        let (said, calls) = run(&proxy, command.args(verb).env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY"));
        assert_eq!((said.as_str(), calls.len()), ("there are no AWS credentials", 0), "{verb:?}");
    }
}

#[test]
fn without_a_region_nobody_is_asked() {
    let proxy = refusing();
    let account = Account::at(&proxy.url());
    // Templates without a description, which else names a home region.
    let folder = tempfile::tempdir().expect("a folder is made");
    let template = json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic" } } });
    fs::write(folder.path().join("topic.json"), template.to_string()).expect("it is written");
    for verb in VERBS.iter().filter(|verb| verb[0] != "bootstrap") {
        let mut command = account.tapstack();
        let (said, calls) = run(&proxy, command.args(*verb).arg("--templates").arg(folder.path()));
        assert_eq!((said.as_str(), calls.len()), ("no region is set", 0), "{verb:?}");
        let (said, calls) = run(&proxy, account.tapstack().args(*verb).args(["--region", "eu-west-9"]));
        assert_eq!((said.as_str(), calls.len()), ("there is no region `eu-west-9`", 0), "{verb:?}");
    }
}

#[test]
fn without_a_network_it_is_said_what_cannot_be_reached() {
    let account = Account::at(&format!("http://{}", free_address()));
    for verb in VERBS {
        let said = sentence(&Said::by(account.tapstack().args(verb).env("AWS_MAX_ATTEMPTS", "1")));
        let start = "cannot ask AWS whose credentials these are: AWS cannot be reached: ";
        assert!(said.starts_with(start) && said.contains("Connection refused"), "{verb:?}: {said}");
    }
}

#[test]
fn without_any_permission_one_call_is_made() {
    let proxy = refusing();
    let account = Account::at(&proxy.url());
    for verb in VERBS {
        let (said, calls) = run(&proxy, account.tapstack().args(verb));
        let user = "User: arn:aws:iam::123456789012:user/testing is not authorized to perform: sts:GetCallerIdentity";
        let expected = format!("cannot ask AWS whose credentials these are: the credentials do not permit it ({user})");
        assert_eq!(said, expected, "{verb:?}");
        assert_eq!(calls.len(), 1, "{verb:?}: {calls:?}");
    }
}

/// Verbs that only look, on a platform that is deployed, with each of their calls refused in turn.
#[test]
fn each_call_that_is_not_permitted_is_named() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let deployed = cloud.proxy.run(&mut cloud.verb("deploy", &["--via", "direct", "--yes"]), pass());
    assert_eq!(deployed.0.code, Some(0), "{deployed:?}");
    for verb in [&["status"] as &[&str], &["outputs"], &["drift"]] {
        let met = every_position(
            &cloud.proxy,
            &Scenario {
                begin: &|| (),
                command: &|| cloud.verb(verb[0], &verb[1..]),
                treatment: Treatment::Deny,
                then: &|position| {
                    let call = position.call();
                    let (said, shown) = (&position.said, position.number);
                    assert_eq!(said.code, Some(1), "{shown} {call}: {said:?}");
                    assert!(said.err.contains("the credentials do not permit it"), "{shown} {call}: {said:?}");
                    let changing: Vec<&Call> = position.calls.iter().filter(|call| call.changes()).collect();
                    assert!(changing.is_empty(), "{changing:?}");
                },
            },
        );
        println!("{verb:?}: {} calls refused in turn", met.len());
        assert!(met.len() > 1, "{verb:?}: {met:?}");
    }
}

/// One service after the other is refused to a deployment that has something to do.
#[test]
fn a_deployment_that_is_not_permitted_changes_nothing() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let deployed = cloud.proxy.run(&mut cloud.verb("deploy", &["--via", "direct", "--yes"]), pass());
    assert_eq!(deployed.0.code, Some(0), "{deployed:?}");
    for service in ["cloudformation", "ecr", "ssm", "s3", "monitoring"] {
        let mut command = cloud.verb("deploy", &["--via", "direct", "--yes", "--parameter", "IntakeAgeThreshold=600"]);
        let script = move |call: &Call| if call.service == service { Treatment::Deny } else { Treatment::Pass };
        let (said, calls) = cloud.proxy.run(&mut command, Arc::new(script));
        let denied: Vec<&Call> = calls.iter().filter(|call| call.service == service).collect();
        assert!(!denied.is_empty(), "{service}: {calls:?}");
        let said = sentence(&said);
        let why = if service == "s3" { "the credentials do not permit it" } else { "is not authorized to perform" };
        assert!(said.starts_with("cannot ") && said.contains(why), "{service}: {said}");
        // The secure parameter is there, so that asking for it changes nothing.
        let changing: Vec<&Call> =
            calls.iter().filter(|call| call.treatment == Treatment::Pass && call.changes() && call.status == Some(200)).collect();
        assert!(changing.is_empty(), "{service}: {changing:?}");
    }
}
