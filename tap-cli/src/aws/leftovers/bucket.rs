//! Empties buckets.

use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

/// Deletes everything in a bucket: all versions, delete markers, unfinished uploads. A bucket that does not exist is empty. Returns how many
/// versions and markers there were.
///
/// # Errors
///
/// What AWS refuses to delete, such as objects under a lock.
pub async fn empty_bucket(clients: &Clients, bucket: &str, progress: &Progress) -> Result<usize, Failure> {
    let mut deleted = 0;
    let mut before: Option<ObjectIdentifier> = None;
    loop {
        let page = clients.s3.list_object_versions().bucket(bucket).send().await;
        let page = match page.map_err(|error| Failure::of(&format!("list what is in the bucket `{bucket}`"), &error)) {
            Ok(page) => page,
            Err(failure) if failure.is("NoSuchBucket") => return Ok(deleted),
            Err(failure) => return Err(failure),
        };
        let versions = page.versions().iter().map(|one| (one.key(), one.version_id()));
        let markers = page.delete_markers().iter().map(|one| (one.key(), one.version_id()));
        let all: Vec<ObjectIdentifier> = versions.chain(markers).filter_map(|(key, version)| identifier(key, version)).collect();
        // What is listed first is deleted first, so the list goes on by itself. If it does not, it never will.
        if all.is_empty() {
            break;
        }
        if before.as_ref() == all.first() {
            return Err(
                format!("cannot empty the bucket `{bucket}`: `{}` is still there after it was deleted", all[0].key()).into()
            );
        }
        delete(clients, bucket, &all).await?;
        deleted += all.len();
        before = all.into_iter().next();
        progress.tick();
    }
    abort_uploads(clients, bucket, progress).await?;
    if deleted > 0 {
        progress.say(&clients.region, format!("emptied the bucket {bucket}: {deleted} versions of objects"));
    }
    Ok(deleted)
}

fn identifier(key: Option<&str>, version: Option<&str>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::builder().key(key?).set_version_id(version.map(str::to_string)).build().ok()
}

/// A page of a list is what one call takes: 1,000.
async fn delete(clients: &Clients, bucket: &str, objects: &[ObjectIdentifier]) -> Result<(), Failure> {
    let doing = format!("empty the bucket `{bucket}`");
    for some in objects.chunks(1000) {
        let all = Delete::builder().set_objects(Some(some.to_vec())).quiet(true).build();
        let all = all.map_err(|error| format!("cannot {doing}: {error}"))?;
        let answer = clients.s3.delete_objects().bucket(bucket).delete(all).send().await;
        let answer = answer.map_err(|error| Failure::of(&doing, &error))?;
        if let [first, rest @ ..] = answer.errors() {
            let (code, said) = (first.code().unwrap_or("an error without a code"), first.message().unwrap_or_default());
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            let message = format!("cannot {doing}: `{}` stays{more}: {said} ({code})", first.key().unwrap_or_default());
            return Err(Failure { code: Some(code.to_string()), said: said.to_string(), message });
        }
    }
    Ok(())
}

async fn abort_uploads(clients: &Clients, bucket: &str, progress: &Progress) -> Result<(), Failure> {
    let doing = format!("end unfinished uploads to the bucket `{bucket}`");
    let (mut key, mut id) = (None, None);
    loop {
        let page = clients.s3.list_multipart_uploads().bucket(bucket).set_key_marker(key).set_upload_id_marker(id).send().await;
        let page = page.map_err(|error| Failure::of(&doing, &error))?;
        for (key, id) in page.uploads().iter().filter_map(|upload| upload.key().zip(upload.upload_id())) {
            let ended = clients.s3.abort_multipart_upload().bucket(bucket).key(key).upload_id(id).send().await;
            match ended.map_err(|error| Failure::of(&doing, &error)) {
                Ok(_) => {}
                Err(failure) if failure.is("NoSuchUpload") => {}
                Err(failure) => return Err(failure),
            }
        }
        if page.is_truncated() != Some(true) {
            return Ok(());
        }
        (key, id) = (page.next_key_marker, page.next_upload_id_marker);
        progress.tick();
    }
}
