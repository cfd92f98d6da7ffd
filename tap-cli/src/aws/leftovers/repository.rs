//! Empties repositories of images.

use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use aws_sdk_ecr::types::{ImageFailureCode, ImageIdentifier};
use std::collections::BTreeSet;

/// So many one call takes.
const MOST: usize = 100;

/// Deletes all images of a repository. One that does not exist is empty. Returns how many there were.
///
/// # Errors
///
/// What AWS refuses to delete.
pub async fn empty_repository(clients: &Clients, name: &str, progress: &Progress) -> Result<usize, Failure> {
    let mut deleted = 0;
    while let Some(images) = digests(clients, name).await? {
        let mut gone = 0;
        let mut refused = None;
        for some in images.iter().collect::<Vec<_>>().chunks(MOST) {
            let ids = some.iter().map(|digest| ImageIdentifier::builder().image_digest(*digest).build()).collect();
            let answer = clients.ecr.batch_delete_image().repository_name(name).set_image_ids(Some(ids)).send().await;
            let answer = answer.map_err(|error| Failure::of(&format!("empty the repository `{name}`"), &error))?;
            let kept = answer.failures().iter().filter(|one| one.failure_code() != Some(&ImageFailureCode::ImageNotFound));
            let kept: Vec<&str> = kept.map(|one| one.failure_reason().unwrap_or("no reason is given")).collect();
            gone += some.len() - kept.len();
            refused = refused.or(kept.first().map(ToString::to_string));
            progress.tick();
        }
        deleted += gone;
        // What an index refers to can only go after it, so as long as something goes there is another turn.
        if gone == 0 {
            let why = refused.unwrap_or_default();
            return Err(format!("cannot empty the repository `{name}`: {why}").into());
        }
    }
    if deleted > 0 {
        progress.say(&clients.region, format!("emptied the repository {name}: {deleted} images"));
    }
    Ok(deleted)
}

/// The digests of all images, each once however many tags it has; none if there is no image or no repository.
async fn digests(clients: &Clients, name: &str) -> Result<Option<BTreeSet<String>>, Failure> {
    let mut pages = clients.ecr.list_images().repository_name(name).into_paginator().send();
    let mut digests = BTreeSet::new();
    while let Some(page) = pages.next().await {
        match page.map_err(|error| Failure::of(&format!("list the images of the repository `{name}`"), &error)) {
            Ok(page) => digests.extend(page.image_ids().iter().filter_map(|id| id.image_digest().map(str::to_string))),
            Err(failure) if failure.is("RepositoryNotFoundException") => return Ok(None),
            Err(failure) => return Err(failure),
        }
    }
    Ok(Some(digests).filter(|digests| !digests.is_empty()))
}
