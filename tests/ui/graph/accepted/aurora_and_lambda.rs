//! The function gets the *name* of the SSM parameter that will hold the cluster's endpoint, the rule that lets it in is a
//! resource of its own, and so is the permission to call it. Nothing waits for what waits for it.

use tap_core::prelude::*;

/// The network of both.
#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct Vpc;

/// Group of the function.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "function",
    VpcId: Ref(Vpc),
}]
pub struct FunctionGroup;

/// Group of the cluster.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "database",
    VpcId: Ref(Vpc),
}]
pub struct DatabaseGroup;

/// Lets the function into the cluster.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupIngress")]
#[properties {
    GroupId: GetAtt(DatabaseGroup.GroupId),
    IpProtocol: "tcp",
    FromPort: 3306,
    ToPort: 3306,
    SourceSecurityGroupId: GetAtt(FunctionGroup.GroupId),
}]
pub struct FunctionToDatabase;

/// What the cluster may do: call the function.
#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties {
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "rds.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
}]
pub struct DatabaseRole;

/// Lets the cluster call the function.
#[derive(Resource)]
#[resource("AWS::IAM::RolePolicy")]
#[properties {
    RoleName: Ref(DatabaseRole),
    PolicyName: "call-the-function",
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: GetAtt(Validator.Arn) }],
    },
}]
pub struct DatabaseCallsFunction;

/// The database.
#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Snapshot, update_replace_policy = Snapshot)]
#[properties {
    Engine: "aurora-mysql",
    MasterUsername: "admin",
    ManageMasterUserPassword: true,
    StorageEncrypted: true,
    VpcSecurityGroupIds: [GetAtt(DatabaseGroup.GroupId)],
    AssociatedRoles: [{ RoleArn: GetAtt(DatabaseRole.Arn) }],
}]
pub struct Cluster;

/// Where the cluster is found.
#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Name: ENDPOINT_NAME, Type: "String", Value: GetAtt(Cluster.Endpoint.Address) }]
pub struct Endpoint;

/// Name of the SSM parameter that holds the cluster's endpoint.
const ENDPOINT_NAME: &str = "/tap/database/endpoint";

/// What the function runs as.
#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties {
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
}]
pub struct FunctionRole;

/// The function.
#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Runtime: "python3.13",
    Handler: "index.handler",
    Code: { ZipFile: "def handler(event, context): pass" },
    Role: GetAtt(FunctionRole.Arn),
    VpcConfig: { SecurityGroupIds: [GetAtt(FunctionGroup.GroupId)], SubnetIds: ["subnet-0a1b2c3d"] },
    Environment: { Variables: { DATABASE_HOST_PARAMETER: ENDPOINT_NAME } },
}]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "transactions")]
pub struct Transactions {
    vpc: Vpc,
    function_group: FunctionGroup,
    database_group: DatabaseGroup,
    function_to_database: FunctionToDatabase,
    database_role: DatabaseRole,
    database_calls_function: DatabaseCallsFunction,
    cluster: Cluster,
    endpoint: Endpoint,
    function_role: FunctionRole,
    validator: Validator,
}

fn main() {}
