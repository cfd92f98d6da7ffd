//! `status`: what is deployed, in what state, and what to do about it.

use super::survey::{Part, Root, Set, Survey, survey};
use super::table::{count, stamp, table, time};
use crate::Outcome;
use crate::aws::Options;
use crate::aws::failure::Failure;
use crate::aws::progress::text::escaped;
use crate::aws::setting::Setting;
use crate::aws::stack::{self, Live, State, Tree, advice, state};
use clap::Args;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tap_core::document::Document;

/// What `status` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
}

/// A line of the table.
struct Row {
    region: String,
    part: Part,
    stack: String,
    /// Logical ids from the root down; empty for the root.
    path: Vec<String>,
    /// None if it does not exist.
    live: Option<Live>,
    /// Whether the templates or the parameters say something else; none if that is not known.
    is_pending: Option<bool>,
    /// What is wrong, and what to do.
    problem: Option<String>,
    advice: Option<String>,
    is_failed: bool,
}

/// Looks at everything that the description names.
///
/// # Errors
///
/// Templates, description or parameters that are wrong; AWS does not answer, or does not permit it.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    let Survey { roots, sets } = survey(&setting).await?;
    let rows: Vec<Row> = try_join_all(roots.iter().map(|root| rows(&setting, root))).await?.into_iter().flatten().collect();
    let code = if rows.iter().any(|row| row.is_failed) { 3 } else { 0 };
    let text = if json { machine(&setting, &rows, &sets) } else { people(&setting, &rows, &sets) };
    Ok(Outcome { text, code })
}

async fn rows(setting: &Setting, root: &Root) -> Result<Vec<Row>, Failure> {
    let Some(live) = root.live.clone() else { return Ok(vec![absent(root)]) };
    let clients = root.clients(setting);
    let tree = match state(Some(&live)) {
        // AWS has no template of it yet.
        State::Reviewed => Tree { live, template: String::new(), resources: Vec::new(), children: BTreeMap::new() },
        _ => stack::tree(&clients, live).await?,
    };
    let mut rows = Vec::new();
    collect(setting, root, &tree, setting.set.document(&root.template), &mut Vec::new(), &mut rows);
    if let Some(first) = rows.first_mut() {
        first.is_pending =
            first.is_pending.map(|is_pending| is_pending || root.is_outdated || is_given_otherwise(setting, root, &tree.live));
        first.is_failed |= root.problem.is_some();
        let has_failed =
            first.live.as_ref().is_some_and(|live| live.status.contains("ROLLBACK") || live.status.ends_with("_FAILED"));
        if has_failed && let Some(why) = stack::last_failure(&clients, &tree.live).await? {
            first.problem = Some(why);
        }
        if let Some(of_set) = &root.problem {
            first.problem =
                Some(first.problem.take().map_or_else(|| of_set.clone(), |own| format!("{own}; of the instance: {of_set}")));
            first.advice.get_or_insert_with(|| "run `rollback`, then deploy again".to_string());
        }
    }
    Ok(rows)
}

fn absent(root: &Root) -> Row {
    let verb = if root.part == Part::Bootstrap { "bootstrap" } else { "deploy" };
    let is_lost = matches!(root.part, Part::Instance(_));
    let (problem, advice) = match &root.problem {
        Some(problem) => (Some(problem.clone()), "run `rollback`, then deploy again".to_string()),
        None if is_lost => {
            (Some("the stack set has an instance, but its stack cannot be found".to_string()), format!("run `{verb}`"))
        }
        None => (None, format!("run `{verb}`")),
    };
    Row {
        region: root.region.clone(),
        part: root.part.clone(),
        stack: root.name.clone(),
        path: Vec::new(),
        live: None,
        is_pending: None,
        problem,
        advice: Some(advice),
        is_failed: root.problem.is_some() || is_lost,
    }
}

fn collect(
    setting: &Setting,
    root: &Root,
    tree: &Tree,
    document: Option<&Document>,
    path: &mut Vec<String>,
    rows: &mut Vec<Row>,
) {
    let live = &tree.live;
    let what = state(Some(live));
    let failed = || tree.resources.iter().find(|one| one.status.ends_with("_FAILED") && one.reason.is_some());
    let problem = match what {
        _ if advice(what).is_none() => None,
        _ => failed()
            .and_then(|one| Some(format!("{} ({}): {}", one.logical_id, one.kind, one.reason.as_ref()?)))
            .or(live.reason.clone()),
    };
    let advice = match what {
        State::Reviewed => Some("nothing exists in it yet; deploy again".to_string()),
        State::Working => Some("AWS works on it; deploy again to follow, or wait".to_string()),
        other => advice(other).map(str::to_string),
    };
    rows.push(Row {
        region: root.region.clone(),
        part: root.part.clone(),
        stack: root.name.clone(),
        path: path.clone(),
        live: Some(live.clone()),
        is_pending: document.filter(|_| what != State::Reviewed).map(|document| !is_same(document, &tree.template)),
        problem,
        // What to do about a nested stack is done with its root.
        advice: advice.filter(|_| path.is_empty()),
        is_failed: what.is_failed(),
    });
    for (id, child) in &tree.children {
        path.push(id.clone());
        let nested = document.and_then(|document| setting.set.child(document, id));
        collect(setting, root, child, nested, path, rows);
        path.pop();
    }
}

