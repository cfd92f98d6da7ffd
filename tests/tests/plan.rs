//! What the plan says of the platform: its first deployment as `deploy_budget` has it, its updates, and the same as one stack.

use std::collections::BTreeSet;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::{Deployment, Given};
use tap_core::model::{App, Stack, Timed};
use tap_core::plan::{self, Action, Basis, Estimates, Plan};
use tap_stacks::{TapStack, TransactionPlatform};
use tap_tests::emulators::{Observation, observations};
use tap_tests::order::too_early;
use tap_tests::workspace_root;

/// The platform's promise: first creation and every kind of update.
const BUDGET: u32 = 15 * 60;
/// `monitoringTimeInMinutes` of `lib/deployment.json`.
const MONITORING: u32 = 3 * 60;

fn platform() -> TemplateSet {
    let templates = tap_core::emit(TransactionPlatform::APP).expect("the platform is emitted");
    TemplateSet::of_emission(&templates).expect("what is emitted is read")
}

const ROOT: &str = "TapStack";
const REGION: &str = "us-east-1";

fn deployed(set: &TemplateSet) -> Deployment<'_> {
    Deployment::new(set, Some(REGION))
}

fn own() -> Estimates {
    Estimates::of_app(TransactionPlatform::APP)
}

fn image(name: &str, digit: &str) -> String {
    format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}@sha256:{}", digit.repeat(64))
}

/// What is given to every deployment; the identifier is another each time, so that the gate is asked.
fn given(id: &str) -> Given {
    let images =
        ["Validator", "Migrator", "Operations"].map(|name| (format!("{name}ImageUri"), image(&name.to_lowercase(), "a")));
    images.into_iter().chain([("DeploymentId".to_string(), id.to_string())]).collect()
}

#[test]
fn the_first_deployment_takes_what_the_compiler_says() {
    let set = platform();
    let plan = plan::create(&deployed(&set), ROOT, &own()).unwrap();
    let proved = <<TapStack as Stack>::Own<true> as Timed<true>>::TIMING;
    assert_eq!(plan.seconds, proved.seconds);
    assert!(plan.seconds < BUDGET, "{} s", plan.seconds);
    // The same number of steps, with the same at the ends: of those that take as long, either may be named.
    let steps = [0, proved.count - 1].map(|step| proved.steps[step].expect("a step").id.text());
    assert_eq!(plan.critical.len(), proved.count);
    let planned = [proved.count - 1, 0].map(|step| plan.tasks[plan.critical[step]].id.clone());
    assert_eq!(planned, steps);
}

#[test]
fn the_averages_alone_are_above_the_promise_and_the_estimates_say_so_of_themselves() {
    let set = platform();
    let averages = plan::create(&deployed(&set), ROOT, &Estimates::default()).unwrap();
    assert_eq!(averages.seconds, 1168);
    assert!(averages.tasks.iter().all(|task| task.figure.basis != Basis::Estimate));
    let plan = plan::create(&deployed(&set), ROOT, &own()).unwrap();
    let mut estimated: Vec<_> = plan.tasks.iter().filter(|task| task.figure.basis == Basis::Estimate).collect();
    estimated.sort_by_key(|task| &task.path);
    let estimated: Vec<_> = estimated.iter().map(|task| (task.path.as_str(), task.figure.seconds)).collect();
    assert_eq!(
        estimated,
        [
            ("TapStack/Compute/MigratorFunction", 90),
            ("TapStack/Compute/ValidatorFunction", 90),
            ("TapStack/Database/AuroraWriter", 420),
            ("TapStack/Gate", 75),
            ("TapStack/Release/SchemaMigration", 45),
            ("TapStack/Storage/EmptyAuditBucket", 15),
        ]
    );
}

