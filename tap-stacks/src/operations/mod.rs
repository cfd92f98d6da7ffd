//! Functions that operate the platform: one image, a command for each.
//!
//! They call AWS's APIs and nothing else, so they are in no VPC.

use std::marker::PhantomData;

use tap_core::prelude::*;

use crate::constructs::{FunctionCalls, FunctionLogs, Named};
use crate::environment::{Environment, OperationsParameters};
use crate::registry::RegistryOutputs;

/// What tells one command from another.
pub trait Operation: Named {
    /// Its handler in the image.
    const COMMAND: &'static [&'static str];
    /// What it may do beyond writing its log: a whole policy document.
    const POLICY: Fragment;
    /// Its environment variables.
    const VARIABLES: Fragment;
    /// Seconds that one call may take.
    const TIMEOUT: u32;
}

/// What the function may do. The policies are part of the role, so that whatever names the role comes after them, and goes
/// before them.
#[derive(Resource)]
#[resource("AWS::IAM::Role", allow = { no_wildcard_iam: "composite alarms are described in a scope of all alarms only" })]
#[properties {
    RoleName: Sub("${name}-role-${Environment::suffix}-${AWS::Region}", name = O::NAME),
    Description: Sub("What the function ${name} may do", name = O::NAME),
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [
        {
            PolicyName: Sub("${name}-runtime-${Environment::suffix}", name = O::NAME),
            PolicyDocument: {
                Version: "2012-10-17",
                Statement: [{
                    Sid: "Log",
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: GetAtt(FunctionLogs<O>.Arn),
                }],
            },
        },
        {
            PolicyName: Sub("${name}-work-${Environment::suffix}", name = O::NAME),
            PolicyDocument: O::POLICY,
        },
    ],
    Tags: [{ Key: "Name", Value: Sub("${name}-role-${Environment::suffix}", name = O::NAME) }],
}]
pub struct OperationRole<O: Operation>(PhantomData<O>);

/// The function.
#[derive(Resource)]
#[resource(
    "AWS::Lambda::Function",
    metadata = { checkov: { skip: [
        { id: "CKV_AWS_115", comment: "Reserved concurrency leaves the rest of a fresh account too little to run at all" },
        { id: "CKV_AWS_116", comment: "CloudFormation waits for its answer, and a schedule comes back; an alarm tells of failures" },
        { id: "CKV_AWS_117", comment: "It calls the APIs of AWS only, and has no part in the network of the platform" },
    ] } }
)]
#[properties {
    FunctionName: Sub("${name}-${Environment::suffix}", name = O::NAME),
    PackageType: "Image",
    Code: { ImageUri: Ref(OperationsParameters::operations_image) },
    ImageConfig: { Command: O::COMMAND },
    Architectures: ["x86_64"],
    Role: GetAtt(OperationRole<O>.Arn),
    MemorySize: 256,
    Timeout: O::TIMEOUT,
    Environment: { Variables: O::VARIABLES },
    KmsKeyArn: ImportValue(RegistryOutputs::data_key_arn),
    LoggingConfig: { LogFormat: "JSON", LogGroup: Ref(FunctionLogs<O>) },
    Tags: [{ Key: "Name", Value: Sub("${name}-${Environment::suffix}", name = O::NAME) }],
}]
pub struct OperationCode<O: Operation>(PhantomData<O>);

/// A function that operates the platform, with its role and its log.
#[derive(Construct)]
pub struct OperationsFunction<O: Operation> {
    role: OperationRole<O>,
    logs: FunctionLogs<O>,
    code: OperationCode<O>,
    calls: FunctionCalls<OperationCode<O>>,
}
