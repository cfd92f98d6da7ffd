//! A stack inside a stack with `nested`.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested)]
    messages: Messages,
}

fn main() {}
