//! Two security groups that let each other in: one of the rules is a resource of its own.

use tap_core::prelude::*;

/// Group of the load balancer.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "load balancer",
    VpcId: "vpc-0a1b2c3d",
}]
pub struct Balancer;

/// What the load balancer may reach.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(Balancer.GroupId),
    IpProtocol: "tcp",
    FromPort: 8080,
    ToPort: 8080,
    DestinationSecurityGroupId: GetAtt(Service.GroupId),
}]
pub struct BalancerToService;

/// Group of the service.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "service",
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: GetAtt(Balancer.GroupId) }],
}]
pub struct Service;

#[derive(Stack)]
#[stack(name = "network")]
pub struct Network {
    balancer: Balancer,
    balancer_to_service: BalancerToService,
    service: Service,
}

fn main() {}
