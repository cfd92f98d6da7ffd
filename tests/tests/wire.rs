//! Requests on the wire: what the client sends, and what botocore sends for the same intent.

#[path = "wire/intents.rs"]
mod intents;

use intents::{Known, SECRET_LENGTH};
use serde_json::json;
use tap_tests::boto::Ask;
use tap_tests::program::Account;
use tap_tests::proxy::{Call, Proxy, Treatment, compare};
use tap_tests::servers::free_address;

fn known() -> Known {
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    Known {
        account: "123456789012".to_string(),
        deployment_id: "0123456789abcdef".to_string(),
        template: ("TemplateURL", "https://bucket.s3.us-east-1.amazonaws.com/TapStack.json".to_string()),
        set_url: "https://bucket.s3.us-east-1.amazonaws.com/TapStack.json".to_string(),
        given: vec![pair("EnvironmentSuffix", "dev"), pair("DeploymentId", "0123456789abcdef")],
        kept: vec!["GateWindowSeconds".to_string()],
        set_parameters: vec![pair("EnvironmentSuffix", "dev"), pair("ValidatorImageUri", "image@sha256:00")],
        overrides: vec![pair("ValidatorImageUri", "other@sha256:00")],
    }
}

/// What botocore sends for these intents. Nothing of it reaches a server, since only the requests are looked at.
fn sent_by_botocore(asks: &[Ask]) -> Vec<Call> {
    let proxy = Proxy::start(free_address(), Vec::new());
    let deny = std::sync::Arc::new(|_: &Call| Treatment::Deny);
    let (said, calls) = proxy.run(&mut Account::at(&proxy.url()).boto(asks), deny);
    assert_eq!((said.code, calls.len()), (Some(0), asks.len()), "{said:?}");
    calls
}

#[test]
fn botocore_sends_what_is_meant() {
    let calls = sent_by_botocore(&known().all());
    let actions: Vec<&str> = calls.iter().map(|call| call.action.as_str()).collect();
    let expected = [
        "CreateChangeSet",
        "CreateStackSet",
        "CreateStackInstances",
        "CreateStackInstances",
        "UpdateStackSet",
        "UpdateStackInstances",
        "DeleteStackInstances",
        "PutParameter",
    ];
    assert_eq!(actions, expected);
    let change_set = &calls[0].parameters;
    let previous = json!({ "ParameterKey": "GateWindowSeconds", "UsePreviousValue": "true" });
    assert_eq!(change_set["Parameters"][2], previous);
    assert_eq!(change_set["RollbackConfiguration"]["MonitoringTimeInMinutes"], "3");
    assert_eq!(change_set["RollbackConfiguration"]["RollbackTriggers"].as_array().map(Vec::len), Some(5));
    assert_eq!(change_set["IncludeNestedStacks"], "true");
    assert_eq!(calls[5].parameters["OperationPreferences"]["RegionConcurrencyType"], "PARALLEL");
    assert_eq!(calls[7].parameters["Value"].as_str().map(str::len), Some(SECRET_LENGTH));
}

#[test]
fn a_request_is_the_same_as_itself_and_differs_where_it_is_changed() {
    let made_up = ["ChangeSetName", "ClientToken", "ClientRequestToken", "OperationId", "Value"];
    let first = sent_by_botocore(&known().all());
    let second = sent_by_botocore(&Known { deployment_id: "another".to_string(), ..known() }.all());
    for (ours, theirs) in first.iter().zip(&second) {
        assert_eq!(compare(ours, theirs, &made_up), [""; 0], "{ours}");
    }
    let changed = Known { kept: Vec::new(), ..known() };
    let third = sent_by_botocore(&[changed.change_set()]);
    let said = compare(&first[0], &third[0], &made_up);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("Parameters: "), "{said:?}");
    assert_eq!(compare(&first[0], &first[1], &made_up)[0], "action: CreateChangeSet, CreateStackSet");
}
