//! Order and parallelism.

use super::{account, app, create, created, delete, deployment, when};

const CHAIN: &str = "
Resources:
  First: { Type: AWS::SNS::Topic }
  ByRef: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref First } }
  ByAttribute: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt ByRef.TopicName } }
  BySub: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Sub 'x ${ByAttribute.TopicName}' } }
  ByWord: { Type: AWS::SNS::Topic, DependsOn: BySub }
";

/// DependsOn attribute: a resource is made only after those it depends on; `Ref`, `Fn::GetAtt` and `Fn::Sub` make the same dependency.
#[test]
fn a_resource_starts_when_all_that_it_needs_is_done() {
    let set = app(CHAIN);
    let mut simulation = account();
    assert_eq!(create(&mut simulation, &deployment(&set)), 50);
    for (number, id) in ["First", "ByRef", "ByAttribute", "BySub", "ByWord"].iter().enumerate() {
        let path = format!("app/{id}");
        assert_eq!(when(&simulation, &path, "CREATE_IN_PROGRESS"), number as u64 * 10);
        assert_eq!(when(&simulation, &path, "CREATE_COMPLETE"), number as u64 * 10 + 10);
    }
}

/// DependsOn attribute: what does not depend on each other is made in parallel.
#[test]
fn what_does_not_need_each_other_starts_together() {
    let topics: String = (0..20).map(|number| format!("  T{number}: {{ Type: AWS::SNS::Topic }}\n")).collect();
    let set = app(&format!("Resources:\n  Slow: {{ Type: AWS::SNS::Topic }}\n{topics}"));
    let mut simulation = account();
    assert_eq!(create(&mut simulation, &deployment(&set)), 100);
    for number in 0..20 {
        assert_eq!(when(&simulation, &format!("app/T{number}"), "CREATE_IN_PROGRESS"), 0);
        assert_eq!(when(&simulation, &format!("app/T{number}"), "CREATE_COMPLETE"), 10);
    }
}

/// A resource with several needs waits for the slowest, and for nothing else.
#[test]
fn a_resource_waits_for_the_slowest_need() {
    let set = app("
Resources:
  Quick: { Type: AWS::SNS::Topic }
  Slow: { Type: AWS::SNS::Topic }
  Both: { Type: AWS::SNS::Topic, DependsOn: [Quick, Slow] }
  AfterQuick: { Type: AWS::SNS::Topic, DependsOn: Quick }
");
    let mut simulation = account();
    assert_eq!(create(&mut simulation, &deployment(&set)), 110);
    assert_eq!(when(&simulation, "app/Both", "CREATE_IN_PROGRESS"), 100);
    assert_eq!(when(&simulation, "app/AfterQuick", "CREATE_IN_PROGRESS"), 10);
}

/// A condition decides which side of `Fn::If` is a dependency.
#[test]
fn only_the_side_that_a_condition_chooses_is_waited_for() {
    let set = app("
Conditions: { Here: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
  Slow: { Type: AWS::SNS::Topic }
  Quick: { Type: AWS::SNS::Topic }
  Either: { Type: AWS::SNS::Topic, Properties: { DisplayName: !If [Here, !Ref Quick, !Ref Slow] } }
");
    let simulation = created(&set);
    assert_eq!(when(&simulation, "app/Either", "CREATE_IN_PROGRESS"), 10);
}

/// DependsOn attribute: deletion goes the other way, a resource before those that it depends on.
#[test]
fn deletion_goes_the_other_way() {
    let set = app(CHAIN);
    let mut simulation = created(&set);
    delete(&mut simulation);
    let order = ["ByWord", "BySub", "ByAttribute", "ByRef", "First"];
    let times = order.map(|id| when(&simulation, &format!("app/{id}"), "DELETE_IN_PROGRESS"));
    assert_eq!(times.map(|time| time - times[0]), [0, 10, 20, 30, 40]);
}
