//! The usual questions about a resource type, answered from its record.

use crate::Value;

/// `$ref`s followed one after another before a schema counts as circular; the longest chain in the facts has two.
const MOST_REFS: usize = 16;

/// Regions whose offer the source does not know: it copies them from us-east-1.
pub(crate) const UNKNOWN_REGIONS: [&str; 1] = ["eusc-de-east-1"];

/// A resource type of CloudFormation and its facts; a view, free to copy.
///
/// ```
/// let instance = tap_schema::resource_type("AWS::EC2::Instance").unwrap();
/// assert_eq!(instance.name(), "AWS::EC2::Instance");
/// assert!(instance.property("ImageId").is_some());
/// assert!(instance.is_read_only("PublicIp"));
/// assert!(instance.attribute("PublicIp").is_some());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ResourceType<'a> {
    name: &'a str,
    record: Value<'a>,
}

/// A top-level property of a resource type; a view, free to copy.
///
/// ```
/// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
/// let tags = vpc.property("Tags").unwrap();
/// assert_eq!(tags.schema().get("type").and_then(|kind| kind.as_str()), Some("array"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Property<'a> {
    schema: Value<'a>,
    owner: ResourceType<'a>,
}

impl<'a> Property<'a> {
    /// The schema as the source writes it, which may be `{"$ref": name}`.
    ///
    /// ```
    /// let function = tap_schema::resource_type("AWS::Lambda::Function").unwrap();
    /// assert_eq!(function.property("Code").unwrap().schema().get("$ref").unwrap().as_str(), Some("Code"));
    /// ```
    pub fn schema(self) -> Value<'a> {
        self.schema
    }

    /// The schema with its `$ref` followed; see [`ResourceType::resolve`].
    ///
    /// ```
    /// let function = tap_schema::resource_type("AWS::Lambda::Function").unwrap();
    /// assert!(function.property("Code").unwrap().resolve().get("properties").is_some());
    /// ```
    pub fn resolve(self) -> Value<'a> {
        self.owner.resolve(self.schema)
    }
}

impl<'a> ResourceType<'a> {
    pub(crate) fn new(name: &'a str, record: Value<'a>) -> Self {
        Self { name, record }
    }

