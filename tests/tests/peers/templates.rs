//! The tools that read templates: cfn-lint, and AWS's own validator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tap_tests::python;

use super::{Column, MISTAKES, Mistake, REGION, Side, folder};

pub fn columns() -> [Column; 2] {
    let lint = super::output(Command::new(python::cfn_lint()).arg("--version"));
    let mut lint = Column::new(lint.trim().to_string());
    let mut validate = Column::new(String::new());
    // Each tool once for the templates that go to the same regions.
    let mut groups: Vec<(&str, Vec<Template>)> = Vec::new();
    for mistake in &MISTAKES {
        for side in Side::ALL {
            let regions = if side == Side::Mistaken { mistake.regions } else { REGION };
            match groups.iter_mut().find(|(others, _)| *others == regions) {
                Some((_, templates)) => templates.extend(templates_of(mistake, side)),
                None => groups.push((regions, templates_of(mistake, side))),
            }
        }
    }
    for (regions, templates) in groups {
        run_lint(&mut lint, regions, &templates);
        run_validate(&mut validate, regions, &templates);
    }
    [lint, validate]
}

struct Template {
    path: PathBuf,
    key: (&'static str, Side),
}

fn templates_of(mistake: &Mistake, side: Side) -> Vec<Template> {
    let folder = folder().join("templates").join(mistake.name).join(side.name());
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let template = |path: PathBuf| Template { path, key: (mistake.name, side) };
    let templates: Vec<Template> = files.map(|file| template(file.expect("a template").path())).collect();
    assert!(!templates.is_empty(), "{} holds no template", folder.display());
    templates
}

fn run_lint(column: &mut Column, regions: &str, templates: &[Template]) {
    let mut command = Command::new(python::cfn_lint());
    command.args(["--format", "json", "--regions"]).args(regions.split(',')).arg("--template");
    // It exits with a code of its own if it finds anything; if it can't run, it prints no JSON.
    let output = command.args(templates.iter().map(|template| &template.path)).output().expect("cfn-lint starts");
    for finding in list(&serde_json::from_slice(&output.stdout).expect("cfn-lint prints JSON")) {
        let rule = finding["Rule"]["Id"].as_str().expect("a rule");
        note(column, templates, text(finding, "Filename"), rule, text(finding, "Level") == "Error");
    }
}

fn run_validate(column: &mut Column, regions: &str, templates: &[Template]) {
    let mut command = Command::new(python::interpreter());
    command.arg(folder().join("validate.py")).arg(regions).args(templates.iter().map(|template| &template.path));
    let said: Value = serde_json::from_str(&super::output(&mut command)).expect("JSON");
    column.tool = format!("cloudformation-validate {}", text(&said, "version"));
    for finding in list(&said["findings"]) {
        note(column, templates, text(finding, "template"), text(finding, "rule"), finding["isError"] == true);
    }
}

fn note(column: &mut Column, templates: &[Template], path: &str, rule: &str, is_error: bool) {
    let template = templates.iter().find(|template| template.path == Path::new(path)).expect("a template that was given");
    let found = column.found.get_mut(&template.key).expect("a key of the map");
    (if is_error { &mut found.errors } else { &mut found.warnings }).insert(rule.to_string());
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}
