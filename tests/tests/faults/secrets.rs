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
    files(folder, &mut places);
    let has = |text: &[u8], secret: &String| text.windows(secret.len()).any(|part| part == secret.as_bytes());
    let with = places.iter().filter(|(_, text)| secrets.iter().any(|secret| has(text, secret)));
    with.map(|(place, _)| format!("{place} has a secret")).collect()
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        // What the test has put there are links.
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).expect("the file can be read")));
        }
    }
}
