//! Templates in S3: put where the addresses in their parents say.

mod address;

use super::failure::Failure;
use super::progress::Progress;
use super::session::Clients;
use super::setting::Setting;
use address::Address;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::result::SdkError;
use futures_util::future::try_join_all;
use std::borrow::Cow;
use std::collections::BTreeMap;
use tap_core::content_hash;
use tap_core::document::{Document, Expression, Resource, TemplateSet};
use tap_core::evaluate::{Given, Nothing, Pseudo, Scope, Unresolved};

/// The longest template, in bytes, that CloudFormation takes by itself.
const LONGEST_BODY: usize = 51_200;

/// Puts the nested templates of a root where its addresses say, in that region, and the root itself if it is too long to be given by itself.
/// Only what is not there is put: the address of an emitted template holds the hash of its content. What has no hash in its address is put
/// unless the same is there.
///
/// Values for other templates may be among the given ones. Returns how many were put.
///
/// # Errors
///
/// An address that depends on what is not known before the deployment, or that is none in S3; a bucket that does not exist; AWS's refusals.
pub async fn upload(
    setting: &Setting,
    clients: &Clients,
    root: &str,
    given: &Given,
    stack_name: &str,
    progress: &Progress,
) -> Result<usize, Failure> {
    let document = setting.document(root)?;
    let mut wanted = nested(&setting.set, document, given, setting.session.pseudo(&clients.region, stack_name))?;
    if let Some(url) = url(setting, root, &clients.region, given)? {
        wanted.insert(Address::parse(&url)?, document);
    }
    let put = wanted.iter().map(|(address, document)| place(setting, clients, address, document, progress));
    Ok(try_join_all(put).await?.into_iter().filter(|put| *put).count())
}

/// Puts one template at an address, as that of a stack set, unless it is there; whether it was put.
///
/// # Errors
///
/// As [`upload`].
pub async fn upload_to(
    setting: &Setting,
    clients: &Clients,
    url: &str,
    document: &Document,
    progress: &Progress,
) -> Result<bool, Failure> {
    place(setting, clients, &Address::parse(url)?, document, progress).await
}

/// The address of the template of a root that is too long to be given by itself: beside its nested templates, as `NAME.HASH.json`. None for one
/// that is not.
///
/// # Errors
///
/// As [`upload`], and if it has no nested templates to lie beside.
pub fn url(setting: &Setting, root: &str, region: &str, given: &Given) -> Result<Option<String>, Failure> {
    let document = setting.document(root)?;
    if document.source.text().len() <= LONGEST_BODY {
        return Ok(None);
    }
    let url = beside(&setting.set, document, given, setting.session.pseudo(region, ""))?;
    url.map(Some).ok_or_else(|| no_place(document))
}

fn no_place(document: &Document) -> Failure {
    let (name, length) = (document.name(), document.source.text().len());
    format!(
        "`{name}` has {length} bytes, of which CloudFormation takes {LONGEST_BODY} without a bucket, and no nested template whose bucket could take it\nhelp: move a part of `{name}` into a nested stack"
    )
    .into()
}

/// The address beside the first nested template.
fn beside(set: &TemplateSet, document: &Document, given: &Given, pseudo: Pseudo) -> Result<Option<String>, Failure> {
    let scope = scope(document, given, pseudo)?;
    let Some((id, resource, _)) = children(set, &scope).next() else { return Ok(None) };
    let nested = address(&scope, id, resource)?;
    let (folder, _) = nested.rsplit_once('/').ok_or_else(|| Failure::from(format!("`{id}`: `{nested}` is no address in S3")))?;
    Ok(Some(format!("{folder}/{}.{}.json", document.name(), content_hash(document.source.text()))))
}

/// Where all templates below this one belong.
fn nested<'s>(
    set: &'s TemplateSet,
    document: &'s Document,
    given: &Given,
    pseudo: Pseudo,
) -> Result<BTreeMap<Address, &'s Document>, Failure> {
    let scope = scope(document, given, pseudo)?;
    let mut found = BTreeMap::new();
    for (id, resource, child) in children(set, &scope) {
        found.insert(
            Address::parse(&address(&scope, id, resource)?).map_err(|why| format!("`{id}` of `{}`: {why}", document.name()))?,
            child,
        );
        let within = Pseudo { stack_name: String::new(), stack_id: String::new(), ..scope.pseudo().clone() };
        found.extend(nested(set, child, &passed(&scope, id, resource)?, within)?);
    }
    Ok(found)
}

/// A template with its parameters; those that nobody gives and that have no default are not known.
fn scope<'d>(document: &'d Document, given: &Given, pseudo: Pseudo) -> Result<Scope<'d>, Failure> {
    Scope::new(document, &given.only_for(document), pseudo, &Nothing).map_err(|problems| problems.join("\n").into())
}

