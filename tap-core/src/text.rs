//! Texts in `const` evaluation, where the standard library compares none.

/// Whether two texts are the same.
pub(crate) const fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && starts_with(one.as_bytes(), other.as_bytes())
}

/// Whether two texts are the same but for upper and lower case.
pub(crate) const fn same_but_case(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if !a.eq_ignore_ascii_case(b) {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

pub(crate) const fn starts_with(mut text: &[u8], mut start: &[u8]) -> bool {
    while let [wanted, start_rest @ ..] = start {
        match text {
            [byte, text_rest @ ..] if *byte == *wanted => (text, start) = (text_rest, start_rest),
            _ => return false,
        }
    }
    true
}

pub(crate) const fn ends_with(text: &[u8], end: &[u8]) -> bool {
    text.len() >= end.len() && starts_with(text.split_at(text.len() - end.len()).1, end)
}

/// Part of a text; nothing where it has none.
pub(crate) const fn slice(text: &'static str, start: usize, end: usize) -> &'static str {
    if end < start || end > text.len() {
        return "";
    }
    let (text, _) = text.split_at(end);
    text.split_at(start).1
}

/// Whether a list has a text.
pub(crate) const fn has(mut names: &[&str], wanted: &str) -> bool {
    while let [name, rest @ ..] = names {
        if same(name, wanted) {
            return true;
        }
        names = rest;
    }
    false
}