    /// The name, such as `AWS::EC2::VPC`.
    ///
    /// ```
    /// assert_eq!(tap_schema::resource_type("AWS::EC2::VPC").unwrap().name(), "AWS::EC2::VPC");
    /// ```
    pub fn name(self) -> &'a str {
        self.name
    }

    /// The whole record, for what has no method here; the README of the crate lists its members.
    ///
    /// ```
    /// let table = tap_schema::resource_type("AWS::DynamoDB::Table").unwrap();
    /// assert!(table.record().get("tagging").is_some());
    /// ```
    pub fn record(self) -> Value<'a> {
        self.record
    }

    /// The top-level properties with their names, sorted, read-only ones included.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// assert!(queue.properties().any(|(name, _)| name == "DelaySeconds"));
    /// ```
    pub fn properties(self) -> impl ExactSizeIterator<Item = (&'a str, Property<'a>)> {
        let owner = self;
        self.record.list("root").list("properties").members().map(move |(name, schema)| (name, Property { schema, owner }))
    }

    /// The top-level property with this exact name.
    ///
    /// A type without it may still accept it: custom resources do, by `root.patternProperties`.
    ///
    /// ```
    /// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
    /// assert!(vpc.property("CidrBlock").is_some());
    /// assert!(vpc.property("cidrblock").is_none());
    /// ```
    pub fn property(self, name: &str) -> Option<Property<'a>> {
        let owner = self;
        let schema = self.record.get("root")?.get("properties")?.get(name)?;
        Some(Property { schema, owner })
    }

    /// Follows the `$ref` of a schema of this type, at any depth of it, until a schema has none.
    ///
    /// A few schemas have other keywords beside their `$ref`; those stay in the schema given. The result is `null`, of which
    /// nothing is known, if the reference leads nowhere or in a circle, as one of the source does.
    ///
    /// ```
    /// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
    /// let tag = vpc.property("Tags").unwrap().schema().get("items").unwrap();
    /// assert!(vpc.resolve(tag).get("properties").unwrap().get("Key").is_some());
    /// ```
    pub fn resolve(self, schema: Value<'a>) -> Value<'a> {
        let mut schema = schema;
        for _ in 0..MOST_REFS {
            let Some(target) = schema.get("$ref").and_then(Value::as_str) else {
                return schema;
            };
            schema = match target.strip_prefix("#/properties/") {
                Some(property) => self.record.list("root").list("properties").list(property),
                None => self.record.list("defs").list(target),
            };
        }
        schema.null()
    }

    /// The top-level properties a template must write: those required and not read-only.
    ///
    /// Further rules stand in `root` of the record (`requiredXor`, `dependentRequired`, `oneOf` and the like).
    ///
    /// ```
    /// let function = tap_schema::resource_type("AWS::Lambda::Function").unwrap();
    /// assert_eq!(function.required().collect::<Vec<_>>(), ["Code", "Role"]);
    /// ```
    pub fn required(self) -> impl Iterator<Item = &'a str> {
        let required = self.record.list("root").list("required").strings();
        required.filter(move |name| !self.is_read_only(name))
    }

    /// Whether this top-level property is CloudFormation's to set as a whole. One with read-only parts only is not.
    ///
    /// ```
    /// let cluster = tap_schema::resource_type("AWS::RDS::DBCluster").unwrap();
    /// assert!(cluster.is_read_only("Endpoint"));
    /// assert!(!cluster.is_read_only("MasterUserSecret"));
    /// ```
    pub fn is_read_only(self, name: &str) -> bool {
        self.read_only().any(|path| path == name)
    }

    /// The paths of the read-only properties, their parts divided by `/`, `*` for each element of an array.
    ///
    /// ```
    /// let cluster = tap_schema::resource_type("AWS::RDS::DBCluster").unwrap();
    /// assert!(cluster.read_only().any(|path| path == "MasterUserSecret/SecretArn"));
    /// ```
    pub fn read_only(self) -> impl Iterator<Item = &'a str> {
        self.record.list("ro").strings()
    }

    /// The paths, as in [`ResourceType::read_only`], of the properties that cannot be read back.
    ///
    /// ```
    /// let cluster = tap_schema::resource_type("AWS::RDS::DBCluster").unwrap();
    /// assert!(cluster.write_only().any(|path| path == "MasterUserPassword"));
    /// ```
    pub fn write_only(self) -> impl Iterator<Item = &'a str> {
        self.record.list("wo").strings()
    }

    /// The paths, as in [`ResourceType::read_only`], of the properties whose change replaces the resource.
    ///
    /// `condCreateOnly` of the record has those whose change sometimes does.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// assert_eq!(queue.create_only().collect::<Vec<_>>(), ["FifoQueue", "QueueName"]);
    /// ```
    pub fn create_only(self) -> impl Iterator<Item = &'a str> {
        self.record.list("createOnly").strings()
    }

    /// The properties that together identify a resource of this type. As a rule `Ref` gives them, joined by `|` where they
    /// are several, unless the record has a `refId`; the source is not right about every type.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// assert_eq!(queue.identifier().collect::<Vec<_>>(), ["QueueUrl"]);
    /// ```
    pub fn identifier(self) -> impl Iterator<Item = &'a str> {
        self.record.list("id").strings()
    }

    /// The attribute that `Ref` gives, if it is one.
    ///
    /// ```
    /// let topic = tap_schema::resource_type("AWS::SNS::Topic").unwrap();
    /// assert_eq!(topic.reference_attribute(), Some("TopicArn"));
    /// ```
    pub fn reference_attribute(self) -> Option<&'a str> {
        let names = self.record.get("refId").unwrap_or_else(|| self.record.list("id"));
        let mut names = names.strings();
        names.next().filter(|_| names.next().is_none())
    }

    /// The attributes of other types whose values belong into a property: type and attribute. Members of the path are joined
    /// by dots, list positions left out.
    ///
    /// ```
    /// let subnet = tap_schema::resource_type("AWS::EC2::Subnet").unwrap();
    /// assert!(subnet.relations("VpcId").any(|relation| relation == ("AWS::EC2::VPC", "VpcId")));
    /// ```
    pub fn relations(self, path: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let relations = self.record.get("rel").and_then(|relations| relations.get(path));
        relations.into_iter().flat_map(Value::items).filter_map(|pair| {
            let mut names = pair.strings();
            Some((names.next()?, names.next()?))
        })
    }

    /// The schema of what `Ref` gives.
    ///
    /// ```
    /// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
    /// assert_eq!(vpc.reference().get("format").unwrap().as_str(), Some("AWS::EC2::VPC.Id"));
    /// ```
    pub fn reference(self) -> Value<'a> {
        self.record.list("ref")
    }

    /// The attributes `Fn::GetAtt` takes, with the schemas of their values, sorted by path.
    ///
    /// Only paths that can be written as they stand: [`ResourceType::attribute`] knows the open-ended ones too.
    ///
    /// ```
    /// let queue = tap_schema::resource_type("AWS::SQS::Queue").unwrap();
    /// assert!(queue.attributes().any(|(path, _)| path == "QueueName"));
    /// ```
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        let all = self.record.list("getatt").members();
        all.filter(|(path, _)| !path.contains('*'))
    }

    /// The schema of the attribute with this path, such as `Endpoint.Address`.
    ///
    /// A `*` in a path of the facts stands for the number of an array element (`Destinations.0.Url`), and a type with an
    /// [`attribute_wildcard`](ResourceType::attribute_wildcard) has every attribute that starts so and goes on.
    ///
    /// ```
    /// let stack = tap_schema::resource_type("AWS::CloudFormation::Stack").unwrap();
    /// assert!(stack.attribute("Outputs.VpcId").is_some());
    /// assert!(stack.attribute("VpcId").is_none());
    /// ```
    pub fn attribute(self, path: &str) -> Option<Value<'a>> {
        let attributes = self.record.get("getatt")?;
        if !path.contains('*')
            && let Some(schema) = attributes.get(path)
        {
            return Some(schema);
        }
        let indexed =
            path.split('.').any(is_index).then(|| attributes.members().find(|(known, _)| matches_indexed(path, known))).flatten();
        if let Some((_, schema)) = indexed {
            return Some(schema);
        }
        let (prefix, schema) = self.wildcard()?;
        (path.len() > prefix.len() && path.starts_with(prefix)).then_some(schema)
    }

    /// What open-ended attributes start with: `Outputs.` for nested stacks and provisioned products, nothing at all for
    /// custom resources, which have any attribute. `None` for every other type.
    ///
    /// ```
    /// use tap_schema::resource_type;
    ///
    /// assert_eq!(resource_type("AWS::CloudFormation::Stack").unwrap().attribute_wildcard(), Some("Outputs."));
    /// assert_eq!(resource_type("AWS::CloudFormation::CustomResource").unwrap().attribute_wildcard(), Some(""));
    /// assert_eq!(resource_type("AWS::EC2::VPC").unwrap().attribute_wildcard(), None);
    /// ```
    pub fn attribute_wildcard(self) -> Option<&'a str> {
        self.wildcard().map(|(prefix, _)| prefix)
    }

    /// Whether the type is offered in a region; `None` where the facts do not know, which is true of the regions they do
    /// not list (the ISO ones) and of eusc-de-east-1.
    ///
    /// ```
    /// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
    /// assert_eq!(vpc.is_available_in("eu-west-1"), Some(true));
    /// assert_eq!(vpc.is_available_in("us-iso-east-1"), None);
    /// ```
    pub fn is_available_in(self, region: &str) -> Option<bool> {
        if UNKNOWN_REGIONS.contains(&region) {
            return None;
        }
        let bit = self.record.facts().regions().position(|known| known == region)?;
        let mask = self.record.get("regions")?.as_i64()?;
        mask.checked_shr(bit.try_into().ok()?).map(|rest| rest & 1 == 1)
    }

    /// The prefix and schema of open-ended attributes. Their path is a regular expression in the source: `Outputs..*`.
    fn wildcard(self) -> Option<(&'a str, Value<'a>)> {
        let mut attributes = self.record.get("getatt")?.members();
        attributes.find_map(|(path, schema)| Some((path.strip_suffix(".*")?, schema)))
    }
}

