//! What will happen, shown and agreed to.

use super::failure::Failure;
use super::progress::Progress;
use super::progress::text::clock;
use super::stack::Prepared;
use crate::verbs::diff;
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;
use tap_core::diff::{Certainty, DataFate, Diff};

/// What the user agrees to beforehand.
#[derive(Args, Clone, Copy)]
pub struct Agreement {
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Go on even if data would or may be lost
    #[arg(long)]
    pub allow_data_loss: bool,
    /// Go on even if CloudFormation is expected to refuse it
    #[arg(long)]
    pub force: bool,
}

/// A change that waits for consent.
pub struct Proposal<'p> {
    /// The region.
    pub region: &'p str,
    /// What changes there.
    pub diff: &'p Diff,
    /// What else is to be known.
    pub notes: &'p [String],
    /// How long it will take, in seconds, if that is planned.
    pub seconds: Option<u32>,
}

impl<'p> Proposal<'p> {
    /// What was prepared for a stack; none if there is nothing to do.
    pub fn of(prepared: &'p Prepared) -> Option<Self> {
        prepared.change_set.as_ref()?;
        let seconds = prepared.plan.as_ref().map(|plan| plan.seconds);
        Some(Proposal { region: &prepared.target.region, diff: &prepared.diff, notes: &prepared.notes, seconds })
    }
}

/// What the user says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Go,
    /// Do nothing.
    Stop,
    /// Nothing may be done: data would be lost.
    DataLoss,
    /// It would be in vain: CloudFormation would refuse it.
    Refused,
}

/// Shows what would change in which regions, and asks. What is the same in several regions is shown once.
///
/// # Errors
///
/// Nobody can be asked, and `--yes` is not given; what is shown cannot be printed.
pub fn ask(proposals: &[Proposal<'_>], agreement: Agreement, json: bool, progress: &Progress) -> Result<Answer, Failure> {
    progress.pause();
    let mut alike: Vec<(Vec<&str>, &Proposal<'_>)> = Vec::new();
    for proposal in proposals {
        let same = alike.iter_mut().find(|(_, other)| other.diff == proposal.diff && other.notes == proposal.notes);
        match same {
            Some((regions, _)) => regions.push(proposal.region),
            None => alike.push((vec![proposal.region], proposal)),
        }
    }
    for (regions, proposal) in &alike {
        let shown = if json {
            let changes: serde_json::Value = serde_json::from_str(&diff::json::of(proposal.diff)).unwrap_or_default();
            format!(
                "{}\n",
                json!({ "event": "changes", "regions": regions, "changes": changes, "notes": proposal.notes, "seconds": proposal.seconds })
            )
        } else {
            text(regions, proposal)
        };
        crate::print(&shown)?;
    }
    let lost: BTreeMap<(String, String), Certainty> = proposals.iter().flat_map(|proposal| losses(proposal.diff)).collect();
    if !lost.is_empty() && !agreement.allow_data_loss {
        return Ok(Answer::DataLoss);
    }
    if !agreement.force && proposals.iter().any(|proposal| proposal.diff.refusals().next().is_some()) {
        return Ok(Answer::Refused);
    }
    let question = format!("go on in {}?", proposals.iter().map(|one| one.region).collect::<Vec<_>>().join(", "));
    Ok(if super::confirm::ask(&question, agreement.yes)? { Answer::Go } else { Answer::Stop })
}

fn text(regions: &[&str], proposal: &Proposal<'_>) -> String {
    let notes: String = proposal.notes.iter().map(|note| format!("note: {note}\n")).collect();
    let time = proposal.seconds.map_or_else(String::new, |seconds| format!("planned: {}\n", clock(seconds)));
    format!("{}:\n{}{notes}{time}\n", regions.join(", "), diff::text::of(proposal.diff))
}

fn losses(diff: &Diff) -> impl Iterator<Item = ((String, String), Certainty)> {
    diff.losses().filter_map(|change| match change.data {
        DataFate::Lost { certainty, .. } => Some(((change.path.clone(), change.logical_id.clone()), certainty)),
        _ => None,
    })
}