#[test]
fn what_is_measured_counts_before_what_the_platform_estimates() {
    let set = platform();
    let figure = |estimates: &Estimates| {
        let plan = plan::create(&deployed(&set), ROOT, estimates).unwrap();
        plan.tasks.iter().find(|task| task.path == "TapStack/Database/AuroraWriter").unwrap().figure
    };
    let by_kind = own().measured("d.yaml", "AWS::RDS::DBInstance: { create: 500 }\n").unwrap();
    assert_eq!((figure(&by_kind).seconds, figure(&by_kind).basis), (500, Basis::MeasuredType));
    let by_path = by_kind.measured("d.yaml", "TapStack/Database/AuroraWriter: { create: 431 }\n").unwrap();
    assert_eq!((figure(&by_path).seconds, figure(&by_path).basis), (431, Basis::Measured));
}

#[test]
fn the_stack_set_waits_for_both_regions() {
    let set = platform();
    let one = plan::create(&deployed(&set), ROOT, &own()).unwrap();
    let both = plan::create(&deployed(&set), "stack-set", &own()).unwrap();
    assert_eq!(both.seconds, one.seconds + 17);
    assert_eq!(both.tasks.len(), 2 * one.tasks.len() + 1);
    assert!(both.seconds < BUDGET, "{} s", both.seconds);
}

#[test]
fn unchaining_saves_the_time_and_nesting_does_not() {
    let set = platform();
    for (estimates, nested, unchained, chained) in [(Estimates::default(), 1168, 1073, 1835), (own(), 875, 780, 1568)] {
        let plan = plan::create(&deployed(&set), ROOT, &estimates).unwrap();
        let one = plan::monolith(&deployed(&set), ROOT, &estimates).unwrap();
        assert_eq!((plan.seconds, one.unchained, one.chained), (nested, unchained, chained));
        let resources = plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack");
        assert_eq!(one.chained, resources.clone().map(|task| task.figure.seconds).sum::<u32>());
        assert_eq!(one.resources, resources.count());
        assert!(one.unchained < plan.seconds && plan.seconds < one.chained);
    }
}

/// The fixture that the sum stands for, as a template: every resource with a `DependsOn` on the one before.
#[test]
fn the_chained_monolith_as_a_template_takes_the_sum() {
    let set = platform();
    let plan = plan::create(&deployed(&set), ROOT, &Estimates::default()).unwrap();
    let resources: Vec<_> = plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack").collect();
    let mut chained = serde_json::Map::new();
    for (number, task) in resources.iter().enumerate() {
        let mut resource = serde_json::json!({ "Type": task.kind });
        if number > 0 {
            resource["DependsOn"] = format!("R{}", number - 1).into();
        }
        chained.insert(format!("R{number}"), resource);
    }
    let text = serde_json::json!({ "Resources": chained }).to_string();
    let one = TemplateSet::new([Document::read("monolith", &text).unwrap()].into_iter()).unwrap();
    let serial = plan::create(&deployed(&one), "monolith", &Estimates::default()).unwrap();
    assert_eq!(serial.seconds, plan::monolith(&deployed(&set), ROOT, &Estimates::default()).unwrap().chained);
    assert_eq!(serial.critical.len(), resources.len());
}

/// Parameters and their values.
type Values<'a> = &'a [(&'a str, &'a str)];

/// The plan of an update that gives these parameters other values, from what the first gives to what the second gives.
fn update(before: Values, after: Values, estimates: &Estimates) -> Plan {
    let set = platform();
    let deployment = |id: &str, values: Values| {
        let mut deployment = deployed(&set);
        deployment.parameters = given(id);
        values.iter().for_each(|(name, value)| deployment.parameters.set(name, value));
        deployment
    };
    plan::update(&deployment("1", before), &deployment("2", after), ROOT, estimates, MONITORING).unwrap()
}

/// What is done to resources, the cleanup apart.
fn done(plan: &Plan) -> Vec<String> {
    let resources = plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack");
    let line = |task: &plan::Task| format!("{}{} {}", if task.is_cleanup { "cleanup " } else { "" }, task.action, task.path);
    let mut done: Vec<_> = resources.map(line).map(|line| line.replace("TapStack/", "")).collect();
    done.sort();
    done
}

