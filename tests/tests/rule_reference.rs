//! The rule reference in `docs/rules` has a page for each rule, and each page shows what the compiler says today.

use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tap_tests::workspace_root;

/// Rules that no case of `tests/ui` can show, such as those of emission alone, with the test that shows each.
const SHOWN_ELSEWHERE: &[(&str, &str)] = &[];

/// The sections of a page, in their order; the last may be left out.
const SECTIONS: [&str; 5] = ["Why", "Refused", "Accepted", "What AWS says", "What to do"];

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The files of a folder, and of all inside it, with this extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The source of a crate, without its tests.
fn source(name: &str) -> Vec<(PathBuf, String)> {
    let folder = workspace_root().join(name).join("src");
    let tests = folder.join("tests");
    files(&folder, "rs").into_iter().filter(|path| !path.starts_with(&tests)).map(|path| (path.clone(), read(&path))).collect()
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// What the first group of a pattern matches.
fn groups(pattern: &Regex, text: &str) -> Vec<String> {
    pattern.captures_iter(text).map(|found| found[1].to_string()).collect()
}

/// Every slug that a message can have.
fn slugs() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let written = pattern(r"\[tap::([a-z-]+)\]");
    for name in ["tap-macros", "tap-schema", "tap-core", "tap-cli"] {
        for (_, text) in source(name) {
            found.extend(groups(&written, &text));
        }
    }
    let call = pattern(r"\.rule\(");
    let reported = pattern(r#"\.rule\(\s*[^;"]*?,\s*"([a-z-]+)""#);
    let of_schema = pattern(r"\.rule\([^;]*\.slug\(\)");
    for (path, text) in source("tap-macros") {
        let calls = call.find_iter(&text).count();
        let slugs = groups(&reported, &text);
        let known = slugs.len() + of_schema.find_iter(&text).count();
        assert_eq!(calls, known, "{}: the slug of a rule is written where the rule is reported", path.display());
        found.extend(slugs);
    }
    let of_property = pattern(r#"Rule::\w+ => "([a-z-]+)""#);
    found.extend(groups(&of_property, &read(&workspace_root().join("tap-schema/src/check/rule.rs"))));
    let ended = pattern(r#"\bend\([^;]*?,\s*"([a-z-]+)"\)"#);
    for (_, text) in source("tap-core") {
        found.extend(groups(&ended, &text));
    }
    found
}

/// The pages by their slugs.
fn pages() -> BTreeMap<String, String> {
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let all = files(&workspace_root().join("docs/rules"), "md");
    all.iter().map(|path| (name(path), read(path))).filter(|(name, _)| name != "README").collect()
}

/// A case of `tests/ui`: what is refused, what is accepted, and what the compiler says.
struct Case {
    refused: String,
    accepted: String,
    messages: String,
}

fn cases() -> Vec<Case> {
    let place = pattern(r"\$DIR/ui/\w+/refused/\w+\.rs");
    let mut found = Vec::new();
    for path in files(&workspace_root().join("tests/ui"), "stderr") {
        let refused = path.with_extension("rs");
        let family = refused.parent().and_then(Path::parent).expect("a family");
        let accepted = family.join("accepted").join(refused.file_name().expect("a name"));
        let messages = place.replace_all(&read(&path), "src/app.rs").into_owned();
        found.push(Case { refused: read(&refused), accepted: read(&accepted), messages });
    }
    found
}

/// The text of the blocks of a language in a section, without the lines that are left out (`…`).
fn blocks(section: &str, language: &str) -> String {
    let opening = format!("```{language}\n");
    let blocks = section.split(&opening).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| line.trim() != "…").map(|line| format!("{line}\n")).collect()
}

/// Whether every line stands in a text, wherever that is and however far it is indented.
fn has_lines(text: &str, lines: &str) -> bool {
    let known: BTreeSet<_> = text.lines().map(str::trim).collect();
    lines.lines().map(str::trim).all(|line| line.is_empty() || known.contains(line))
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let pages: BTreeSet<_> = pages().into_keys().collect();
    assert_eq!(slugs(), pages, "slugs in the source (left) and pages in docs/rules (right)");
}

#[test]
fn the_list_has_each_page_once() {
    let list = read(&workspace_root().join("docs/rules/README.md"));
    let mut listed = groups(&pattern(r"(?m)^\| \[([a-z-]+)\]\(\S+\) \|"), &list);
    listed.sort();
    assert_eq!(listed, pages().into_keys().collect::<Vec<_>>(), "rules in docs/rules/README.md (left) and pages (right)");
    for slug in listed {
        assert!(list.contains(&format!("[{slug}]({slug}.md)")), "{slug}: the list links another page");
    }
    let readme = read(&workspace_root().join("README.md"));
    assert!(readme.contains("](docs/rules/README.md)"), "README.md does not link the rule reference");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let link = pattern(r"\]\(([a-z-]+)\.md\)");
    let pages = pages();
    for (slug, text) in &pages {
        for target in groups(&link, text) {
            assert!(pages.contains_key(&target), "{slug}: there is no page `{target}`");
        }
    }
}

#[test]
fn every_rule_is_shown_by_a_case() {
    let shown: BTreeSet<_> = cases().iter().flat_map(|case| groups(&pattern(r"\[tap::([a-z-]+)\]"), &case.messages)).collect();
    let elsewhere: BTreeMap<_, _> = SHOWN_ELSEWHERE.iter().copied().collect();
    for slug in slugs() {
        match elsewhere.get(slug.as_str()) {
            Some(test) => {
                assert!(!shown.contains(&slug), "{slug}: a case of tests/ui shows it, so it is not shown elsewhere only");
                assert!(read(&workspace_root().join(test)).contains(&slug), "{slug}: {test} does not show it");
            }
            None => assert!(shown.contains(&slug), "{slug}: no case of tests/ui shows it"),
        }
    }
}

#[test]
fn every_page_has_its_sections() {
    let heading = pattern(r"(?m)^## (.+)$");
    for (slug, text) in pages() {
        assert!(text.starts_with(&format!("# {slug}\n\n")), "{slug}: the page begins with `# {slug}`");
        let found = groups(&heading, &text);
        let wanted = if found.len() < SECTIONS.len() { &SECTIONS[..SECTIONS.len() - 1] } else { &SECTIONS[..] };
        assert_eq!(found, wanted, "{slug}: sections (left) and those of a page (right)");
        let parts: Vec<_> = heading.split(&text).map(str::trim).collect();
        assert!(parts.iter().all(|part| !part.is_empty()), "{slug}: a section is empty");
    }
}

#[test]
fn every_page_shows_what_the_compiler_says() {
    let cases = cases();
    let heading = pattern(r"(?m)^## .+$");
    for (slug, text) in pages() {
        let sections: Vec<_> = heading.split(&text).collect();
        let [_, _, refused, accepted, ..] = sections.as_slice() else { panic!("{slug}: a section is missing") };
        let (code, messages, twin) = (blocks(refused, "rust"), blocks(refused, "text"), blocks(accepted, "rust"));
        assert!(!code.is_empty() && !twin.is_empty(), "{slug}: what is refused and what is accepted are blocks of Rust");
        assert!(messages.contains(&format!("[tap::{slug}]")), "{slug}: the message is not that of the rule");
        if SHOWN_ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == slug) {
            continue;
        }
        let mut with_messages = cases.iter().filter(|case| has_lines(&case.messages, &messages)).peekable();
        assert!(with_messages.peek().is_some(), "{slug}: no case of tests/ui has this message:\n{messages}");
        assert!(
            with_messages.any(|case| has_lines(&case.refused, &code) && has_lines(&case.accepted, &twin)),
            "{slug}: no case of tests/ui with that message has these lines in what is refused:\n{code}\nand these in what is accepted:\n{twin}"
        );
    }
}
