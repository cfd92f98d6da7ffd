//! `emit`: writes the templates of an app.

use crate::{Outcome, report, write};
use std::path::Path;
use tap_core::AppDef;

/// Writes them all, or none.
pub fn run(app: &'static AppDef, out: &Path, json: bool) -> Result<Outcome, String> {
    let templates = tap_core::emit(app).map_err(|error| error.to_string())?;
    write::templates(&templates, out)?;
    Ok(Outcome::done(if json {
        report::json(app, &templates, Some(out))
    } else {
        format!("{}wrote {} templates to {}\n", report::table(app, &templates), templates.len(), out.display())
    }))
}
