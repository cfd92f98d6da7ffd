//! Answers from a file: a list of rules, the first that fits answers.

use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use tap_core::document::{Problem, Source};
use tap_core::simulate::{Action, Answers, CustomAnswer, CustomRequest};
use tap_schema::name::did_you_mean;

const MEMBERS: &[&str] = &["action", "answer", "data", "path", "physicalId", "reason", "times", "type"];

/// Answers of a script. Made by [`script()`].
#[derive(Clone, Debug)]
pub struct Script {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    kind: Option<String>,
    path: Option<String>,
    action: Option<Action>,
    answer: CustomAnswer,
    /// How often it still answers; always if nothing is said.
    left: Option<u64>,
}

/// The script of a file: JSON or YAML, a list of
/// `{type or path, action, answer: success|failed|hang, reason, physicalId, data, times}`. The first rule that fits a request answers it; one
/// that has answered `times` times fits no more. Where no rule fits, the script has no answer.
///
/// ```
/// let file = std::env::temp_dir().join(format!("answers-{}.yaml", std::process::id()));
/// std::fs::write(&file, "- { type: Custom::Gate, action: update, answer: failed, reason: an alarm, times: 1 }\n").unwrap();
/// assert!(tap_cli::functions::script(&file).is_ok());
/// std::fs::write(&file, "- { type: Custom::Gate, answer: fails }\n").unwrap();
/// let wrong = tap_cli::functions::script(&file).unwrap_err();
/// assert!(wrong.ends_with(":1:25: `answer` is `success`, `failed` or `hang`, not \"fails\", at `0.answer`"), "{wrong}");
/// # std::fs::remove_file(&file).unwrap();
/// ```
///
/// # Errors
///
/// A file that cannot be read, and what is wrong with it first, with its place.
pub fn script(path: &Path) -> Result<Script, String> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    read(&Source::new(name, text)).map_err(|problem| problem.to_string())
}

/// The rules of a text.
pub(super) fn read(source: &Source) -> Result<Script, Problem> {
    let reader = Reader { source };
    match source.value()? {
        Value::Array(items) => {
            let rules = items.iter().enumerate().map(|(number, item)| reader.rule(number, item)).collect::<Result<_, _>>()?;
            Ok(Script { rules })
        }
        _ => reader.wrong(&[], "a script is a list of answers"),
    }
}

impl Script {
    /// The answer of the first rule that fits.
    pub(super) fn tell(&mut self, request: &CustomRequest) -> Option<CustomAnswer> {
        let fits = |rule: &&mut Rule| {
            rule.left != Some(0)
                && rule.kind.as_ref().is_none_or(|kind| *kind == request.kind)
                && rule.path.as_ref().is_none_or(|path| *path == request.path)
                && rule.action.is_none_or(|action| action == request.action)
        };
        let rule = self.rules.iter_mut().find(fits)?;
        rule.left = rule.left.map(|left| left - 1);
        Some(rule.answer.clone())
    }
}

impl Answers for Script {
    fn answer(&mut self, request: &CustomRequest) -> CustomAnswer {
        self.tell(request).unwrap_or_else(CustomAnswer::success)
    }
}

struct Reader<'s> {
    source: &'s Source,
}

impl Reader<'_> {
    fn wrong<T>(&self, path: &[&str], message: impl Into<String>) -> Result<T, Problem> {
        let (place, source) = (self.source.locate(path), self.source.name().to_string());
        Err(Problem { source, place, path: path.join("."), message: message.into() })
    }

    fn rule(&self, number: usize, item: &Value) -> Result<Rule, Problem> {
        let at = number.to_string();
        let Value::Object(members) = item else { return self.wrong(&[&at], "an answer is an object") };
        for name in members.keys() {
            if !MEMBERS.contains(&name.as_str()) {
                let near = did_you_mean(name, MEMBERS.iter().copied());
                let help = if near.is_empty() { format!("it has {}", MEMBERS.join(", ")) } else { near };
                return self.wrong(&[&at, name], format!("an answer has no `{name}`\nhelp: {help}"));
            }
        }
        let (kind, path) = (self.text(&at, members, "type")?, self.text(&at, members, "path")?);
        if kind.is_none() && path.is_none() {
            return self.wrong(&[&at], "an answer is for a `type` or a `path`");
        }
        Ok(Rule {
            kind: kind.map(str::to_string),
            path: path.map(str::to_string),
            action: self.action(&at, members)?,
            answer: self.answer(&at, members)?,
            left: self.times(&at, members)?,
        })
    }

    fn text<'m>(&self, at: &str, members: &'m Map<String, Value>, name: &str) -> Result<Option<&'m str>, Problem> {
        match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(other) => self.wrong(&[at, name], format!("`{name}` is a text, not {other}")),
        }
    }

    fn action(&self, at: &str, members: &Map<String, Value>) -> Result<Option<Action>, Problem> {
        Ok(match self.text(at, members, "action")? {
            None => None,
            Some("create") => Some(Action::Create),
            Some("update") => Some(Action::Update),
            Some("delete") => Some(Action::Delete),
            Some(other) => {
                return self.wrong(&[at, "action"], format!("`action` is `create`, `update` or `delete`, not \"{other}\""));
            }
        })
    }

    fn answer(&self, at: &str, members: &Map<String, Value>) -> Result<CustomAnswer, Problem> {
        let unused = |names: &[&str], answer: &str| match names.iter().find(|name| members.contains_key(**name)) {
            Some(name) => self.wrong(&[at, name], format!("`{answer}` has no `{name}`")),
            None => Ok(()),
        };
        let physical_id = self.text(at, members, "physicalId")?.map(str::to_string);
        match self.text(at, members, "answer")? {
            Some("success") => {
                unused(&["reason"], "success")?;
                let data = match members.get("data") {
                    None => Map::new(),
                    Some(Value::Object(data)) => data.clone(),
                    Some(other) => return self.wrong(&[at, "data"], format!("`data` is an object, not {other}")),
                };
                Ok(CustomAnswer::Success { physical_id, data })
            }
            Some("failed") => {
                unused(&["data"], "failed")?;
                let reason = self.text(at, members, "reason")?.unwrap_or("the script says so").to_string();
                Ok(CustomAnswer::Failed { reason, physical_id })
            }
            Some("hang") => {
                unused(&["data", "physicalId", "reason"], "hang")?;
                Ok(CustomAnswer::Hangs)
            }
            Some(other) => self.wrong(&[at, "answer"], format!("`answer` is `success`, `failed` or `hang`, not \"{other}\"")),
            None => self.wrong(&[at], "an answer has an `answer`: `success`, `failed` or `hang`"),
        }
    }

    fn times(&self, at: &str, members: &Map<String, Value>) -> Result<Option<u64>, Problem> {
        match members.get("times") {
            None => Ok(None),
            Some(times) => match times.as_u64().filter(|times| *times > 0) {
                Some(times) => Ok(Some(times)),
                None => self.wrong(&[at, "times"], format!("`times` is a whole number above 0, not {times}")),
            },
        }
    }
}
