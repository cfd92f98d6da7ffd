//! A function from a container image, with everything it can't do without.

use std::marker::PhantomData;

use tap_core::prelude::*;

use crate::environment::{ComputeParameters, Environment, Logging, Watched};
use crate::network::NetworkOutputs;
use crate::registry::RegistryOutputs;

/// What has a name of its own in the platform.
pub trait Named: Identity {
    /// Its name, without the suffix of the environment.
    const NAME: &'static str;
}

/// What tells one function from another. [`Validator`](crate::compute::Validator) is one.
pub trait Function: Named {
    /// Its `Code`: an image by digest.
    const IMAGE: Fragment;
    /// The policy of what it does beyond running: a whole policy document.
    const POLICY: Fragment;
    /// Its environment variables: names of things, never secrets.
    const VARIABLES: Fragment;
    /// Its memory in MB; the share of a processor follows it.
    const MEMORY: u32;
    /// Seconds that one call may take.
    const TIMEOUT: u32;
}

/// Reads where the database is: part of the policy of whatever speaks to it. The password is each function's own, and so is the statement
/// that lets it read it.
pub const FIND_THE_DATABASE: Fragment = fragment!({
    Sid: "FindTheDatabase",
    Effect: "Allow",
    Action: "ssm:GetParameters",
    Resource: Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/database/endpoint"),
});

/// What the function may do: write its own log, hold its network interfaces, use the key, and what
/// [`Function::POLICY`] allows. The policies are part of the role, so that whatever names the role comes after them, and
/// goes before them.
///
/// Lambda asks for the actions on network interfaces without naming any, and traces have no name, so neither can be narrowed
/// to resources.
#[derive(Resource)]
#[resource(
    "AWS::IAM::Role",
    metadata = { checkov: { skip: [
        { id: "CKV_AWS_111", comment: "Lambda asks for actions on network interfaces without naming one" },
    ] } },
    allow = { no_wildcard_iam: "actions on network interfaces and traces have no resource level" }
)]
#[properties {
    RoleName: Sub("${name}-role-${Environment::suffix}-${AWS::Region}", name = F::NAME),
    Description: Sub("What the function ${name} may do", name = F::NAME),
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [
        {
            PolicyName: Sub("${name}-runtime-${Environment::suffix}", name = F::NAME),
            PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "Log",
                        Effect: "Allow",
                        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                        Resource: GetAtt(FunctionLogs<F>.Arn),
                    },
                    {
                        Sid: "NetworkInterfaces",
                        Effect: "Allow",
                        Action: [
                            "ec2:AssignPrivateIpAddresses",
                            "ec2:CreateNetworkInterface",
                            "ec2:DeleteNetworkInterface",
                            "ec2:DescribeNetworkInterfaces",
                            "ec2:DescribeSubnets",
                            "ec2:UnassignPrivateIpAddresses",
                        ],
                        Resource: "*",
                    },
                    {
                        Sid: "Traces",
                        Effect: "Allow",
                        Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
                        Resource: "*",
                    },
                    {
                        Sid: "DataKey",
                        Effect: "Allow",
                        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                        Resource: ImportValue(RegistryOutputs::data_key_arn),
                    },
                ],
            },
        },
        {
            PolicyName: Sub("${name}-work-${Environment::suffix}", name = F::NAME),
            PolicyDocument: F::POLICY,
        },
    ],
    Tags: [{ Key: "Name", Value: Sub("${name}-role-${Environment::suffix}", name = F::NAME) }],
}]
pub struct FunctionRole<F: Function>(PhantomData<F>);

/// The function's log. Declared, so that it is encrypted, expires, and goes with the stack.
#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    LogGroupName: Sub("/aws/lambda/${name}-${Environment::suffix}", name = F::NAME),
    RetentionInDays: Ref(Logging::retention_days),
    KmsKeyId: ImportValue(RegistryOutputs::data_key_arn),
}]
pub struct FunctionLogs<F: Named>(PhantomData<F>);