fn is_index(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `path` is `known` with a number for each `*`.
fn matches_indexed(path: &str, known: &str) -> bool {
    let mut parts = path.split('.');
    let mut same = known.split('.').map(|part| match parts.next() {
        Some(given) if part == "*" => is_index(given),
        Some(given) => given == part,
        None => false,
    });
    same.all(|same| same) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches_indexed;

    #[test]
    fn a_star_stands_for_one_index() {
        assert!(matches_indexed("Destinations.0.Url", "Destinations.*.Url"));
        assert!(!matches_indexed("Destinations.x.Url", "Destinations.*.Url"));
        assert!(!matches_indexed("Destinations.0", "Destinations.*.Url"));
        assert!(!matches_indexed("Destinations.0.Url.More", "Destinations.*.Url"));
        assert!(!matches_indexed("Destinations.0.Urls", "Destinations.*.Url"));
    }

    #[test]
    fn schemas_that_lead_nowhere_are_null() {
        use crate::{Kind, resource_type};

        // The one circle of the source: a definition that is a reference to itself, which no property uses.
        let provider = resource_type("AWS::EC2::VerifiedAccessTrustProvider").unwrap();
        let definitions = provider.record().get("defs").unwrap();
        let specification = definitions.get("SseSpecification").unwrap();
        assert_eq!(provider.resolve(specification).kind(), Kind::Null);
    }
}
