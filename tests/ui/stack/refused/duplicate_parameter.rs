//! Two parameters of one name.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    #[parameter(default = "operations")]
    pub team: String,
    #[parameter(name = "Team", default = "alerts")]
    pub topic: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Alarming::team), TopicName: Ref(Alarming::topic) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Alarming])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
