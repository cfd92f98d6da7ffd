//! A required property is missing.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupName: "service" }]
pub struct ServiceGroup;

#[derive(Stack)]
#[stack(name = "network")]
pub struct Network {
    service_group: ServiceGroup,
}

fn main() {}
