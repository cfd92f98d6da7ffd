//! `check`: renders the templates of an app, and lists what nobody checked.

use crate::{Outcome, report};
use tap_core::AppDef;

/// Renders them all.
pub fn run(app: &'static AppDef, json: bool) -> Result<Outcome, String> {
    let templates = tap_core::emit(app).map_err(|error| error.to_string())?;
    Ok(Outcome::done(if json {
        report::json(app, &templates, None)
    } else {
        let lists = [report::escape_hatches(app), report::exceptions(app), report::unproved_uses(app)].concat();
        report::table(app, &templates) + &lists + "no problems\n"
    }))
}
