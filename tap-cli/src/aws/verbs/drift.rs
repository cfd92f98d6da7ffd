//! `drift`: what is not as the templates say.

use super::survey::survey;
use super::table::{count, table};
use crate::Outcome;
use crate::aws::Options;
use crate::aws::drift::{self, ResourceDrift, StackDrift, name};
use crate::aws::failure::Failure;
use crate::aws::progress::text::escaped;
use crate::aws::progress::{Progress, reporter};
use crate::aws::setting::Setting;
use crate::aws::stack;
use clap::Args;
use futures_util::future::try_join_all;
use serde_json::json;

/// So much of a value is shown to people.
const SHOWN: usize = 120;

/// What `drift` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
}

/// Looks for drift in everything that the description names, all regions side by side.
///
/// # Errors
///
/// Nothing is deployed; AWS does not answer, or does not permit it.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    // Only the result goes to standard output.
    let progress = reporter(false, None);
    let roots = survey(&setting).await?.roots;
    let looked_at = roots.iter().filter_map(|root| {
        let live = root.live.clone()?;
        let clients = root.clients(&setting);
        let progress = &progress;
        Some(async move { detect(&clients, live, progress).await })
    });
    let stacks: Vec<StackDrift> = try_join_all(looked_at).await?.into_iter().flatten().collect();
    progress.pause();
    if stacks.is_empty() {
        return Err(format!("nothing of {} is deployed\nhelp: run `deploy` first", setting.name).into());
    }
    let text = if json { machine(&stacks) } else { people(&stacks) };
    Ok(Outcome { text, code: code(&stacks) })
}

async fn detect(
    clients: &crate::aws::session::Clients,
    live: stack::Live,
    progress: &Progress,
) -> Result<Vec<StackDrift>, Failure> {
    progress.say(&clients.region, format!("look for drift in {}", live.name));
    let tree = stack::tree(clients, live).await?;
    drift::detect(clients, &tree, progress).await
}

/// 3 if anything differs, 1 if that could not be found out everywhere.
fn code(stacks: &[StackDrift]) -> u8 {
    if stacks.iter().any(|stack| !stack.drifted.is_empty()) {
        3
    } else {
        u8::from(stacks.iter().any(|stack| stack.problem.is_some()))
    }
}

fn people(stacks: &[StackDrift]) -> String {
    let mut rows = Vec::new();
    for stack in stacks {
        let place = |resource: &ResourceDrift| vec![stack.place.region.clone(), name(&stack.place), resource.logical_id.clone()];
        for resource in &stack.drifted {
            if resource.is_deleted {
                rows.push([place(resource), vec!["-".to_string(), "the resource".to_string(), "gone".to_string()]].concat());
            }
            for difference in &resource.differences {
                let (expected, actual) = match difference.kind.as_str() {
                    "ADD" => ("-".to_string(), short(&difference.actual)),
                    "REMOVE" => (short(&difference.expected), "-".to_string()),
                    _ => (short(&difference.expected), short(&difference.actual)),
                };
                rows.push([place(resource), vec![difference.path.clone(), expected, actual]].concat());
            }
            if !resource.is_deleted && resource.differences.is_empty() {
                rows.push([place(resource), vec!["-".to_string(), "-".to_string(), "differs".to_string()]].concat());
            }
        }
    }
    let drifted: usize = stacks.iter().map(|stack| stack.drifted.len()).sum();
    let checked: usize = stacks.iter().map(|stack| stack.checked).sum();
    let compared = format!("{} compared in {}", count(checked, "resource", "resources"), count(stacks.len(), "stack", "stacks"));
    let mut out = match drifted {
        0 => format!("no drift: {compared}\n"),
        _ => format!(
            "{}\n{} drifted: {compared}\n",
            table(&["region", "stack", "resource", "property", "template", "there"], &rows),
            count(drifted, "resource has", "resources have")
        ),
    };
    for stack in stacks {
        if let Some(problem) = &stack.problem {
            out.push_str(&format!(
                "\n{} in {} could not be looked at: {}\n",
                name(&stack.place),
                stack.place.region,
                escaped(problem)
            ));
        }
    }
    out + &left_out(stacks)
}

