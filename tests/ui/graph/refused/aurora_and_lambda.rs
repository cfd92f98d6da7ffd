//! The old trap of Aurora and Lambda: the function needs the cluster's endpoint, and the cluster needs the function's
//! security group and ARN, so neither can come first.

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
    SecurityGroupEgress: [{ IpProtocol: "tcp", FromPort: 3306, ToPort: 3306, DestinationSecurityGroupId: GetAtt(DatabaseGroup.GroupId) }],
}]
pub struct FunctionGroup;

/// Group of the cluster.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "database",
    VpcId: Ref(Vpc),
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 3306, ToPort: 3306, SourceSecurityGroupId: GetAtt(FunctionGroup.GroupId) }],
}]
pub struct DatabaseGroup;

/// What the cluster may do: call the function.
#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties {
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "rds.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [{
        PolicyName: "call-the-function",
        PolicyDocument: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: GetAtt(Validator.Arn) }],
        },
    }],
}]
pub struct DatabaseRole;

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
    Environment: { Variables: { DATABASE_HOST: GetAtt(Cluster.Endpoint.Address) } },
}]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "transactions")]
pub struct Transactions {
    vpc: Vpc,
    function_group: FunctionGroup,
    database_group: DatabaseGroup,
    database_role: DatabaseRole,
    cluster: Cluster,
    function_role: FunctionRole,
    validator: Validator,
}

fn main() {}