/// The nested stacks that exist and whose templates are in the set.
fn children<'s>(set: &'s TemplateSet, scope: &Scope<'s>) -> impl Iterator<Item = (&'s str, &'s Resource, &'s Document)> {
    let document = scope.document();
    let exists = |resource: &Resource| scope.exists(resource.condition.as_deref()) != Some(false);
    let nested = document.resources.iter().filter(move |(_, resource)| resource.is_nested_stack() && exists(resource));
    nested.filter_map(|(id, resource)| Some((id.as_str(), resource, set.child(document, id)?)))
}

/// The address of the template of a nested stack.
fn address(scope: &Scope<'_>, id: &str, resource: &Resource) -> Result<String, Failure> {
    let place = || format!("`TemplateURL` of `{id}` in `{}`", scope.document().name());
    let value = resource.properties.member("TemplateURL").map(|expression| scope.value(&expression, &Nothing)).transpose();
    match value {
        Ok(Some(Some(serde_json::Value::String(address)))) => Ok(address),
        Ok(_) => Err(format!("{} is no text", place()).into()),
        Err(Unresolved::Unknown(what)) => Err(format!(
            "{}: {what} is not known before the deployment, so the template cannot be put there\nhelp: give it with --parameter, or make the address of parameters and pseudo parameters",
            place()
        )
        .into()),
        Err(wrong) => Err(format!("{}: {wrong}", place()).into()),
    }
}

/// What a nested stack is given.
fn passed(scope: &Scope<'_>, id: &str, resource: &Resource) -> Result<Given, Failure> {
    let mut given = Given::default();
    let members: Vec<(String, Expression)> = match resource.properties.member("Parameters").map(Cow::into_owned) {
        Some(Expression::Object(members)) => members,
        Some(Expression::Literal(serde_json::Value::Object(members))) => {
            members.into_iter().map(|(name, value)| (name, Expression::Literal(value))).collect()
        }
        _ => return Ok(given),
    };
    for (name, expression) in &members {
        match scope.value(expression, &Nothing) {
            Ok(Some(value)) => given.set_value(name, &value),
            Ok(None) => {}
            Err(Unresolved::Unknown(_)) => given.set_unknown(name),
            Err(wrong) => return Err(format!("`Parameters.{name}` of `{id}` in `{}`: {wrong}", scope.document().name()).into()),
        }
    }
    Ok(given)
}

/// Puts a template at its address unless it is there.
async fn place(
    setting: &Setting,
    clients: &Clients,
    address: &Address,
    document: &Document,
    progress: &Progress,
) -> Result<bool, Failure> {
    let elsewhere = address.region.as_deref().filter(|region| *region != clients.region);
    let elsewhere = elsewhere.map(|region| setting.session.clients(region));
    let s3 = &elsewhere.as_ref().unwrap_or(clients).s3;
    let text = document.source.text();
    let found = look(s3, address, text).await?;
    if found == Found::Same {
        return Ok(false);
    }
    let (bucket, key) = (&address.bucket, &address.key);
    let body = ByteStream::from(text.as_bytes().to_vec());
    let put = s3.put_object().bucket(bucket).key(key).content_type("application/json").body(body);
    // Put over what was found only: what is sent again since the answer was lost would be a second version.
    let put = match found {
        Found::Other { etag } => put.set_if_match(etag),
        Found::Unknown => put,
        Found::Nothing | Found::Same => put.if_none_match("*"),
    };
    let sent = put.send().await;
    if sent.as_ref().err().and_then(status) == Some(412) && (has_hash(key, text) || look(s3, address, text).await? == Found::Same)
    {
        return Ok(true);
    }
    sent.map_err(|error| {
        let failure = Failure::of(&format!("put the template s3://{bucket}/{key}"), &error);
        if failure.is("NoSuchBucket") {
            let message = format!(
                "cannot put the template s3://{bucket}/{key}: there is no bucket `{bucket}`\nhelp: make it with `bootstrap` first"
            );
            return Failure { message, ..failure };
        }
        failure
    })?;
    progress.say(&clients.region, format!("put the template s3://{bucket}/{key}"));
    Ok(true)
}

/// What lies at the address of a template.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Same,
    Other {
        etag: Option<String>,
    },
    /// It may not be looked at.
    Unknown,
}

/// Looks whether a template lies at its address. The name with the hash is enough; without one the text is compared.
async fn look(s3: &aws_sdk_s3::Client, address: &Address, text: &str) -> Result<Found, Failure> {
    let (bucket, key) = (&address.bucket, &address.key);
    let doing = format!("look for the template s3://{bucket}/{key}");
    if has_hash(key, text) {
        let head = s3.head_object().bucket(bucket).key(key).send().await;
        return match head {
            Ok(_) => Ok(Found::Same),
            // Without s3:ListBucket 403 is the answer about what is not there.
            Err(error) if matches!(status(&error), Some(403 | 404)) => Ok(Found::Nothing),
            Err(error) => Err(Failure::of(&doing, &error)),
        };
    }
    let object = match s3.get_object().bucket(bucket).key(key).send().await {
        Ok(object) => object,
        Err(error) if status(&error) == Some(404) => return Ok(Found::Nothing),
        Err(error) if status(&error) == Some(403) => return Ok(Found::Unknown),
        Err(error) => return Err(Failure::of(&doing, &error)),
    };
    let etag = object.e_tag.clone();
    let body = object.body.collect().await.map_err(|error| format!("cannot {doing}: {error}"))?;
    Ok(if body.into_bytes() == text { Found::Same } else { Found::Other { etag } })
}

