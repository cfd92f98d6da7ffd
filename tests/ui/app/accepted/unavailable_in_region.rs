//! The same in the region that has them, and in both what both have.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::AppIntegrations::EventIntegration")]
#[properties { Name: "orders", EventBridgeBus: "default", EventFilter: { Source: "aws.partner/orders" } }]
pub struct Orders;

#[derive(Resource)]
#[resource("AWS::EC2::Instance")]
#[properties { ImageId: "ami-0a1b2c3d4e5f60718", InstanceType: "c8gn.metal-24xl" }]
pub struct WorkerOf<const NUMBER: usize>;

#[derive(Construct)]
pub struct Workers {
    first: WorkerOf<1>,
}

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    orders: Orders,
    worker: Workers,
}

#[derive(Stack)]
#[stack(name = "whole")]
pub struct Whole {
    #[stack(nested)]
    work: Work,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Everywhere {
    whole: Whole,
}

fn main() {}
