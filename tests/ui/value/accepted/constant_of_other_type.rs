//! The same with a number as text, and the text itself.

use tap_core::prelude::*;

const THRESHOLD: &str = "0.5";
const NAME: &str = "errors";

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
