//! What is watched in the network.

use tap_core::prelude::*;

use super::{SsmEndpoint, Vpc};
use crate::environment::{Environment, Monitoring, Watched};

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

/// On while anything of the network is not well. A deployment that turns it on is rolled back.
#[derive(Resource)]
#[resource("AWS::CloudWatch::CompositeAlarm")]
#[properties {
    AlarmName: Sub("network-health-${Environment::suffix}"),
    AlarmDescription: "The way to Parameter Store drops packets",
    AlarmRule: Sub("ALARM(\"${SsmEndpointDrops}\")"),
    AlarmActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
    OKActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
}]
pub struct NetworkHealth;
