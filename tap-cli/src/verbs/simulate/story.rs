//! One life, told.

use super::{Options, Scene};
use crate::Outcome;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use tap_core::simulate::{Cloud, Deployment, Fault, Faults, Kept, Outcome as Ended, Refused, Status, Why};

/// An operation and how it ended.
struct Chapter {
    what: &'static str,
    stack: String,
    region: String,
    /// What happened, or why it was refused.
    ended: Result<Ended, String>,
}

impl Chapter {
    fn status(&self) -> Option<Status> {
        self.ended.as_ref().ok().map(|ended| ended.status)
    }

    fn status_name(&self) -> &'static str {
        self.status().map_or("REFUSED", Status::name)
    }

    fn seconds(&self) -> u64 {
        self.ended.as_ref().map_or(0, |ended| ended.seconds)
    }

    fn reason(&self) -> Option<&str> {
        match &self.ended {
            Ok(ended) => ended.reason.as_deref(),
            Err(refused) => Some(refused),
        }
    }
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
        Ok::<_, String>(Chapter { what, stack, region, ended: Ok(ended) })
    };
    for deployment in &scene.creations {
        chapters.push(told("create", deployment, simulation.create(deployment))?);
        if chapters.last().is_some_and(|chapter| chapter.status() != Some(Status::CreateComplete)) {
            break;
        }
    }
    let is_created = chapters.iter().all(|chapter| chapter.status() == Some(Status::CreateComplete));
    for deployment in scene.updates.iter().filter(|_| is_created) {
        match simulation.update(deployment) {
            Err(refused) if refused.0.iter().any(|reason| reason == "no updates are to be performed") => {}
            ended => chapters.push(told("update", deployment, ended)?),
        }
    }
    let there = census(&simulation.cloud);
    // What comes after a creation that failed was not even begun.
    let begun = chapters.iter().filter(|chapter| chapter.what == "create").count();
    for deployment in scene.creations.iter().take(begun).rev() {
        let (stack, region) = (deployment.stack.clone(), deployment.region.clone());
        // It is refused if something imports from it that could not be deleted.
        let ended = simulation.delete(&region, &stack).map_err(|refused| refused.to_string());
        chapters.push(Chapter { what: "delete", stack, region, ended });
    }
    let cloud = &simulation.cloud;
    let left = census(cloud);
    let inconsistencies = cloud.inconsistencies();
    let is_well = |chapter: &Chapter| {
        matches!(chapter.status(), Some(Status::CreateComplete | Status::UpdateComplete | Status::DeleteComplete))
    };
    let missed = missed(&options.faults(), simulation.faults.struck(), &chapters);
    let code = u8::from(!chapters.iter().all(is_well) || !left.is_empty() || !inconsistencies.is_empty());
    let told = Told { scene, chapters, there, left, missed, cloud, events: options.events };
    Ok(Outcome { text: if json { told.to_json() } else { told.to_text() }, code })
}

/// What there is to tell.
struct Told<'s, 't> {
    scene: &'s Scene<'t>,
    chapters: Vec<Chapter>,
    /// What there was before the deletion.
    there: Census,
    /// What was left after it.
    left: Census,
    /// Faults that were told and did not strike.
    missed: Vec<String>,
    cloud: &'s Cloud<'t>,
    /// Whether events are told.
    events: bool,
}

/// How many resources each root has in each region.
type Census = BTreeMap<(String, String), usize>;

/// The faults that did not strike: what they strike did not happen.
fn missed(told: &[Fault], struck: &[Fault], chapters: &[Chapter]) -> Vec<String> {
    let was_cancelled = |chapter: &Chapter| {
        chapter.what == "update" && chapter.reason().is_some_and(|reason| reason.contains("the user cancelled the update"))
    };
    let mut struck = struck.to_vec();
    let missed = told.iter().filter(|fault| match fault {
        Fault::Cancel(_) => !chapters.iter().any(was_cancelled),
        fault => match struck.iter().position(|struck| struck == *fault) {
            Some(found) => {
                struck.swap_remove(found);
                false
            }
            None => true,
        },
    });
    missed.map(ToString::to_string).collect()
}

