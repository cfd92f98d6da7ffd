//! Who may talk to whom. Every rule is a resource of its own: two groups that name each other inside their own
//! properties would be a circular dependency.
//!
//! A group without egress rules of its own gets one from EC2 that allows everything; CloudFormation takes that away only
//! from groups that state a rule in place. So each group states one that leads nowhere.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{Network, Vpc};
use crate::environment::Environment;

/// The port of endpoints.
pub(super) const HTTPS: u16 = 443;

/// What the applications are in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc<N>),
    GroupName: Sub("${network}-application-sg-${Environment::suffix}", network = N::NAME),
    GroupDescription: Sub("Applications of ${network}", network = N::DESCRIPTION),
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("${network}-application-sg-${Environment::suffix}", network = N::NAME) }],
}]
pub struct ApplicationSecurityGroup<N: Network>(PhantomData<N>);

/// What the databases are in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc<N>),
    GroupName: Sub("${network}-database-sg-${Environment::suffix}", network = N::NAME),
    GroupDescription: Sub("Databases of ${network}", network = N::DESCRIPTION),
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("${network}-database-sg-${Environment::suffix}", network = N::NAME) }],
}]
pub struct DatabaseSecurityGroup<N: Network>(PhantomData<N>);

/// What the interface endpoints are in.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    VpcId: Ref(Vpc<N>),
    GroupName: Sub("${network}-endpoint-sg-${Environment::suffix}", network = N::NAME),
    GroupDescription: Sub("Interface endpoints of ${network}", network = N::DESCRIPTION),
    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32", Description: "Replaces the rule that allows everything" }],
    Tags: [{ Key: "Name", Value: Sub("${network}-endpoint-sg-${Environment::suffix}", network = N::NAME) }],
}]
pub struct EndpointSecurityGroup<N: Network>(PhantomData<N>);

/// Lets applications out to the databases.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(ApplicationSecurityGroup<N>.GroupId),
    DestinationSecurityGroupId: GetAtt(DatabaseSecurityGroup<N>.GroupId),
    IpProtocol: "tcp",
    FromPort: N::DATABASE_PORT,
    ToPort: N::DATABASE_PORT,
    Description: "To the databases",
}]
pub struct ApplicationToDatabase<N: Network>(PhantomData<N>);

/// Lets applications into the databases.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupIngress")]
#[properties {
    GroupId: GetAtt(DatabaseSecurityGroup<N>.GroupId),
    SourceSecurityGroupId: GetAtt(ApplicationSecurityGroup<N>.GroupId),
    IpProtocol: "tcp",
    FromPort: N::DATABASE_PORT,
    ToPort: N::DATABASE_PORT,
    Description: "From the applications",
}]
pub struct DatabaseFromApplication<N: Network>(PhantomData<N>);

/// Lets applications out to the interface endpoints.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(ApplicationSecurityGroup<N>.GroupId),
    DestinationSecurityGroupId: GetAtt(EndpointSecurityGroup<N>.GroupId),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS to the interface endpoints",
}]
pub struct ApplicationToEndpoint<N: Network>(PhantomData<N>);

/// Lets applications into the interface endpoints.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupIngress")]
#[properties {
    GroupId: GetAtt(EndpointSecurityGroup<N>.GroupId),
    SourceSecurityGroupId: GetAtt(ApplicationSecurityGroup<N>.GroupId),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: "HTTPS from the applications",
}]
pub struct EndpointFromApplication<N: Network>(PhantomData<N>);
