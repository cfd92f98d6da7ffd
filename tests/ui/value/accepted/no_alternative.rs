//! One of the two ways.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPCBlockPublicAccessExclusion")]
#[properties { InternetGatewayExclusionMode: "allow-egress", VpcId: "vpc-0a1b2c3d4e5f60718" }]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
