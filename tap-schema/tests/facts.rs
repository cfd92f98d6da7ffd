//! The committed binary against its source, and the answers of the reader against what CloudFormation documents.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Number, Value as Json};
use tap_schema::{Kind, ResourceType, Value, name, resource_type, resource_types};

#[path = "../examples/encoder/mod.rs"]
mod encoder;

fn data(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data", file].iter().collect()
}

static SOURCE: LazyLock<Json> =
    LazyLock::new(|| encoder::read_source(&data("compact.json.xz")).expect("the committed source is readable"));

fn known(name: &str) -> ResourceType<'static> {
    resource_type(name).expect("a type of the facts")
}

fn to_json(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Null => Json::Null,
        Kind::Bool => Json::Bool(value.as_bool().expect("a boolean")),
        Kind::Integer => Json::Number(value.as_i64().expect("an integer").into()),
        Kind::Float => {
            let float = value.as_f64().expect("a float");
            Json::Number(Number::from_f64(float).expect("JSON has finite numbers only"))
        }
        Kind::String => Json::String(value.as_str().expect("a string").into()),
        Kind::Array => value.items().map(to_json).collect(),
        Kind::Object => value.members().map(|(name, member)| (String::from(name), to_json(member))).collect(),
    }
}

#[test]
fn the_committed_attributes_are_those_of_the_facts() {
    let made = encoder::attributes(&std::fs::read(data("facts.bin")).expect("the committed facts")).expect("facts are readable");
    let committed = std::fs::read(data("attributes.bin")).expect("the committed attributes");
    assert!(made == committed, "data/attributes.bin is stale: run the `encode` example");
}

#[test]
fn committed_binary_is_made_from_the_committed_source() {
    let made = encoder::encode(&SOURCE).expect("the source can be encoded");
    let committed = std::fs::read(data("facts.bin")).expect("the committed binary is readable");
    assert!(made == committed, "data/facts.bin is out of date, run the `encode` example");
}

#[test]
fn every_fact_survives() {
    let types = SOURCE["types"].as_object().expect("types");
    assert_eq!(types.len(), 1884);
    assert_eq!(resource_types().count(), types.len());
    assert!(resource_types().is_sorted());
    for (name, record) in types {
        assert!(to_json(known(name).record()) == *record, "{name} differs from its source");
    }
    assert_eq!(tap_schema::regions().map(Json::from).collect::<Json>(), SOURCE["regions"]);
}

#[test]
fn every_member_is_found_by_its_name() {
    fn walk(value: Value<'_>) {
        for (name, member) in value.members() {
            let found = value.get(name).expect("a member that is listed");
            assert_eq!(found.kind(), member.kind());
            walk(member);
        }
        assert!(value.get("no such member").is_none());
        value.items().for_each(walk);
    }
    resource_types().for_each(|name| walk(known(name).record()));
}

#[test]
fn every_property_and_attribute_is_found() {
    for resource in resource_types().map(known) {
        for (property, _) in resource.properties() {
            assert!(resource.property(property).is_some(), "{property} of {}", resource.name());
        }
        for (path, _) in resource.attributes() {
            assert!(resource.attribute(path).is_some(), "{path} of {}", resource.name());
        }
        for property in resource.required() {
            assert!(resource.property(property).is_some(), "{property} of {}", resource.name());
        }
        assert!(resource.identifier().count() > 0, "{}", resource.name());
        assert_eq!(resource.reference().kind(), Kind::Object, "{}", resource.name());
    }
}

#[test]
fn references_in_schemas_lead_somewhere() {
    fn walk(resource: ResourceType<'_>, value: Value<'_>, lost: &mut Vec<String>) {
        if value.get("$ref").is_some_and(|target| target.kind() == Kind::String) && resource.resolve(value).kind() != Kind::Object
        {
            lost.push(resource.name().into());
        }
        value.members().for_each(|(_, member)| walk(resource, member, lost));
        value.items().for_each(|item| walk(resource, item, lost));
    }
    let mut lost = Vec::new();
    for resource in resource_types().map(known) {
        walk(resource, resource.record(), &mut lost);
    }
    lost.dedup();
    // Its definition `SseSpecification` is a reference to itself; no property uses it.
    assert_eq!(lost, ["AWS::EC2::VerifiedAccessTrustProvider"]);
}

