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
//! | `diff --against PATH`, `--rev REV` or `OLD NEW` | says how the templates differ from others, resource by resource, and what data would be lost |
//! | `plan` | says when CloudFormation does what and how long it takes: a first deployment, an update (`--against`), a deletion (`--delete`) |
//! | `graph [--format FORMAT] [--out FILE]` | writes what needs what: Mermaid, DOT, SVG or a page to look around in |
//! | `simulate` | deploys, updates and deletes on a virtual clock, with faults if they are asked for |
//!
//! With the feature `aws` also, for any app and for templates that come from elsewhere:
//!
//! | verb | does |
//! | --- | --- |
//! | `bootstrap` | makes or updates what comes first and stays, in every region |
//! | `deploy [--via direct]` | shows what will change, asks, and has CloudFormation do it, by a stack set or in one region |
//! | `status` | says what is deployed, what failed and what to do |
//! | `outputs` | prints the outputs of all stacks |
//! | `drift` | says what other hands have changed, in every nested stack and region |
//! | `rollback` | brings back what failed or is stuck |
//! | `destroy [--bootstrap]` | deletes what is deployed, and says what stays and until when |
//!
//! With `--json` each prints one JSON object instead; files that it was told to write are written all the same. All but `emit` and `check`
//! also take templates that come from elsewhere (`--templates PATH`).
//!
//! Exit codes: 2 if the command line is wrong, 1 if what is asked cannot be done: templates or values of options are wrong, a file cannot be
//! read or written. Else, by verb:
//!
//! | verb | 0 | 1 | 3 |
//! | --- | --- | --- | --- |
//! | `emit` | all templates are written | | |
//! | `check` | all templates render | | |
//! | `diff` | no data is lost, whatever else differs | | data would or may be lost |
//! | `plan` | there is a plan | resources need each other | |
//! | `graph` | the graph is written | it is written, and has a cycle | |
//! | `simulate` | every operation ended well, and only what policies keep is left | one did not, or more is left | |
//! | `bootstrap`, `deploy` | it is deployed, or was already | it failed, or the answer was no | data would or may be lost |
//! | `status` | nothing is failed | | something is |
//! | `outputs` | they are printed | | |
//! | `drift` | all is as the templates say | it could not be found out everywhere | something is not |
//! | `rollback` | nothing is failed or stuck any more | something still is | |
//! | `destroy` | it is gone | something could not be deleted, or the bootstrap has to stay | |

#[cfg(feature = "aws")]
mod aws;
pub mod functions;
mod input;
mod parameters;
mod report;
mod verbs;
mod write;

use clap::{Parser, Subcommand};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// Say how the templates differ from others; exit code 3 if data would or may be lost
    Diff(verbs::diff::Arguments),
    /// Write what needs what: Mermaid, DOT, SVG or a page to look around in
    Graph(verbs::graph::Options),
    /// Deploy, update and delete on a virtual clock, with faults if they are asked for
    Simulate(Box<verbs::simulate::Options>),
    /// Say when CloudFormation does what, and how long it takes
    Plan(verbs::plan::Arguments),
    /// Make or update what comes first and stays, in every region
    #[cfg(feature = "aws")]
    Bootstrap(aws::verbs::bootstrap::Arguments),
    /// Deploy what the templates say, after showing what will change
    #[cfg(feature = "aws")]
    Deploy(aws::verbs::deploy::Arguments),
    /// Say what is deployed, and what to do; exit code 3 if anything of it is failed
    #[cfg(feature = "aws")]
    Status(aws::verbs::status::Arguments),
    /// Print the outputs of all stacks
    #[cfg(feature = "aws")]
    Outputs(aws::verbs::outputs::Arguments),
    /// Say what is not as its template says, in every nested stack and region; exit code 3 if anything is not
    #[cfg(feature = "aws")]
    Drift(aws::verbs::drift::Arguments),
    /// Bring back what failed or is stuck, so that it can be deployed again
    #[cfg(feature = "aws")]
    Rollback(aws::verbs::rollback::Arguments),
    /// Delete what is deployed, and say what stays and until when
    #[cfg(feature = "aws")]
    Destroy(aws::verbs::destroy::Arguments),
}

/// What a verb has to say, and the exit code of the program.
struct Outcome {
    text: String,
    code: u8,
}

impl Outcome {
    /// It is done, and this is what is printed.
    fn done(text: String) -> Self {
        Outcome { text, code: 0 }
    }
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
    let done = execute(&arguments).and_then(|outcome| print(&outcome.text).map(|()| outcome.code));
    match done {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

/// Prints a text; a reader that has seen enough, such as `head`, is no error.
fn print(text: &str) -> Result<(), String> {
    // Drops colours where they are not wanted: into a file or a pipe, or by `NO_COLOR`.
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("can't print: {error}")),
        _ => Ok(()),
    }
}

/// Says on standard error what is wrong. If nobody reads that either, the exit code says it.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "error: {message}");
}

fn execute(arguments: &Arguments) -> Result<Outcome, String> {
    let app = arguments.app.as_deref();
    match &arguments.verb {
        None => verbs::emit::run(input::choose(app)?, &PathBuf::from("lib"), arguments.json),
        Some(Verb::Emit { out }) => verbs::emit::run(input::choose(app)?, out, arguments.json),
        Some(Verb::Check) => verbs::check::run(input::choose(app)?, arguments.json),
        Some(Verb::Diff(diff)) => verbs::diff::run(diff, app, arguments.json),
        Some(Verb::Graph(options)) => verbs::graph::run(options, app, arguments.json),
        Some(Verb::Simulate(options)) => verbs::simulate::run(options, app, arguments.json),
        Some(Verb::Plan(plan)) => verbs::plan::run(plan, app, arguments.json),
        #[cfg(feature = "aws")]
        Some(Verb::Bootstrap(bootstrap)) => {
            aws::run(aws::Kind::Changes, aws::verbs::bootstrap::run(bootstrap, app, arguments.json))
        }
        #[cfg(feature = "aws")]
        Some(Verb::Deploy(deploy)) => aws::run(aws::Kind::Changes, aws::verbs::deploy::run(deploy, app, arguments.json)),
        #[cfg(feature = "aws")]
        Some(Verb::Status(status)) => aws::run(aws::Kind::Reads, aws::verbs::status::run(status, app, arguments.json)),
        #[cfg(feature = "aws")]
        Some(Verb::Outputs(outputs)) => aws::run(aws::Kind::Reads, aws::verbs::outputs::run(outputs, app, arguments.json)),
        #[cfg(feature = "aws")]
        Some(Verb::Drift(drift)) => aws::run(aws::Kind::Reads, aws::verbs::drift::run(drift, app, arguments.json)),
        #[cfg(feature = "aws")]
        Some(Verb::Rollback(rollback)) => aws::run(aws::Kind::Changes, aws::verbs::rollback::run(rollback, app, arguments.json)),
        #[cfg(feature = "aws")]
        Some(Verb::Destroy(destroy)) => aws::run(aws::Kind::Changes, aws::verbs::destroy::run(destroy, app, arguments.json)),
    }
}