#[test]
fn every_kind_of_update_is_within_the_promise() {
    let (validator, migrator) = (image("validator", "b"), image("migrator", "b"));
    // What changes, and what is done for it besides the gate.
    let kinds: &[(&str, Values, Values, &[&str])] = &[
        ("nothing", &[], &[], &[]),
        ("code", &[], &[("ValidatorImageUri", &validator)], &["update Compute/ValidatorFunction"]),
        (
            "migration",
            &[],
            &[("MigratorImageUri", &migrator)],
            &["update Compute/MigratorFunction", "update Release/SchemaMigration"],
        ),
        ("capacity", &[], &[("DatabaseMaxCapacity", "32")], &["update Database/AuroraCluster"]),
        (
            "threshold",
            &[],
            &[("FunctionErrorPercent", "10")],
            &["update Compute/MigratorErrors", "update Compute/ValidatorErrors"],
        ),
        (
            "flow logs",
            &[],
            &[("FlowLogs", "true")],
            &["create Network/FlowLog", "create Network/FlowLogGroup", "create Network/FlowLogRole"],
        ),
        (
            "flow logs off",
            &[("FlowLogs", "true")],
            &[],
            &["cleanup delete Network/FlowLog", "cleanup delete Network/FlowLogGroup", "cleanup delete Network/FlowLogRole"],
        ),
        ("reader", &[], &[("DatabaseReader", "true")], &["create Database/AuroraReader"]),
        ("class", &[], &[("DatabaseInstanceClass", "db.r6g.large")], &["update Database/AuroraWriter"]),
        ("protection", &[], &[("AuditProtected", "true")], &["cleanup delete Storage/EmptyAuditBucket"]),
    ];
    for (kind, before, after, expected) in kinds {
        for estimates in [own(), Estimates::default()] {
            let plan = update(before, after, &estimates);
            let mut expected: Vec<_> = expected.iter().map(ToString::to_string).chain(["update Gate".to_string()]).collect();
            expected.sort();
            assert_eq!(done(&plan), expected, "{kind}");
            assert!(plan.seconds < BUDGET, "{kind}: {} s", plan.seconds);
            assert!(plan.seconds >= MONITORING + plan.ready);
        }
    }
}

#[test]
fn changes_of_the_templates_are_within_the_promise() {
    let templates = tap_core::emit(TransactionPlatform::APP).unwrap();
    // Without the hash in its address, a template may be changed by hand.
    let set = |change: &dyn Fn(&str, &mut serde_json::Value)| {
        let read = |template: &tap_core::Template| {
            let mut value = template.value().unwrap();
            change(&template.name, &mut value);
            let text =
                regex_lite::Regex::new(r"\.[0-9a-f]{32}\.json").unwrap().replace_all(&value.to_string(), ".json").into_owned();
            Document::read(&template.name, &text).unwrap()
        };
        TemplateSet::new(templates.iter().map(read)).unwrap()
    };
    let old = set(&|_, _| {});
    let plan = |new: &TemplateSet| {
        let deployment = |set, id: &str| {
            let mut deployment = deployed(set);
            deployment.parameters = given(id);
            deployment
        };
        plan::update(&deployment(&old, "1"), &deployment(new, "2"), ROOT, &own(), MONITORING).unwrap()
    };
    let endpoint = set(&|name, template| {
        if name == "network-stack" {
            let mut endpoint = template["Resources"]["SsmEndpoint"].clone();
            endpoint["Properties"]["ServiceName"] = "com.amazonaws.us-east-1.sqs".into();
            template["Resources"]["SqsEndpoint"] = endpoint;
        }
    });
    assert_eq!(done(&plan(&endpoint)), ["create Network/SqsEndpoint", "update Gate"]);
    assert!(plan(&endpoint).seconds < BUDGET);
    let subnet = set(&|name, template| {
        if name == "network-stack" {
            let mut subnet = template["Resources"]["PrivateApplicationASubnet"].clone();
            subnet["Properties"]["CidrBlock"] = "10.20.200.0/24".into();
            template["Resources"]["SpareSubnet"] = subnet;
        }
    });
    assert_eq!(done(&plan(&subnet)), ["create Network/SpareSubnet", "update Gate"]);
    let policy = set(&|name, template| {
        if name == "compute-stack" {
            template["Resources"]["ValidatorRole"]["Properties"]["MaxSessionDuration"] = 7200.into();
        }
    });
    assert_eq!(done(&plan(&policy)), ["update Compute/ValidatorRole", "update Gate"]);
    assert!(plan(&policy).seconds < BUDGET);
}

