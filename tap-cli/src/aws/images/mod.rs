//! Container images: named by the hash of what they are built from, so that what is built once is not built again.

mod context;
mod docker;
mod ignore;
mod repository;

use super::description::Image;
use super::failure::Failure;
use super::progress::Progress;
use super::session::Clients;
use super::setting::Setting;
use docker::{Docker, Login};
use futures_util::future::try_join_all;
use repository::Repository;
use std::collections::BTreeMap;
use tap_core::evaluate::Given;
use tap_schema::name::help;

/// An image where it belongs.
struct Wanted<'s> {
    image: &'s Image,
    tag: String,
    /// One by region, in their order, with the digest of what has the tag there.
    places: Vec<(Repository, Option<String>)>,
}

impl Wanted<'_> {
    fn missing(&self) -> impl Iterator<Item = &Repository> {
        self.places.iter().filter(|(_, digest)| digest.is_none()).map(|(repository, _)| repository)
    }

    fn present(&self) -> impl Iterator<Item = (&Repository, &str)> {
        self.places.iter().filter_map(|(repository, digest)| Some((repository, digest.as_deref()?)))
    }
}

/// The digests of all images by name, the same in all regions: of `given` (`sha256:…`), or of what has the tag `deployed-HASH` in the
/// repositories that the outputs of each region name. What is in none of them is built and pushed by `docker`; what is in some is copied.
///
/// # Errors
///
/// An image that is given but unknown or not there; files that cannot be read; no `docker` for what is missing; what `docker` or AWS refuses;
/// different images under one tag.
pub async fn ensure(
    setting: &Setting,
    regions: &[Clients],
    outputs: &BTreeMap<String, BTreeMap<String, String>>,
    given: &BTreeMap<String, String>,
    progress: &Progress,
) -> Result<BTreeMap<String, String>, Failure> {
    let description = &setting.description;
    let mut digests = BTreeMap::new();
    for (name, digest) in given {
        let Some(image) = description.image(name) else {
            let known = description.images.iter().map(|image| image.name.as_str());
            return Err(format!("--image {name}=…: there is no image `{name}`{}", help(name, known)).into());
        };
        if !is_digest(digest) {
            return Err(format!("--image {name}={digest}: a digest is `sha256:` and 64 hexadecimal digits").into());
        }
        for repository in repositories(image, regions, outputs)? {
            repository.has(digest).await?;
        }
        digests.insert(name.clone(), digest.clone());
    }
    let mut wanted = Vec::new();
    for image in description.images.iter().filter(|image| !given.contains_key(&image.name)) {
        let tag = format!("deployed-{}", context::hash(image, &description.build_options, &description.folder)?);
        let repositories = repositories(image, regions, outputs)?;
        let found = try_join_all(repositories.iter().map(|repository| repository.digest(&tag))).await?;
        wanted.push(Wanted { image, tag, places: repositories.into_iter().zip(found).collect() });
    }
    if wanted.iter().any(|wanted| wanted.missing().next().is_some()) {
        let docker = Docker::find().ok_or_else(|| nobody_builds(&wanted))?;
        let _logged_in = log_in(&docker, &wanted, progress).await?;
        for wanted in &mut wanted {
            provide(&docker, setting, wanted, progress).await?;
        }
    }
    for wanted in wanted {
        digests.insert(wanted.image.name.clone(), same(&wanted)?);
    }
    Ok(digests)
}

/// The values of the images' parameters in a region: addresses with the digest, and digests. An image without a digest has none.
pub fn values(setting: &Setting, outputs: &BTreeMap<String, String>, digests: &BTreeMap<String, String>) -> Given {
    let mut values = Given::default();
    for image in &setting.description.images {
        let Some(digest) = digests.get(&image.name) else { continue };
        if let Some((parameter, repository)) = image.image_parameter.as_ref().zip(outputs.get(&image.repository_output)) {
            values.set(parameter, &format!("{repository}@{digest}"));
        }
        if let Some(parameter) = &image.digest_parameter {
            values.set(parameter, digest);
        }
    }
    values
}

