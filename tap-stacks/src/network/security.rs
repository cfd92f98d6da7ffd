//! Who may talk to whom. Every rule is a resource of its own: two groups that name each other inside their own
//! properties would be a circular dependency.
//!
//! A group without egress rules of its own gets one from EC2 that allows everything; CloudFormation takes that away only
//! from groups that state a rule in place. So each group states one that leads nowhere.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>

use tap_core::prelude::*;

use super::Vpc;
use crate::environment::Environment;

const MYSQL: u16 = 3306;
const HTTPS: u16 = 443;

/// What the functions are in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc),
    GroupName: Sub("function-sg-${Environment::suffix}"),
    GroupDescription: "Functions of the transaction platform",
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("function-sg-${Environment::suffix}") }],
}]
pub struct FunctionSecurityGroup;

/// What the database cluster is in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc),
    GroupName: Sub("database-sg-${Environment::suffix}"),
    GroupDescription: "Database of the transaction platform",
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("database-sg-${Environment::suffix}") }],
}]
pub struct DatabaseSecurityGroup;

/// What the interface endpoints are in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc),
    GroupName: Sub("endpoint-sg-${Environment::suffix}"),
    GroupDescription: "Interface endpoints of the transaction platform",
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("endpoint-sg-${Environment::suffix}") }],
}]
pub struct EndpointSecurityGroup;

/// Lets functions out to the database.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(FunctionSecurityGroup.GroupId),
    DestinationSecurityGroupId: GetAtt(DatabaseSecurityGroup.GroupId),
    IpProtocol: "tcp",
    FromPort: MYSQL,
    ToPort: MYSQL,
    Description: "MySQL to the database",
}]
pub struct FunctionToDatabase;

/// Lets functions into the database.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupIngress")]
#[properties {
    GroupId: GetAtt(DatabaseSecurityGroup.GroupId),
    SourceSecurityGroupId: GetAtt(FunctionSecurityGroup.GroupId),
    IpProtocol: "tcp",
    FromPort: MYSQL,
    ToPort: MYSQL,
    Description: "MySQL from the functions",
}]
pub struct DatabaseFromFunction;

/// Lets functions out to the interface endpoints.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(FunctionSecurityGroup.GroupId),
    DestinationSecurityGroupId: GetAtt(EndpointSecurityGroup.GroupId),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS to the interface endpoints",
}]
pub struct FunctionToEndpoint;

/// Lets functions into the interface endpoints.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupIngress")]
#[properties {
    GroupId: GetAtt(EndpointSecurityGroup.GroupId),
    SourceSecurityGroupId: GetAtt(FunctionSecurityGroup.GroupId),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS from the functions",
}]
pub struct EndpointFromFunction;

/// AWS's lists of the public addresses behind the gateway endpoints. They are fixed in each region, and CloudFormation
/// has no way to look them up.
#[derive(Mapping)]
#[mapping {
    "us-east-1": { S3: "pl-63a5400a", DynamoDb: "pl-02cd2c6b" },
    "eu-west-1": { S3: "pl-6da54004", DynamoDb: "pl-6fa54006" },
}]
pub struct PrefixLists;

/// Lets functions out to S3. Traffic to a gateway endpoint keeps its public destination, so a rule must name it.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(FunctionSecurityGroup.GroupId),
    DestinationPrefixListId: FindInMap(PrefixLists, Ref(AWS::Region), "S3"),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS to S3 by its gateway endpoint",
}]
pub struct FunctionToS3;

/// Lets functions out to DynamoDB.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(FunctionSecurityGroup.GroupId),
    DestinationPrefixListId: FindInMap(PrefixLists, Ref(AWS::Region), "DynamoDb"),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS to DynamoDB by its gateway endpoint",
}]
pub struct FunctionToDynamoDb;
