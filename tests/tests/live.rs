//! The platform on AWS itself, in both regions: made, looked at, and destroyed.
//!
//! Nobody in this project has run this test yet: there was no account to run it in. Everything below it has been tested against emulators only.
//!
//! It is not part of `cargo test`: it takes one to two hours (functions in a VPC are deleted slowly) and costs about two dollars, for capacity units
//! of Aurora and interface endpoints while it runs, two keys, and what it leaves: a final snapshot and automated backups in each region, which
//! end after 30 days, and the bootstrap, which they need until then. The account must be one where that does no harm.
//!
//! ```sh
//! TAP_LIVE_ACCOUNT=123456789012 AWS_PROFILE=sandbox cargo test -p tap-tests --test live -- --ignored --nocapture
//! ```
//!
//! `docker` builds the images; without it, `TAP_LIVE_IMAGES` names digests that are in the repositories of both regions already:
//! `validator=sha256:…,migrator=sha256:…,operations=sha256:…`. `TAP_LIVE_SUFFIX` names the environment, `live` if it is not set; a run that
//! was interrupted goes on under the same name.

use std::env;
use std::process::Command;

use serde_json::Value;
use tap_tests::program::{Said, tapstack_on_aws};

const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

/// A command line of the platform, with this environment's credentials.
fn command(verb: &str, suffix: &str) -> Command {
    let mut command = tapstack_on_aws();
    command.args([verb, "--json", "--parameter", &format!("EnvironmentSuffix={suffix}")]);
    command
}

fn with_images(mut command: Command) -> Command {
    for image in env::var("TAP_LIVE_IMAGES").unwrap_or_default().split(',').filter(|image| !image.is_empty()) {
        command.args(["--image", image]);
    }
    command
}

/// The last object that a verb prints.
fn last(said: Said) -> Value {
    let text = said.ended(0);
    let line = text.lines().last().unwrap_or_else(|| panic!("nothing is printed"));
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
#[ignore = "it costs money and hours in a real account: see the head of this file"]
fn the_platform_is_deployed_checked_and_destroyed_in_both_regions() {
    let account = env::var("TAP_LIVE_ACCOUNT").expect("TAP_LIVE_ACCOUNT names the account that may be used");
    let suffix = env::var("TAP_LIVE_SUFFIX").unwrap_or_else(|_| "live".to_string());

    let bootstrap = last(Said::by(with_images(command("bootstrap", &suffix)).arg("--yes")));
    for region in REGIONS {
        let key = bootstrap["outputs"][region]["DataKeyArn"].as_str().unwrap_or_else(|| panic!("{region}: {bootstrap}"));
        assert_eq!(key.split(':').nth(4), Some(account.as_str()), "these credentials are not of TAP_LIVE_ACCOUNT");
    }

    let deployed = last(Said::by(with_images(command("deploy", &suffix)).arg("--yes")));
    let stacks = deployed["stacks"].as_array().expect("stacks");
    let mut regions: Vec<_> = stacks.iter().filter_map(|stack| stack["region"].as_str()).collect();
    regions.sort_unstable();
    assert_eq!(regions, ["eu-west-1", "us-east-1"]);
    assert!(stacks.iter().all(|stack| stack["outputs"].as_object().is_some_and(|outputs| !outputs.is_empty())), "{deployed}");

    // The same again changes nothing, everything is up, and nothing has drifted.
    let again = last(Said::by(with_images(command("deploy", &suffix)).arg("--yes")));
    assert!(again["stacks"].as_array().expect("stacks").iter().all(|stack| stack["changed"] == false), "{again}");
    Said::by(&mut command("status", &suffix)).ended(0);
    Said::by(&mut command("drift", &suffix)).ended(0);
    let outputs = Said::by(&mut command("outputs", &suffix)).json(0);
    assert!(REGIONS.iter().all(|region| outputs.to_string().contains(region)), "{outputs}");

    Said::by(command("destroy", &suffix).arg("--yes")).ended(0);
    // Snapshots and backups need the key: the bootstrap stays until they have ended.
    let refused = Said::by(command("destroy", &suffix).args(["--bootstrap", "--yes"]));
    assert_eq!(refused.code, Some(1), "{refused:?}");
    println!("the environment `{suffix}` is destroyed; in 30 days: destroy --bootstrap --parameter EnvironmentSuffix={suffix}");
}