fn is_digest(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:");
    digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

/// Those of an image in each region.
fn repositories(
    image: &Image,
    regions: &[Clients],
    outputs: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<Vec<Repository>, Failure> {
    let of = |clients: &Clients| {
        let output = &image.repository_output;
        let address = outputs.get(&clients.region).and_then(|outputs| outputs.get(output));
        let address = address.ok_or_else(|| {
            let (name, region) = (&image.name, &clients.region);
            Failure::from(format!(
                "image `{name}`: no stack of the bootstrap has an output `{output}` in {region}\nhelp: run `bootstrap`, and name the stack with the repositories before the images in `bootstrap` of deployment.json"
            ))
        })?;
        Repository::new(clients, address)
    };
    regions.iter().map(of).collect()
}

/// Without `docker`.
fn nobody_builds(wanted: &[Wanted<'_>]) -> Failure {
    let (mut lines, mut options) = (String::new(), String::new());
    for wanted in wanted.iter().filter(|wanted| wanted.missing().next().is_some()) {
        let name = &wanted.image.name;
        for repository in wanted.missing() {
            lines.push_str(&format!("\n  {name}: {}:{}", repository.address, wanted.tag));
        }
        options.push_str(&format!(" --image {name}=sha256:…"));
    }
    format!(
        "images are not in their repositories, and there is no program `docker` in PATH to build them:{lines}\nhelp: put `docker` into PATH, and run the same command again; or push them by other means to all regions, under these tags, or under others with their digests given:{options}"
    )
    .into()
}

/// Once for each registry that something is pushed to or copied from.
async fn log_in<'d>(docker: &'d Docker, wanted: &[Wanted<'_>], progress: &Progress) -> Result<Login<'d>, Failure> {
    let mut login = Login::new(docker);
    for wanted in wanted.iter().filter(|wanted| wanted.missing().next().is_some()) {
        for (repository, _) in &wanted.places {
            login.add(repository, progress).await?;
        }
    }
    Ok(login)
}

/// Brings an image to all regions where it is missing, and asks for the digests there.
async fn provide(docker: &Docker, setting: &Setting, wanted: &mut Wanted<'_>, progress: &Progress) -> Result<(), Failure> {
    let missing: Vec<&Repository> = wanted.missing().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let reference = |repository: &Repository| format!("{}:{}", repository.address, wanted.tag);
    let name = &wanted.image.name;
    if let Some((from, digest)) = wanted.present().next() {
        // A run was interrupted between two regions. What is built again need not be the same to the byte, and the tag cannot be moved, so what is there
        // is copied.
        let source = format!("{}@{digest}", from.address);
        for to in &missing {
            progress.say(&to.region, format!("copy the image {name} from {} to {}", from.region, reference(to)));
            docker.copy(&source, &reference(to), &to.region, progress).await?;
        }
    } else {
        let tags: Vec<String> = missing.iter().map(|repository| reference(repository)).collect();
        progress.say(&missing[0].region, format!("build the image {name}"));
        docker.build(wanted.image, &setting.description, &tags, &missing[0].region, progress).await?;
        for (to, tag) in missing.iter().zip(&tags) {
            progress.say(&to.region, format!("push the image {name} to {tag}"));
            docker.push(tag, &to.region, progress).await?;
        }
    }
    for (repository, digest) in &mut wanted.places {
        if digest.is_none() {
            *digest = repository.digest(&wanted.tag).await?;
            if digest.is_none() {
                return Err(format!(
                    "image `{name}`: `docker` has pushed it, but {}:{} is not there",
                    repository.address, wanted.tag
                )
                .into());
            }
        }
    }
    Ok(())
}

/// The digest, which is one in all regions: one parameter takes it for all of them.
fn same(wanted: &Wanted<'_>) -> Result<String, Failure> {
    let mut found = wanted.present();
    let name = &wanted.image.name;
    let (first, digest) =
        found.next().ok_or_else(|| Failure::from(format!("image `{name}`: there is no region to take it from")))?;
    match found.find(|(_, other)| *other != digest) {
        None => Ok(digest.to_string()),
        Some((second, other)) => Err(format!(
            "image `{name}`: the tag {} is {digest} in {} and {other} in {}\nhelp: delete the tag in {}, as with `aws ecr batch-delete-image --region {} --repository-name {} --image-ids imageTag={}`, and run the same command again: what is in {} is copied",
            wanted.tag, first.region, second.region, second.region, second.region, second.name, wanted.tag, first.region
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_digest;

    #[test]
    fn a_digest_is_of_sha256() {
        assert!(is_digest(&format!("sha256:{}", "0a".repeat(32))));
        for wrong in ["latest", "sha256:0a", &format!("sha512:{}", "0a".repeat(32)), &format!("sha256:{}", "0A".repeat(32))] {
            assert!(!is_digest(wrong), "{wrong}");
        }
    }
}
