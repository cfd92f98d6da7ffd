//! The client is killed after a call of the stack set's part, and the same command runs again.

use super::inventory::inventory;
use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tap_tests::proxy::{Script, Treatment};
use tap_tests::servers::Emulator;

/// Which calls are counted, by whether any was before.
type Counts = fn(&Call, bool) -> bool;

fn is_of_stack_sets(call: &Call) -> bool {
    call.action.contains("StackSet") || call.action.contains("StackInstance")
}

/// Everything from the first look at the stack set on.
fn from_the_first(call: &Call, has_begun: bool) -> bool {
    has_begun || is_of_stack_sets(call)
}

fn changing(call: &Call, _: bool) -> bool {
    is_of_stack_sets(call) && call.changes()
}

/// Kills the client when the server has done so many of these calls.
fn kill_after(number: usize, counts: Counts) -> Script {
    let met = AtomicUsize::new(0);
    Arc::new(move |call| {
        if !counts(call, met.load(Ordering::SeqCst) > 0) {
            return Treatment::Pass;
        }
        if met.fetch_add(1, Ordering::SeqCst) + 1 == number { Treatment::KillAfter } else { Treatment::Pass }
    })
}

/// Kills a verb after each of these calls in turn, always from the same beginning, and runs it again. The calls after which it was.
fn at_each(cloud: &Cloud, begin: &dyn Fn(), verb: &str, arguments: &[&str], counts: Counts, end: &dyn Fn(&Call)) -> Vec<String> {
    let mut killed = Vec::new();
    loop {
        begin();
        let (said, calls) = cloud.proxy.run(&mut cloud.verb(verb, arguments), kill_after(killed.len() + 1, counts));
        let Some(met) = calls.iter().find(|call| call.treatment == Treatment::KillAfter) else {
            assert_eq!(said.code, Some(0), "{said:?}");
            return killed;
        };
        assert_eq!(said.code, None, "after {met}: {said:?}");
        run(cloud, verb, arguments);
        end(met);
        killed.push(met.action.clone());
    }
}

/// Takes the stack set away, if there is one.
fn remove(cloud: &Cloud) {
    let instances = json!({ "StackSetName": SET, "Accounts": [ACCOUNT], "Regions": REGIONS, "RetainStacks": false });
    let asks: [Ask; 2] = [
        ("cloudformation", HOME, "delete_stack_instances", instances),
        ("cloudformation", HOME, "delete_stack_set", json!({ "StackSetName": SET })),
    ];
    for answer in cloud.behind.ask(&asks) {
        if let Err((code, message)) = answer {
            assert_eq!(code, "StackSetNotFoundException", "{message}");
        }
    }
}

#[test]
fn a_killed_command_is_taken_up_where_it_was() {
    let cloud = Cloud::start(Emulator::Moto);
    deploy(&cloud, &[]);
    let deployed = seen(&cloud);
    run(&cloud, "destroy", &["--yes"]);
    let bootstrapped = inventory(&cloud);

    // The same parameters, overrides and operations, so no stack was made or changed twice.
    let end = |met: &Call| assert_eq!(seen(&cloud), deployed, "after {met}");
    let killed = at_each(&cloud, &|| remove(&cloud), "deploy", &BY_SET, from_the_first, &end);
    let count = |action: &str| killed.iter().filter(|killed| *killed == action).count();
    assert_eq!((count("CreateStackSet"), count("CreateStackInstances")), (1, 2), "{killed:?}");
    println!("deploy: killed after each of {} calls", killed.len());

    // An update of the set in one region, with other overrides in the other beside it.
    let begin = |window: &str| {
        remove(&cloud);
        override_the_window(&cloud, "60");
        deploy(&cloud, &[]);
        override_the_window(&cloud, window);
    };
    begin("45");
    let (_, calls) = deploy(&cloud, &[]);
    assert_eq!(changes(&calls), ["UpdateStackSet in us-east-1", "UpdateStackInstances in us-east-1"]);
    let updated = seen(&cloud);
    assert_eq!(updated.stacks.values().map(|values| &*values["GateWindowSeconds"]).collect::<Vec<_>>(), ["45", "60"]);
    let end = |met: &Call| assert_eq!(seen(&cloud), updated, "after {met}");
    let killed = at_each(&cloud, &|| begin("45"), "deploy", &BY_SET, changing, &end);
    assert_eq!(killed, ["UpdateStackSet", "UpdateStackInstances"]);

    // The end: nothing of the stack set is left, and all of the bootstrap.
    let begin = || {
        deploy(&cloud, &[]);
    };
    let end = |met: &Call| {
        let now = inventory(&cloud);
        let different: Vec<&String> = now.symmetric_difference(&bootstrapped).collect();
        assert_eq!(different, Vec::<&String>::new(), "after {met}");
    };
    remove(&cloud);
    let killed = at_each(&cloud, &begin, "destroy", &["--yes"], changing, &end);
    assert_eq!(killed, ["DeleteStackInstances", "DeleteStackSet"]);
}
