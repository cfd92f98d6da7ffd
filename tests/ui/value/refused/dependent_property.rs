//! A property without the other that it needs.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: "vpc-0a1b2c3d4e5f60718", Ipv4IpamPoolId: "ipam-pool-0a1b2c3d4e5f60718" }]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
