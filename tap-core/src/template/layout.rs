//! Lays compact JSON out for people: two spaces, one member a line.

/// Adds line breaks and indentation to compact JSON.
pub(super) fn pretty(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let bytes = compact.as_bytes();
    let mut depth = 0;
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' => {
                let is_empty = matches!(bytes.get(at + 1), Some(b'}' | b']'));
                if is_empty {
                    at += 1;
                } else {
                    out.push_str(&compact[from..=at]);
                    from = at + 1;
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                out.push_str(&compact[from..at]);
                from = at;
                depth -= 1;
                line(&mut out, depth);
            }
            b',' => {
                out.push_str(&compact[from..=at]);
                from = at + 1;
                line(&mut out, depth);
            }
            b':' => {
                out.push_str(&compact[from..=at]);
                out.push(' ');
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    out.push_str(&compact[from..]);
    out.push('\n');
    out
}

fn line(out: &mut String, depth: usize) {
    const SPACES: &str = "                                                                ";
    out.push('\n');
    let mut left = depth * 2;
    while left > 0 {
        let part = left.min(SPACES.len());
        out.push_str(&SPACES[..part]);
        left -= part;
    }
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn is_what_serde_json_writes() {
        let value = serde_json::json!({
            "a": { "b": [1, -2.5, true, null, "x:{\"[,\\"], "empty": {}, "none": [] },
            "z": [[["deep"]], { "k": { "l": {} } }],
        });
        let wanted = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(pretty(&value.to_string()), wanted);
    }
}
