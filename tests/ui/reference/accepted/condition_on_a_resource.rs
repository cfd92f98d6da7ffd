//! A condition that depends on a resource.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(AWS::Region), "us-east-1"))]
    pub home: Condition,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue", condition = When::home)]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "jobs", conditions = [When])]
pub struct JobsStack {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
