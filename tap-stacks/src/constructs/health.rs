//! One alarm for everything in a stack.

use std::marker::PhantomData;

use tap_core::prelude::*;

use crate::environment::{Environment, Monitoring, Watched};

/// A stack whose alarms are watched together. [`NetworkAlarms`](crate::network::NetworkAlarms) is one.
pub trait Watch: Identity {
    /// The stack's name, without the suffix of the environment.
    const NAME: &'static str;
    /// What is wrong when the alarm is on.
    const DESCRIPTION: &'static str;
    /// Which alarms turn it on.
    const RULE: Fragment;
}

/// On while anything of the stack is not well. A deployment that turns it on is rolled back.
#[derive(Resource)]
#[resource("AWS::CloudWatch::CompositeAlarm")]
#[properties {
    AlarmName: Sub("${name}-health-${Environment::suffix}", name = W::NAME),
    AlarmDescription: W::DESCRIPTION,
    AlarmRule: W::RULE,
    AlarmActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
    OKActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
}]
pub struct Health<W: Watch>(PhantomData<W>);
