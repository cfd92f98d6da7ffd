//! From pinned packages to facts: fetch → read → extract → extend → override → compare → write.
//!
//! Whatever is not as expected stops the refresh with an error: a fact that silently goes missing would be a check that
//! silently no longer happens.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};

use super::encoder;

mod attributes;
mod cdk;
mod cfn_lint;
mod extensions;
mod output;
mod overrides;
mod packages;
mod pins;
mod pointer;
mod record;
mod report;
mod reviewed;
mod rules;
mod schema;

use cfn_lint::CfnLint;

/// A failure in words for the person who runs the tool: what, where, what to do.
type Result<T> = std::result::Result<T, String>;

/// Writes the facts and says what changed in them.
pub fn refresh() -> Result<String> {
    let made = make()?;
    let before = encoder::read_source(&data(output::SOURCE))?;
    if output::outdated(&made.facts)?.is_empty() {
        return Ok("the committed facts are what the pinned packages give, nothing was written".into());
    }
    let sizes = output::write(&made.facts)?;
    let changes = report::changes(&before, &made.facts);
    // Other binaries of the same facts leave the report of the last change as it is.
    if changes.is_empty() {
        return Ok(sizes);
    }
    let report = report::document(&made, &changes);
    let path = data(output::CHANGES);
    fs::write(&path, &report).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(format!("{report}\n{sizes}"))
}

/// Fails unless the committed facts are what the pinned packages and the overrides give.
pub fn check() -> Result<String> {
    let made = make()?;
    let outdated = output::outdated(&made.facts)?;
    if outdated.is_empty() {
        return Ok("the committed facts are what the pinned packages give".into());
    }
    let changes = report::changes(&encoder::read_source(&data(output::SOURCE))?, &made.facts);
    Err(format!(
        "in {}, {} {} not what data/pins.json and data/overrides.json give; run `cargo run -p tap-schema --example refresh` \
         and commit what it writes\n{}",
        data("").display(),
        outdated.join(" and "),
        if outdated.len() == 1 { "is" } else { "are" },
        report::brief(&changes)
    ))
}

/// The facts, and what the report says beside their changes.
struct Made {
    facts: Value,
    pins: Vec<pins::Pin>,
    left_out: Vec<extensions::LeftOut>,
}

fn make() -> Result<Made> {
    let pins = pins::read(&data("pins.json"))?;
    let downloads = downloads()?;
    let wheel = packages::fetch(pins::find(&pins, "cfn-lint")?, &downloads)?;
    let archive = packages::fetch(pins::find(&pins, "@aws-cdk/aws-service-spec")?, &downloads)?;

    let mut cfn_lint = CfnLint::open(&wheel)?;
    let rules = rules::read(&wheel)?;
    let reviewed = reviewed::read()?;
    reviewed.check(&rules)?;
    let schemas = cfn_lint.schemas()?;
    let regions = schemas.regions.clone();

    let mut types = record::extract(&schemas, &rules)?;
    cdk::merge(&archive, &mut types)?;
    let left_out = extensions::merge(&mut cfn_lint, &schemas, &rules, &reviewed, &mut types)?;
    let mut facts = json!({ "regions": regions, "types": types });
    overrides::apply(&data("overrides.json"), &mut facts)?;
    // Some crate of the build may ask serde_json to keep the order of insertion.
    facts.sort_all_objects();
    Ok(Made { facts, pins, left_out })
}

fn data(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data", file].iter().collect()
}

/// Where packages are kept from run to run: below Cargo's target directory, which is marked by a file of this name.
fn downloads() -> Result<PathBuf> {
    let program = env::current_exe().map_err(|error| format!("cannot tell where this program lies: {error}"))?;
    let target = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .ok_or_else(|| format!("{} does not lie in a target directory of Cargo, run it by `cargo run`", program.display()))?;
    let downloads = target.join("refresh");
    fs::create_dir_all(&downloads).map_err(|error| format!("cannot create {}: {error}", downloads.display()))?;
    Ok(downloads)
}

fn read_json(path: &Path) -> Result<Value> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{} does not hold JSON: {error}", path.display()))
}
