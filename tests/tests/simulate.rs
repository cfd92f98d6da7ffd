//! The platform lives ten thousand times: it is created, updated to another release, rolled back, continued and deleted, with faults.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use tap_core::document::{Document, TemplateSet};
use tap_core::simulate::{Deployment, Simulation, Violation, live};
use tap_tests::edited::Edited;

const RUNS: u64 = 10_000;
const REGION: &str = "eu-west-1";

/// The same platform in other releases, each with what differs, and the parameters that do.
fn releases() -> Vec<Release> {
    let release = |title, parameters: &[(&'static str, &str)], edit: &dyn Fn(&mut Edited)| {
        let mut edited = Edited::platform();
        edit(&mut edited);
        let parameters = parameters.iter().map(|(name, value)| (*name, value.to_string())).collect();
        Release { title, set: edited.set(), parameters }
    };
    vec![
        release("new code, and nothing else", &[("ValidatorImageUri", &image("9"))], &|_| {}),
        release(
            "options turned on",
            &[("DatabaseReader", "true"), ("FlowLogs", "true"), ("MonitoringLevel", "detailed"), ("AuditProtected", "true")],
            &|_| {},
        ),
        release("resources changed in place, one gone", &[], &|edited| {
            let compute = &mut edited.template("compute-stack")["Resources"];
            compute["Intake"]["Properties"]["VisibilityTimeout"] = json!(900);
            compute["ValidatorErrors"]["Properties"]["EvaluationPeriods"] = json!(7);
            let database = edited.template("database-stack");
            members(&mut database["Resources"]).remove("AuroraDeadlocks");
            members(&mut database["Outputs"]).retain(|_, output| !output.to_string().contains("AuroraDeadlocks"));
            let rule = &mut database["Resources"]["Health"]["Properties"]["AlarmRule"]["Fn::Join"][1];
            rule.as_array_mut().unwrap().retain(|alarm| !alarm.to_string().contains("AuroraDeadlocks"));
        }),
        release("a table and a role replaced under other names", &[], &|edited| {
            let storage = &mut edited.template("storage-stack")["Resources"];
            storage["Sessions"]["Properties"]["TableName"] = json!({ "Fn::Sub": "sessions-two-${EnvironmentSuffix}" });
            let role = json!({ "Fn::Sub": "gate-two-${EnvironmentSuffix}-${AWS::Region}" });
            storage["RollbackGateRole"]["Properties"]["RoleName"] = role;
        }),
        release("logical ids moved", &[], &|edited| {
            edited.rename("network-stack", "S3Egress", "FunctionsToS3");
            edited.rename("database-stack", "AuroraMemory", "FreeMemory");
            edited.template("database-stack")["Resources"]["FreeMemory"]["Properties"]["AlarmName"] = json!("free-memory-two");
        }),
        release("a nested stack gone, an output with it", &[], &|edited| {
            let root = edited.template("TapStack");
            members(&mut root["Resources"]).remove("Release");
            members(&mut root["Resources"]).remove("Gate");
            members(&mut root["Outputs"]).retain(|_, output| !output.to_string().contains("Release"));
        }),
    ]
}

/// Another release of the platform: what differs, its templates, and the parameters that differ.
struct Release {
    title: &'static str,
    set: TemplateSet,
    parameters: Vec<(&'static str, String)>,
}

fn members(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("an object")
}

/// The uri of an image; the digit is all of its digest.
fn image(digit: &str) -> String {
    format!("123456789012.dkr.ecr.{REGION}.amazonaws.com/functions-dev@sha256:{}", digit.repeat(64))
}

/// The bootstrap, the platform, and a stack of somebody else's that imports what the platform exports.
fn stacks<'t>(set: &'t TemplateSet, others: &'t TemplateSet, deployment: &str) -> Vec<Deployment<'t>> {
    let mut stacks = vec![
        Deployment::new(REGION, "registry", set, "registry-stack"),
        Deployment::new(REGION, "platform", set, "TapStack"),
        Deployment::new(REGION, "reports", others, "reports"),
    ];
    let given = &mut stacks[1].parameters;
    for name in ["MigratorImageUri", "OperationsImageUri", "ValidatorImageUri"] {
        given.set(name, &image("1"));
    }
    given.set("DeploymentId", deployment);
    stacks
}

fn others() -> TemplateSet {
    let text = "
Resources:
  Reports:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: reports, Value: !ImportValue vpc-id-dev }
";
    TemplateSet::new([Document::read("reports", text).expect("a template")].into_iter()).expect("a set")
}

#[test]
fn ten_thousand_lives_with_faults_end_well() {
    let (platform, others, releases) = (Edited::platform().set(), others(), releases());
    let creations = stacks(&platform, &others, "first");
    let updates: Vec<Vec<Deployment<'_>>> = releases
        .iter()
        .map(|release| {
            let mut updates = stacks(&release.set, &others, "second");
            release.parameters.iter().for_each(|(name, value)| updates[1].parameters.set(name, value));
            updates[1].triggers = vec![format!("arn:aws:cloudwatch:{REGION}:123456789012:alarm:database-health-dev")];
            updates[1].monitoring = 300;
            updates
        })
        .collect();
    let next = AtomicU64::new(0);
    let all = Mutex::new((BTreeMap::<&str, u64>::new(), Vec::<(u64, Violation)>::new()));
    let work = || {
        let mut simulation = account();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= RUNS {
                break;
            }
            simulation.reset();
            let lived = live(&mut simulation, seed, &creations, &updates[seed as usize % updates.len()]);
            let mut all = all.lock().expect("no run panics");
            match lived {
                Ok(life) => life.ended.into_iter().for_each(|(status, count)| *all.0.entry(status).or_default() += count as u64),
                Err(violation) => all.1.push((seed, violation)),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let (ended, mut violations) = all.into_inner().expect("no run panics");
    violations.sort_by_key(|(seed, _)| *seed);
    println!("{ended:#?}");
    for (seed, violation) in violations.iter().take(5) {
        println!("seed {seed}, {}: {violation}", releases[*seed as usize % releases.len()].title);
    }
    assert!(violations.is_empty(), "{} of {RUNS} runs", violations.len());
    // Every way that an operation may end was taken.
    for status in ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"]
    {
        assert!(ended.get(status).is_some_and(|count| *count > 20), "{status} in {ended:?}");
    }
}

fn account<'t>() -> Simulation<'t> {
    let mut simulation = Simulation::new();
    simulation.store("ssm-secure:/tap/dev/database/password", "a secret");
    simulation
}

#[test]
fn a_run_replays_from_its_seed() {
    let (platform, others) = (Edited::platform().set(), others());
    let (creations, updates) = (stacks(&platform, &others, "first"), stacks(&platform, &others, "second"));
    let events = |seed| {
        let mut simulation = account();
        live(&mut simulation, seed, &creations, &updates).expect("it ends well");
        (simulation.faults.struck().to_vec(), simulation.cloud.events().to_vec())
    };
    let lives: Vec<_> = (0..20).map(events).collect();
    assert_eq!(lives, (0..20).map(events).collect::<Vec<_>>());
    assert!(lives.windows(2).any(|pair| pair[0] != pair[1]));
}