#[test]
fn an_update_that_would_replace_the_database_is_seen() {
    let plan = update(&[], &[("DatabaseName", "ledger")], &own());
    let cluster = plan.tasks.iter().find(|task| task.path == "TapStack/Database/AuroraCluster").unwrap();
    assert_eq!(cluster.action, Action::Replace);
    assert!(done(&plan).contains(&"cleanup delete Database/AuroraCluster".to_string()));
    assert!(plan.seconds > BUDGET, "{} s", plan.seconds);
}

#[test]
fn the_deletion_of_functions_in_the_vpc_takes_the_longest() {
    let set = platform();
    let plan = plan::delete(&deployed(&set), ROOT, &own()).unwrap();
    let function = plan.tasks.iter().find(|task| task.path == "TapStack/Compute/ValidatorFunction").unwrap();
    assert_eq!((function.figure.seconds, function.figure.basis), (1800, Basis::Documented));
    assert!(plan.critical.iter().any(|step| plan.tasks[*step].path == "TapStack/Compute/ValidatorFunction"));
}

#[test]
fn nothing_starts_before_what_it_needs_is_done() {
    let set = TemplateSet::read(&workspace_root().join("lib")).unwrap();
    let mut checked = 0;
    for root in set.roots() {
        let deployment = deployed(&set);
        for plan in [plan::create(&deployment, root, &own()).unwrap(), plan::delete(&deployment, root, &own()).unwrap()] {
            assert_eq!(too_early(&deployment, &plan), Vec::<String>::new());
            checked += plan.tasks.len();
        }
    }
    assert!(checked > 200, "{checked}");
}

/// The templates of an observation, each named by its number, and the name of the root.
fn public(observed: &Observation) -> Result<(TemplateSet, String), String> {
    let number = |name: &str| observed.templates.keys().position(|known| known == name).expect("a template that is there");
    let read = |(name, template): (&String, &std::sync::Arc<serde_json::Value>)| {
        let mut template = (**template).clone();
        // Several have the same file name in other folders.
        for (id, child) in observed.nested.get(name).into_iter().flatten() {
            template["Resources"][id]["Properties"]["TemplateURL"] = format!("./{}.json", number(child)).into();
        }
        Document::read(&number(name).to_string(), &template.to_string())
    };
    let documents: Result<Vec<_>, _> = observed.templates.iter().map(read).collect();
    let set = documents.and_then(|documents| TemplateSet::new(documents.into_iter())).map_err(|problem| problem.to_string())?;
    Ok((set, number(&observed.name).to_string()))
}

#[test]
fn nothing_starts_before_what_it_needs_in_templates_that_others_wrote() {
    let (mut templates, mut refused) = (BTreeSet::new(), Vec::new());
    let (mut nested, mut tasks) = (0, 0);
    for observed in observations() {
        if !templates.insert(observed.name.clone()) {
            continue;
        }
        let planned = public(&observed).and_then(|(set, root)| {
            let mut deployment = Deployment::new(&set, Some(&observed.region));
            observed.parameters.iter().for_each(|(name, value)| deployment.parameters.set(name, value));
            for plan in [plan::create, plan::delete] {
                let plan = plan(&deployment, &root, &Estimates::default())?;
                assert_eq!(too_early(&deployment, &plan), Vec::<String>::new(), "{}", observed.name);
                tasks += plan.tasks.len();
                nested += usize::from(plan.stacks.len() > 1);
            }
            Ok(())
        });
        refused.extend(planned.err().map(|problem| format!("{}: {problem}", observed.name)));
    }
    let found = format!(
        "{} templates, {nested} plans of nested stacks, {tasks} tasks; refused:\n{}",
        templates.len(),
        refused.join("\n")
    );
    assert!(templates.len() - refused.len() >= 200 && nested >= 20 && tasks > 2_000, "{found}");
    // Those that CloudFormation would not take either: names of nothing, values that are not allowed.
    assert!(refused.len() * 15 <= templates.len(), "{found}");
}
