//! What templates assert of their parameters, decided on both sides by an evaluator that reads nothing but the emitted JSON.

#![allow(missing_docs, reason = "a test documents nothing")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::{Given, Nothing, Pseudo, Scope};
use tap_core::prelude::*;
use tap_core::simulate::{Deployment, Simulation};
use tap_tests::edited::Edited;

/// The templates that are deployed by themselves.
const ROOTS: [&str; 4] = ["TapStack", "registry-stack", "retention-stack", "stack-set"];
const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    #[parameter(default = 3)]
    pub days: u32,
    #[parameter(default = "eu-west-1a,eu-west-1b")]
    pub zones: Vec<String>,
}

/// Used by assertions only.
#[derive(Parameters)]
pub struct Stage {
    pub stage: String,
}

const STAGES: &[&str] = &["dev", "prod"];
const WEEK: u32 = 7;

#[derive(Assertions)]
pub struct Supported {
    /// Stages are "dev" and "prod".
    #[assertion(Contains(STAGES, Ref(Stage::stage)))]
    pub stage: Assertion,
    /// In production everything is large,
    /// and kept for a week or longer.
    #[assertion(
        And(Equals(Ref(Settings::size), "large"), Not(Contains([1, 2, "3"], Ref(Settings::days)))),
        when = Equals(Ref(Stage::stage), "prod")
    )]
    pub production: Assertion,
    /// Zones are Irish.
    #[assertion(EachMemberIn(Ref(Settings::zones), ["eu-west-1a", "eu-west-1b"]))]
    pub zones: Assertion,
    /// A week, or one zone.
    #[assertion(Or(
        Equals(Ref(Settings::days), WEEK),
        EachMemberEquals(Ref(Settings::zones), "eu-west-1a"),
        Equals(Ref(Stage::stage), "dev")
    ))]
    pub week: Assertion,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Join("-", Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts", parameters = [Settings, Stage], assertions = [Supported])]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Settings, Stage])]
pub struct Root {
    #[stack(nested)]
    alerts: AlertsStack,
}

#[derive(App)]
#[app(regions = ["eu-west-1"])]
pub struct Messaging {
    root: Root,
}

/// The templates of the app above.
fn emitted() -> BTreeMap<String, Value> {
    let templates = tap_core::emit(Messaging::APP).expect("templates");
    templates.into_iter().map(|template| (template.name.clone(), template.value().expect("JSON"))).collect()
}

fn document(name: &str, template: &Value) -> Document {
    Document::read(name, &template.to_string()).expect("a template")
}

/// What is said against a template with these parameters in a region; those that are missing have some value.
fn problems(document: &Document, given: &[(&str, &str)], region: &str) -> Vec<String> {
    let given = Given::from_iter(given.iter().copied()).only_for(document);
    Scope::new(document, &given, Pseudo::new(region), &Nothing).err().unwrap_or_default()
}

#[test]
fn each_assertion_is_a_rule_of_the_template() {
    let templates = emitted();
    assert_eq!(
        templates["alerts"]["Rules"],
        json!({
            "Production": {
                "Assertions": [{
                    "Assert": { "Fn::And": [
                        { "Fn::Equals": [{ "Ref": "Size" }, "large"] },
                        { "Fn::Not": [{ "Fn::Contains": [["1", "2", "3"], { "Ref": "Days" }] }] },
                    ] },
                    "AssertDescription": "In production everything is large, and kept for a week or longer.",
                }],
                "RuleCondition": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            },
            "Stage": { "Assertions": [{
                "Assert": { "Fn::Contains": [["dev", "prod"], { "Ref": "Stage" }] },
                "AssertDescription": "Stages are \"dev\" and \"prod\".",
            }] },
            "Week": { "Assertions": [{
                "Assert": { "Fn::Or": [
                    { "Fn::Equals": [{ "Ref": "Days" }, "7"] },
                    { "Fn::EachMemberEquals": [{ "Ref": "Zones" }, "eu-west-1a"] },
                    { "Fn::Equals": [{ "Ref": "Stage" }, "dev"] },
                ] },
                "AssertDescription": "A week, or one zone.",
            }] },
            "Zones": { "Assertions": [{
                "Assert": { "Fn::EachMemberIn": [{ "Ref": "Zones" }, ["eu-west-1a", "eu-west-1b"]] },
                "AssertDescription": "Zones are Irish.",
            }] },
        })
    );
    assert_eq!(templates["root"].get("Rules"), None);
}

#[test]
fn what_only_assertions_use_is_a_parameter_and_is_passed_on() {
    let templates = emitted();
    assert_eq!(templates["alerts"]["Parameters"]["Stage"], json!({ "Type": "String" }));
    assert_eq!(templates["root"]["Parameters"]["Stage"], json!({ "Type": "String" }));
    let given = &templates["root"]["Resources"]["Alerts"]["Properties"]["Parameters"];
    assert_eq!(given["Stage"], json!({ "Ref": "Stage" }));
    assert_eq!(given["Size"], json!({ "Ref": "Size" }));
}

#[test]
fn an_assertion_accepts_and_refuses() {
    let template = document("alerts", &emitted()["alerts"]);
    let said = |given: &[(&str, &str)]| problems(&template, given, "eu-west-1");
    assert_eq!(said(&[("Stage", "dev")]), [""; 0]);
    assert_eq!(said(&[("Stage", "prod"), ("Size", "large"), ("Days", "7")]), [""; 0]);
    assert_eq!(said(&[("Stage", "test"), ("Days", "7")]), ["rule `Stage` does not hold: Stages are \"dev\" and \"prod\"."]);
    let production = ["rule `Production` does not hold: In production everything is large, and kept for a week or longer."];
    assert_eq!(said(&[("Stage", "prod"), ("Days", "7")]), production);
    assert_eq!(said(&[("Stage", "prod"), ("Size", "large"), ("Days", "2"), ("Zones", "eu-west-1a,eu-west-1a")]), production);
    assert_eq!(said(&[("Stage", "dev"), ("Zones", "eu-west-1a,eu-west-1c")]), ["rule `Zones` does not hold: Zones are Irish."]);
    let week = ["rule `Week` does not hold: A week, or one zone."];
    assert_eq!(said(&[("Stage", "prod"), ("Size", "large"), ("Days", "8")]), week);
}

#[test]
fn every_root_of_the_platform_is_refused_outside_of_its_regions() {
    let platform = Edited::platform().set();
    for root in ROOTS {
        let template = platform.document(root).unwrap_or_else(|| panic!("lib/{root}.json is there"));
        for region in REGIONS {
            assert_eq!(problems(template, &[], region), [""; 0], "{root} in {region}");
        }
        for region in ["us-east-2", "eu-central-1", "ap-southeast-2"] {
            let said = ["rule `SupportedRegion` does not hold: The platform is deployed to us-east-1 and eu-west-1 only."];
            assert_eq!(problems(template, &[], region), said, "{root} in {region}");
        }
    }
    let mut roots = platform.roots().to_vec();
    roots.sort();
    assert_eq!(roots, ROOTS, "every template that is deployed by itself is looked at");
}

#[test]
fn the_regions_that_rules_name_are_those_of_the_app() {
    let apps = tap_stacks::TransactionPlatform::APP.regions;
    let mut platform = Edited::platform();
    for root in ROOTS {
        let rule = &platform.template(root)["Rules"]["SupportedRegion"]["Assertions"][0]["Assert"];
        assert_eq!(rule["Fn::Contains"], json!([apps, { "Ref": "AWS::Region" }]), "{root}");
    }
    assert_eq!(platform.template("registry-stack")["Parameters"]["HomeRegion"]["AllowedValues"], json!(apps));
}

#[test]
fn an_instance_class_is_refused_by_its_allowed_values_and_by_a_rule() {
    const CLASS: &str = "DatabaseInstanceClass";
    let mut platform = Edited::platform();
    for name in ["TapStack", "database-stack"] {
        let template = platform.template(name);
        let allowed = template["Parameters"][CLASS]["AllowedValues"].clone();
        let rule = &template["Rules"]["SupportedInstanceClass"]["Assertions"][0]["Assert"]["Fn::Contains"];
        assert_eq!(*rule, json!([allowed, { "Ref": CLASS }]), "{name}: both name the same classes");

        let strict = document(name, template);
        template["Parameters"][CLASS].as_object_mut().expect("a parameter").remove("AllowedValues");
        let by_rule = document(name, template);
        for class in allowed.as_array().expect("classes") {
            let class = [(CLASS, class.as_str().expect("a text"))];
            assert_eq!(problems(&strict, &class, "eu-west-1"), [""; 0], "{name} with {class:?}");
            assert_eq!(problems(&by_rule, &class, "eu-west-1"), [""; 0], "{name} with {class:?}, by its rule");
        }
        for class in ["db.t3.medium", "db.r5.large", "DB.SERVERLESS", "db.serverless "] {
            let class = [(CLASS, class)];
            let said = problems(&strict, &class, "eu-west-1");
            assert!(said.len() == 1 && said[0].contains(CLASS), "{name} with {class:?}: {said:?}");
            let said = problems(&by_rule, &class, "eu-west-1");
            assert!(
                said.len() == 1 && said[0].starts_with("rule `SupportedInstanceClass` does not hold: The database runs on "),
                "{name} with {class:?}: {said:?}"
            );
        }
    }
}

#[test]
fn cloudformation_makes_nothing_where_a_rule_is_false() {
    let platform: TemplateSet = Edited::platform().set();
    let mut simulation = Simulation::new();
    let elsewhere = Deployment::new("eu-central-1", "registry", &platform, "registry-stack");
    let refused = simulation.create(&elsewhere).expect_err("a region that is not supported");
    assert!(refused.to_string().contains("The platform is deployed to us-east-1 and eu-west-1 only."), "{refused}");
    assert_eq!(simulation.cloud.stacks(), [], "nothing is made");

    let here = Deployment::new("eu-west-1", "registry", &platform, "registry-stack");
    simulation.create(&here).expect("a region that is supported");
    assert_eq!(simulation.cloud.stacks().len(), 1);
}
