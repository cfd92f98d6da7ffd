//! One life, told.

use super::{Options, Scene};
use crate::Outcome;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use tap_core::simulate::{Cloud, Deployment, Faults, Kept, Outcome as Ended, Refused, Status, Why};

/// An operation and how it ended.
struct Chapter {
    what: &'static str,
    stack: String,
    region: String,
    ended: Ended,
}

/// Creates, updates and deletes everything once.
pub fn run(scene: &Scene<'_>, options: &Options, json: bool) -> Result<Outcome, String> {
    let mut simulation = scene.simulation(options.answers()?);
    simulation.faults = match options.seed {
        Some(seed) => Faults::seeded(seed),
        None => Faults::of(options.faults()),
    };
    let mut chapters: Vec<Chapter> = Vec::new();
    let told = |what, deployment: &Deployment<'_>, ended: Result<Ended, Refused>| {
        let (stack, region) = (deployment.stack.clone(), deployment.region.clone());
        let ended = ended.map_err(|refused| format!("{what} of {stack} in {region}: {refused}"))?;
        Ok::<_, String>(Chapter { what, stack, region, ended })
    };
    for deployment in &scene.creations {
        chapters.push(told("create", deployment, simulation.create(deployment))?);
        if chapters.last().is_some_and(|chapter| chapter.ended.status != Status::CreateComplete) {
            break;
        }
    }
    let is_created = chapters.iter().all(|chapter| chapter.ended.status == Status::CreateComplete);
    for deployment in scene.updates.iter().filter(|_| is_created) {
        match simulation.update(deployment) {
            Err(refused) if refused.0.iter().any(|reason| reason == "no updates are to be performed") => {}
            ended => chapters.push(told("update", deployment, ended)?),
        }
    }
    let there = census(&simulation.cloud);
    for deployment in scene.creations.iter().rev() {
        chapters.push(told("delete", deployment, simulation.delete(&deployment.region, &deployment.stack))?);
    }
    let cloud = &simulation.cloud;
    let left = census(cloud);
    let inconsistencies = cloud.inconsistencies();
    let is_well = |chapter: &Chapter| {
        matches!(chapter.ended.status, Status::CreateComplete | Status::UpdateComplete | Status::DeleteComplete)
    };
    let code = u8::from(!chapters.iter().all(is_well) || !left.is_empty() || !inconsistencies.is_empty());
    let text = if json {
        to_json(scene, &chapters, &there, &left, cloud, options.events)
    } else {
        to_text(scene, &chapters, &there, &left, cloud, options.events)
    };
    Ok(Outcome { text, code })
}

/// How many resources each root has in each region.
fn census(cloud: &Cloud<'_>) -> BTreeMap<(String, String), usize> {
    let mut census = BTreeMap::new();
    for item in cloud.items() {
        let root = item.path.split('/').next().unwrap_or_default().to_string();
        *census.entry((root, item.region)).or_insert(0) += 1;
    }
    census
}

fn why(kept: &Kept) -> &'static str {
    match kept.why {
        Why::Retained => "retained by its policy",
        Why::Snapshot => "snapshot by its policy",
        Why::LeftBehind => "could not be deleted",
    }
}

fn to_text(
    scene: &Scene<'_>,
    chapters: &[Chapter],
    there: &BTreeMap<(String, String), usize>,
    left: &BTreeMap<(String, String), usize>,
    cloud: &Cloud<'_>,
    events: bool,
) -> String {
    let mut out = String::new();
    if events {
        cloud.events().iter().for_each(|event| _ = writeln!(out, "{event}"));
        out.push('\n');
    }
    let stack = chapters.iter().map(|chapter| chapter.stack.len()).max().unwrap_or(0).max("stack".len());
    let region = chapters.iter().map(|chapter| chapter.region.len()).max().unwrap_or(0).max("region".len());
    _ = writeln!(out, "{}, on a virtual clock\n", scene.name);
    _ = writeln!(out, "{:9}  {:stack$}  {:region$}  {:24}  {:>7}", "operation", "stack", "region", "status", "seconds");
    for Chapter { what, stack: name, region: place, ended } in chapters {
        _ = writeln!(out, "{what:9}  {name:stack$}  {place:region$}  {:24}  {:>7}", ended.status.name(), ended.seconds);
        if let Some(reason) = &ended.reason {
            _ = writeln!(out, "{:9}  {reason}", "");
        }
    }
    let lines = |out: &mut String, census: &BTreeMap<(String, String), usize>| {
        census.iter().for_each(|((root, region), count)| _ = writeln!(out, "  {root} in {region}: {count} resources"));
    };
    out.push_str("\nbefore the deletion:\n");
    lines(&mut out, there);
    out.push_str("\nafter it:\n");
    lines(&mut out, left);
    for kept in cloud.kept() {
        _ = writeln!(out, "  {} in {}: {} {}", kept.path, kept.region, kept.id, why(kept));
    }
    if left.is_empty() && cloud.kept().is_empty() {
        out.push_str("  nothing\n");
    }
    cloud.inconsistencies().iter().for_each(|problem| _ = writeln!(out, "error: {problem}"));
    if scene.trusts {
        out.push_str("\nsecrets were taken as put before; --store FILE has them checked\n");
    }
    out
}

fn to_json(
    scene: &Scene<'_>,
    chapters: &[Chapter],
    there: &BTreeMap<(String, String), usize>,
    left: &BTreeMap<(String, String), usize>,
    cloud: &Cloud<'_>,
    events: bool,
) -> String {
    let counts = |census: &BTreeMap<(String, String), usize>| -> Vec<_> {
        census.iter().map(|((stack, region), count)| json!({ "stack": stack, "region": region, "resources": count })).collect()
    };
    let operations: Vec<_> = chapters
        .iter()
        .map(|Chapter { what, stack, region, ended }| {
            json!({
                "operation": what, "stack": stack, "region": region,
                "status": ended.status.name(), "seconds": ended.seconds, "reason": ended.reason,
            })
        })
        .collect();
    let kept: Vec<_> = cloud
        .kept()
        .iter()
        .map(|kept| json!({ "type": kept.kind, "id": kept.id, "region": kept.region, "path": kept.path, "why": why(kept) }))
        .collect();
    let mut report = json!({
        "name": scene.name,
        "operations": operations,
        "beforeDeletion": counts(there),
        "afterDeletion": counts(left),
        "kept": kept,
        "inconsistencies": cloud.inconsistencies(),
    });
    if events {
        let events = cloud.events().iter().map(|event| {
            json!({
                "time": event.time, "region": event.region, "stack": event.stack,
                "logicalId": event.logical_id, "status": event.status, "reason": event.reason,
            })
        });
        report["events"] = events.collect();
    }
    format!("{report}\n")
}
