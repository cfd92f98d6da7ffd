//! In one region, by change sets.

use serde_json::{Value, json};
use tap_tests::boto::Ask;
use tap_tests::cloud::Cloud;
use tap_tests::program::Said;
use tap_tests::proxy::{Call, pass};
use tap_tests::servers::Emulator;

const DIRECT: [&str; 5] = ["--via", "direct", "--region", "us-east-1", "--yes"];

/// A verb, and the calls that it made.
fn run(cloud: &Cloud, verb: &str, arguments: &[&str]) -> (Said, Vec<Call>) {
    cloud.proxy.run(&mut cloud.verb(verb, arguments), pass())
}

#[test]
fn from_nothing_to_nothing() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let (said, calls) = run(&cloud, "deploy", &DIRECT);
    println!("{}\n{}", said.out, said.err);
    for call in &calls {
        println!("{call}");
    }
    assert_eq!(said.code, Some(0));
    let (said, calls) = run(&cloud, "deploy", &DIRECT);
    println!("{}\n{}", said.out, said.err);
    for call in &calls {
        println!("{call}");
    }
    for verb in ["status", "outputs", "drift"] {
        let (said, calls) = run(&cloud, verb, &["--region", "us-east-1"]);
        println!("{verb}\n{}\n{}", said.out, said.err);
        println!("{}", calls.len());
    }
    let (said, calls) = run(&cloud, "destroy", &DIRECT);
    println!("{}\n{}", said.out, said.err);
    for call in &calls {
        println!("{call}");
    }
}
