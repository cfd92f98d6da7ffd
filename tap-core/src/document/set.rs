//! Templates that belong together: roots, and the templates of their nested stacks.

use super::roots;
use super::{Document, Expression, Part, Problem, in_order};
use crate::{Template, content_hash, parallel};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Templates by name, and which of them are roots.
///
/// A nested stack finds its template by the last part of its `TemplateURL`: `https://…/network-stack.HASH.json`, `./network-stack.yaml`.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
///
/// let root = r#"{ "Resources": { "Jobs": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "./jobs.json" } } } }"#;
/// let jobs = r#"{ "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } } }"#;
/// let documents = [("root", root), ("jobs", jobs)].map(|(name, text)| Document::read(name, text).unwrap());
/// let set = TemplateSet::new(documents.into_iter()).unwrap();
/// assert_eq!(set.roots(), ["root"]);
/// assert_eq!(set.child(set.document("root").unwrap(), "Jobs").unwrap().name(), "jobs");
/// ```
#[derive(Clone, Debug, Default)]
pub struct TemplateSet {
    documents: BTreeMap<String, Document>,
    roots: Vec<String>,
}

/// How deep stacks may be nested. CloudFormation names no limit; nobody nests more than a few.
const DEEPEST: usize = 50;

impl TemplateSet {
    /// The set of these templates, named as their sources are. A root is what no nested stack has for its template.
    ///
    /// # Errors
    ///
    /// Two of one name, a nested stack whose template is in the set but has other content than its address says, templates that contain
    /// each other, or nest each other more than 50 deep.
    pub fn new(documents: impl Iterator<Item = Document>) -> Result<Self, Problem> {
        let mut set = TemplateSet::default();
        for document in documents {
            let name = document.name().to_string();
            if set.documents.contains_key(&name) {
                return Err(document.problem(&[], format!("two templates have the name `{name}`")));
            }
            set.documents.insert(name, document);
        }
        let mut nested = BTreeSet::new();
        for document in set.documents.values() {
            for (id, resource) in &document.resources {
                let Some(address) = address(&resource.properties) else { continue };
                set.is_current(document, id, address)?;
                if let Some(child) = set.child(document, id).filter(|_| resource.is_nested_stack()) {
                    nested.insert(child.name().to_string());
                }
            }
        }
        let roots: Vec<String> = set.documents.keys().filter(|name| !nested.contains(*name)).cloned().collect();
        set.roots = roots::in_order_of_imports(&set, &roots);
        set.ends()?;
        Ok(set)
    }

    /// The set of an emission.
    ///
    /// # Errors
    ///
    /// None that an emission of [`emit`](crate::emit) could have, save for the text of an unchecked block.
    pub fn of_emission(templates: &[Template]) -> Result<Self, Problem> {
        let documents = parallel::each(templates, |template| Document::read(&template.name, &template.json));
        let documents: Vec<_> = documents.into_iter().collect::<Result<_, _>>()?;
        let mut set = TemplateSet::new(documents.into_iter())?;
        let named = templates.iter().filter(|template| template.is_root).map(|template| template.name.clone());
        let named: Vec<String> = named.collect();
        set.roots = roots::in_order_of_imports(&set, &named);
        Ok(set)
    }

    /// Templates as a stack has them now: its own, and those of the stacks nested in it, whatever the addresses say of their content. A
    /// stack that AWS has rolled back may have been made of several emissions.
    ///
    /// # Errors
    ///
    /// Two of one name, templates that contain each other, or nest each other more than 50 deep.
    pub fn deployed(root: Document, nested: impl Iterator<Item = Document>) -> Result<Self, Problem> {
        let mut set = TemplateSet { roots: vec![root.name().to_string()], documents: BTreeMap::new() };
        for document in std::iter::once(root).chain(nested) {
            let name = document.name().to_string();
            if set.documents.contains_key(&name) {
                return Err(document.problem(&[], format!("two templates have the name `{name}`")));
            }
            set.documents.insert(name, document);
        }
        set.ends()?;
        Ok(set)
    }

    /// One root of this set, with the templates of the stacks nested in it.
    ///
    /// ```
    /// use tap_core::document::{Document, TemplateSet};
    ///
    /// let root = r#"{ "Resources": { "Jobs": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "./jobs.json" } } } }"#;
    /// let jobs = r#"{ "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } } }"#;
    /// let documents = [("root", root), ("jobs", jobs), ("other", jobs)].map(|(name, text)| Document::read(name, text).unwrap());
    /// let set = TemplateSet::new(documents.into_iter()).unwrap();
    /// assert_eq!(set.only("root").documents().map(Document::name).collect::<Vec<_>>(), ["jobs", "root"]);
    /// ```
    pub fn only(&self, root: &str) -> Self {
        let mut set = TemplateSet::default();
        let mut open: Vec<&Document> = self.document(root).into_iter().collect();
        set.roots = open.iter().map(|document| document.name().to_string()).collect();
        while let Some(document) = open.pop() {
            let nested = document.resources.iter().filter(|(_, resource)| resource.is_nested_stack());
            open.extend(nested.filter_map(|(id, _)| self.child(document, id)));
            set.documents.insert(document.name().to_string(), document.clone());
        }
        set
    }

