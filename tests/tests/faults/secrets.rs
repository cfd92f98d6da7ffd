//! Secrets, and where they must not be.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::path::Path;
use tap_tests::program::{SECRET_KEY, Said};
use tap_tests::proxy::Call;

/// Everything secret of some runs: the secure parameters as they are, and as they were sent; the credentials' key; what registries let in.
pub fn secrets(parameters: &[String], runs: &[Vec<Call>]) -> Vec<String> {
    let mut secrets = vec![SECRET_KEY.to_string()];
    secrets.extend_from_slice(parameters);
    for call in runs.iter().flatten() {
        match call.action.as_str() {
            "PutParameter" => secrets.extend(call.parameters["Value"].as_str().map(str::to_string)),
            "GetAuthorizationToken" => {
                let answer: Value = serde_json::from_slice(&call.answer).unwrap_or_default();
                let token = answer["authorizationData"][0]["authorizationToken"].as_str();
                secrets.extend(token.map(str::to_string));
                let plain = token.and_then(|token| String::from_utf8(STANDARD.decode(token).ok()?).ok());
                secrets.extend(plain.and_then(|plain| Some(plain.split_once(':')?.1.to_string())));
            }
            _ => {}
        }
    }
    let encoded: Vec<String> = secrets.iter().map(|secret| STANDARD.encode(secret).trim_end_matches('=').to_string()).collect();
    secrets.extend(encoded);
    secrets.sort();
    secrets.dedup();
    secrets
}

/// Places that have a secret, a line each, of what was said and of what was written into a folder. They do not show it.
pub fn found(secrets: &[String], said: &[Said], folder: &Path) -> Vec<String> {
    let mut places = Vec::new();
    for (number, one) in said.iter().enumerate() {
        places.push((format!("standard output of run {}", number + 1), one.out.clone().into_bytes()));
        places.push((format!("standard error of run {}", number + 1), one.err.clone().into_bytes()));
    }
    places.extend(files(folder));
    let has = |text: &[u8], secret: &String| text.windows(secret.len()).any(|part| part == secret.as_bytes());
    let with = places.iter().filter(|(_, text)| secrets.iter().any(|secret| has(text, secret)));
    with.map(|(place, _)| format!("{place} has a secret")).collect()
}

/// Everything that was written into a folder.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    // What the test has put there are links.
    let own = paths.filter(|path| !path.is_symlink());
    own.flat_map(|path| {
        if path.is_dir() {
            return files(&path);
        }
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
        vec![(path.display().to_string(), text)]
    })
    .collect()
}

#[test]
fn a_secret_is_found_wherever_it_is() {
    let folder = tempfile::tempdir().expect("a folder is made");
    std::fs::create_dir(folder.path().join("tmp")).expect("a folder is made");
    std::fs::write(folder.path().join("tmp/kept"), "user:correct horse").expect("a file is written");
    let said = |out: &str, err: &str| Said { code: Some(0), out: out.to_string(), err: err.to_string() };
    let all = secrets(&["correct horse".to_string()], &[]);
    let encoded = STANDARD.encode("correct horse");
    let places = found(&all, &[said("done", "done"), said(&encoded, &format!("with {SECRET_KEY}"))], folder.path());
    let file = folder.path().join("tmp/kept");
    assert_eq!(
        places,
        [
            "standard output of run 2 has a secret".to_string(),
            "standard error of run 2 has a secret".to_string(),
            format!("{} has a secret", file.display())
        ]
    );
}
