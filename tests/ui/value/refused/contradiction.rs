//! A task in which no container is essential.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::ECS::TaskDefinition")]
#[properties {
    ContainerDefinitions: [
        { Name: "ledger", Image: "ledger:1", Memory: 512, Essential: false },
        { Name: "metrics", Image: "metrics:1", Memory: 128, Essential: false },
    ],
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
