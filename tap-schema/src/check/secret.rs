//! Secrets: which properties hold one, and where CloudFormation resolves references to secure parameters.

use super::scalar::is_dynamic;
use super::{Checker, Content, Input, Rule, Segment, Shape, names};
use crate::{ResourceType, Value};

/// Ends of the names of properties that hold a secret.
const NAMES: &[&str] =
    &["password", "clientsecret", "authtoken", "accesstoken", "refreshtoken", "hectoken", "secretaccesskey", "secretstring"];

/// Ends of names that mean a secret where the property can't be read back.
const WRITE_ONLY_NAMES: &[&str] =
    &["secret", "token", "privatekey", "passphrase", "apikey", "apikeyvalue", "secretkey", "accesskey", "presharedkey"];

/// What ends so and is none: a token against doing something twice.
const OPEN_NAMES: &[&str] = &["clienttoken"];

/// The properties in which CloudFormation resolves `ssm-secure`, as its documentation of dynamic references lists them:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html>.
const RESOLVED: &[(&str, &str)] = &[
    ("AWS::DirectoryService::MicrosoftAD", "Password"),
    ("AWS::DirectoryService::SimpleAD", "Password"),
    ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
    ("AWS::IAM::User", "LoginProfile.Password"),
    ("AWS::KinesisFirehose::DeliveryStream", "RedshiftDestinationConfiguration.Password"),
    ("AWS::OpsWorks::App", "AppSource.Password"),
    ("AWS::OpsWorks::Stack", "CustomCookbooksSource.Password"),
    ("AWS::OpsWorks::Stack", "RdsDbInstances.DbPassword"),
    ("AWS::RDS::DBCluster", "MasterUserPassword"),
    ("AWS::RDS::DBInstance", "MasterUserPassword"),
    ("AWS::Redshift::Cluster", "MasterUserPassword"),
];

/// How a reference to a secure parameter begins.
const SECURE: &str = "{{resolve:ssm-secure:";

impl<'f> Checker<'f> {
    /// Whether what is checked is a secret.
    pub(super) fn is_secret(&self, schema: Value<'f>) -> bool {
        if self.is_map_key {
            return false;
        }
        let name = match self.path.last() {
            Some(Segment::Key(name)) => name,
            _ => match self.path.iter().rfind(|segment| matches!(segment, Segment::Key(_))) {
                Some(Segment::Key(name)) => name,
                _ => return false,
            },
        };
        // Few names end so: the rest is told by its last letters.
        if !matches!(
            name.as_bytes(),
            [.., b'r', b'd'] | [.., b'e', b't' | b'n' | b'y'] | [.., b'n', b'g'] | [.., b's' | b'u', b'e']
        ) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let ends = |names: &[&str]| names.iter().any(|end| name.ends_with(end));
        if ends(OPEN_NAMES) || !(ends(NAMES) || ends(WRITE_ONLY_NAMES) && self.is_write_only()) {
            return false;
        }
        let schema = self.resource.resolve(schema);
        schema.get("enum").is_none() && schema.get("type").is_none_or(|types| names(types).any(|name| name == "string"))
    }

    /// Whether what is checked, or what holds it, can't be read back.
    fn is_write_only(&self) -> bool {
        self.resource.write_only().any(|path| {
            let mut segments = self.path.iter();
            path.split('/').all(|part| match segments.next() {
                Some(Segment::Key(key)) => part == key || part == "*",
                Some(Segment::Position(_)) => part == "*",
                None => false,
            })
        })
    }

    /// A secret that is written down.
    pub(super) fn plaintext(&mut self, input: &Input<'_>, schema: Value<'f>) {
        let Content::Text(text) = &input.content else { return };
        if self.trials > 0 || is_dynamic(text) || !self.is_secret(schema) {
            return;
        }
        let message = format!("{} is a secret and can't be written down", self.subject());
        let help = match is_resolved(self.resource, &self.path) {
            true => "write `SsmSecure(\"…\")` or `Secret(\"…\")`, or `Ref` to a parameter with `no_echo`",
            false => "write `Secret(\"…\")`, or `Ref` to a parameter with `no_echo`",
        };
        self.find(input.tag, Rule::PlaintextSecret, message, help.into());
    }

    /// References to secure parameters where CloudFormation leaves them as they are.
    pub(super) fn secure_references(&mut self, properties: &Input<'_>) {
        if has_secure_reference(properties) {
            self.secure_references_in(properties);
        }
    }

    fn secure_references_in(&mut self, input: &Input<'_>) {
        match &input.content {
            Content::Object(entries) => {
                for entry in entries.iter().filter(|entry| !entry.unchecked) {
                    self.path.push(Segment::Key(entry.key.into()));
                    self.secure_references_in(&entry.value);
                    self.path.pop();
                }
            }
            Content::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.path.push(Segment::Position(position));
                    self.secure_references_in(item);
                    self.path.pop();
                }
            }
            Content::If(_, sides) => sides.iter().for_each(|side| self.secure_references_in(side)),
            Content::Text(text) if !text.contains(SECURE) => {}
            Content::Text(_) | Content::Unknown(Shape::Secure) if !is_resolved(self.resource, &self.path) => {
                let message = format!("CloudFormation does not resolve secure parameters in {}", self.subject());
                let help = "keep it in Secrets Manager and write `Secret(\"…\")`";
                self.find(input.tag, Rule::SecureReference, message, help.into());
            }
            _ => {}
        }
    }
}

fn has_secure_reference(input: &Input<'_>) -> bool {
    match &input.content {
        Content::Object(entries) => entries.iter().any(|entry| has_secure_reference(&entry.value)),
        Content::List(items) => items.iter().any(has_secure_reference),
        Content::If(_, sides) => sides.iter().any(has_secure_reference),
        Content::Text(text) => text.contains(SECURE),
        Content::Unknown(shape) => *shape == Shape::Secure,
        _ => false,
    }
}

fn is_resolved(resource: ResourceType<'_>, path: &[Segment]) -> bool {
    let keys = || path.iter().filter_map(|segment| if let Segment::Key(key) = segment { Some(key.as_str()) } else { None });
    RESOLVED.iter().any(|(kind, path)| *kind == resource.name() && path.split('.').eq(keys()))
}
