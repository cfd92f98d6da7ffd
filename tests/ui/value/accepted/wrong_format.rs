//! Ranges of addresses.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties {
    GroupDescription: "workers",
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/16" }],
}]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
