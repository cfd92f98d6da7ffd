//! Templates as they were in a revision of git.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tap_core::document::TemplateSet;

/// The templates of a folder in a revision.
pub fn templates(revision: &str, folder: &Path) -> Result<TemplateSet, String> {
    let files = files(revision, folder)?;
    let texts = contents(&files).map_err(|error| format!("can't read {} of {revision} from git: {error}", folder.display()))?;
    let texts = files.into_iter().map(|(path, _)| path).zip(texts);
    TemplateSet::of_files(folder, texts).map_err(|problem| format!("in revision {revision}: {problem}"))
}

/// Paths and object names of the files in a folder.
fn files(revision: &str, folder: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    // Such a revision would be taken for an option.
    if revision.starts_with('-') {
        return Err(format!("`{revision}` is no revision of git"));
    }
    let commit = format!("{revision}^{{commit}}");
    git(&["rev-parse", "--quiet", "--verify", &commit]).map_err(|said| {
        if said.is_empty() { format!("there is no revision `{revision}` in this git repository") } else { said }
    })?;
    let mut folder_name = folder.display().to_string();
    if !folder_name.ends_with('/') {
        folder_name.push('/');
    }
    let listed = git(&["ls-tree", "-z", revision, "--", &folder_name])?;
    let listed = String::from_utf8_lossy(&listed);
    // MODE blob OBJECT<tab>PATH
    let entries = listed.split('\0').filter_map(|entry| entry.split_once('\t'));
    let files: Vec<(PathBuf, String)> = entries
        .filter_map(|(what, path)| {
            let mut words = what.split(' ').skip(1);
            let is_file = words.next() == Some("blob");
            is_file.then(|| Some((PathBuf::from(path), words.next()?.to_string())))?
        })
        .filter(|(path, _)| TemplateSet::may_be_template(path))
        .collect();
    if files.is_empty() {
        let help = "help: name the folder of the templates by --dir";
        return Err(format!("there are no templates in {} in revision {revision}\n{help}", folder.display()));
    }
    Ok(files)
}

/// The texts of the objects, by one process for all.
fn contents(files: &[(PathBuf, String)]) -> std::io::Result<Vec<String>> {
    let mut child = Command::new("git").args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (Some(mut requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("it has no pipes"));
    };
    let mut answers = BufReader::new(answers);
    let mut texts = Vec::new();
    for (path, object) in files {
        writeln!(requests, "{object}")?;
        requests.flush()?;
        // OBJECT blob SIZE, then the content and a line end.
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(format!("{}: {}", path.display(), head.trim_end())))?;
        let mut content = vec![0; size + 1];
        answers.read_exact(&mut content)?;
        content.pop();
        let text = String::from_utf8(content);
        texts.push(text.map_err(|_| std::io::Error::other(format!("{} is no text", path.display())))?);
    }
    drop(requests);
    child.wait()?;
    Ok(texts)
}

/// What a command of git prints, or what it says against it.
fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").args(arguments).output().map_err(|error| format!("can't run git: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Err(if said.is_empty() { String::new() } else { format!("git says: {said}") })
}
