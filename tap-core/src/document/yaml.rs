//! YAML as CloudFormation takes it: version 1.1 without aliases and merges, with the short forms of functions, which become long.

use super::source::{Failure, Place};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::{Map, Number, Value};

/// How deep values may be nested; as deep as in JSON.
const DEPTH: usize = 120;

/// The value of a text.
pub(super) fn read(text: &str) -> Result<Value, Failure> {
    Builder::new(text, None).document()
}

/// Where the member of this path stands, or what is nearest around it.
pub(super) fn locate(text: &str, path: &[&str]) -> Option<Place> {
    let mut builder = Builder::new(text, Some(path));
    // Up to where it fails, it knows.
    let _ = builder.document();
    builder.best.map(|(_, place)| place)
}

struct Builder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// The path of the value under way.
    path: Vec<String>,
    /// What is looked for.
    wanted: Option<&'t [&'t str]>,
    /// How much of the wanted path was found, and where.
    best: Option<(usize, Place)>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, wanted: Option<&'t [&'t str]>) -> Self {
        let parser = Parser::new_from_str(text.trim_start_matches('\u{feff}'));
        Builder { parser, path: Vec::new(), wanted, best: None }
    }

    fn next(&mut self) -> Result<(Event<'t>, Place), Failure> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(span))),
            Some(Err(error)) => {
                let place = Place { line: error.marker().line(), column: error.marker().col() + 1 };
                Err((Some(place), format!("this is no YAML: {}", error.info())))
            }
            None => Err((None, "this is no YAML: the text ends".to_string())),
        }
    }

    fn document(&mut self) -> Result<Value, Failure> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
                (Event::StreamEnd | Event::DocumentEnd, place) => {
                    return Err((Some(place), "there is nothing in this text".to_string()));
                }
                (event, place) => {
                    let value = self.value(event, place)?;
                    return match self.after()? {
                        None => Ok(value),
                        Some(place) => Err((Some(place), "a second document: a template is one".to_string())),
                    };
                }
            }
        }
    }

    /// Where a second document begins, if there is one.
    fn after(&mut self) -> Result<Option<Place>, Failure> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(None),
                (Event::DocumentEnd | Event::Nothing, _) => {}
                (_, place) => return Ok(Some(place)),
            }
        }
    }

    fn value(&mut self, event: Event<'t>, place: Place) -> Result<Value, Failure> {
        self.note(place);
        if self.path.len() > DEPTH {
            return Err((Some(place), format!("values are nested more than {DEPTH} deep")));
        }
        let (value, short) = match event {
            Event::Scalar(text, style, _, tag) => {
                let short = short(tag.as_deref(), place)?;
                let is_text = short.is_none() && tag.is_some_and(|tag| tag.suffix == "str");
                let is_plain = style == ScalarStyle::Plain && !is_text;
                (if is_plain { scalar(&text) } else { Value::String(text.into_owned()) }, short)
            }
            Event::SequenceStart(_, tag) => {
                let short = short(tag.as_deref(), place)?;
                (self.sequence(short.as_deref())?, short)
            }
            Event::MappingStart(_, tag) => {
                let short = short(tag.as_deref(), place)?;
                (self.mapping(short.as_deref())?, short)
            }
            Event::Alias(_) => {
                return Err((Some(place), "CloudFormation takes no aliases\nhelp: write the value out".to_string()));
            }
            _ => return Err((Some(place), "a value is missing".to_string())),
        };
        Ok(match short {
            Some(name) => long(&name, value),
            None => value,
        })
    }

    fn sequence(&mut self, short: Option<&str>) -> Result<Value, Failure> {
        let depth = self.enter(short);
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => break,
                (event, place) => {
                    self.path.push(items.len().to_string());
                    items.push(self.value(event, place)?);
                    self.path.pop();
                }
            }
        }
        self.path.truncate(depth);
        Ok(Value::Array(items))
    }

    fn mapping(&mut self, short: Option<&str>) -> Result<Value, Failure> {
        let depth = self.enter(short);
        let mut members = Map::new();
        loop {
            let (event, at) = self.next()?;
            let name = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err((Some(at), "the name of a member is text".to_string())),
            };
            if name == "<<" {
                return Err((Some(at), "CloudFormation takes no merges (`<<`)\nhelp: write the members out".to_string()));
            }
            if members.contains_key(&name) {
                return Err((Some(at), format!("`{name}` stands twice in one mapping")));
            }
            self.path.push(name);
            self.note(at);
            let (event, place) = self.next()?;
            let value = self.value(event, place)?;
            members.insert(self.path.pop().unwrap_or_default(), value);
        }
        self.path.truncate(depth);
        Ok(Value::Object(members))
    }

    /// The name of a function is a step of the path. Returns how long the path was.
    fn enter(&mut self, short: Option<&str>) -> usize {
        let depth = self.path.len();
        if let Some(short) = short {
            self.path.push(long_name(short));
        }
        depth
    }

    /// Remembers the place if more of the wanted path leads here than to any place before.
    fn note(&mut self, place: Place) {
        let Some(wanted) = self.wanted else { return };
        let found = self.path.len();
        if found <= wanted.len()
            && self.path.iter().zip(wanted).all(|(step, wanted)| step == wanted)
            && self.best.is_none_or(|(best, _)| found > best)
        {
            self.best = Some((found, place));
        }
    }
}

/// Functions that have a short form.
const FUNCTIONS: &[&str] = &[
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "GetStackOutput",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

/// The name of the function that a tag stands for, such as `Sub` of `!Sub`, if it is one.
fn short(tag: Option<&Tag>, place: Place) -> Result<Option<String>, Failure> {
    match tag {
        None => Ok(None),
        Some(tag) if tag.is_yaml_core_schema() => Ok(None),
        Some(tag) if tag.handle == "!" && FUNCTIONS.contains(&tag.suffix.as_str()) => Ok(Some(tag.suffix.clone())),
        Some(tag) => Err((Some(place), format!("unknown function `{}{}`", tag.handle, tag.suffix))),
    }
}

fn long_name(short: &str) -> String {
    match short {
        "Ref" | "Condition" => short.to_string(),
        _ => format!("Fn::{short}"),
    }
}

/// `{"Fn::Sub": …}` for `!Sub …`; the short form of `GetAtt` is one text, and its long form a list.
fn long(short: &str, value: Value) -> Value {
    let value = match (short, value) {
        ("GetAtt", Value::String(text)) => match text.split_once('.') {
            Some((id, attribute)) => Value::Array(vec![id.into(), attribute.into()]),
            None => Value::String(text),
        },
        (_, value) => value,
    };
    Value::Object(Map::from_iter([(long_name(short), value)]))
}

/// The value of a scalar without quotes. A number that would not be written as it was stays the text it was: `1.10`, `010`.
fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Value::Bool(false),
        _ => {}
    }
    let number = text.parse::<i64>().ok().map(Number::from).or_else(|| {
        let looks_like = text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
        text.parse::<f64>().ok().filter(|_| looks_like).and_then(Number::from_f64)
    });
    match number {
        Some(number) if number.to_string() == text => Value::Number(number),
        _ => Value::String(text.to_string()),
    }
}

fn place(span: Span) -> Place {
    Place { line: span.start.line(), column: span.start.col() + 1 }
}