/// Whether a template at AWS is this one, whatever its layout.
fn is_same(document: &Document, deployed: &str) -> bool {
    let parsed = || Document::read(document.name(), deployed).ok();
    document.source.text() == deployed || parsed().is_some_and(|parsed| parsed.json == document.json)
}

/// Whether the user gives a parameter another value than the stack has.
fn is_given_otherwise(setting: &Setting, root: &Root, live: &Live) -> bool {
    let Some(document) = setting.set.document(&root.template) else { return false };
    let given = setting.given.iter().filter_map(|(name, value)| Some((name, value?)));
    let own = given.filter(|(name, _)| document.parameters.get(*name).is_some_and(|parameter| !parameter.no_echo));
    own.into_iter().any(|(name, value)| live.parameters.get(name).is_some_and(|live| live != value))
}

impl Row {
    fn since(&self) -> Option<f64> {
        self.live.as_ref().map(|live| live.updated.unwrap_or(live.created))
    }

    /// Whether nothing of it exists.
    fn is_missing(&self) -> bool {
        matches!(state(self.live.as_ref()), State::Absent | State::Reviewed)
    }

    fn update(&self) -> &'static str {
        match self.is_pending {
            Some(true) => "update pending",
            Some(false) => "as in the templates",
            None if self.is_missing() => "missing",
            None => "in no template",
        }
    }

    fn called(&self) -> String {
        let name = std::iter::once(self.stack.as_str()).chain(self.path.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
        format!("{name} in {}", self.region)
    }
}

fn people(setting: &Setting, rows: &[Row], sets: &[Set]) -> String {
    let mut out = format!("{} in account {}\n\n", setting.name, setting.session.account);
    let lines = rows.iter().map(|row| {
        let name = row.path.last().map_or_else(|| row.stack.clone(), |id| format!("{}{id}", "  ".repeat(row.path.len())));
        let status = row.live.as_ref().map_or("-", |live| live.status.as_str());
        vec![row.region.clone(), name, status.to_string(), row.since().map(time).unwrap_or("-".into()), row.update().to_string()]
    });
    let lines: Vec<_> = lines.collect();
    if !lines.is_empty() {
        out.push_str(&table(&["region", "stack", "state", "since (UTC)", "templates"], &lines));
    }
    for set in sets {
        out.push_str(&match &set.live {
            Some(live) => {
                format!("\nstack set {}: {}, {}\n", set.name, live.status, count(live.instances.len(), "instance", "instances"))
            }
            None => format!("\nstack set {}: missing; run `deploy`\n", set.name),
        });
    }
    for row in rows.iter().filter(|row| row.problem.is_some() || row.advice.is_some()) {
        let status = row.live.as_ref().map_or("missing", |live| live.status.as_str());
        let why = row.problem.as_ref().map(|why| format!(": {}", escaped(why))).unwrap_or_default();
        out.push_str(&format!("\n{} is {status}{why}\n", row.called()));
        if let Some(advice) = &row.advice {
            out.push_str(&format!("  help: {advice}\n"));
        }
    }
    out
}

fn machine(setting: &Setting, rows: &[Row], sets: &[Set]) -> String {
    let stack = |row: &Row| {
        let live = row.live.as_ref();
        let (part, set) = match &row.part {
            Part::Bootstrap => ("bootstrap", None),
            Part::Direct => ("deployment", None),
            Part::Instance(set) => ("deployment", Some(set)),
        };
        json!({
            "region": row.region, "part": part, "stack_set": set, "stack": row.stack, "path": row.path,
            "id": live.map(|live| &live.id), "status": live.map(|live| &live.status), "since": row.since().map(stamp),
            "update_pending": row.is_pending, "problem": row.problem, "advice": row.advice, "failed": row.is_failed,
        })
    };
    let set = |set: &Set| {
        let instances = set.live.iter().flat_map(|live| &live.instances).map(|one| {
            json!({
                "region": one.region, "account": one.account, "stack_id": one.stack_id, "status": one.status,
                "detailed_status": one.detailed_status, "reason": one.reason,
            })
        });
        json!({
            "name": set.name, "status": set.live.as_ref().map(|live| &live.status), "instances": instances.collect::<Vec<Value>>(),
        })
    };
    let all = json!({
        "app": setting.name, "account": setting.session.account, "failed": rows.iter().any(|row| row.is_failed),
        "stacks": rows.iter().map(stack).collect::<Vec<_>>(), "stack_sets": sets.iter().map(set).collect::<Vec<_>>(),
    });
    format!("{all}\n")
}