#[test]
fn well_known_types_are_right() {
    let vpc = known("AWS::EC2::VPC");
    assert_eq!(vpc.required().count(), 0);
    assert!(vpc.is_read_only("DefaultSecurityGroup") && !vpc.is_read_only("CidrBlock"));
    assert!(!vpc.is_read_only("VpcEncryptionControl"), "only parts of it are read-only");
    assert!(vpc.create_only().any(|path| path == "CidrBlock"));
    assert_eq!(vpc.identifier().collect::<Vec<_>>(), ["VpcId"]);

    let cluster = known("AWS::RDS::DBCluster");
    for (path, kind) in [("Endpoint.Address", "string"), ("ReadEndpoint.Address", "string"), ("DBClusterArn", "string")] {
        let schema = cluster.attribute(path).unwrap_or_else(|| panic!("no {path}"));
        assert_eq!(schema.get("type").and_then(Value::as_str), Some(kind), "{path}");
    }
    assert!(cluster.attribute("Endpoint.Adress").is_none());
    assert!(cluster.write_only().any(|path| path == "MasterUserPassword"));

    let function = known("AWS::Lambda::Function");
    assert_eq!(function.required().collect::<Vec<_>>(), ["Code", "Role"]);
    let code = function.property("Code").expect("Code").resolve();
    assert!(code.get("properties").and_then(|properties| properties.get("ZipFile")).is_some());

    let queue = known("AWS::SQS::Queue");
    assert!(queue.is_read_only("Arn") && !queue.is_read_only("QueueName"));

    let instance = known("AWS::EC2::Instance");
    assert!(["InstanceId", "PrivateIp", "PublicIp"].iter().all(|name| instance.is_read_only(name)));
    assert!(instance.attributes().any(|(path, _)| path == "AvailabilityZone"));
    assert_eq!(instance.property("NoSuchThing").map(|property| property.schema().kind()), None);
}

#[test]
fn open_ended_attributes_are_taken() {
    let stack = known("AWS::CloudFormation::Stack");
    assert!(stack.attribute("Outputs.Anything").is_some());
    assert!(stack.attribute("Outputs.").is_none());
    assert!(stack.attribute("OutputsX").is_none());
    assert_eq!(stack.attributes().count(), 0);

    let custom = known("AWS::CloudFormation::CustomResource");
    let any = custom.attribute("AppliedVersion").and_then(|schema| schema.get("type"));
    assert_eq!(any.map(Value::kind), Some(Kind::Array));
    let id = custom.attribute("Id").and_then(|schema| schema.get("type")).and_then(Value::as_str);
    assert_eq!(id, Some("string"), "a known attribute goes before the wildcard");

    let input = known("AWS::MediaLive::Input");
    assert!(input.attribute("Destinations.0.Url").is_some());
    assert!(input.attribute("Destinations.*.Url").is_none());

    let open: BTreeMap<_, _> = resource_types().filter_map(|name| Some((name, known(name).attribute_wildcard()?))).collect();
    let expected = BTreeMap::from([
        ("AWS::CloudFormation::CustomResource", ""),
        ("AWS::CloudFormation::Stack", "Outputs."),
        ("AWS::ServiceCatalog::CloudFormationProvisionedProduct", "Outputs."),
    ]);
    assert_eq!(open, expected);
}

#[test]
fn availability_is_that_of_the_mask() {
    let vpc = known("AWS::EC2::VPC");
    assert_eq!(vpc.is_available_in("us-east-1"), Some(true));
    assert_eq!(vpc.is_available_in("eusc-de-east-1"), None, "a copy of us-east-1 in the source");
    assert_eq!(vpc.is_available_in("us-isob-east-1"), None);
    assert_eq!(vpc.is_available_in("atlantis-1"), None);

    let regions: Vec<_> = tap_schema::regions().collect();
    for resource in resource_types().map(known) {
        let mask = SOURCE["types"][resource.name()]["regions"].as_i64().expect("a mask");
        for (bit, region) in regions.iter().enumerate().filter(|(_, region)| **region != "eusc-de-east-1") {
            assert_eq!(resource.is_available_in(region), Some(mask >> bit & 1 == 1), "{}", resource.name());
        }
    }
}

#[test]
fn hashes_of_names_do_not_collide_within_a_type() {
    for resource in resource_types().map(known) {
        let mut seen = HashMap::new();
        let attributes = resource.attributes().map(|(path, _)| path);
        for text in resource.properties().map(|(name, _)| name).chain(attributes) {
            let other = seen.insert(name::hash(name::SEED, text), text);
            assert!(other.is_none_or(|other| other == text), "{other:?} and {text} of {}", resource.name());
        }
    }
}

#[test]
fn slips_in_type_names_are_found() {
    for (wanted, meant) in [
        ("AWS::EC2::Vpc", "AWS::EC2::VPC"),
        ("AWS::RDS::DbCluster", "AWS::RDS::DBCluster"),
        ("AWS::Lambda::Funciton", "AWS::Lambda::Function"),
        ("AWS:S3::Bucket", "AWS::S3::Bucket"),
    ] {
        assert_eq!(name::closest(wanted, resource_types()), Some(meant));
    }
    assert_eq!(name::closest("Completely::Different::Thing", resource_types()), None);
}

#[test]
fn sources_that_cannot_be_encoded_are_refused() {
    let error = encoder::encode(&Json::from(u64::MAX)).expect_err("no i64");
    assert_eq!(error, "18446744073709551615 does not fit a signed integer of 64 bits");
    let error = encoder::read_source(&data("missing.json.xz")).expect_err("no such file");
    assert!(error.starts_with("cannot read "), "{error}");
    let error = encoder::read_source(&data("facts.bin")).expect_err("no xz");
    assert!(error.starts_with("cannot decompress "), "{error}");
}
