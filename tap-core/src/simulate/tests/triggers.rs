//! Rollback triggers and the time of monitoring.

use super::{REGION, account, app, create, created, deployment, failed, paths, property, refused, strike, update, when};
use crate::simulate::{Deployment, Fault, Simulation, Status};

const APP: &str = "
Parameters: { Label: { Type: String, Default: a } }
Resources: { Slow: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Label } } }
";
const ALARM: &str = "
Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { AlarmName: watch, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, Threshold: 1, MetricName: x,
                  Namespace: y, Period: 60, Statistic: Sum }
";

fn arn(region: &str) -> String {
    format!("arn:aws:cloudwatch:{region}:123456789012:alarm:watch")
}

/// An account that has the alarm.
fn watched(alarm: &crate::document::TemplateSet) -> Simulation<'_> {
    let mut simulation = account();
    create(&mut simulation, &Deployment::new(REGION, "alarms", alarm, "app"));
    simulation
}

fn triggered<'t>(set: &'t crate::document::TemplateSet, monitoring: u64) -> Deployment<'t> {
    Deployment { triggers: vec![arn(REGION)], monitoring, ..deployment(set) }
}

/// RollbackTrigger: "if a specified trigger is missing, the entire stack operation fails and is rolled back"; one of another region is missing.
#[test]
fn a_trigger_has_to_exist() {
    let (set, alarm) = (app(APP), app(ALARM));
    let (status, reason) = failed(account().create(&triggered(&set, 0)));
    let said = |region| format!("app: there is no alarm `{}` in {REGION}: a rollback trigger has to exist", arn(region));
    assert_eq!((status, reason), (Status::RollbackComplete, said(REGION)));

    let mut simulation = watched(&alarm);
    create(&mut simulation, &triggered(&set, 0));
    let mut elsewhere = Deployment { triggers: vec![arn("us-east-1")], ..deployment(&set) };
    elsewhere.parameters.set("Label", "b");
    assert_eq!(failed(simulation.update(&elsewhere)), (Status::UpdateRollbackComplete, said("us-east-1")));
    assert_eq!(property(&simulation, "app/Slow", "DisplayName"), "a");
}

/// A first creation cannot name alarms that it makes itself.
#[test]
fn a_trigger_of_the_stack_itself_does_not_exist_yet() {
    let both = app(&APP.replace("Resources: {", &format!("{}, ", flow(ALARM))));
    let (status, _) = failed(account().create(&triggered(&both, 0)));
    assert_eq!(status, Status::RollbackComplete);
    let mut simulation = created(&both);
    let mut next = triggered(&both, 0);
    next.parameters.set("Label", "b");
    update(&mut simulation, &next);
}

/// The resources of the alarm template as the beginning of a mapping in braces.
fn flow(alarm: &str) -> String {
    let (_, properties) = alarm.split_once("Properties: ").unwrap();
    format!("Resources: {{ Alarm: {{ Type: AWS::CloudWatch::Alarm, Properties: {} }}", properties.trim())
}

/// RollbackConfiguration: at most five triggers, at most 180 minutes.
#[test]
fn triggers_have_limits() {
    let set = app(APP);
    let six = Deployment { triggers: vec![arn(REGION); 6], ..deployment(&set) };
    assert_eq!(refused(account().create(&six)), "6 rollback triggers, CloudFormation takes 5");
    let long = Deployment { monitoring: 180 * 60 + 1, ..deployment(&set) };
    assert_eq!(refused(account().create(&long)), "monitoring for 10801 s, CloudFormation takes 3 hours");
}

/// RollbackTrigger: an alarm that goes to ALARM during the operation rolls all of it back.
#[test]
fn an_alarm_during_the_operation_rolls_back() {
    let (set, alarm) = (app(APP), app(ALARM));
    let mut simulation = watched(&alarm);
    strike(&mut simulation, [Fault::Alarm(40)]);
    let start = simulation.cloud.clock();
    let (status, reason) = failed(simulation.create(&triggered(&set, 0)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app: a rollback trigger is in ALARM"));
    assert_eq!(when(&simulation, "app", "ROLLBACK_IN_PROGRESS") - start, 40);
    assert_eq!(paths(&simulation), ["alarms/Alarm"]);
}

/// RollbackConfiguration: it is watched for the time given after everything is deployed, before old resources are cleaned up.
#[test]
fn an_alarm_during_monitoring_rolls_back() {
    let (set, alarm) = (app(APP), app(ALARM));
    let mut simulation = watched(&alarm);
    create(&mut simulation, &deployment(&set));
    let mut next = triggered(&set, 600);
    next.parameters.set("Label", "b");
    strike(&mut simulation, [Fault::Alarm(699)]);
    let (status, _) = failed(simulation.update(&next));
    assert_eq!(status, Status::UpdateRollbackComplete);
    assert_eq!(property(&simulation, "app/Slow", "DisplayName"), "a");
    // One second after the time is over it is too late.
    strike(&mut simulation, [Fault::Alarm(701)]);
    assert_eq!(update(&mut simulation, &next), 700);
}

/// RollbackConfiguration: the time counts, also without triggers, before old resources go; the user may cancel in it.
#[test]
fn monitoring_takes_its_time() {
    let set = app(APP);
    let without = app("Resources: { Other: { Type: AWS::SNS::Topic } }");
    let mut simulation = account();
    assert_eq!(create(&mut simulation, &Deployment { monitoring: 300, ..deployment(&set) }), 400);
    let next = Deployment { monitoring: 300, ..deployment(&without) };
    strike(&mut simulation, [Fault::Cancel(200)]);
    assert_eq!(failed(simulation.update(&next)).0, Status::UpdateRollbackComplete);
    update(&mut simulation, &next);
    assert_eq!(when(&simulation, "app/Slow", "DELETE_IN_PROGRESS") - when(&simulation, "app/Other", "CREATE_COMPLETE"), 300);
}

/// An alarm means nothing to an operation without triggers.
#[test]
fn without_triggers_no_alarm_counts() {
    let set = app(APP);
    let mut simulation = account();
    strike(&mut simulation, [Fault::Alarm(40)]);
    create(&mut simulation, &deployment(&set));
}
