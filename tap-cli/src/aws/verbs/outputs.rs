//! `outputs`: what the stacks give to others.

use super::survey::{Root, survey};
use super::table::table;
use crate::Outcome;
use crate::aws::Options;
use crate::aws::failure::Failure;
use crate::aws::setting::Setting;
use crate::aws::stack;
use clap::Args;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tap_schema::name::help;

/// What `outputs` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
    /// Only this stack: its name, its template, or the way to a nested one, as in tap-dev/Database
    #[arg(long, value_name = "NAME")]
    stack: Option<String>,
    /// Print NAME=VALUE lines; an output that stacks or regions have with different values is refused
    #[arg(long)]
    plain: bool,
}

/// The outputs of a stack.
struct Found {
    region: String,
    stack: String,
    outputs: BTreeMap<String, String>,
}

/// Reads the outputs of all stacks; with `--region`, of those in that region.
///
/// # Errors
///
/// Nothing is deployed, or no stack has the name; with `--plain`, an output that has several values; AWS does not answer, or does not permit it.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    let only = arguments.options.connection.region.as_deref();
    let roots = survey(&setting).await?.roots;
    let there: Vec<&Root> =
        roots.iter().filter(|root| root.live.is_some() && only.is_none_or(|region| region == root.region)).collect();
    if there.is_empty() {
        let place = only.map(|region| format!(" in {region}")).unwrap_or_default();
        return Err(format!("nothing of {} is deployed{place}\nhelp: run `deploy` first", setting.name).into());
    }
    let found = match &arguments.stack {
        Some(wanted) => chosen(&setting, &there, wanted).await?,
        None => there.iter().filter_map(|root| of_root(root)).collect(),
    };
    let text = match (json, arguments.plain) {
        (true, _) => machine(&found),
        (false, true) => plain(&found)?,
        (false, false) => people(&found),
    };
    Ok(Outcome::done(text))
}

fn of_root(root: &Root) -> Option<Found> {
    let live = root.live.as_ref()?;
    Some(Found { region: root.region.clone(), stack: root.name.clone(), outputs: live.outputs.clone() })
}

async fn chosen(setting: &Setting, roots: &[&Root], wanted: &str) -> Result<Vec<Found>, Failure> {
    let (name, path) = wanted.split_once('/').map_or((wanted, None), |(name, path)| (name, Some(path)));
    let mut found = Vec::new();
    for root in roots.iter().filter(|root| root.name == name || root.template == name) {
        let Some(path) = path else {
            found.extend(of_root(root));
            continue;
        };
        let Some(live) = root.live.clone() else { continue };
        let tree = stack::tree(&root.clients(setting), live).await?;
        let way = path.split('/');
        let nested = way.into_iter().try_fold(&tree, |tree, id| tree.children.get(id));
        let stack = format!("{}/{path}", root.name);
        found.extend(nested.map(|tree| Found { region: root.region.clone(), stack, outputs: tree.live.outputs.clone() }));
    }
    if found.is_empty() {
        let names = roots.iter().flat_map(|root| [root.name.as_str(), root.template.as_str()]);
        return Err(format!("no stack `{wanted}` is deployed{}", help(wanted, names)).into());
    }
    Ok(found)
}

fn people(found: &[Found]) -> String {
    let rows = found.iter().flat_map(|one| {
        one.outputs.iter().map(|(name, value)| vec![one.region.clone(), one.stack.clone(), name.clone(), value.clone()])
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() { "no stack has outputs\n".to_string() } else { table(&["region", "stack", "output", "value"], &rows) }
}

/// `{ REGION: { STACK: { OUTPUT: VALUE } } }`.
fn machine(found: &[Found]) -> String {
    let mut all = Map::new();
    for one in found {
        let region = all.entry(one.region.clone()).or_insert_with(|| Value::Object(Map::new()));
        let outputs: Map<String, Value> = one.outputs.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        if let Value::Object(stacks) = region {
            stacks.insert(one.stack.clone(), outputs.into());
        }
    }
    format!("{}\n", Value::Object(all))
}

/// Lines for shells; a name that stands for several values would be taken for the last of them.
fn plain(found: &[Found]) -> Result<String, Failure> {
    let mut values: BTreeMap<&str, (&str, &Found)> = BTreeMap::new();
    for one in found {
        for (name, value) in &one.outputs {
            let earlier = values.insert(name, (value, one));
            if let Some((_, other)) = earlier.filter(|(earlier, _)| earlier != value) {
                let place = |found: &Found| format!("{} in {}", found.stack, found.region);
                let places = format!("{} and {}", place(other), place(one));
                return Err(
                    format!("the output {name} of {places} is not the same\nhelp: choose with --region and --stack").into()
                );
            }
        }
    }
    Ok(values.iter().map(|(name, (value, _))| format!("{name}={value}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::{Found, machine, people, plain};

    fn found(region: &str, stack: &str, outputs: &[(&str, &str)]) -> Found {
        let outputs = outputs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        Found { region: region.to_string(), stack: stack.to_string(), outputs }
    }

    #[test]
    fn plain_lines_have_one_value_each() {
        let one = found("us-east-1", "tap-dev", &[("Table", "jobs"), ("Arn", "a=b")]);
        assert_eq!(plain(&[one]).unwrap(), "Arn=a=b\nTable=jobs\n");
        let same = [found("us-east-1", "tap-dev", &[("Table", "jobs")]), found("eu-west-1", "tap-dev", &[("Table", "jobs")])];
        assert_eq!(plain(&same).unwrap(), "Table=jobs\n");
        let other = [found("us-east-1", "tap-dev", &[("Arn", "a")]), found("eu-west-1", "tap-dev", &[("Arn", "b")])];
        let message = plain(&other).unwrap_err().message;
        assert_eq!(
            message,
            "the output Arn of tap-dev in us-east-1 and tap-dev in eu-west-1 is not the same\nhelp: choose with --region and --stack"
        );
    }

    #[test]
    fn outputs_are_by_region_and_stack() {
        let all = [
            found("us-east-1", "tap-dev", &[("Table", "jobs")]),
            found("us-east-1", "registry-dev", &[]),
            found("eu-west-1", "b", &[]),
        ];
        assert_eq!(
            machine(&all),
            "{\"eu-west-1\":{\"b\":{}},\"us-east-1\":{\"registry-dev\":{},\"tap-dev\":{\"Table\":\"jobs\"}}}\n"
        );
        assert_eq!(people(&all), "region     stack    output  value\nus-east-1  tap-dev  Table   jobs\n");
    }
}
