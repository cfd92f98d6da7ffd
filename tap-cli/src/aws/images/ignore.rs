//! `.dockerignore`: what is left out of a build context.
//!
//! A pattern is relative to the context and takes what is below a folder with it; `*` and `?` stay within a name, `**` goes over any
//! number of folders, `!` takes back, and the last pattern that matches decides.

use glob::{MatchOptions, Pattern};

const WITHIN_NAMES: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// The patterns of a file, and whether each takes back.
#[derive(Default)]
pub struct Ignored(Vec<(Pattern, bool)>);

impl Ignored {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// The line that holds no pattern.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut patterns = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with('#')) {
            let line = line.trim();
            let (line, takes_back) = line.strip_prefix('!').map_or((line, false), |rest| (rest.trim(), true));
            let parts: Vec<&str> = line.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
            if parts.is_empty() {
                continue;
            }
            let pattern = Pattern::new(&parts.join("/")).map_err(|error| format!("`{line}` is no pattern: {error}"))?;
            patterns.push((pattern, takes_back));
        }
        Ok(Ignored(patterns))
    }

    /// Whether a file, by its path with `/` below the context, is left out.
    pub fn holds(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let folders: Vec<&str> = ends.map(|end| &path[..end]).collect();
        let matches = |pattern: &Pattern| folders.iter().any(|path| pattern.matches_with(path, WITHIN_NAMES));
        let last = self.0.iter().rev().find(|(pattern, _)| matches(pattern));
        last.is_some_and(|(_, takes_back)| !takes_back)
    }
}

#[cfg(test)]
mod tests {
    use super::Ignored;

    #[test]
    fn the_last_pattern_that_matches_decides() {
        let text = "# made by tools\n**/__pycache__\n\n/tests/\n*.md\n!README.md\n?.tmp\ndocs/**/draft\n";
        let ignored = Ignored::parse(text).unwrap();
        for path in [
            "__pycache__/a.pyc",
            "x/y/__pycache__/a.pyc",
            "tests/a.py",
            "tests/x/b.py",
            "NOTES.md",
            "a.tmp",
            "docs/draft",
            "docs/a/b/draft/x",
        ] {
            assert!(ignored.holds(path), "{path}");
        }
        for path in ["app.py", "x/tests/a.py", "README.md", "x/NOTES.md", "ab.tmp", "docs/a"] {
            assert!(!ignored.holds(path), "{path}");
        }
    }

    #[test]
    fn a_line_that_is_no_pattern_is_named() {
        let refused = Ignored::parse("a\nb[\n").err().unwrap();
        assert!(refused.starts_with("`b[` is no pattern"), "{refused}");
    }
}
