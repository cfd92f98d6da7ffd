//! Command line for any app written with `tap-core`: link the app and call [`run`].
//!
//! ```no_run
//! // use my_infrastructure as _;
//! fn main() -> std::process::ExitCode {
//!     tap_cli::run()
//! }
//! ```
//!
//! | verb | does |
//! | --- | --- |
//! | `emit [--out DIR]` | writes the templates (the default verb; `lib` if nothing is said) and prints a table |
//! | `check` | renders everything, says what there is, what nobody checked (escape hatches) and exceptions to rules; writes nothing |
//!
//! With `--json` each prints one JSON object instead. Exit codes: 0 done, 1 failed, 2 the command line is wrong.

mod report;
mod write;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use tap_core::AppDef;

#[derive(Parser)]
#[command(about = "Emits and checks the infrastructure app linked into this program", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,
    /// Which app, if several are linked into this program
    #[arg(long, global = true, value_name = "NAME")]
    app: Option<String>,
}

#[derive(Subcommand)]
enum Verb {
    /// Write every template of the app (the default)
    Emit {
        /// Folder to write to; made if it is missing
        #[arg(long, value_name = "DIR", default_value = "lib")]
        out: PathBuf,
    },
    /// Render every template and say what there is, without writing
    Check,
}

/// Runs the command line over the apps linked into this program.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap knows where each goes.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match execute(&arguments) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn execute(arguments: &Arguments) -> Result<String, String> {
    let app = choose(arguments.app.as_deref())?;
    let templates = tap_core::emit(app).map_err(|error| error.to_string())?;
    match &arguments.verb {
        None => emit(app, &templates, &PathBuf::from("lib"), arguments.json),
        Some(Verb::Emit { out }) => emit(app, &templates, out, arguments.json),
        Some(Verb::Check) if arguments.json => Ok(report::json(app, &templates, None)),
        Some(Verb::Check) => {
            let lists = [report::escape_hatches(app), report::exceptions(app), report::unproved_uses(app)].concat();
            Ok(report::table(app, &templates) + &lists + "no problems\n")
        }
    }
}

fn emit(app: &'static AppDef, templates: &[tap_core::Template], out: &std::path::Path, json: bool) -> Result<String, String> {
    write::templates(templates, out)?;
    if json {
        return Ok(report::json(app, templates, Some(out)));
    }
    Ok(format!("{}wrote {} templates to {}\n", report::table(app, templates), templates.len(), out.display()))
}

/// The app that is meant: the only one, or the one that is named.
fn choose(name: Option<&str>) -> Result<&'static AppDef, String> {
    let apps = tap_core::apps();
    let names: Vec<_> = apps.iter().map(|app| app.name).collect();
    match (name, apps.as_slice()) {
        (_, []) => Err("no app is linked into this program: name the library that holds it, as in `use my_app as _;`".into()),
        (None, [app]) => Ok(app),
        (None, _) => Err(format!("several apps are linked into this program: choose one with --app ({})", names.join(", "))),
        (Some(name), apps) => match apps.iter().find(|app| app.name == name) {
            Some(app) => Ok(app),
            None => Err(format!("there is no app `{name}`: choose one of {}", names.join(", "))),
        },
    }
}
