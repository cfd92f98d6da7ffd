//! A generic resource that misspells an attribute of its type parameter: the message says for which.

use std::marker::PhantomData;

use tap_core::model::Resource;
use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: GetAtt(Q.TopicName) }]
pub struct NewsOf<Q: Resource>(PhantomData<Q>);

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    jobs: Jobs,
    news: NewsOf<Jobs>,
}

fn main() {}
