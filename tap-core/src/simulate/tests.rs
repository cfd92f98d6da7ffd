use super::{Deployment, Simulation, Status, live};
use crate::document::TemplateSet;
use crate::evaluate::Given;
use std::path::Path;

fn platform() -> TemplateSet {
    TemplateSet::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib")).unwrap()
}

fn images(deployment: &str) -> Given {
    let digest = |name: &str| format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}-dev@sha256:{}", "0".repeat(64));
    Given::from_iter([
        ("DeploymentId", deployment.to_string()),
        ("MigratorImageUri", digest("migrator")),
        ("OperationsImageUri", digest("operations")),
        ("ValidatorImageUri", digest("validator")),
    ])
}

#[test]
fn the_platform_is_created_updated_and_deleted() {
    let set = platform();
    let mut simulation = Simulation::new();
    simulation.store("ssm-secure:/tap/dev/database/password", "secret");
    let bootstrap = Deployment::new("us-east-1", "registry", &set, "registry-stack");
    let outcome = simulation.create(&bootstrap).unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::CreateComplete, None));
    let mut deployment = Deployment::new("us-east-1", "tap", &set, "TapStack");
    deployment.parameters = images("first");
    let outcome = simulation.create(&deployment).unwrap();
    for event in simulation.cloud.events().iter().filter(|event| event.status.contains("FAILED")) {
        println!("{event}");
    }
    assert_eq!((outcome.status, outcome.reason), (Status::CreateComplete, None));
    println!("{} s, {} items", outcome.seconds, simulation.cloud.items().len());
    deployment.parameters = images("second");
    let outcome = simulation.update(&deployment).unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::UpdateComplete, None));
    println!("{} s, {} items", outcome.seconds, simulation.cloud.items().len());
    assert_eq!(simulation.cloud.inconsistencies(), [""; 0]);
    let outcome = simulation.delete("us-east-1", "tap").unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::DeleteComplete, None));
    println!("{:?}", simulation.cloud.kept());
    assert_eq!(simulation.cloud.inconsistencies(), [""; 0]);
}

#[test]
fn lives() {
    let set = platform();
    let mut deployment = Deployment::new("us-east-1", "tap", &set, "TapStack");
    deployment.parameters = images("first");
    let mut next = deployment.clone();
    next.parameters = images("second");
    next.parameters.set("DatabaseReader", "true");
    let registry = Deployment::new("us-east-1", "registry", &set, "registry-stack");
    let started = std::time::Instant::now();
    let mut ended = std::collections::BTreeMap::new();
    let n = std::env::var("N").map_or(100, |n| n.parse().unwrap());
    for seed in 0..n {
        let mut simulation = Simulation::new();
        simulation.store("ssm-secure:/tap/dev/database/password", "secret");
        match live(&mut simulation, seed, &[registry.clone(), deployment.clone()], &[next.clone()]) {
            Ok(life) => {
                for (status, count) in life.ended {
                    *ended.entry(status).or_insert(0) += count;
                }
            }
            Err(violation) => {
                for event in simulation.cloud.events().iter().rev().take(40).rev() {
                    println!("{event}");
                }
                panic!("seed {seed}: {violation}");
            }
        }
    }
    println!("{ended:?} {:?}", started.elapsed());
}