    /// The templates of a folder, or one file with those of its nested stacks that lie beside it.
    ///
    /// A template is a `.json`, `.yaml`, `.yml` or `.template` file; in a folder, one with neither `Resources` nor
    /// `AWSTemplateFormatVersion` is none and is passed over. Its name is that of its file without the extension.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is no template; a folder without any.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let failed = |path: &Path, message: String| Problem {
            source: path.display().to_string(),
            place: None,
            path: String::new(),
            message,
        };
        let text = |path: &Path| fs::read_to_string(path).map_err(|error| failed(path, format!("cannot be read: {error}")));
        if path.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| failed(path, format!("cannot be read: {error}")))?;
            let mut files: Vec<PathBuf> =
                entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|file| is_named_so(file)).collect();
            files.sort();
            let mut texts = Vec::new();
            for file in files {
                let text = text(&file)?;
                texts.push((file, text));
            }
            return TemplateSet::of_files(path, texts.into_iter());
        }
        let mut documents = vec![named(path, &text(path)?)?];
        let mut seen: BTreeSet<String> = documents.iter().map(|document| document.name().to_string()).collect();
        let mut at = 0;
        while at < documents.len() {
            let mut found = Vec::new();
            for resource in documents[at].resources.values().filter(|resource| resource.is_nested_stack()) {
                let Some(address) = address(&resource.properties) else { continue };
                let folder = path.parent().unwrap_or(Path::new("."));
                found.extend(beside(folder, address).filter(|file| seen.insert(stem(file))));
            }
            for file in found {
                documents.push(named(&file, &text(&file)?)?);
            }
            at += 1;
        }
        TemplateSet::new(documents.into_iter())
    }

    /// The templates among the files of a folder, wherever their texts are from; those without the name of one are passed over.
    ///
    /// # Errors
    ///
    /// As [`read`](TemplateSet::read) of a folder.
    pub fn of_files(folder: &Path, files: impl Iterator<Item = (PathBuf, String)>) -> Result<Self, Problem> {
        let is_template = |text: &str| text.contains("Resources") || text.contains("AWSTemplateFormatVersion");
        let files: Vec<_> = files.filter(|(file, text)| TemplateSet::may_be_template(file) && is_template(text)).collect();
        let documents = parallel::each(&files, |(file, text)| named(file, text));
        let documents: Vec<_> = documents.into_iter().collect::<Result<_, _>>()?;
        if documents.is_empty() {
            let message = "there is no template in this folder".to_string();
            return Err(Problem { source: folder.display().to_string(), place: None, path: String::new(), message });
        }
        TemplateSet::new(documents.into_iter())
    }

    /// Whether a file has the name of a template: `.json`, `.yaml`, `.yml` or `.template`.
    ///
    /// ```
    /// assert!(tap_core::document::TemplateSet::may_be_template(std::path::Path::new("lib/network-stack.json")));
    /// ```
    pub fn may_be_template(file: &Path) -> bool {
        let name = file.to_string_lossy();
        EXTENSIONS.iter().any(|extension| name.ends_with(extension))
    }

    /// The template of that name.
    pub fn document(&self, name: &str) -> Option<&Document> {
        self.documents.get(name)
    }

    /// All templates, by name.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = &Document> {
        self.documents.values()
    }

    /// Names of the roots: each after those whose exports it imports, else by name.
    pub fn roots(&self) -> &[String] {
        &self.roots
    }

    /// The template of a nested stack or of a stack set, if it is in the set.
    pub fn child(&self, document: &Document, id: &str) -> Option<&Document> {
        let (segment, _) = address(&document.resources.get(id)?.properties)?;
        names(segment).find_map(|name| self.documents.get(name))
    }

    /// An address that holds a hash is that of this very content.
    fn is_current(&self, document: &Document, id: &str, (segment, _): (&str, &str)) -> Result<(), Problem> {
        let Some(child) = names(segment).find_map(|name| self.documents.get(name)) else { return Ok(()) };
        let Some(hash) = hash(segment) else { return Ok(()) };
        if content_hash(child.source.text()) == hash {
            return Ok(());
        }
        let message = format!(
            "`{}` has other content than this address says\nhelp: emit again, or take both from one emission",
            child.name()
        );
        Err(document.problem(&["Resources", id, "Properties", "TemplateURL"], message))
    }

    /// Nesting ends, and before it is too deep for what walks through it.
    fn ends(&self) -> Result<(), Problem> {
        let children = |name: &str| {
            let document = &self.documents[name];
            let nested = document.resources.iter().filter(|(_, resource)| resource.is_nested_stack());
            nested.filter_map(|(id, _)| self.child(document, id)).map(Document::name).collect::<Vec<_>>()
        };
        let order = in_order(self.documents.keys().map(String::as_str), children).map_err(|cycle| {
            self.documents[cycle[0]].problem(&[], format!("templates contain each other: {}", cycle.join(" → ")))
        })?;
        let mut depths: HashMap<&str, usize> = HashMap::new();
        for name in order {
            let depth = children(name).iter().map(|child| depths[child] + 1).max().unwrap_or_default();
            if depth > DEEPEST {
                return Err(self.documents[name].problem(&[], format!("stacks are nested more than {DEEPEST} deep")));
            }
            depths.insert(name, depth);
        }
        Ok(())
    }
}

