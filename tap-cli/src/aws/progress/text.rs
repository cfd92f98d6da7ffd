//! Words of progress.

/// Minutes and seconds as on a clock: `3:05`, `1:02:03`.
pub fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A text of others on one line: what a terminal would obey is written as in Rust, such as `\n` or `\u{1b}`.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_command(character) { out.extend(character.escape_default()) } else { out.push(character) }
    }
    out
}

/// Whether a terminal may do something else with it than show it: control characters, and those that turn the direction of writing.
pub fn is_command(character: char) -> bool {
    character.is_control() || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name of at most so many characters.
pub fn cut(name: &str, most: usize) -> String {
    if name.chars().count() <= most { name.to_string() } else { name.chars().take(most - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_as_on_a_clock() {
        assert_eq!([0, 59, 60, 875, 3723].map(clock), ["0:00", "0:59", "1:00", "14:35", "1:02:03"]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(escaped("a\u{1b}[2J\r\nb\u{9b}c\u{202e}d é"), "a\\u{1b}[2J\\r\\nb\\u{9b}c\\u{202e}d é");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!((cut("tap-dev", 7), cut("tap-dev", 6)), ("tap-dev".to_string(), "tap-d…".to_string()));
    }
}
