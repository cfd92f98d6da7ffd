//! Which figure counts, and what files of measured durations may hold. What resources of an app say is tested with the platform.

use super::super::{Basis, Estimates, create, delete};
use super::{deployment, set};

#[test]
fn what_is_measured_of_a_resource_counts_before_what_is_of_its_type_and_that_before_the_average() {
    let root = "Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } }\n";
    let set = set(&[("root", root), ("inner", "Resources:\n  A: { Type: AWS::KMS::Key }\n  B: { Type: AWS::KMS::Key }\n")]);
    let figures = |estimates: &Estimates| {
        let plan = create(&deployment(&set), "root", estimates).unwrap();
        plan.tasks.iter().map(|task| (task.figure.seconds, task.figure.basis)).collect::<Vec<_>>()
    };
    let (key, nesting) = ((122, Basis::Published), (10, Basis::Nesting));
    assert_eq!(figures(&Estimates::default()), [nesting, key, key]);
    let text = r#"{ "AWS::KMS::Key": { "create": 50 }, "root/Inner/B": { "create": 60 }, "root/Inner": { "create": 14 } }"#;
    let measured = Estimates::default().measured("d.json", text).unwrap();
    assert_eq!(figures(&measured), [(14, Basis::Measured), (50, Basis::MeasuredType), (60, Basis::Measured)]);
}

#[test]
fn a_nested_stack_whose_template_is_not_there_takes_the_average() {
    let set = set(&[(
        "root",
        "Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } }\n",
    )]);
    let plan = create(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!((plan.seconds, plan.tasks[0].figure.basis), (133, Basis::Published));
}

#[test]
fn a_deletion_without_a_figure_takes_as_long_as_the_creation() {
    let set = set(&[(
        "root",
        "Resources:\n  Key: { Type: AWS::KMS::Key }\n  App: { Type: AWS::SageMaker::App }\n  New: { Type: AWS::New::Thing }\n",
    )]);
    let of = |estimates: &Estimates| {
        let plan = delete(&deployment(&set), "root", estimates).unwrap();
        plan.tasks.iter().map(|task| (task.id.clone(), task.figure.seconds, task.figure.basis)).collect::<Vec<_>>()
    };
    let row = |id: &str, seconds, basis| (id.to_string(), seconds, basis);
    assert_eq!(
        of(&Estimates::default()),
        [row("App", 78, Basis::Published), row("Key", 122, Basis::AsCreation), row("New", 5, Basis::Unlisted)]
    );
    let measured = Estimates::default().measured("d.yaml", "AWS::KMS::Key: { delete: 2 }").unwrap();
    assert_eq!(of(&measured)[1], row("Key", 2, Basis::MeasuredType));
}

#[test]
fn a_wrong_file_of_durations_is_refused_where_it_is_wrong() {
    let refused = |text: &str| Estimates::default().measured("d.yaml", text).unwrap_err();
    assert_eq!(refused("- 1\n"), "d.yaml:1:1: measured durations are an object of paths and types");
    assert_eq!(
        refused("A/B: 3\n"),
        "d.yaml:1:1: durations are an object with `create`, `update` or `delete` in seconds, at `A/B`"
    );
    assert_eq!(
        refused("A/B: { make: 3 }\n"),
        "d.yaml:1:8: there is no operation `make`, at `A/B.make`\nhelp: one of create, update, delete"
    );
    for wrong in ["-1", "1.5", "soon", "86401", "99999999999999999999"] {
        let message = refused(&format!("A/B: {{ create: {wrong} }}\n"));
        assert_eq!(message, "d.yaml:1:8: a duration is a whole number of seconds, at most 86400, at `A/B.create`");
    }
}

#[test]
fn what_is_measured_of_nothing_is_refused() {
    let templates = set(&[("root", "Resources:\n  Key: { Type: AWS::KMS::Key }\n")]);
    let check = |text: &str| Estimates::default().measured("d.yaml", text).unwrap().apply_to(&templates);
    assert_eq!(check("root/Key: { create: 1 }\nAWS::SQS::Queue: { create: 1 }\nCustom::Any: { create: 1 }\n"), Ok(()));
    assert!(check("rot/Key: { create: 1 }\n").unwrap_err().starts_with("no template has the name `rot`"));
    assert!(check("root/Kye: { create: 1 }\n").unwrap_err().contains("`Kye`"));
    assert!(check("AWS::KMS::Kee: { create: 1 }\n").unwrap_err().contains("did you mean `AWS::KMS::Key`?"));
}
