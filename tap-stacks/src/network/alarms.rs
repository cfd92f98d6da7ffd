//! What is watched in the network.

use tap_core::prelude::*;

use crate::constructs::Watch;

use super::{SsmEndpoint, Vpc};
use crate::environment::Environment;

/// The endpoint of Parameter Store drops packets: functions will soon not find their database.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("ssm-endpoint-drops-${Environment::suffix}"),
    AlarmDescription: "The interface endpoint of Parameter Store drops packets",
    Namespace: "AWS/PrivateLinkEndpoints",
    MetricName: "PacketsDropped",
    Dimensions: [
        { Name: "Endpoint Type", Value: "Interface" },
        { Name: "Service Name", Value: Sub("com.amazonaws.${AWS::Region}.ssm") },
        { Name: "VPC Endpoint Id", Value: Ref(SsmEndpoint) },
        { Name: "VPC Id", Value: Ref(Vpc) },
    ],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 10,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct SsmEndpointDrops;

/// The alarms of the network stack, watched together.
#[derive(Identity)]
pub struct NetworkAlarms;

impl Watch for NetworkAlarms {
    const NAME: &'static str = "network";
    const DESCRIPTION: &'static str = "The way to Parameter Store drops packets";
    const RULE: Fragment = fragment!(Sub("ALARM(\"${SsmEndpointDrops}\")"));
}
