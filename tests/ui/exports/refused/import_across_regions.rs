//! An app of two regions imports what something outside it exports in one of them.

use tap_core::prelude::*;

#[derive(Outputs)]
#[outputs(external, regions = ["us-east-1"])]
pub struct Shared {
    #[output(export = "topic-arn")]
    pub topic: String,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(Shared::topic) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct Working {
    queue: QueueStack,
}

fn main() {}
