//! What only emission can tell is refused there: patterns of constants, what fragments hold, values of parameters, classes of
//! instances that a constant names.

use tap_core::EmitError;
use tap_core::check::{escape_hatches, exceptions};
use tap_core::prelude::*;

const SCHEDULE_NAME: &str = "every day";
const CLASS: &str = "c8gn.metal-24xl";
const FACTS: Fragment =
    fragment!([{ Key: "owner", Valeu: "payments" }, { Key: "team", unchecked(Scope): "all", Value: "ledger" }]);

#[derive(Parameters)]
#[allow(dead_code, reason = "a parameter set is its constants")]
struct Settings {
    #[parameter(default = "role-of-the-function")]
    role: String,
    #[parameter(default = "")]
    other_role: String,
    #[parameter(allowed_values = ["arm64"])]
    architecture: String,
}

#[derive(Resource)]
#[resource("AWS::Events::Rule", allow = { suffixed_names: "there is one in each account" })]
#[properties { Name: SCHEDULE_NAME, ScheduleExpression: "rate(1 day)", State: "ENABLED" }]
struct Daily;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Tags: FACTS }]
struct Alerts;

#[derive(Resource)]
#[resource("AWS::EC2::Instance")]
#[properties { ImageId: "ami-0a1b2c3d4e5f60718", InstanceType: CLASS }]
struct Worker;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Architectures: [Ref(Settings::architecture)],
    Role: Ref(Settings::role),
    unchecked(Accelerator): "inferentia",
}]
struct Validator;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties { Code: { ImageUri: "repository@sha256:0" }, PackageType: "Image", Role: Ref(Settings::other_role) }]
struct Helper;

#[derive(Resource)]
#[resource("AWS::Future::Thing", unchecked)]
#[properties { Anything: SCHEDULE_NAME }]
struct Future;

#[derive(Stack)]
#[stack(name = "work-stack", parameters = [Settings])]
struct WorkStack {
    daily: Daily,
    alerts: Alerts,
    worker: Worker,
    validator: Validator,
    helper: Helper,
    future: Future,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
struct Work {
    work: WorkStack,
}

#[test]
fn what_emission_alone_can_tell_is_refused_there() {
    let Err(EmitError::Refused(refusals)) = tap_core::emit(Work::APP) else { panic!("the app is emitted") };
    let found: Vec<_> =
        refusals.iter().map(|refusal| (refusal.logical_id.as_str(), refusal.rule, refusal.message.as_str())).collect();
    let pattern = r"^[\.\-_A-Za-z0-9]+$";
    let role = r"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$";
    assert_eq!(
        found,
        [
            ("Alerts", "unknown-property", "`Tags.0` of AWS::SNS::Topic has no property `Valeu`"),
            ("Daily", "wrong-pattern", &format!("`Name` of AWS::Events::Rule is `every day`, which does not match `{pattern}`")),
            (
                "Validator",
                "wrong-pattern",
                &format!(
                    "`Role` of AWS::Lambda::Function is `role-of-the-function`, which does not match `{role}`: the default of parameter `Role`"
                )
            ),
            ("Worker", "unknown-value", "`InstanceType` of AWS::EC2::Instance can't be `c8gn.metal-24xl` in eu-west-1"),
        ]
    );
    assert_eq!(refusals[1].file, file!());
    assert!(refusals[0].to_string().ends_with("help: did you mean `Value`?"), "{}", refusals[0]);
}

#[test]
fn escape_hatches_are_found_where_they_are() {
    let found: Vec<_> = escape_hatches(Work::APP).into_iter().map(|hatch| (hatch.logical_id, hatch.kind, hatch.path)).collect();
    let hatch = |id: &str, kind, path: &str| (id.to_string(), kind, path.to_string());
    assert_eq!(
        found,
        [
            hatch("Alerts", "AWS::SNS::Topic", "Tags.1.Scope"),
            hatch("Future", "AWS::Future::Thing", ""),
            hatch("Validator", "AWS::Lambda::Function", "Accelerator"),
        ]
    );
}

#[test]
fn exceptions_are_found_with_their_reasons() {
    let found: Vec<_> = exceptions(Work::APP).into_iter().map(|found| (found.logical_id, found.rule, found.reason)).collect();
    assert_eq!(found, [("Daily".to_string(), "suffixed_names", "there is one in each account")]);
}
