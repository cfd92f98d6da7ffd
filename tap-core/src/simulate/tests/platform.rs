//! The platform itself.

use super::{assert_consistent, create, update};
use crate::document::TemplateSet;
use crate::evaluate::Given;
use crate::simulate::{Deployment, Simulation, Status, live};
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
fn it_is_created_updated_and_deleted() {
    let set = platform();
    let mut simulation = Simulation::new();
    simulation.store("ssm-secure:/tap/dev/database/password", "secret");
    create(&mut simulation, &Deployment::new("us-east-1", "registry", &set, "registry-stack"));
    let mut deployment = Deployment::new("us-east-1", "tap", &set, "TapStack");
    deployment.parameters = images("first");
    create(&mut simulation, &deployment);
    deployment.parameters = images("second");
    update(&mut simulation, &deployment);
    let outcome = simulation.delete("us-east-1", "tap").unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::DeleteComplete, None));
    assert_consistent(&simulation);
}

#[test]
fn it_lives_through_faults() {
    let set = platform();
    let mut deployment = Deployment::new("us-east-1", "tap", &set, "TapStack");
    deployment.parameters = images("first");
    let mut next = deployment.clone();
    next.parameters = images("second");
    next.parameters.set("DatabaseReader", "true");
    let registry = Deployment::new("us-east-1", "registry", &set, "registry-stack");
    let mut simulation = Simulation::new();
    simulation.store("ssm-secure:/tap/dev/database/password", "secret");
    for seed in 0..40 {
        simulation.reset();
        if let Err(violation) = live(&mut simulation, seed, &[registry.clone(), deployment.clone()], &[next.clone()]) {
            panic!("seed {seed}: {violation}");
        }
    }
}
