//! Whether a text is JSON.

/// How deep a document may be nested.
const DEPTH: usize = 128;

/// Whether a text is one JSON value, as RFC 8259 has it.
pub(super) fn is_json(text: &str) -> bool {
    let rest = spaces(text.as_bytes());
    value(rest, 0).is_some_and(|rest| spaces(rest).is_empty())
}

/// What follows a value; nothing if there is none.
fn value(text: &[u8], depth: usize) -> Option<&[u8]> {
    match text.first()? {
        b'"' => string(text),
        b'{' | b'[' if depth == DEPTH => None,
        b'{' => members(&text[1..], b'}', |text| {
            let rest = spaces(string(text)?).strip_prefix(b":")?;
            value(spaces(rest), depth + 1)
        }),
        b'[' => members(&text[1..], b']', |text| value(text, depth + 1)),
        b'-' | b'0'..=b'9' => number(text),
        _ => [&b"true"[..], b"false", b"null"].iter().find_map(|word| text.strip_prefix(*word)),
    }
}

/// What follows members between commas and the bracket that ends them.
fn members<'t>(text: &'t [u8], end: u8, member: impl Fn(&'t [u8]) -> Option<&'t [u8]>) -> Option<&'t [u8]> {
    let mut rest = spaces(text);
    if let Some(rest) = rest.strip_prefix(&[end]) {
        return Some(rest);
    }
    loop {
        rest = spaces(member(rest)?);
        match rest.split_first()? {
            (b',', after) => rest = spaces(after),
            (found, after) if *found == end => return Some(after),
            _ => return None,
        }
    }
}

fn string(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        let (first, after) = rest.split_first()?;
        rest = match first {
            b'"' => return Some(after),
            b'\\' => match after.split_first()? {
                (b'u', digits) if digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit) => &digits[4..],
                (b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', after) => after,
                _ => return None,
            },
            0..0x20 => return None,
            _ => after,
        };
    }
}

fn number(text: &[u8]) -> Option<&[u8]> {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = text.strip_prefix(b"-").unwrap_or(text);
    let count = digits(rest);
    if count == 0 || count > 1 && rest[0] == b'0' {
        return None;
    }
    rest = &rest[count..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        rest = fraction.get(count..).filter(|_| count > 0)?;
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        rest = exponent.get(count..).filter(|_| count > 0)?;
    }
    Some(rest)
}

fn spaces(text: &[u8]) -> &[u8] {
    let count = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    &text[count..]
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_told_from_what_is_none() {
        for text in [r#"{}"#, " [1, -2.5e+3, \"a\\u00e9\\n\", {\"b\": [null, true, false]}]\n", "0", "\"\"", "{\"a\":{\"a\":[]}}"]
        {
            assert!(is_json(text), "{text}");
        }
        let deep = "[".repeat(1000);
        for text in ["", "x", "{", "{a: 1}", "[1,]", "{\"a\" 1}", "01", "1.", "\"\\x\"", "[1] 2", "'a'", "nul", deep.as_str()] {
            assert!(!is_json(text), "{text}");
        }
    }
}
