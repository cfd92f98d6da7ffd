//! Secure parameters where CloudFormation would deploy the reference itself: a function's environment, a tag.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Environment: { Variables: { PASSWORD: SsmSecure("/ledger/password") } },
}]
pub struct Validator;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Tags: [{ Key: "access", Value: "{{resolve:ssm-secure:/ledger/password}}" }] }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    validator: Validator,
    alerts: Alerts,
}

fn main() {}