fn status<E>(error: &SdkError<E, aws_smithy_runtime_api::http::Response>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

/// Whether a key ends with the hash of its content: `NAME.HASH.json`.
fn has_hash(key: &str, text: &str) -> bool {
    key.ends_with(&format!(".{}.json", content_hash(text)))
}

#[cfg(test)]
mod tests {
    use super::{Given, Pseudo, TemplateSet, beside, content_hash, has_hash, nested};
    use tap_core::document::Document;

    const LEAF: &str = r#"{ "Resources": { "Q": { "Type": "AWS::SQS::Queue" } } }"#;
    const MIDDLE: &str = r#"{ "Parameters": { "Bucket": { "Type": "String" } }, "Resources": { "Leaf": { "Type": "AWS::CloudFormation::Stack",
        "Properties": { "TemplateURL": { "Fn::Sub": "https://${Bucket}.s3.${AWS::Region}.amazonaws.com/app/leaf.json" } } } } }"#;
    const ROOT: &str = r#"{ "Parameters": { "Bucket": { "Type": "String" }, "Unneeded": { "Type": "String" },
            "More": { "Type": "String", "Default": "no" } },
        "Conditions": { "More": { "Fn::Equals": [{ "Ref": "More" }, "yes"] } },
        "Resources": {
            "Middle": { "Type": "AWS::CloudFormation::Stack", "Properties": {
                "Parameters": { "Bucket": { "Fn::Sub": "${Bucket}-inner" } },
                "TemplateURL": { "Fn::Sub": "https://${Bucket}.s3.${AWS::Region}.amazonaws.com/app/middle.json" } } },
            "Again": { "Type": "AWS::CloudFormation::Stack", "Condition": "More", "Properties": {
                "TemplateURL": { "Fn::Sub": "https://${Bucket}.s3.${AWS::Region}.amazonaws.com/again/leaf.json" } } },
            "Foreign": { "Type": "AWS::CloudFormation::Stack", "Properties": {
                "TemplateURL": "https://others.s3.amazonaws.com/foreign.json" } } } }"#;

    fn set() -> TemplateSet {
        let documents = [("root", ROOT), ("middle", MIDDLE), ("leaf", LEAF)];
        TemplateSet::new(documents.map(|(name, text)| Document::read(name, text).unwrap()).into_iter()).unwrap()
    }

    fn places(given: &[(&str, &str)]) -> Vec<(String, String, String)> {
        let (set, given) = (set(), Given::from_iter(given.iter().copied()));
        let found = nested(&set, set.document("root").unwrap(), &given, Pseudo::new("eu-west-1")).unwrap();
        found.into_iter().map(|(at, document)| (at.bucket, at.key, document.name().to_string())).collect()
    }

    #[test]
    fn templates_lie_where_their_parents_say() {
        let text = |bucket: &str, key: &str, name: &str| (bucket.to_string(), key.to_string(), name.to_string());
        let two = [text("tap", "app/middle.json", "middle"), text("tap-inner", "app/leaf.json", "leaf")];
        assert_eq!(places(&[("Bucket", "tap"), ("Elsewhere", "x")]), two);
        let three = [text("tap", "again/leaf.json", "leaf"), two[0].clone(), two[1].clone()];
        assert_eq!(places(&[("Bucket", "tap"), ("More", "yes")]), three);
    }

    #[test]
    fn an_address_that_is_not_known_is_refused() {
        let set = set();
        let root = set.document("root").unwrap();
        let refused = nested(&set, root, &Given::default(), Pseudo::new("eu-west-1")).unwrap_err().message;
        assert!(refused.starts_with("`TemplateURL` of `Middle` in `root`: parameter `Bucket` is not known"), "{refused}");
    }

    #[test]
    fn a_root_lies_beside_its_nested_templates() {
        let set = set();
        let given = Given::from_iter([("Bucket", "tap")]);
        let of = |name: &str| beside(&set, set.document(name).unwrap(), &given, Pseudo::new("eu-west-1")).unwrap();
        let root = format!("https://tap.s3.eu-west-1.amazonaws.com/app/root.{}.json", content_hash(ROOT));
        assert_eq!(of("root"), Some(root.clone()));
        assert!(has_hash(&root, ROOT) && !has_hash(&root, LEAF));
        assert_eq!(of("leaf"), None);
    }
}
