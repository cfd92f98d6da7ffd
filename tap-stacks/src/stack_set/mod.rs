//! Both regions by one operation: a stack set whose instances are the platform's root.
//!
//! It is deployed in the home region, after the bootstrap of both. Its permissions are self-managed, since the roles that AWS
//! manages can't make nested stacks.

use tap_core::prelude::*;

use crate::environment::{Environment, ReleaseParameters};
use crate::platform::TapStack;
use crate::supported::SupportedRegions;

/// The digest of an image.
const DIGEST: &str = "^sha256:[0-9a-f]{64}$";
const DIGEST_CONSTRAINT: &str = "sha256: and 64 hexadecimal digits";

/// What is deployed: the same images in each region, by their digests.
#[derive(Parameters)]
#[parameters(label = "Images")]
pub struct ImageDigests {
    /// Digest of the validator's image.
    #[parameter(
        name = "ValidatorDigest",
        min_length = 71,
        max_length = 71,
        allowed_pattern = DIGEST,
        constraint = DIGEST_CONSTRAINT
    )]
    pub validator: String,

    /// Digest of the migrator's image.
    #[parameter(
        name = "MigratorDigest",
        min_length = 71,
        max_length = 71,
        allowed_pattern = DIGEST,
        constraint = DIGEST_CONSTRAINT
    )]
    pub migrator: String,

    /// Digest of the operations functions' image.
    #[parameter(
        name = "OperationsDigest",
        min_length = 71,
        max_length = 71,
        allowed_pattern = DIGEST,
        constraint = DIGEST_CONSTRAINT
    )]
    pub operations: String,
}

/// The stack set and nothing else.
#[derive(Stack)]
#[stack(
    name = "stack-set",
    description = "Transaction platform: the stack set that deploys it to us-east-1 and eu-west-1",
    parameters = [Environment, ImageDigests, ReleaseParameters],
    assertions = [SupportedRegions],
    outputs = StackSetOutputs
)]
pub struct StackSetStack {
    platform: PlatformStackSet,
}

/// The platform in both regions at the same time. The first region that fails stops the operation; each rolls back by itself,
/// since the root's gate fails there.
///
/// Images are in a registry of each region, so their addresses are overridden for each. Templates are found in the bucket of the
/// region that asks.
#[derive(Resource)]
#[resource("AWS::CloudFormation::StackSet")]
#[properties {
    StackSetName: Sub("tap-${Environment::suffix}"),
    Description: "Transaction platform in us-east-1 and eu-west-1",
    PermissionModel: "SELF_MANAGED",
    AdministrationRoleARN: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/stack-set-administration-${Environment::suffix}"),
    ExecutionRoleName: Sub("stack-set-execution-${Environment::suffix}"),
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    ManagedExecution: { Active: true },
    OperationPreferences: {
        RegionConcurrencyType: "PARALLEL",
        FailureToleranceCount: 0,
        MaxConcurrentCount: 1,
    },
    TemplateURL: TemplateUrl(TapStack),
    Parameters: [
        { ParameterKey: "ArtifactBucketPrefix", ParameterValue: Sub("artifacts-${Environment::suffix}-${AWS::AccountId}") },
        { ParameterKey: "EnvironmentSuffix", ParameterValue: Ref(Environment::suffix) },
        { ParameterKey: "DeploymentId", ParameterValue: Ref(ReleaseParameters::deployment_id) },
        { ParameterKey: "GateWindowSeconds", ParameterValue: Ref(ReleaseParameters::gate_window) },
        { ParameterKey: "GateBypass", ParameterValue: Ref(ReleaseParameters::gate_bypass) },
        // A stack set wants a value for each parameter without a default; instances have their own.
        { ParameterKey: "ValidatorImageUri", ParameterValue: Sub(
            "${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/validator-${Environment::suffix}@${ImageDigests::validator}"
        ) },
        { ParameterKey: "MigratorImageUri", ParameterValue: Sub(
            "${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/migrator-${Environment::suffix}@${ImageDigests::migrator}"
        ) },
        { ParameterKey: "OperationsImageUri", ParameterValue: Sub(
            "${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/operations-${Environment::suffix}@${ImageDigests::operations}"
        ) },
    ],
    StackInstancesGroup: [
        {
            DeploymentTargets: { Accounts: [Ref(AWS::AccountId)] },
            Regions: ["us-east-1"],
        },
        {
            DeploymentTargets: { Accounts: [Ref(AWS::AccountId)] },
            Regions: ["eu-west-1"],
            ParameterOverrides: [
                { ParameterKey: "ValidatorImageUri", ParameterValue: Sub(
                    "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/validator-${Environment::suffix}@${ImageDigests::validator}"
                ) },
                { ParameterKey: "MigratorImageUri", ParameterValue: Sub(
                    "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/migrator-${Environment::suffix}@${ImageDigests::migrator}"
                ) },
                { ParameterKey: "OperationsImageUri", ParameterValue: Sub(
                    "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/operations-${Environment::suffix}@${ImageDigests::operations}"
                ) },
            ],
        },
    ],
    Tags: [{ Key: "Name", Value: Sub("tap-${Environment::suffix}") }],
}]
pub struct PlatformStackSet;

/// What a deployment of the stack set tells.
#[derive(Outputs)]
pub struct StackSetOutputs {
    /// Id of the stack set.
    #[output(Ref(PlatformStackSet), export = Sub("stack-set-id-${Environment::suffix}"))]
    pub stack_set_id: String,
}
