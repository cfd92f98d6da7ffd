//! What a verb works on: the app linked into this program, or templates of a file or folder.

use clap::Args;
use std::path::{Path, PathBuf};
use tap_core::AppDef;
use tap_core::document::TemplateSet;
use tap_schema::name::help;

/// Templates to work on.
#[derive(Args)]
pub struct Templates {
    /// Work on this template, or the templates of this folder, instead of the app; JSON or YAML
    #[arg(long, value_name = "PATH")]
    pub templates: Option<PathBuf>,
}

impl Templates {
    /// The name of what is worked on, and its templates.
    pub fn set(&self, app: Option<&str>) -> Result<(String, TemplateSet), String> {
        match &self.templates {
            Some(path) => {
                let name =
                    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned());
                Ok((name, TemplateSet::read(path).map_err(|problem| problem.to_string())?))
            }
            None => {
                let app = choose(app).map_err(|message| format!("{message}\nhelp: templates are named by --templates PATH"))?;
                let templates = tap_core::emit(app).map_err(|error| error.to_string())?;
                Ok((app.name.to_string(), TemplateSet::of_emission(&templates).map_err(|problem| problem.to_string())?))
            }
        }
    }
}

/// The app that is meant: the only one, or the one that is named.
pub fn choose(name: Option<&str>) -> Result<&'static AppDef, String> {
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

/// A region of AWS's.
pub fn known_region(region: &str) -> Result<(), String> {
    if tap_schema::regions().any(|known| known == region) {
        return Ok(());
    }
    Err(format!("there is no region `{region}`{}", help(region, tap_schema::regions())))
}

/// The JSON in a file.
pub fn json(path: &Path) -> Result<serde_json::Value, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
