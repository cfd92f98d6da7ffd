//! A repository of ECR, and what is in it.

use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_ecr::types::ImageIdentifier;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// A repository in a region.
pub struct Repository {
    client: aws_sdk_ecr::Client,
    pub region: String,
    /// `REGISTRY/NAME`, as images in it are named.
    pub address: String,
    /// The host, with the port if it has one.
    pub registry: String,
    pub name: String,
}

/// Who a registry wants to see, and what proves it.
pub struct Authorization {
    pub user: String,
    pub password: Zeroizing<String>,
}

impl Repository {
    /// That of an address.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn new(clients: &Clients, address: &str) -> Result<Self, Failure> {
        let parts = address.split_once('/').filter(|(registry, name)| !registry.is_empty() && !name.is_empty());
        let (registry, name) = parts.ok_or_else(|| Failure::from(format!("`{address}` is no address of a repository in ECR")))?;
        let (client, region) = (clients.ecr.clone(), clients.region.clone());
        Ok(Repository { client, region, address: address.to_string(), registry: registry.to_string(), name: name.to_string() })
    }

    /// The digest of what has a tag; none if nothing has.
    pub async fn digest(&self, tag: &str) -> Result<Option<String>, Failure> {
        self.find(ImageIdentifier::builder().image_tag(tag).build(), tag).await
    }

    /// Whether what has this digest is there; an error says that it is not.
    pub async fn has(&self, digest: &str) -> Result<(), Failure> {
        let found = self.find(ImageIdentifier::builder().image_digest(digest).build(), digest).await?;
        let (address, region) = (&self.address, &self.region);
        found.map(|_| ()).ok_or_else(|| format!("there is no image {digest} in {address}\nhelp: push it to {region}, too; an image has to be in the region that uses it").into())
    }

    async fn find(&self, id: ImageIdentifier, named: &str) -> Result<Option<String>, Failure> {
        let found = self.client.describe_images().repository_name(&self.name).image_ids(id).send().await;
        match found.map_err(|error| Failure::of(&format!("look for the image {named} in {}", self.address), &error)) {
            Ok(found) => Ok(found.image_details().iter().find_map(|image| image.image_digest().map(str::to_string))),
            Err(failure) if failure.is("ImageNotFoundException") => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// What lets `docker` in, for some hours.
    pub async fn authorization(&self) -> Result<Authorization, Failure> {
        let doing = format!("ask for access to {}", self.registry);
        let answer = self.client.get_authorization_token().send().await.map_err(|error| Failure::of(&doing, &error))?;
        let unreadable = || Failure::from(format!("cannot {doing}: AWS's answer holds no token"));
        let token = answer.authorization_data().first().and_then(|data| data.authorization_token()).ok_or_else(unreadable)?;
        let decoded = Zeroizing::new(STANDARD.decode(token).map_err(|_| unreadable())?);
        let text = std::str::from_utf8(&decoded).map_err(|_| unreadable())?;
        let (user, password) = text.split_once(':').ok_or_else(unreadable)?;
        Ok(Authorization { user: user.to_string(), password: Zeroizing::new(password.to_string()) })
    }
}
