//! The files of the observations, made by `tests/emulators/observe.py` unless they are there for its pins already.

use crate::python;
use crate::tools::{installed, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// All that the files depend on.
const SOURCES: &[&str] = &[
    include_str!("../../requirements-emulators.txt"),
    include_str!("../../corpus/judge.py"),
    include_str!("../../corpus/packages.py"),
    include_str!("../../corpus/pins.json"),
    include_str!("../../emulators/copies.py"),
    include_str!("../../emulators/expressions.py"),
    include_str!("../../emulators/observe.py"),
    include_str!("../../emulators/parameters.py"),
    include_str!("../../emulators/pins.json"),
    include_str!("../../emulators/probe.py"),
    include_str!("../../emulators/record.py"),
    include_str!("../../emulators/servers.py"),
    include_str!("../../emulators/survey.py"),
    include_str!("../../emulators/templates.py"),
];

const HELP: &str = "it needs npm, access to the package indexes of Python and npm, and free ports of 127.0.0.1";

/// Where the observations are.
pub(super) struct Files {
    /// The templates by their names.
    pub templates: PathBuf,
    /// What was observed.
    pub observations: PathBuf,
    /// The files of packages that the templates come from.
    pub originals: PathBuf,
}

/// The files, made if they are not there or were made from something else.
pub(super) fn collect() -> Files {
    let folder = installed("emulators", &SOURCES.join("\n"), |folder| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("emulators").join("observe.py");
        // The folder of the script is no place for what Python makes of it.
        run(Command::new(python::emulators()).arg(script).arg(folder).env("PYTHONDONTWRITEBYTECODE", "1"), HELP);
    });
    Files {
        templates: folder.join("templates.jsonl"),
        observations: folder.join("observations.jsonl"),
        originals: folder.join("templates"),
    }
}