/// Counts what there is.
fn census(cloud: &Cloud<'_>) -> Census {
    let mut census = Census::new();
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

impl Told<'_, '_> {
    fn to_text(&self) -> String {
        let mut out = String::new();
        if self.events {
            self.cloud.events().iter().for_each(|event| _ = writeln!(out, "{event}"));
            out.push('\n');
        }
        self.operations(&mut out);
        out.push_str("\nbefore the deletion:\n");
        out.push_str(&lines(&self.there));
        if self.there.is_empty() {
            out.push_str("  nothing\n");
        }
        out.push_str("\nafter it:\n");
        out.push_str(&lines(&self.left));
        for kept in self.cloud.kept() {
            _ = writeln!(out, "  {} in {}: {} {}", kept.path, kept.region, kept.id, why(kept));
        }
        if self.left.is_empty() && self.cloud.kept().is_empty() {
            out.push_str("  nothing\n");
        }
        self.cloud.inconsistencies().iter().for_each(|problem| _ = writeln!(out, "error: {problem}"));
        if !self.missed.is_empty() {
            out.push_str("\nfaults that did not strike, since what they strike did not happen:\n");
            self.missed.iter().for_each(|fault| _ = writeln!(out, "  {fault}"));
        }
        if self.scene.trusts {
            out.push_str("\nsecrets were taken as put before; --store FILE has them checked\n");
        }
        out
    }

    /// A table of the operations.
    fn operations(&self, out: &mut String) {
        let stack = self.chapters.iter().map(|chapter| chapter.stack.len()).max().unwrap_or(0).max("stack".len());
        let region = self.chapters.iter().map(|chapter| chapter.region.len()).max().unwrap_or(0).max("region".len());
        _ = writeln!(out, "{}, on a virtual clock\n", self.scene.name);
        _ = writeln!(out, "{:9}  {:stack$}  {:region$}  {:24}  {:>7}", "operation", "stack", "region", "status", "seconds");
        for chapter in &self.chapters {
            let Chapter { what, stack: name, region: place, .. } = chapter;
            let (status, seconds) = (chapter.status_name(), chapter.seconds());
            _ = writeln!(out, "{what:9}  {name:stack$}  {place:region$}  {status:24}  {seconds:>7}");
            if let Some(reason) = chapter.reason() {
                _ = writeln!(out, "{:9}  {reason}", "");
            }
        }
    }

    fn to_json(&self) -> String {
        let counts = |census: &Census| -> Vec<_> {
            let counts = census.iter();
            counts.map(|((stack, region), count)| json!({ "stack": stack, "region": region, "resources": count })).collect()
        };
        let operations = self.chapters.iter().map(|chapter| {
            json!({
                "operation": chapter.what, "stack": chapter.stack, "region": chapter.region,
                "status": chapter.status_name(), "seconds": chapter.seconds(), "reason": chapter.reason(),
            })
        });
        let kept =
            self.cloud.kept().iter().map(
                |kept| json!({ "type": kept.kind, "id": kept.id, "region": kept.region, "path": kept.path, "why": why(kept) }),
            );
        let mut report = json!({
            "name": self.scene.name,
            "operations": operations.collect::<Vec<_>>(),
            "beforeDeletion": counts(&self.there),
            "afterDeletion": counts(&self.left),
            "kept": kept.collect::<Vec<_>>(),
            "missedFaults": self.missed,
            "inconsistencies": self.cloud.inconsistencies(),
        });
        if self.events {
            let events = self.cloud.events().iter().map(|event| {
                json!({
                    "time": event.time, "region": event.region, "stack": event.stack,
                    "logicalId": event.logical_id, "status": event.status, "reason": event.reason,
                })
            });
            report["events"] = events.collect();
        }
        format!("{report}\n")
    }
}

fn lines(census: &Census) -> String {
    let line = |((root, region), count): (&(String, String), &usize)| {
        format!("  {root} in {region}: {count} resource{}\n", if *count == 1 { "" } else { "s" })
    };
    census.iter().map(line).collect()
}