/// The function, in the application subnets. A function in a VPC takes longer than one outside: Lambda makes its network
/// interfaces first. It goes by the export of its security group, as a stack of somebody else's
/// that joins the platform later would.
#[derive(Resource)]
#[resource(
    "AWS::Lambda::Function",
    estimate = "90s",
    metadata = { checkov: { skip: [
        { id: "CKV_AWS_115", comment: "Reserved concurrency leaves the rest of a fresh account too little to run at all" },
        { id: "CKV_AWS_116", comment: "Transactions have a queue with dead letters, CloudFormation waits for its answer" },
    ] } }
)]
#[properties {
    FunctionName: Sub("${name}-${Environment::suffix}", name = F::NAME),
    PackageType: "Image",
    Code: F::IMAGE,
    Architectures: ["x86_64"],
    Role: GetAtt(FunctionRole<F>.Arn),
    MemorySize: F::MEMORY,
    Timeout: F::TIMEOUT,
    Environment: { Variables: F::VARIABLES },
    TracingConfig: { Mode: If(Watched::in_detail, "Active", "PassThrough") },
    KmsKeyArn: ImportValue(RegistryOutputs::data_key_arn),
    LoggingConfig: { LogFormat: "JSON", LogGroup: Ref(FunctionLogs<F>) },
    VpcConfig: {
        SubnetIds: Output(NetworkOutputs::application_subnet_ids),
        SecurityGroupIds: [ImportValue(NetworkOutputs::function_security_group_id)],
    },
    Tags: [{ Key: "Name", Value: Sub("${name}-${Environment::suffix}", name = F::NAME) }],
}]
pub struct FunctionCode<F: Function>(PhantomData<F>);

/// A call of a function that failed isn't made again: CloudFormation has had its answer, a schedule comes back by itself, and calls
/// by queues are not meant.
#[derive(Resource)]
#[resource("AWS::Lambda::EventInvokeConfig")]
#[properties {
    FunctionName: Ref(C),
    Qualifier: "$LATEST",
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 300,
}]
pub struct FunctionCalls<C: Resource>(PhantomData<C>);

/// Too many of the function's calls fail, in per cent: an error among thousands is no reason to roll back, one of two is.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-errors-${Environment::suffix}", name = F::NAME),
    AlarmDescription: Sub("The function ${name} fails too often", name = F::NAME),
    Metrics: [
        {
            Id: "percent",
            Label: "Calls that fail",
            Expression: "IF(calls > 0, 100 * errors / calls, 0)",
            ReturnData: true,
        },
        {
            Id: "errors",
            MetricStat: {
                Metric: {
                    Namespace: "AWS/Lambda",
                    MetricName: "Errors",
                    Dimensions: [{ Name: "FunctionName", Value: Ref(FunctionCode<F>) }],
                },
                Period: 60,
                Stat: "Sum",
            },
            ReturnData: false,
        },
        {
            Id: "calls",
            MetricStat: {
                Metric: {
                    Namespace: "AWS/Lambda",
                    MetricName: "Invocations",
                    Dimensions: [{ Name: "FunctionName", Value: Ref(FunctionCode<F>) }],
                },
                Period: 60,
                Stat: "Sum",
            },
            ReturnData: false,
        },
    ],
    EvaluationPeriods: 1,
    Threshold: Ref(ComputeParameters::error_percent),
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct FunctionErrors<F: Function>(PhantomData<F>);

/// Lambda turns calls of the function away.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-throttles-${Environment::suffix}", name = F::NAME),
    AlarmDescription: Sub("Calls of the function ${name} are throttled", name = F::NAME),
    Namespace: "AWS/Lambda",
    MetricName: "Throttles",
    Dimensions: [{ Name: "FunctionName", Value: Ref(FunctionCode<F>) }],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct FunctionThrottles<F: Function>(PhantomData<F>);

/// Calls of the function come near their timeout: four fifths of it.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-duration-${Environment::suffix}", name = F::NAME),
    AlarmDescription: Sub("Calls of the function ${name} come near their timeout", name = F::NAME),
    Namespace: "AWS/Lambda",
    MetricName: "Duration",
    Dimensions: [{ Name: "FunctionName", Value: Ref(FunctionCode<F>) }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: const { F::TIMEOUT * 800 },
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct FunctionDuration<F: Function>(PhantomData<F>);

/// A function from an image, with its role, its log and its alarms.
#[derive(Construct)]
pub struct ContainerFunction<F: Function> {
    role: FunctionRole<F>,
    logs: FunctionLogs<F>,
    function: FunctionCode<F>,
    calls: FunctionCalls<FunctionCode<F>>,
    errors: FunctionErrors<F>,
    throttles: FunctionThrottles<F>,
    duration: FunctionDuration<F>,
}
