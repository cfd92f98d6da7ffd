//! Emitted templates, edited: as they might be in another release.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use tap_core::document::{Document, TemplateSet};

/// Templates by name; the addresses of nested ones follow their content.
///
/// ```
/// let mut release = tap_tests::edited::Edited::platform();
/// release.template("compute-stack")["Resources"]["Intake"]["Properties"]["VisibilityTimeout"] = 600.into();
/// assert_eq!(release.set().roots().len(), 4);
/// ```
#[derive(Clone, Debug)]
pub struct Edited {
    templates: BTreeMap<String, Value>,
    /// The addresses that the templates were emitted with.
    files: BTreeMap<String, String>,
}

impl Edited {
    /// The platform's templates, in `lib/`.
    ///
    /// # Panics
    ///
    /// If one cannot be read.
    pub fn platform() -> Self {
        Edited::read(&crate::workspace_root().join("lib"))
    }

    /// The templates of a folder; files without resources are passed over.
    ///
    /// # Panics
    ///
    /// If one cannot be read.
    pub fn read(folder: &Path) -> Self {
        let mut templates = BTreeMap::new();
        let mut files = BTreeMap::new();
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display())).path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
            let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            if json.get("Resources").is_some() {
                let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
                files.insert(name.clone(), file(&name, &text));
                templates.insert(name, json);
            }
        }
        Edited { templates, files }
    }

    /// Names of the templates.
    pub fn names(&self) -> Vec<String> {
        self.templates.keys().cloned().collect()
    }

    /// A template, to be edited.
    ///
    /// # Panics
    ///
    /// If there is none of that name.
    pub fn template(&mut self, name: &str) -> &mut Value {
        self.templates.get_mut(name).unwrap_or_else(|| panic!("there is no template {name}"))
    }

    /// Gives a resource another logical id, wherever its template names it.
    ///
    /// # Panics
    ///
    /// If there is no such resource.
    pub fn rename(&mut self, name: &str, from: &str, to: &str) {
        let template = self.template(name);
        let resource = template["Resources"].as_object_mut().and_then(|resources| resources.remove(from));
        template["Resources"][to] = resource.unwrap_or_else(|| panic!("there is no resource {from} in {name}"));
        renamed(template, from, to);
    }

    /// The set of all, the children's content in the addresses of their parents.
    ///
    /// # Panics
    ///
    /// If an edit has made one of them no template.
    pub fn set(&self) -> TemplateSet {
        let documents = self.texts().into_iter().map(|(name, text)| Document::read(&name, &text));
        let documents = documents.map(|document| document.unwrap_or_else(|problem| panic!("{problem}")));
        TemplateSet::new(documents).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// Writes all of them into a folder, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// If one cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.texts().into_iter().try_for_each(|(name, text)| fs::write(folder.join(format!("{name}.json")), text))
    }

    /// The texts, as they would be emitted.
    fn texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let mut now = self.files.clone();
        loop {
            for (name, json) in &self.templates {
                let mut text = serde_json::to_string_pretty(json).expect("JSON can be written") + "\n";
                for (child, emitted) in &self.files {
                    text = text.replace(emitted, &now[child]);
                }
                texts.insert(name.clone(), text);
            }
            let next: BTreeMap<String, String> = texts.iter().map(|(name, text)| (name.clone(), file(name, text))).collect();
            // A parent's content follows from that of its children, so it takes as many rounds as they are nested.
            if next == now {
                return texts;
            }
            now = next;
        }
    }
}

fn file(name: &str, text: &str) -> String {
    let hash: String = Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}.{hash}.json")
}

/// Renames what refers to a resource.
fn renamed(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| renamed(item, from, to)),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), &mut *member) {
                    ("Ref" | "DependsOn", Value::String(id)) if id == from => *id = to.to_string(),
                    ("DependsOn", Value::Array(ids)) => {
                        ids.iter_mut().filter(|id| **id == from).for_each(|id| *id = to.into());
                    }
                    ("Fn::GetAtt", Value::Array(parts)) if parts[0] == from => parts[0] = to.into(),
                    ("Fn::Sub", Value::String(text)) => {
                        *text = text
                            .replace(&format!("${{{from}}}"), &format!("${{{to}}}"))
                            .replace(&format!("${{{from}."), &format!("${{{to}."));
                    }
                    (_, member) => renamed(member, from, to),
                }
            }
        }
        _ => {}
    }
}
