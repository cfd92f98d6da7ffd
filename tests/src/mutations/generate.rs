//! Valid inputs: made from the schema alone, and taken if the checker has nothing to say.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use tap_schema::check::{Rule, check};
use tap_schema::{Kind, ResourceType, Value};

use super::text::Wanted;
use super::{Path, Sample, Step, Token, input};

/// How often alternatives are chosen anew before a type counts as too hard.
const ATTEMPTS: u64 = 150;
/// After how many of them properties are put in that are not required: some objects must not be empty, but nothing says so.
const SPARING: u64 = 50;
/// How deep an input may be.
const DEPTH: usize = 24;

/// What stands where a secret belongs.
pub const SECRET: &str = "{{resolve:secretsmanager:secret}}";

/// The matcher of the derives, but that it keeps what it compiled.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Option<regex_lite::Regex>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let compiled = known.entry(pattern.to_string()).or_insert_with(|| regex_lite::Regex::new(pattern).ok());
        compiled.as_ref().map(|pattern| pattern.is_match(text))
    })
}

/// An input with all that the type requires and what stands at that path, of which the checker finds nothing.
///
/// ```
/// let subnet = tap_schema::resource_type("AWS::EC2::Subnet").unwrap();
/// let input = tap_tests::mutations::valid(subnet, &[]).unwrap();
/// assert!(input.at(&[tap_tests::mutations::Step::Key("VpcId".into())]).is_some());
/// ```
pub fn valid(resource: ResourceType<'_>, wanted: &[Step]) -> Option<Sample> {
    (0..ATTEMPTS).find_map(|attempt| {
        let is_sparing = attempt < SPARING;
        let mut generator = Generator { resource, wanted, is_sparing, path: Vec::new(), choices: attempt, variation: 0 };
        let mut sample = generator.value(vec![resource.record().get("root")?])?;
        sample.at(wanted)?;
        conceal(resource, &mut sample);
        check(resource, &input(&sample).0, matches).findings.is_empty().then_some(sample)
    })
}

/// Secrets may not be written down: what the checker takes for one becomes a reference.
fn conceal(resource: ResourceType<'_>, sample: &mut Sample) {
    let (checked, tokens) = input(sample);
    let findings = check(resource, &checked, matches).findings;
    let written = findings.iter().filter(|finding| finding.rule == Rule::PlaintextSecret);
    let paths: Vec<Token> = written.map(|finding| tokens[finding.tag].clone()).collect();
    for token in paths {
        if let Token::Value(path) = token
            && let Some(secret) = sample.at_mut(&path)
        {
            *secret = Sample::Text(SECRET.into());
        }
    }
}

struct Generator<'f, 'w> {
    resource: ResourceType<'f>,
    wanted: &'w [Step],
    is_sparing: bool,
    path: Path,
    /// The first alternative of everything while zero; else the state of xorshift64 (Marsaglia).
    choices: u64,
    /// Other texts and numbers for other items of a list.
    variation: usize,
}

