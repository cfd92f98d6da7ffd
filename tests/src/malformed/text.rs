//! Texts changed without regard to what they mean.

use super::Random;

/// What does not belong into a template, or not there.
const ODD: &[&str] = &[
    "\u{0}",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{85}",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{10ffff}",
    "\\ud800",
    "\\u0000",
    "\t",
    "\r",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ",",
    "- ",
    "? ",
    "| ",
    ">-\n",
    "#",
    "%YAML 9.9\n",
    "\n---\n",
    "\n...\n",
    "&a ",
    "*a",
    "<<: ",
    "!",
    "!! ",
    "!Nope ",
    "!Sub ",
    "!GetAtt ",
    "!If ",
    "!Ref ",
    "!Condition ",
    "!<tag:yaml.org,2002:str> ",
    "!!binary ",
    "!!float ",
    "${",
    "${!",
    "${}",
    "${AWS::NoValue}",
    "{{resolve:ssm:",
    "{{resolve:}}",
    "999999999999999999999999999999999999999999",
    "-0",
    "1e999",
    "1e-999",
    "0x7fffffffffffffffffffffff",
    ".inf",
    "NaN",
    "null",
    "~",
    "\"Fn::Nope\": ",
    "\"Fn::ForEach::L\": ",
    "Fn::Transform: ",
    "\"Ref\": ",
];

/// The text cut off after so many bytes, or before the character that is there.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The text with one to three changes.
pub fn changed(text: &str, random: &mut Random) -> String {
    let mut text = text.to_string();
    for _ in 0..=random.below(3) {
        text = once(&text, random);
    }
    text
}

fn once(text: &str, random: &mut Random) -> String {
    let at = random.below(text.len() + 1);
    match random.below(9) {
        0 => cut(text, at).to_string(),
        1 => flipped(text, random),
        2 | 3 => {
            let at = text.floor_char_boundary(at);
            format!("{}{}{}", &text[..at], random.of(ODD), &text[at..])
        }
        4 => {
            // A part is gone.
            let (from, to) = (text.floor_char_boundary(at), text.floor_char_boundary(at + random.below(40)));
            format!("{}{}", &text[..from], &text[to..])
        }
        5 => {
            // A part comes twice.
            let (from, to) = (text.floor_char_boundary(at), text.floor_char_boundary(at + random.below(400)));
            format!("{}{}", &text[..to], &text[from..])
        }
        _ => with_lines(text, random),
    }
}

fn flipped(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if !bytes.is_empty() {
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn with_lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    if lines.is_empty() {
        return text.to_string();
    }
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(5) {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(other, lines[at].clone()),
        2 => lines.swap(at, other),
        3 => lines[at].insert_str(0, &" ".repeat(random.below(5))),
        _ => lines[at] = lines[at].trim_start().to_string(),
    }
    lines.join("\n")
}
