//! Two topics one after the other, in time.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", estimate = "5m")]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", estimate = "9m")]
#[properties { DisplayName: GetAtt(First.TopicName) }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "topics")]
pub struct Topics {
    first: First,
    second: Second,
}

#[derive(App)]
#[app(regions = ["us-east-1"], deploy_budget = "15m")]
pub struct Notifications {
    topics: Topics,
}

fn main() {}
