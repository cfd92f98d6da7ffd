//! Faults by seed.

use super::{account, app, deployment};
use crate::simulate::{Event, Fault, live};

const TEMPLATE: &str = "
Parameters: { Label: { Type: String, Default: a } }
Resources:
  A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Label } }
  B: { Type: AWS::SNS::Topic, DependsOn: A, Properties: { TopicName: !Ref Label } }
  C: { Type: Custom::Thing, DependsOn: B, Properties: { ServiceToken: x, Value: !Ref Label } }
  D: { Type: AWS::SNS::Topic, DependsOn: C }
";

fn lived(seed: u64) -> (Vec<Event>, Vec<Fault>) {
    let set = app(TEMPLATE);
    let first = deployment(&set);
    let mut second = first.clone();
    second.parameters.set("Label", "b");
    let mut simulation = account();
    let life = live(&mut simulation, seed, &[first], &[second]).unwrap();
    (simulation.cloud.events().to_vec(), life.faults)
}

/// One seed is one run: the same events at the same times.
#[test]
fn a_seed_replays_its_run() {
    for seed in 0..50 {
        assert_eq!(lived(seed), lived(seed));
    }
}

/// Other seeds are other runs, some of them without a fault.
#[test]
fn other_seeds_are_other_runs() {
    let runs: Vec<_> = (0..200).map(lived).collect();
    let mut faults: Vec<String> = runs.iter().map(|(_, faults)| format!("{faults:?}")).collect();
    faults.sort();
    faults.dedup();
    assert!(faults.len() > 10, "{}", faults.len());
    assert!(runs.iter().any(|(_, faults)| faults.is_empty()));
    let is = |wanted: fn(&Fault) -> bool| runs.iter().any(|(_, faults)| faults.iter().any(wanted));
    assert!(is(|fault| matches!(fault, Fault::Fail { .. })));
    assert!(is(|fault| matches!(fault, Fault::Hang { .. })));
    assert!(is(|fault| matches!(fault, Fault::Cancel(_))));
}
