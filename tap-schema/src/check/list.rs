//! Lists.

use super::scalar::{same, shortened, text_of};
use super::{Checker, Content, Input, Rule, Segment, listed, names};
use crate::Value;

impl<'f> Checker<'f> {
    /// Checks each item of a list.
    pub(super) fn elements(&mut self, items: &[Input<'_>], schema: Value<'f>) {
        let resolved = self.resource.resolve(schema);
        let prefix = resolved.get("prefixItems");
        let first: Vec<Value<'f>> = prefix.into_iter().flat_map(Value::items).collect();
        let rest = resolved.get("items");
        if first.is_empty() && rest.is_none() {
            return;
        }
        // Past an item that may not be there, positions are unknown.
        let is_fixed = !super::condition::is_conditional(items.iter());
        for (position, item) in items.iter().enumerate() {
            // The providers' schemas know nothing of positions: their `items` is of all, and the first ones come on top.
            let of_position = first.get(position).copied().filter(|_| is_fixed);
            for schema in rest.into_iter().chain(of_position) {
                self.path.push(Segment::Position(position));
                self.value(item, schema);
                self.path.pop();
            }
        }
    }

    pub(super) fn items_count(&mut self, input: &Input<'_>, bound: Value<'f>, is_most: bool) {
        let (Content::List(items), Some(bound)) = (&input.content, bound.as_i64()) else { return };
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if is_most && count > bound || !is_most && count < bound {
            let (limit, verb) = (if is_most { "at most" } else { "at least" }, if bound == 1 { "is" } else { "are" });
            let message = format!("{} has {count} items, where {limit} {bound} {verb} wanted", self.subject());
            self.find(input.tag, Rule::WrongCount, message, String::new());
        }
    }

    pub(super) fn unique(&mut self, input: &Input<'_>, argument: Value<'f>) {
        let Content::List(items) = &input.content else { return };
        if argument.as_bool() != Some(true) {
            return;
        }
        for (position, item) in items.iter().enumerate() {
            if items[..position].iter().any(|earlier| same_input(earlier, item)) {
                self.twice(item);
            }
        }
    }

    fn twice(&mut self, item: &Input<'_>) {
        let message = match text_of(&item.content) {
            Some(text) => format!("{} has `{}` twice", self.subject(), shortened(text)),
            None => format!("{} has an item twice", self.subject()),
        };
        self.find(item.tag, Rule::DuplicateItem, message, "remove one of the two".into());
    }

    /// Items that these members tell apart.
    pub(super) fn unique_keys(&mut self, input: &Input<'_>, keys: Value<'f>) {
        let Content::List(items) = &input.content else { return };
        // An item without all of them is no other's equal.
        let told: Vec<Option<Vec<_>>> = items.iter().map(|item| names(keys).map(|key| member(item, key)).collect()).collect();
        for (position, item) in items.iter().enumerate() {
            let Some(own) = &told[position] else { continue };
            let is_same = |earlier: &Vec<&Input<'_>>| earlier.iter().zip(own).all(|(one, two)| same_input(one, two));
            if told[..position].iter().flatten().any(is_same) {
                // In the words of `unique` where the rest is the same too, for it may say so as well.
                if items[..position].iter().any(|earlier| same_input(earlier, item)) {
                    self.twice(item);
                    continue;
                }
                let said = match &own[..] {
                    [only] => text_of(&only.content).map(|text| format!(", `{}`", shortened(text))),
                    _ => None,
                };
                let said = said.unwrap_or_default();
                let message = format!("{} has two items of the same {}{said}", self.subject(), listed(names(keys)));
                self.find(item.tag, Rule::DuplicateItem, message, "name each differently, or remove one".into());
            }
        }
    }

    pub(super) fn distinct_count(&mut self, input: &Input<'_>, bound: Value<'f>) {
        let (Content::List(items), Some(bound)) = (&input.content, bound.as_i64()) else { return };
        let first = |position: &usize| !items[..*position].iter().any(|earlier| same_input(earlier, &items[*position]));
        let count = i64::try_from((0..items.len()).filter(first).count()).unwrap_or(i64::MAX);
        if items.iter().all(|item| text_of(&item.content).is_some()) && count > bound {
            let message = format!("{} has {count} different items, where at most {bound} is wanted", self.subject());
            self.find(input.tag, Rule::WrongCount, message, String::new());
        }
    }
}

fn member<'i, 'a>(item: &'i Input<'a>, key: &str) -> Option<&'i Input<'a>> {
    let Content::Object(entries) = &item.content else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// Whether two values are the same for certain.
fn same_input(one: &Input<'_>, two: &Input<'_>) -> bool {
    match (&one.content, &two.content) {
        (Content::List(one), Content::List(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same_input(one, two))
        }
        (Content::Object(one), Content::Object(two)) => {
            let other = |key: &str| two.iter().find(|entry| entry.key == key);
            one.len() == two.len()
                && one.iter().all(|entry| other(entry.key).is_some_and(|other| same_input(&entry.value, &other.value)))
        }
        (one, two) => match (text_of(one), text_of(two)) {
            (Some(one), Some(two)) => same(one, two),
            _ => false,
        },
    }
}
