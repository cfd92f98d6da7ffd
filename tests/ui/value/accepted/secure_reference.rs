//! Secure parameters where CloudFormation resolves them, and a secret of Secrets Manager, which it resolves everywhere.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::IAM::User")]
#[properties { LoginProfile: { Password: SsmSecure("/auditor/password") } }]
pub struct Auditor;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Environment: { Variables: { PASSWORD: Secret("ledger:SecretString:password") } },
}]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    auditor: Auditor,
    validator: Validator,
}

fn main() {}
