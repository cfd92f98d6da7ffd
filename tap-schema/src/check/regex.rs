//! Patterns that the matcher does not understand: those that look ahead or behind, those with classes of Unicode, and those
//! that write in another way what it knows.
//!
//! A few shapes of them say the same as several patterns without: `^(?!aws:).+$` is `^.+$` and not `^aws:`. And on a text of
//! ASCII alone, `\p{L}` is `a-zA-Z`.

use super::Matcher;

const NOT_OF_AWS: &str = "^(?!aws:).+$";

/// Whether a text matches a pattern; `None` if that cannot be said.
pub(super) fn matches(engine: Matcher, pattern: &str, text: &str) -> Option<bool> {
    // The keys of all tags: too many to take the pattern apart each time.
    if pattern == NOT_OF_AWS && !text.contains('\n') {
        return Some(!text.is_empty() && !text.starts_with("aws:"));
    }
    engine(pattern, text).or_else(|| split(engine, &plain(pattern, text)?, text))
}

/// A pattern by its parts.
fn split(engine: Matcher, pattern: &str, text: &str) -> Option<bool> {
    if let Some(known) = engine(pattern, text) {
        return Some(known);
    }
    let alternatives = alternatives(pattern)?;
    if alternatives.len() > 1 {
        let found: Vec<_> = alternatives.into_iter().map(|pattern| split(engine, pattern, text)).collect();
        return if found.contains(&Some(true)) {
            Some(true)
        } else {
            found.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
        };
    }
    // The end, by what must not stand before it.
    if let Some(start) = pattern.strip_suffix(")$").and_then(|pattern| pattern.rfind("(?<!")) {
        let (before, behind) = (&pattern[..start], &pattern[start + 4..pattern.len() - 2]);
        if group(&pattern[start..])?.len() == pattern.len() - start - 1 {
            return both(split(engine, &format!("{before}$"), text), engine(&format!("(?:{behind})$"), text).map(|found| !found));
        }
    }
    // The start, by what must or must not follow.
    let anchored = pattern.strip_prefix('^')?;
    let group = group(anchored)?;
    let rest = &anchored[group.len()..];
    let inside = &group[1..group.len() - 1];
    if let Some(ahead) = inside.strip_prefix("?!") {
        return both(split(engine, &format!("^{rest}"), text), engine(&format!("^(?:{ahead})"), text).map(|found| !found));
    }
    if let Some(ahead) = inside.strip_prefix("?=") {
        return both(split(engine, &format!("^{rest}"), text), engine(&format!("^(?:{ahead})"), text));
    }
    // Brackets around the whole.
    let inside = inside.strip_prefix("?:").unwrap_or(inside);
    (matches!(rest, "" | "$") && !inside.starts_with('?') && self::alternatives(inside)?.len() == 1)
        .then(|| split(engine, &format!("^{inside}{rest}"), text))?
}

fn both(one: Option<bool>, two: Option<bool>) -> Option<bool> {
    match (one, two) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (one, two) => Some(one? && two?),
    }
}

/// The group that a pattern begins with, with its brackets.
fn group(pattern: &str) -> Option<&str> {
    if !pattern.starts_with('(') {
        return None;
    }
    let mut depth = 0;
    for (position, found) in marks(pattern) {
        match found {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&pattern[..=position]);
        }
    }
    None
}

