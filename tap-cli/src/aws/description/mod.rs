//! `deployment.json`: what templates cannot say.

mod check;
mod model;
#[cfg(test)]
mod tests;

pub use model::{Description, Generate, Image, StackStep, Step};

use std::path::Path;
use tap_core::document::TemplateSet;

impl Description {
    /// Reads and checks a description of how these templates are deployed.
    ///
    /// # Errors
    ///
    /// What is wrong in it, with the file and the place.
    pub fn read(file: &Path, set: &TemplateSet) -> Result<Self, String> {
        let name = file.display();
        let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
        let mut description: Description = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        description.folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let problems = check::problems(&description, set);
        if problems.is_empty() { Ok(description) } else { Err(format!("{name}: {}", problems.join(&format!("\n{name}: ")))) }
    }

    /// That of templates without one: every root, one after the other, in the region that is asked for, under the name of its template.
    pub fn of_roots(app: &str, set: &TemplateSet, folder: &Path) -> Self {
        let deployment = set.roots().iter().map(|root| StackStep { stack: root.clone(), name: root.clone(), stack_set: None });
        Description {
            app: app.to_string(),
            deployment: deployment.collect(),
            folder: folder.to_path_buf(),
            ..Description::default()
        }
    }

    /// The region of what an account has once, if it says so.
    pub fn home(&self) -> Option<&str> {
        self.home_region.as_deref().or(self.regions.first().map(String::as_str))
    }

    /// The stacks of the bootstrap, in order.
    pub fn bootstrap_stacks(&self) -> impl Iterator<Item = &StackStep> {
        self.bootstrap.iter().filter_map(|step| match step {
            Step::Deploy(stack) => Some(stack),
            Step::Push { .. } => None,
        })
    }

    /// The image of that name; the description is checked, so it is there.
    pub fn image(&self, name: &str) -> Option<&Image> {
        self.images.iter().find(|image| image.name == name)
    }
}
