//! Secure parameters: made once with a generated value, never read, never written again.
//!
//! A value is in no message, event or file: the type that holds it can neither be shown nor compared, and is wiped when it goes. The request that
//! carries it to AWS is the SDK's, which hides it from its own logs.

use super::description::Generate;
use super::failure::Failure;
use super::progress::Progress;
use super::session::Clients;
use super::setting::Setting;
use aws_sdk_ssm::types::{ParameterStringFilter, ParameterType, Tag};
use zeroize::{Zeroize, Zeroizing};

/// The characters that a secret may be made of: printable ASCII, but for some and for the space.
pub fn alphabet(without: &str) -> Vec<char> {
    ('!'..='~').filter(|character| !without.contains(*character)).collect()
}

/// Makes the secure parameters of a region that are not there, each with a value of its own. One that is there is left as it is, whoever made it.
///
/// # Errors
///
/// A name or a tag that holds a parameter without a value; no randomness; AWS's refusals.
pub async fn ensure(setting: &Setting, clients: &Clients, progress: &Progress) -> Result<(), Failure> {
    let region = &clients.region;
    let mut tags = Vec::new();
    for (key, value) in setting.tags(region)? {
        let tag = Tag::builder().key(key).value(value).build();
        tags.push(tag.map_err(|error| format!("`tags`: {error}"))?);
    }
    for parameter in &setting.description.secure_parameters {
        let name = setting.expand(&parameter.name, region)?;
        if is_there(clients, &name).await? {
            continue;
        }
        let secret = Secret::new(&parameter.generate, &mut random)?;
        // Not overwritten: of two runs at once the first one's value stays, as does one that is lost on its way back and sent again.
        let put = clients.ssm.put_parameter().name(&name).set_tags((!tags.is_empty()).then(|| tags.clone())).overwrite(false);
        let put = put.r#type(ParameterType::SecureString).value(secret.0.as_str()).send().await;
        match put
            .map_err(|error| secret.hide(Failure::of(&format!("put the secure parameter `{name}` in {region}"), &error), &name))
        {
            Ok(_) => progress.say(region, format!("put the secure parameter {name}")),
            Err(failure) if failure.is("ParameterAlreadyExists") => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// Whether a parameter is there: asked without its value.
async fn is_there(clients: &Clients, name: &str) -> Result<bool, Failure> {
    let filter = ParameterStringFilter::builder().key("Name").option("Equals").values(name).build();
    let filter = filter.map_err(|error| format!("`{name}`: {error}"))?;
    let mut pages = clients.ssm.describe_parameters().parameter_filters(filter).into_paginator().send();
    while let Some(page) = pages.next().await {
        let doing = || format!("look for the secure parameter `{name}` in {}", clients.region);
        if page.map_err(|error| Failure::of(&doing(), &error))?.parameters().iter().any(|one| one.name() == Some(name)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Deletes the secure parameters of a region; those that are gone are.
///
/// # Errors
///
/// A name that holds a parameter without a value; AWS's refusals.
pub async fn remove(setting: &Setting, clients: &Clients, progress: &Progress) -> Result<(), Failure> {
    let region = &clients.region;
    for parameter in &setting.description.secure_parameters {
        let name = setting.expand(&parameter.name, region)?;
        let gone = clients.ssm.delete_parameter().name(&name).send().await;
        match gone.map_err(|error| Failure::of(&format!("delete the secure parameter `{name}` in {region}"), &error)) {
            Ok(_) => progress.say(region, format!("deleted the secure parameter {name}")),
            Err(failure) if failure.is("ParameterNotFound") => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// A value that nobody sees: no `Debug`, no `Display`, wiped when it goes.
struct Secret(Zeroizing<String>);

/// So many characters in a row that are the secret's are taken for a part of it.
const TELLING: usize = 6;

impl Secret {
    /// Every character of the alphabet is as likely as every other: bytes beyond the last whole multiple of its size are thrown away.
    fn new(generate: &Generate, random: &mut dyn FnMut(&mut [u8]) -> Result<(), Failure>) -> Result<Self, Failure> {
        let alphabet = alphabet(&generate.without);
        let most = 256 - 256 % alphabet.len();
        loop {
            // All of its room at once, so that no copy is left behind where it grew.
            let mut text = Zeroizing::new(String::with_capacity(generate.length));
            let mut bytes = [0; 64];
            while text.len() < generate.length {
                random(&mut bytes)?;
                let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < most);
                let missing = generate.length - text.len();
                text.extend(fair.take(missing).map(|byte| alphabet[byte % alphabet.len()]));
            }
            bytes.zeroize();
            // Parameter Store refuses a value with `{{`, which could name another parameter.
            if !text.contains("{{") {
                return Ok(Secret(text));
            }
        }
    }

    /// A failure without the secret: AWS's own text goes if any part of the secret stands in it.
    fn hide(&self, failure: Failure, name: &str) -> Failure {
        let characters = self.0.as_bytes();
        let mut parts = characters.windows(TELLING.min(characters.len())).filter_map(|part| std::str::from_utf8(part).ok());
        if !parts.any(|part| failure.message.contains(part) || failure.said.contains(part)) {
            return failure;
        }
        let code = failure.code.as_deref().unwrap_or("an error without a code");
        let message = format!(
            "cannot put the secure parameter `{name}`: {code}; what AWS says about it holds a part of the value, so it is not shown"
        );
        Failure { code: failure.code, said: String::new(), message }
    }
}

fn random(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| format!("the operating system gives no random numbers: {error}").into())
}

#[cfg(test)]
mod tests {
    use super::{Failure, Generate, Secret, alphabet, random};

    fn generate(length: usize, without: &str) -> Generate {
        Generate { length, without: without.to_string() }
    }

    #[test]
    fn the_alphabet_is_printable_ascii_but_for_some() {
        assert_eq!(alphabet("").len(), 94);
        let some = alphabet("\"'/@\\ ");
        assert_eq!(some.len(), 89);
        assert!(some.iter().all(|character| character.is_ascii_graphic() && !"\"'/@\\ ".contains(*character)));
    }

    #[test]
    fn every_byte_that_counts_is_one_character_and_the_others_none() {
        // 94 characters: 188 of 256 bytes count, each character twice.
        let mut next = 0_u8;
        let mut count = |bytes: &mut [u8]| {
            bytes.iter_mut().for_each(|byte| {
                *byte = next;
                next = next.wrapping_add(1);
            });
            Ok(())
        };
        let secret = Secret::new(&generate(188, ""), &mut count).unwrap_or_else(|_| panic!("no secret"));
        let alphabet: String = alphabet("").into_iter().collect();
        assert!(*secret.0 == alphabet.repeat(2));
    }

    #[test]
    fn a_value_has_its_length_and_nothing_that_it_must_not_hold() {
        let without = "\"'/@\\ ";
        let mut seen = std::collections::BTreeSet::new();
        for length in [8, 32, 63, 64, 65, 4096] {
            let secret = Secret::new(&generate(length, without), &mut random).unwrap_or_else(|_| panic!("no secret"));
            assert_eq!(secret.0.len(), length);
            assert!(!secret.0.contains("{{") && !secret.0.chars().any(|character| without.contains(character)));
            assert!(seen.insert(secret.0.to_string()));
        }
    }

    #[test]
    fn two_braces_are_drawn_again() {
        let mut draws = 0;
        let mut scripted = |bytes: &mut [u8]| {
            // `{` is the 91st character after `!`; then only `!`.
            bytes.fill(if draws == 0 { 90 } else { 0 });
            draws += 1;
            Ok(())
        };
        let secret = Secret::new(&generate(8, ""), &mut scripted).unwrap_or_else(|_| panic!("no secret"));
        assert!(*secret.0 == "!!!!!!!!");
    }

    #[test]
    fn a_failure_shows_no_part_of_the_secret() {
        let secret = Secret::new(&generate(32, ""), &mut random).unwrap_or_else(|_| panic!("no secret"));
        let part = &secret.0[10..20];
        let said = format!("Value '{part}' at 'value' failed to satisfy constraint");
        let failure = |said: &str| Failure {
            code: Some("ValidationException".to_string()),
            said: said.to_string(),
            message: format!("cannot: {said}"),
        };
        let hidden = secret.hide(failure(&said), "/tap/dev/password");
        assert!(!hidden.message.contains(part) && !hidden.said.contains(part));
        assert!(
            hidden.message.contains("/tap/dev/password")
                && hidden.message.contains("ValidationException")
                && hidden.is("ValidationException")
        );
        let other = failure("the name is too long");
        assert_eq!(secret.hide(other.clone(), "/tap/dev/password"), other);
    }
}