/// The alternatives that a pattern is made of; `None` if its brackets don't match.
fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (position, mark) in marks(pattern) {
        match mark {
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => {
                found.push(&pattern[start..position]);
                start = position + 1;
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    found.push(&pattern[start..]);
    (depth == 0).then_some(found)
}

/// The characters of a pattern outside of its classes, but for those after a backslash.
fn marks(pattern: &str) -> impl Iterator<Item = (usize, char)> {
    let mut characters = pattern.char_indices();
    let mut class_from = None;
    std::iter::from_fn(move || {
        loop {
            let (position, character) = characters.next()?;
            match (character, class_from) {
                ('\\', _) => {
                    characters.next();
                }
                ('[', None) => class_from = Some(position),
                // The first of a class is one of its characters: `[]a]`.
                (']', Some(start)) if position > start + 1 && !pattern[start..position].eq("[^") => class_from = None,
                (_, Some(_)) => {}
                _ => return Some((position, character)),
            }
        }
    })
}

/// A pattern as the matcher knows to read it; `None` if it has a class of Unicode that is not known here, or the text is not
/// of ASCII alone.
fn plain(pattern: &str, text: &str) -> Option<String> {
    // The end of the text by other names.
    let pattern = pattern.replace("(?![\\s\\S])", "\\z").replace("\\Z", "\\z");
    let mut plain = String::new();
    // Where the class started that a character stands in.
    let (mut rest, mut class) = (pattern.as_str(), None);
    while let Some(character) = rest.chars().next() {
        let (taken, after) = rest.split_at(match character {
            '\\' => 1 + rest[1..].chars().next()?.len_utf8(),
            other => other.len_utf8(),
        });
        rest = after;
        match (taken, class) {
            ("\\p" | "\\P", _) => {
                let (name, after) = rest.strip_prefix('{')?.split_once('}')?;
                rest = after;
                let ranges = ascii(name, taken == "\\P").filter(|_| text.is_ascii())?;
                plain += &if class.is_some() { ranges.to_string() } else { format!("[{ranges}]") };
                // A class has no last character that a range could start with.
                if class.is_some() && rest.starts_with('-') && !rest.starts_with("-]") {
                    plain.push_str("\\-");
                    rest = &rest[1..];
                }
                continue;
            }
            // These are letters that need no backslash; to some engines the two are borders of words.
            ("\\<" | "\\>", _) => {
                plain += &taken[1..];
                continue;
            }
            // What is no count stands for itself: one source writes `[0-9]{1-3}`.
            ("{", None) if !is_count(rest) => plain.push('\\'),
            ("[", None) => class = Some(plain.len()),
            // A class has no classes in it.
            ("[", Some(_)) => plain.push('\\'),
            // The first of a class is one of its characters: `[]a]`.
            ("]", Some(start)) if !matches!(&plain[start..], "[" | "[^") => class = None,
            _ => {}
        }
        plain += taken;
    }
    Some(plain)
}

/// Whether this follows the bracket of a count: `2}`, `2,}`, `2,5}`.
fn is_count(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

/// The ASCII characters of a class of Unicode, or those outside of it, as they are written in a class.
fn ascii(name: &str, outside: bool) -> Option<&'static str> {
    Some(match (name, outside) {
        ("L" | "Letter" | "Alpha", false) => "a-zA-Z",
        ("Ll" | "Lower", false) => "a-z",
        ("Lu" | "Upper", false) => "A-Z",
        ("N" | "Nd" | "Digit", false) => "0-9",
        ("Alnum", false) => "a-zA-Z0-9",
        ("P", false) => "!-#%-*,-/:;?@\\[-\\]_{}",
        ("Punct", false) => "!-/:-@\\[-`{-~",
        ("S", false) => "$+<->^`|~",
        ("Sc", false) => "$",
        ("Z" | "Zs", false) => " ",
        ("Print", false) | ("C" | "Cc", true) => " -~",
        ("ASCII", false) | ("M", true) => "\\x00-\\x7F",
        ("Graph", false) => "!-~",
        ("C" | "Cc", false) => "\\x00-\\x1F\\x7F",
        ("L", true) => "\\x00-@\\[-`{-\\x7F",
        // There are none. A class can't be empty, and text has no NUL.
        ("M" | "Mn" | "Mc", false) => "\\x00",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{alternatives, plain, split};

    /// An engine that knows these few by heart, and fails on what looks ahead, behind, or at Unicode.
    fn engine(pattern: &str, text: &str) -> Option<bool> {
        Some(match pattern {
            "^.+$" => !text.is_empty(),
            "^(?:aws:)" => text.starts_with("aws:"),
            "^(?:a|b)" => text.starts_with(['a', 'b']),
            "(?:-)$" => text.ends_with('-'),
            "^x$" => text == "x",
            _ => return None,
        })
    }

    #[test]
    fn what_looks_around_is_taken_apart() {
        let cases = [
            ("^(?!aws:).+$", "mine", Some(true)),
            ("^(?!aws:).+$", "aws:x", Some(false)),
            ("^((?!aws:).+)$", "aws:x", Some(false)),
            ("^((?!aws:).+$)", "aws:x", Some(false)),
            ("^(?!aws:)(?!a|b).+$", "about", Some(false)),
            ("^(?!aws:)(?!a|b).+$", "zoo", Some(true)),
            ("^(?=a|b).+$", "zoo", Some(false)),
            ("^.+(?<!-)$", "x-", Some(false)),
            ("^.+(?<!-)$", "x", Some(true)),
            ("^(?!aws:).+$|^x$", "aws:", Some(false)),
            ("^(?=unheard of).+$", "x", None),
            ("(?!aws:).+", "aws:", None),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(split(engine, pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_are_written_as_the_matcher_reads_them() {
        assert_eq!(plain(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$", "x").unwrap(), r"^[a-zA-Z 0-9_.:/=+\-@]*$");
        assert_eq!(plain(r"^\p{L}[\p{Z}-_]\\p$", "x").unwrap(), r"^[a-zA-Z][ \-_]\\p$");
        assert_eq!(plain(r"^([a-z[\]+])*\Z", "é").unwrap(), r"^([a-z\[\]+])*\z");
        assert_eq!(plain(r"[0-9]{1,3}{1-3}\<", "x").unwrap(), r"[0-9]{1,3}\{1-3}<");
        assert_eq!(plain("[]a[]", "x").unwrap(), r"[]a\[]");
        assert_eq!(plain(r"^\p{L}$", "é"), None);
        assert_eq!(plain(r"^\p{Greek}$", "x"), None);
    }

    #[test]
    fn alternatives_are_those_of_the_whole() {
        assert_eq!(alternatives(r"^(a|b)[|]\|c|d").unwrap(), [r"^(a|b)[|]\|c", "d"]);
        assert_eq!(alternatives("[]|]").unwrap(), ["[]|]"]);
        assert_eq!(alternatives("a)|(b"), None);
    }
}
