//! One way at a time: what a stack set deploys has the same names as what is deployed directly.

use super::*;
use tap_tests::servers::Emulator;

/// What a verb says that must be refused; it has changed nothing.
fn refused(cloud: &Cloud, verb: &str, arguments: &[&str]) -> String {
    let (said, calls) = cloud.proxy.run(&mut cloud.verb(verb, arguments), pass());
    assert_eq!(changes(&calls), Vec::<String>::new());
    said.refused(1)
}

#[test]
fn a_region_is_deployed_one_way() {
    let cloud = Cloud::start(Emulator::Moto);
    deploy(&cloud, &[]);
    let before = seen(&cloud);
    for region in REGIONS {
        let said = refused(&cloud, "deploy", &["--via", "direct", "--region", region, "--yes"]);
        let wanted = format!(
            "error: the stack set `tap-dev` deploys this environment in {region} already\nhelp: take --via stack-set, or another environment\n"
        );
        assert_eq!(said, wanted);
    }
    assert_eq!(seen(&cloud), before);
    run(&cloud, "destroy", &["--yes"]);

    let (printed, _) = run(&cloud, "deploy", &["--via", "direct", "--region", OTHER, "--yes"]);
    assert!(printed.contains("eu-west-1 tap-dev: deployed\n"), "{printed}");
    // The stack set is what is taken if nothing is said.
    for arguments in [&BY_SET[..], &BY_SET[2..]] {
        let wanted = "error: the stack `tap-dev` deploys this environment in eu-west-1 already\n\
                      help: take --via direct, or `tap destroy` before the stack set, or another environment\n";
        assert_eq!(refused(&cloud, "deploy", arguments), wanted);
    }
    let (printed, _) = run(&cloud, "destroy", &["--yes"]);
    assert!(printed.contains("deleted 1 stack\n"), "{printed}");
    deploy(&cloud, &[]);
    assert_eq!(seen(&cloud), before);
}

#[test]
fn a_region_that_the_description_lacks_is_refused() {
    let cloud = Cloud::start(Emulator::Moto);
    let file = cloud.templates().join("deployment.json");
    let mut description: Value = serde_json::from_str(&fs::read_to_string(&file).expect("it is there")).expect("it is JSON");
    description["regions"] = json!([HOME]);
    fs::write(&file, description.to_string()).expect("it can be written");
    let (said, calls) = cloud.proxy.run(&mut cloud.verb("deploy", &BY_SET), pass());
    let wanted = "error: the stack set `tap-dev` is for eu-west-1 too, which `regions` of the description lacks: what its stacks need would be missing there\n\
                  help: name it in `regions`, or take it out of the stack set\n";
    assert!(said.code == Some(1) && said.err.ends_with(wanted), "{said:?}");
    assert!(named(&calls, "CreateStackSet").is_empty() && calls.iter().all(|call| call.region == HOME), "{calls:?}");
}