impl Document {
    /// The names that the template of a nested stack may have by its address: with the hash of its content, if there is one, and without.
    ///
    /// ```
    /// use tap_core::document::Document;
    ///
    /// let text = r#"{ "Resources": { "Jobs": { "Type": "AWS::CloudFormation::Stack",
    ///     "Properties": { "TemplateURL": "https://example.com/jobs.00112233445566778899aabbccddeeff.json" } } } }"#;
    /// let root = Document::read("root", text).unwrap();
    /// assert_eq!(root.names_of("Jobs"), ["jobs.00112233445566778899aabbccddeeff", "jobs"]);
    /// ```
    pub fn names_of(&self, id: &str) -> Vec<&str> {
        let address = self.resources.get(id).and_then(|resource| address(&resource.properties));
        address.map(|(segment, _)| names(segment).skip(1).collect()).unwrap_or_default()
    }
}

/// The last segment of the address of a template, and all of the address that is known.
fn address(properties: &Expression) -> Option<(&str, &str)> {
    let member = |members: &'_ [(String, Expression)]| members.iter().position(|(name, _)| name == "TemplateURL");
    let whole = match properties {
        Expression::Literal(Value::Object(members)) => members.get("TemplateURL")?.as_str()?,
        Expression::Object(members) => match &members[member(members)?].1 {
            Expression::Literal(Value::String(text)) => text,
            Expression::Sub(parts) => match parts.last()? {
                Part::Text(text) => text,
                _ => return None,
            },
            Expression::Call(super::Function::Join, arguments) => match arguments.get(1)? {
                Expression::List(items) => match items.last()? {
                    Expression::Literal(Value::String(text)) => text,
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    Some((whole.rsplit('/').next()?, whole))
}

/// Names that a template at this address may have: with the hash, and without.
fn names(segment: &str) -> impl Iterator<Item = &str> {
    let stem = EXTENSIONS.iter().find_map(|extension| segment.strip_suffix(extension)).unwrap_or(segment);
    let bare = hash(segment).and_then(|hash| stem.strip_suffix(hash)?.strip_suffix('.'));
    [Some(segment), Some(stem), bare].into_iter().flatten()
}

/// The hash of the content in `NAME.HASH.json`.
fn hash(segment: &str) -> Option<&str> {
    let hash = segment.strip_suffix(".json")?.rsplit_once('.')?.1;
    (hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hash)
}

const EXTENSIONS: &[&str] = &[".json", ".yaml", ".yml", ".template"];

fn is_named_so(file: &Path) -> bool {
    file.is_file() && TemplateSet::may_be_template(file)
}

fn stem(file: &Path) -> String {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    EXTENSIONS.iter().find_map(|extension| name.strip_suffix(extension)).unwrap_or(&name).to_string()
}

fn named(file: &Path, text: &str) -> Result<Document, Problem> {
    let name = stem(file);
    let in_file = |problem: Problem| Problem { source: file.display().to_string(), ..problem };
    Document::read(&name, text).map_err(in_file)
}

/// The files in a folder that an address may mean: the path itself if it is a relative one, or a file of that name.
fn beside(folder: &Path, (segment, whole): (&str, &str)) -> impl Iterator<Item = PathBuf> {
    let relative = (!whole.contains("://")).then(|| folder.join(whole));
    let named: Vec<String> =
        names(segment).flat_map(|name| EXTENSIONS.iter().map(move |extension| format!("{name}{extension}"))).collect();
    let named: Vec<PathBuf> = named.iter().map(|name| folder.join(name)).collect();
    relative.into_iter().chain([folder.join(segment)]).chain(named).filter(|file| is_named_so(file)).take(1)
}
