//! Constants of types that are no property values: a number with a fraction, and an option.

use tap_core::prelude::*;

const THRESHOLD: f64 = 0.5;
const NAME: Option<&str> = Some("errors");

#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: NAME,
    ComparisonOperator: "GreaterThanThreshold",
    EvaluationPeriods: 1,
    MetricName: "Errors",
    Namespace: "AWS/Lambda",
    Period: 60,
    Statistic: "Sum",
    Threshold: THRESHOLD,
}]
pub struct Errors;

#[derive(Stack)]
#[stack(name = "monitoring")]
pub struct Monitoring {
    errors: Errors,
}

fn main() {}