/// What AWS does not compare, by type.
fn left_out(stacks: &[StackDrift]) -> String {
    let all = stacks.iter().filter(|stack| stack.problem.is_none()).flat_map(|stack| &stack.unchecked);
    let mut types = std::collections::BTreeMap::<&str, usize>::new();
    all.for_each(|(_, kind)| *types.entry(kind).or_default() += 1);
    if types.is_empty() {
        return String::new();
    }
    let lines: String = types.iter().map(|(kind, number)| format!("  {number:>3}  {kind}\n")).collect();
    format!("\nnot compared, since AWS cannot:\n{lines}")
}

/// Not too long of a value.
fn short(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_string(),
    }
}

fn machine(stacks: &[StackDrift]) -> String {
    let resource = |resource: &ResourceDrift| {
        let differences = resource
            .differences
            .iter()
            .map(|one| json!({ "path": one.path, "difference": one.kind, "expected": one.expected, "actual": one.actual }));
        json!({
            "logical_id": resource.logical_id, "physical_id": resource.physical_id, "type": resource.kind,
            "deleted": resource.is_deleted, "differences": differences.collect::<Vec<_>>(),
        })
    };
    let stack = |stack: &StackDrift| {
        let unchecked = stack.unchecked.iter().map(|(id, kind)| json!({ "logical_id": id, "type": kind }));
        json!({
            "region": stack.place.region, "stack": stack.place.stack, "path": stack.place.path, "checked": stack.checked,
            "drifted": stack.drifted.iter().map(resource).collect::<Vec<_>>(), "not_checked": unchecked.collect::<Vec<_>>(),
            "problem": stack.problem,
        })
    };
    let all = json!({
        "drifted": stacks.iter().any(|stack| !stack.drifted.is_empty()), "stacks": stacks.iter().map(stack).collect::<Vec<_>>(),
    });
    format!("{all}\n")
}

#[cfg(test)]
mod tests {
    use super::{code, machine, people};
    use crate::aws::drift::{Difference, Place, ResourceDrift, StackDrift};

    fn stack(path: &[&str], drifted: Vec<ResourceDrift>) -> StackDrift {
        let place =
            Place { region: "eu-west-1".into(), stack: "tap-dev".into(), path: path.iter().map(ToString::to_string).collect() };
        StackDrift { place, checked: 2, drifted, unchecked: vec![("Grant".into(), "AWS::IAM::Policy".into())], problem: None }
    }

    fn resource(is_deleted: bool, differences: Vec<Difference>) -> ResourceDrift {
        ResourceDrift {
            logical_id: "Jobs".into(),
            physical_id: "jobs".into(),
            kind: "AWS::SQS::Queue".into(),
            is_deleted,
            differences,
        }
    }

    #[test]
    fn without_drift_there_is_a_sentence() {
        let stacks = [stack(&[], Vec::new())];
        assert_eq!(
            people(&stacks),
            "no drift: 2 resources compared in 1 stack\n\nnot compared, since AWS cannot:\n    1  AWS::IAM::Policy\n"
        );
        assert_eq!(code(&stacks), 0);
    }

    #[test]
    fn drift_is_a_table_by_stack_and_resource() {
        let difference =
            |kind: &str| Difference { path: "/Delay".into(), kind: kind.into(), expected: "1".into(), actual: "2".into() };
        let stacks = [
            stack(&[], vec![resource(false, vec![difference("NOT_EQUAL"), difference("ADD")])]),
            stack(&["Storage"], vec![resource(true, Vec::new())]),
        ];
        let text = people(&stacks);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "region     stack            resource  property  template      there");
        assert_eq!(lines[1], "eu-west-1  tap-dev          Jobs      /Delay    1             2");
        assert_eq!(lines[2], "eu-west-1  tap-dev          Jobs      /Delay    -             2");
        assert_eq!(lines[3], "eu-west-1  tap-dev/Storage  Jobs      -         the resource  gone");
        assert_eq!(lines[5], "2 resources have drifted: 4 resources compared in 2 stacks");
        assert_eq!(code(&stacks), 3);
        assert!(machine(&stacks).starts_with("{\"drifted\":true,"));
    }

    #[test]
    fn what_could_not_be_looked_at_is_no_good_end() {
        let mut one = stack(&[], Vec::new());
        one.problem = Some("AWS does not look at a stack that is DELETE_FAILED".into());
        assert_eq!(code(&[one]), 1);
    }
}
