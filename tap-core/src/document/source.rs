//! The text of a template, and where something stands in it.

use super::for_each::Origins;
use super::{json, yaml};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// The text that a template was read from.
///
/// ```
/// use tap_core::document::Source;
///
/// let source = Source::new("queue.yaml", "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n");
/// assert_eq!(source.locate(&["Resources", "Queue", "Type"]).unwrap().line, 3);
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Where what loops have made is written.
    origins: Arc<Origins>,
}

/// A place in a text, both counted from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why a text is no template, or cannot be taken for what it says.
///
/// ```
/// use tap_core::document::Document;
///
/// let problem = Document::read("queue.json", "{ \"Resources\": { \"Queue\": 1 } }").unwrap_err();
/// assert_eq!(problem.to_string(), "queue.json:1:18: a resource is an object with a `Type`, not 1, at `Resources.Queue`");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file or stack.
    pub source: String,
    /// Where in its text, if that is known.
    pub place: Option<Place>,
    /// The path in the template, such as `Resources.Vpc.Properties`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.source)?;
        if let Some(place) = self.place {
            write!(out, ":{}:{}", place.line, place.column)?;
        }
        // What to do stands after where it is.
        let (what, help) =
            self.message.split_once("\nhelp: ").map_or((self.message.as_str(), None), |(what, help)| (what, Some(help)));
        write!(out, ": {what}")?;
        if !self.path.is_empty() {
            write!(out, ", at `{}`", self.path)?;
        }
        help.map_or(Ok(()), |help| write!(out, "\nhelp: {help}"))
    }
}

impl std::error::Error for Problem {}

impl Source {
    /// A text under the name that messages give it: its file, or its stack.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Source { name: name.into(), text: text.into(), origins: Arc::default() }
    }

    /// The same, of a template with loops.
    pub(super) fn with_origins(self, origins: Origins) -> Self {
        Source { origins: Arc::new(origins), ..self }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn is_json(&self) -> bool {
        self.text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{')
    }

    /// The value of the text, JSON or YAML, with every function in its long form.
    ///
    /// ```
    /// use tap_core::document::Source;
    ///
    /// assert_eq!(Source::new("list.yaml", "- a\n- !Ref b\n").value().unwrap(), serde_json::json!(["a", { "Ref": "b" }]));
    /// ```
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the text, with its place.
    pub fn value(&self) -> Result<Value, Problem> {
        let read = if self.is_json() { json::read(&self.text) } else { yaml::read(&self.text) };
        read.map_err(|(place, message)| Problem { source: self.name.clone(), place, path: String::new(), message })
    }

    /// Where the member of this path stands: the place of its name if it has one, else of its value. The nearest thing around it if
    /// there is no such member.
    pub fn locate(&self, path: &[impl AsRef<str>]) -> Option<Place> {
        let path: Vec<&str> = self.written(path.iter().map(AsRef::as_ref).collect());
        if self.is_json() { json::locate(&self.text, &path) } else { yaml::locate(&self.text, &path) }
    }

    /// The path where a member of this path is written: in a loop, if one has made it.
    fn written<'p>(&'p self, path: Vec<&'p str>) -> Vec<&'p str> {
        let made = self.origins.iter().filter(|(now, _)| now.len() <= path.len() && now.iter().zip(&path).all(|(a, b)| a == b));
        match made.max_by_key(|(now, _)| now.len()) {
            Some((now, written)) => written.iter().map(String::as_str).chain(path[now.len()..].iter().copied()).collect(),
            None => path,
        }
    }

    /// A problem with the member of this path.
    pub(crate) fn problem(&self, path: &[String], message: impl Into<String>) -> Problem {
        Problem { source: self.name.clone(), place: self.locate(path), path: path.join("."), message: message.into() }
    }
}

/// Why a text cannot be read, and where.
pub(super) type Failure = (Option<Place>, String);