impl<'f> Generator<'f, '_> {
    fn choose(&mut self, count: usize) -> usize {
        self.choices ^= self.choices << 13;
        self.choices ^= self.choices >> 7;
        self.choices ^= self.choices << 17;
        // The low bits of small seeds are too much alike.
        ((self.choices >> 11) % count.max(1) as u64) as usize
    }

    /// A value that meets all these schemas, and the rules for this place.
    fn value(&mut self, given: Vec<Value<'f>>) -> Option<Sample> {
        if self.path.len() > DEPTH {
            return None;
        }
        let rules = self.resource.record().get("ext").into_iter().flat_map(Value::items);
        let here: Vec<Value<'f>> = rules.filter(|rule| self.is_at(rule.get("at"))).collect();
        let (of_regions, everywhere): (Vec<_>, Vec<_>) = here.into_iter().partition(|rule| rule.get("regions").is_some());
        // What one region offers is right in that region.
        let offered =
            of_regions.into_iter().filter(|rule| rule.get("schema").is_some_and(|schema| schema.get("enum").is_some())).take(1);
        let rules: Vec<Value<'f>> = everywhere.into_iter().chain(offered).filter_map(|rule| rule.get("schema")).collect();
        let mut schemas = Vec::new();
        for schema in given.into_iter().chain(rules) {
            self.flatten(schema, &mut schemas, 0)?;
        }
        let variation = self.variation;
        if let Some(sample) = self.listed(&schemas) {
            return sample;
        }
        match self.kind(&schemas)? {
            "object" => self.object(&schemas),
            "array" => self.list(&schemas),
            "boolean" => Some(Sample::Bool(variation.is_multiple_of(2))),
            "string" => wanted_text(&schemas).text(variation).map(Sample::Text),
            kind => number(&schemas, kind == "integer", variation),
        }
    }

    fn is_at(&self, rule: Option<Value<'f>>) -> bool {
        let place = rule.and_then(Value::as_str).unwrap_or_default();
        let parts: Vec<&str> = place.split('/').filter(|part| !part.is_empty()).collect();
        parts.len() == self.path.len() && self.path.iter().zip(parts).all(|(step, part)| is_step(step, part))
    }

    fn is_read_only(&self, name: &str) -> bool {
        self.resource.read_only().any(|path| {
            let parts: Vec<&str> = path.split('/').collect();
            parts.len() == self.path.len() + 1
                && parts.last() == Some(&name)
                && self.path.iter().zip(parts).all(|(step, part)| is_step(step, part))
        })
    }

    /// The schemas that a value must meet to meet this one, with alternatives chosen; none if nothing meets it.
    fn flatten(&mut self, schema: Value<'f>, schemas: &mut Vec<Value<'f>>, depth: usize) -> Option<()> {
        if schema.as_bool() == Some(false) || depth > DEPTH {
            return None;
        }
        schemas.push(schema);
        if schema.get("$ref").is_some() {
            self.flatten(self.resource.resolve(schema), schemas, depth + 1)?;
        }
        for schema in schema.get("allOf").into_iter().flat_map(Value::items) {
            self.flatten(schema, schemas, depth + 1)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            let alternatives: Vec<_> = schema.get(keyword).into_iter().flat_map(Value::items).collect();
            if !alternatives.is_empty() {
                let chosen = alternatives[self.choose(alternatives.len())];
                self.flatten(chosen, schemas, depth + 1)?;
            }
        }
        if schema.get("if").is_some() {
            let branches: &[&str] = match (schema.get("then"), self.choose(3)) {
                (Some(_), 1) => &["if", "then"],
                // Without it: nothing sees to it that the condition is not met, but the checker notices.
                _ => &["else"],
            };
            for branch in branches.iter().filter_map(|branch| schema.get(branch)) {
                self.flatten(branch, schemas, depth + 1)?;
            }
        }
        Some(())
    }

    /// One of the values that all lists of values have; nothing if there are no such lists.
    fn listed(&mut self, schemas: &[Value<'f>]) -> Option<Option<Sample>> {
        let lists = schemas.iter().flat_map(|schema| {
            let lists = ["enum", "enumCaseInsensitive"].into_iter().filter_map(|keyword| schema.get(keyword));
            let list = lists.map(|list| list.items().filter_map(scalar).collect::<Vec<_>>());
            list.chain(schema.get("const").and_then(scalar).map(|value| vec![value]))
        });
        let mut lists: Vec<Vec<Sample>> = lists.collect();
        let excluded: Vec<Sample> = schemas
            .iter()
            .filter_map(|schema| schema.get("not")?.get("enum"))
            .flat_map(|list| list.items().filter_map(scalar).collect::<Vec<_>>())
            .collect();
        let first = lists.pop()?;
        let common: Vec<Sample> = first
            .into_iter()
            .filter(|value| lists.iter().all(|list| list.contains(value)) && !excluded.contains(value))
            .collect();
        let chosen = self.choose(common.len()) + self.variation;
        Some(common.get(chosen % common.len().max(1)).cloned())
    }

    fn kind(&mut self, schemas: &[Value<'f>]) -> Option<&'f str> {
        let mut kinds: Option<Vec<&'f str>> = None;
        for types in schemas.iter().filter_map(|schema| schema.get("type")) {
            let allowed: Vec<&str> = types.as_str().into_iter().chain(types.items().filter_map(Value::as_str)).collect();
            kinds = Some(match kinds {
                None => allowed,
                Some(known) => known.into_iter().filter(|kind| allowed.contains(kind)).collect(),
            });
        }
        let has = |keywords: &[&str]| schemas.iter().any(|schema| keywords.iter().any(|keyword| schema.get(keyword).is_some()));
        let inside = self.wanted.get(self.path.len()).filter(|_| self.wanted.starts_with(&self.path));
        let kinds = match (inside, kinds) {
            (Some(Step::Key(_)), kinds) => kinds.map_or(vec!["object"], |kinds| only(kinds, "object")),
            (Some(Step::Item(_)), kinds) => kinds.map_or(vec!["array"], |kinds| only(kinds, "array")),
            (None, Some(kinds)) => kinds,
            (None, None) if has(&["properties", "required", "closed", "patternProperties", "requiredXor", "requiredOr"]) => {
                vec!["object"]
            }
            (None, None) if has(&["items", "minItems", "maxItems", "prefixItems"]) => vec!["array"],
            (None, None) if has(&["minimum", "maximum"]) => vec!["number"],
            (None, None) => vec!["string"],
        };
        let chosen = self.choose(kinds.len());
        kinds.get(chosen).copied()
    }

    fn list(&mut self, schemas: &[Value<'f>]) -> Option<Sample> {
        let bound = |keyword: &'static str| schemas.iter().filter_map(|schema| schema.get(keyword)?.as_i64());
        let (least, most) = (bound("minItems").max().unwrap_or(0), bound("maxItems").min().unwrap_or(i64::MAX));
        let has_items = schemas.iter().any(|schema| schema.get("items").is_some() || schema.get("contains").is_some());
        // A list with an item shows more than an empty one.
        let count = least.max(i64::from(has_items)).min(most);
        let mut items = Vec::new();
        for position in 0..usize::try_from(count).ok()? {
            let of = |schema: &Value<'f>| {
                let first = schema.get("prefixItems").and_then(|first| first.items().nth(position));
                let contained = schema.get("contains").filter(|_| position == 0);
                schema.get("items").into_iter().chain(first).chain(contained)
            };
            let schemas = schemas.iter().flat_map(of).collect();
            self.path.push(Step::Item(position));
            self.variation += position;
            items.push(self.value(schemas)?);
            self.variation -= position;
            self.path.pop();
        }
        Some(Sample::List(items))
    }

    fn object(&mut self, schemas: &[Value<'f>]) -> Option<Sample> {
        let mut names = self.names(schemas);
        let least = schemas.iter().filter_map(|schema| schema.get("minProperties")?.as_i64()).max().unwrap_or(0);
        let known = schemas.iter().flat_map(|schema| schema.get("properties").into_iter().flat_map(Value::members));
        let known: Vec<String> = known.map(|(name, _)| name.to_string()).filter(|name| !self.is_read_only(name)).collect();
        let first = self.choose(known.len());
        let least = if self.is_sparing || self.choose(2) == 0 { least } else { least.max(1) };
        for more in 0..known.len().max(least as usize) {
            if names.len() >= least as usize {
                break;
            }
            names.insert(match known.get((first + more) % known.len().max(1)) {
                Some(name) => name.clone(),
                None => self.open_name(schemas, more)?,
            });
        }
        let mut members = Vec::new();
        for name in names {
            let of_name = self.of_name(schemas, &name)?;
            self.path.push(Step::Key(name.clone()));
            let value = self.value(of_name)?;
            self.path.pop();
            members.push((name, value));
        }
        Some(Sample::Object(members))
    }

    /// The names that an object must have, and the one on the way to what is wanted.
    fn names(&mut self, schemas: &[Value<'f>]) -> BTreeSet<String> {
        let list = |value: Value<'f>| value.items().filter_map(Value::as_str).map(String::from).collect::<Vec<_>>();
        let mut names = BTreeSet::new();
        if self.wanted.starts_with(&self.path)
            && let Some(Step::Key(name)) = self.wanted.get(self.path.len())
        {
            names.insert(name.clone());
        }
        let required = schemas.iter().filter_map(|schema| schema.get("required"));
        names.extend(required.flat_map(list).filter(|name| !self.is_read_only(name)));
        for one_of in schemas.iter().flat_map(|schema| [schema.get("requiredXor"), schema.get("requiredOr")]).flatten() {
            let one_of = list(one_of);
            if !one_of.is_empty() && !one_of.iter().any(|name| names.contains(name)) {
                names.insert(one_of[self.choose(one_of.len())].clone());
            }
        }
        loop {
            let before = names.len();
            for dependents in schemas.iter().filter_map(|schema| schema.get("dependentRequired")) {
                for (name, needed) in dependents.members() {
                    if names.contains(name) {
                        names.extend(list(needed));
                    }
                }
            }
            if names.len() == before {
                return names;
            }
        }
    }

    /// A name that the object has a pattern for.
    fn open_name(&self, schemas: &[Value<'f>], variation: usize) -> Option<String> {
        let patterns = schemas.iter().filter_map(|schema| schema.get("patternProperties")).flat_map(Value::members);
        let mut patterns: Vec<&str> = patterns.map(|(pattern, _)| pattern).collect();
        patterns.truncate(1);
        Wanted { patterns, ..Wanted::default() }.text(variation)
    }

    /// All that is said of the member of that name; none if there can't be one.
    fn of_name(&self, schemas: &[Value<'f>], name: &str) -> Option<Vec<Value<'f>>> {
        let mut found = Vec::new();
        for schema in schemas {
            let before = found.len();
            found.extend(schema.get("properties").and_then(|properties| properties.get(name)));
            let patterns = schema.get("patternProperties").into_iter().flat_map(Value::members);
            found.extend(patterns.filter(|(pattern, _)| matches(pattern, name) != Some(false)).map(|(_, schema)| schema));
            let is_closed = schema.get("closed").and_then(Value::as_bool) == Some(true);
            if is_closed && found.len() == before {
                return None;
            }
        }
        Some(found)
    }
}

fn only<'f>(kinds: Vec<&'f str>, wanted: &str) -> Vec<&'f str> {
    kinds.into_iter().filter(|kind| *kind == wanted).collect()
}

fn is_step(step: &Step, part: &str) -> bool {
    part == "*" || matches!(step, Step::Key(key) if key == part)
}

fn scalar(value: Value<'_>) -> Option<Sample> {
    Some(match value.kind() {
        Kind::Bool => Sample::Bool(value.as_bool()?),
        Kind::Integer => Sample::Number(value.as_i64()?.to_string()),
        Kind::Float => Sample::Number(value.as_f64()?.to_string()),
        Kind::String => Sample::Text(value.as_str()?.to_string()),
        _ => return None,
    })
}

/// What these schemas say of a text.
pub fn wanted_text<'f>(schemas: &[Value<'f>]) -> Wanted<'f> {
    let texts = |keyword: &'static str| schemas.iter().filter_map(|schema| schema.get(keyword)?.as_str()).collect::<Vec<_>>();
    let bound = |keyword: &'static str| schemas.iter().filter_map(|schema| usize::try_from(schema.get(keyword)?.as_i64()?).ok());
    let (patterns, formats) = (texts("pattern"), texts("format"));
    Wanted { patterns, formats, least: bound("minLength").max().unwrap_or(0), most: bound("maxLength").min() }
}

fn number(schemas: &[Value<'_>], is_whole: bool, variation: usize) -> Option<Sample> {
    let bound = |keyword: &'static str| schemas.iter().filter_map(|schema| schema.get(keyword)?.as_f64()).collect::<Vec<_>>();
    let unit = bound("multipleOf").into_iter().reduce(f64::max).unwrap_or(1.0);
    let least = bound("minimum").into_iter().chain(bound("exclusiveMinimum").into_iter().map(|bound| bound + unit));
    let most = bound("maximum").into_iter().chain(bound("exclusiveMaximum").into_iter().map(|bound| bound - unit));
    let (least, most) = (least.reduce(f64::max), most.reduce(f64::min));
    let start = least.unwrap_or_else(|| most.unwrap_or(1.0).min(1.0));
    let found = (start / unit).ceil() * unit + variation as f64 * unit;
    let found = if most.is_some_and(|most| found > most) { start } else { found };
    let is_right = !is_whole || found.fract() == 0.0;
    (is_right && most.is_none_or(|most| found <= most)).then(|| Sample::Number(found.to_string()))
}
