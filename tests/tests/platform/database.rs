//! Who logs into the database as whom: the committed templates, `deployment.json` and `grants.json` say the same.

use std::collections::BTreeSet;

use crate::templates::*;
use serde_json::Value;

/// Where Parameter Store's names begin in an ARN.
const ARN: &str = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";

fn database(name: &str) -> String {
    format!("/tap/${{EnvironmentSuffix}}/database/{name}")
}

/// The names of the parameters that a function's role may read.
fn readable(function: &str) -> BTreeSet<String> {
    let role = template("compute-stack")["Resources"][format!("{function}Role")].clone();
    let mut found = BTreeSet::new();
    for policy in role["Properties"]["Policies"].as_array().unwrap_or_else(|| panic!("{function} has no role")) {
        for statement in policy["PolicyDocument"]["Statement"].as_array().expect("statements") {
            if !statement["Action"].to_string().contains("ssm:") {
                continue;
            }
            assert_eq!((&statement["Effect"], &statement["Action"]), (&"Allow".into(), &"ssm:GetParameters".into()));
            let resources = &statement["Resource"];
            let resources = resources.as_array().cloned().unwrap_or_else(|| vec![resources.clone()]);
            let name = |resource: &Value| resource["Fn::Sub"].as_str().and_then(|arn| arn.strip_prefix(ARN)).map(String::from);
            found.extend(resources.iter().map(|resource| name(resource).unwrap_or_else(|| panic!("{function}: {resource}"))));
        }
    }
    found
}

/// A variable of a function, as the template has it.
fn variable(function: &str, name: &str) -> Value {
    let id = format!("{function}Function");
    template("compute-stack")["Resources"][id]["Properties"]["Environment"]["Variables"][name].clone()
}

#[test]
fn each_function_reads_its_own_password_only() {
    let names = |names: &[&str]| names.iter().map(|name| database(name)).collect::<BTreeSet<_>>();
    assert_eq!(readable("Validator"), names(&["endpoint", "validator-password"]));
    assert_eq!(readable("Migrator"), names(&["endpoint", "password", "validator-password"]));
    assert_eq!(variable("Validator", "DATABASE_PASSWORD_PARAMETER")["Fn::Sub"], database("validator-password"));
    assert_eq!(variable("Migrator", "DATABASE_PASSWORD_PARAMETER")["Fn::Sub"], database("password"));
}

#[test]
fn the_migrator_alone_is_the_administrator() {
    let administrator = &template("database-stack")["Resources"]["AuroraCluster"]["Properties"]["MasterUsername"];
    let compute = template("compute-stack");
    let functions = compute["Resources"].as_object().expect("resources").iter();
    let are = functions.filter(|(_, one)| one["Properties"]["Environment"]["Variables"]["DATABASE_USERNAME"] == *administrator);
    assert_eq!(are.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["MigratorFunction"]);
}

#[test]
fn every_user_of_the_grants_has_a_password_that_is_made_and_known_to_the_migrator() {
    let grants = json("migrations/grants.json");
    let users: Vec<&String> = grants["users"].as_object().expect("users").keys().collect();
    assert_eq!(Value::from(users[0].as_str()), variable("Validator", "DATABASE_USERNAME"));
    for user in &users {
        let name = format!("{}_PASSWORD_PARAMETER", user.to_uppercase());
        assert_eq!(variable("Migrator", &name)["Fn::Sub"], database(&format!("{user}-password")), "{name}");
    }
    let made = json("deployment.json")["secureParameters"].clone();
    let made: BTreeSet<_> =
        made.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).map(String::from).collect();
    let wanted = users.iter().map(|user| database(&format!("{user}-password"))).chain([database("password")]);
    assert_eq!(made, wanted.collect());
    let cluster = &template("database-stack")["Resources"]["AuroraCluster"]["Properties"]["MasterUserPassword"];
    assert_eq!(cluster["Fn::Sub"], format!("{{{{resolve:ssm-secure:{}}}}}", database("password")));
}

#[test]
fn nobody_may_change_or_delete_what_is_history() {
    let grants = json("migrations/grants.json");
    for (user, given) in grants["users"].as_object().expect("users") {
        for (table, privileges) in given["tables"].as_object().expect("tables") {
            let privileges: BTreeSet<_> = privileges.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            assert!(!privileges.contains("DELETE"), "{user}: {table}");
            assert!(table == "accounts" || !privileges.contains("UPDATE"), "{user}: {table}");
        }
    }
}
