//! Two security groups, one of whose rules names the other.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "load balancer",
    VpcId: "vpc-0a1b2c3d",
    SecurityGroupEgress: [{ IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, CidrIp: "10.0.0.0/16" }],
}]
pub struct Balancer;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "service",
    VpcId: "vpc-0a1b2c3d",
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: GetAtt(Balancer.GroupId) }],
}]
pub struct Service;

#[derive(Stack)]
#[stack(name = "network")]
pub struct Network {
    balancer: Balancer,
    service: Service,
}

fn main() {}
