//! CDK, which makes the templates: what it says while it does, with and without the flag that makes errors of its findings.

use std::process::Command;

use serde_json::Value;
use tap_tests::{node, target_dir};

use super::{Column, folder};

pub fn columns() -> Vec<Column> {
    let mut node = Command::new("node");
    // The packages are not beside the program, so Node is told where they are.
    node.env("NODE_PATH", node::cdk().join("node_modules"));
    node.env_remove("CDK_VALIDATION").env_remove("CDK_CONTEXT_JSON");
    node.arg(folder().join("cdk/app.js")).arg(target_dir().join("peers/cdk.out"));
    let said: Value = serde_json::from_str(&super::output(&mut node)).expect("JSON");
    let version = said["version"].as_str().expect("a version");
    let flags = [("default", "default flags"), ("rules", "`validateAgainstDefaultRules`")];
    let column = |(flags, what)| {
        let mut column = Column::new(format!("aws-cdk-lib {version}, {what}"));
        for ((name, side), found) in &mut column.found {
            let all = &said["found"][format!("{name}/{}/{flags}", side.name())];
            let rules = |kind: &str| {
                let rules = all[kind].as_array().unwrap_or_else(|| panic!("CDK did not run {name}"));
                rules.iter().map(|rule| rule.as_str().expect("a rule").to_string()).collect()
            };
            (found.errors, found.warnings) = (rules("errors"), rules("warnings"));
        }
        column
    };
    flags.map(column).into()
}
