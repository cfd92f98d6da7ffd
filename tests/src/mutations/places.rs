//! Places of a type where a rule can be broken by itself: what stands there is said by the plain property tree.

use std::collections::{BTreeSet, VecDeque};

use tap_schema::{ResourceType, Value};

use super::{Path, Step};

/// Steps into the property tree.
const DEPTH: usize = 6;
/// Places looked at in each type; the largest have tens of thousands.
const MOST: usize = 600;

/// The place of a property, or of an item of a list.
#[derive(Debug, Clone)]
pub struct Place<'f> {
    /// Where it is.
    pub path: Path,
    /// Its schema, and the one that it refers to.
    pub schemas: Vec<Value<'f>>,
    /// The same of the object or list that it stands in.
    pub parent: Vec<Value<'f>>,
}

impl<'f> Place<'f> {
    /// What the first of its schemas says that says anything of it.
    pub fn says(&self, keyword: &str) -> Option<Value<'f>> {
        self.schemas.iter().find_map(|schema| schema.get(keyword))
    }

    /// The types that it may have.
    pub fn types(&self) -> Vec<&'f str> {
        let types = self.says("type");
        types.into_iter().flat_map(|types| types.as_str().into_iter().chain(types.items().filter_map(Value::as_str))).collect()
    }

    /// The name of the property; nothing for an item of a list.
    pub fn name(&self) -> Option<&str> {
        match self.path.last() {
            Some(Step::Key(name)) => Some(name),
            _ => None,
        }
    }
}

/// Places of the type that a template may write, the nearest to the block first.
pub fn places<'f>(resource: ResourceType<'f>) -> Vec<Place<'f>> {
    let mut found = Vec::new();
    let mut queue: VecDeque<(Path, Vec<Value<'f>>)> = VecDeque::new();
    queue.extend(resource.record().get("root").map(|root| (Vec::new(), both(resource, root))));
    while let Some((path, parent)) = queue.pop_front() {
        let properties = parent.iter().filter_map(|schema| schema.get("properties")).flat_map(Value::members);
        let properties = properties.map(|(name, schema)| (Step::Key(name.to_string()), schema));
        let items = parent.iter().filter_map(|schema| schema.get("items"));
        for (step, schema) in properties.chain(items.map(|schema| (Step::Item(0), schema))) {
            let mut path = path.clone();
            path.push(step);
            if found.len() == MOST {
                return found;
            }
            if is_read_only(resource, &path) {
                continue;
            }
            let schemas = both(resource, schema);
            if path.len() < DEPTH {
                queue.push_back((path.clone(), schemas.clone()));
            }
            found.push(Place { path, schemas, parent: parent.clone() });
        }
    }
    found
}

fn both<'f>(resource: ResourceType<'f>, schema: Value<'f>) -> Vec<Value<'f>> {
    let referred = schema.get("$ref").map(|_| resource.resolve(schema));
    std::iter::once(schema).chain(referred).collect()
}

fn is_read_only(resource: ResourceType<'_>, path: &[Step]) -> bool {
    resource.read_only().any(|known| {
        let parts: Vec<&str> = known.split('/').collect();
        parts.len() == path.len()
            && path.iter().zip(parts).all(|(step, part)| part == "*" || matches!(step, Step::Key(key) if key == part))
    })
}

/// Keywords whose schemas do not hold by themselves, but together with others.
pub const DEPENDENT: [&str; 12] = [
    "if",
    "then",
    "else",
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "contains",
    "requiredXor",
    "requiredOr",
    "dependentRequired",
    "dependentExcluded",
];

/// The names of properties of which rules speak that depend on other properties.
pub fn entangled(resource: ResourceType<'_>) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for part in ["root", "defs"].into_iter().filter_map(|part| resource.record().get(part)) {
        collect(part, false, &mut names);
    }
    for rule in resource.record().get("ext").into_iter().flat_map(Value::items) {
        names.extend(rule.get("at").and_then(Value::as_str).into_iter().flat_map(|place| place.split('/')));
        rule.get("schema").into_iter().for_each(|schema| collect(schema, true, &mut names));
    }
    names
}

fn collect<'f>(schema: Value<'f>, is_inside: bool, names: &mut BTreeSet<&'f str>) {
    for (keyword, argument) in schema.members() {
        if is_inside {
            names.insert(keyword);
        }
        collect(argument, is_inside || DEPENDENT.contains(&keyword), names);
    }
    for item in schema.items() {
        if is_inside {
            names.extend(item.as_str());
        }
        collect(item, is_inside, names);
    }
}
