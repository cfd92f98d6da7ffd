//! What references give and what properties take: whether an id, a name or an ARN of one thing fits where another's is wanted.
//!
//! A *kind* is a resource type with one of its attributes, `AWS::EC2::VPC.VpcId`, or what the schemas call a format,
//! `AWS::EC2::VPC.Id`. A [`source`] may be of several kinds, a [`destination`] may take several. They are bytes, so that the two
//! sides of a reference can meet in `const` evaluation, where [`fits`] compares them.
//!
//! The data is incomplete, so only a definite mismatch is one:
//!
//! - nothing is known of either side: it fits;
//! - they share a kind: it fits;
//! - the attribute is neither an id nor an ARN: it fits, unless the schema names a format;
//! - both are of one resource type: it fits, unless the schema names a format that the other attribute doesn't have, or takes
//!   only ARNs by its pattern and the attribute is a name or id;
//! - else it doesn't, but for an ARN where another's ARN is listed: those lists leave out services.
//!
//! | bytes of a source | bytes of a destination |
//! | --- | --- |
//! | flags | flags |
//! | hash of the resource type | number of resource types, their hashes |
//! | number of kinds, their hashes | number of kinds, their hashes |

use crate::name::{SEED, hash};
use crate::{ResourceType, Value};

/// The schemas name a format.
const FORMAT: u8 = 1;
/// It is an ARN; of a destination: all are.
const ARN: u8 = 2;
/// Of a destination: its pattern takes nothing but an ARN.
const ONLY_ARN: u8 = 8;
/// Of a source: neither an id, a name nor an ARN.
const OTHER: u8 = 4;

/// Attributes whose value is whatever the user put in.
const OPEN: &[(&str, &str)] = &[("AWS::SSM::Parameter", "Value")];

/// What a reference to a resource gives: the attribute, or what `Ref` gives. Empty if nothing is known of it.
///
/// ```
/// use tap_schema::reference::{Source, destination, fits, source};
///
/// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
/// let subnet_id = destination(Some("AWS::EC2::Subnet.Id"), None, []).unwrap();
/// assert!(!fits(Source::new(&source(vpc, None)), &subnet_id));
///
/// let subnet = tap_schema::resource_type("AWS::EC2::Subnet").unwrap();
/// assert!(fits(Source::new(&source(subnet, Some("SubnetId"))), &subnet_id));
/// ```
pub fn source(resource: ResourceType<'_>, attribute: Option<&str>) -> Vec<u8> {
    let owner = resource.name();
    let identifier = resource.reference_attribute();
    let schema = match attribute {
        // What a wildcard takes is open.
        Some(attribute) if attribute.contains('*') => None,
        Some(attribute) => resource.record().get("getatt").and_then(|attributes| attributes.get(attribute)),
        None => Some(resource.reference()),
    };
    let Some(schema) = schema else { return Vec::new() };
    let mut kinds: Vec<String> = formats(schema).map(kind).collect();
    let mut flags = if kinds.is_empty() { 0 } else { FORMAT };
    let Some(name) = attribute.or(identifier) else { return bytes(flags, owner, &kinds) };
    if OPEN.contains(&(owner, name)) {
        return Vec::new();
    }
    kinds.extend(resource.relations(name).map(|(of, attribute)| format!("{of}.{attribute}")));
    let is_arn = is_named_arn(name) || name == "Id" && is_arn_pattern(schema);
    if is_arn {
        flags |= ARN;
    } else if kinds.is_empty() && identifier != Some(name) && !is_own_id(owner, name) {
        flags |= OTHER;
    }
    kinds.push(format!("{owner}.{name}"));
    bytes(flags, owner, &kinds)
}

/// What a parameter of an AWS-specific type gives: something of that resource type, of either of these kinds.
///
/// ```
/// use tap_schema::reference::{Source, destination, fits, parameter};
///
/// const VPC_ID: [u8; 14] = parameter("AWS::EC2::VPC", ["AWS::EC2::VPC.Id", "AWS::EC2::VPC.VpcId"]);
/// assert!(fits(Source::new(&VPC_ID), &destination(Some("AWS::EC2::VPC.Id"), None, []).unwrap()));
/// assert!(!fits(Source::new(&VPC_ID), &destination(Some("AWS::EC2::Subnet.Id"), None, []).unwrap()));
/// ```
pub const fn parameter(owner: &str, kinds: [&str; 2]) -> [u8; 14] {
    let [a, b, c, d] = short(owner);
    let [e, f, g, h] = short(kinds[0]);
    let [i, j, k, l] = short(kinds[1]);
    [FORMAT, a, b, c, d, 2, e, f, g, h, i, j, k, l]
}

/// What takes the values of a [`parameter`]'s type; anything if nothing is said of them.
///
/// ```
/// use tap_schema::reference::{Source, declared, fits, parameter, source};
///
/// let vpc_id = declared(&parameter("AWS::EC2::VPC", ["AWS::EC2::VPC.Id", "AWS::EC2::VPC.VpcId"]));
/// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
/// assert!(fits(Source::new(&source(vpc, Some("VpcId"))), &vpc_id));
/// assert!(!fits(Source::new(&source(vpc, Some("CidrBlock"))), &vpc_id));
/// ```
pub const fn declared(source: &[u8]) -> [u8; 15] {
    match *source {
        [_, a, b, c, d, 2, e, f, g, h, i, j, k, l] => [FORMAT, 1, a, b, c, d, 2, e, f, g, h, i, j, k, l],
        _ => [0; 15],
    }
}

/// What a property takes: by the format and the pattern of its schema, and the attributes that are listed for it. Nothing if
/// there is neither a format nor a list.
pub fn destination<'a>(
    format: Option<&str>,
    pattern: Option<&str>,
    relations: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<Vec<u8>> {
    let mut owners: Vec<&str> = Vec::new();
    let mut kinds: Vec<String> = Vec::new();
    let format = format.filter(|format| format.starts_with("AWS::"));
    let mut is_arn = format.is_none_or(|format| format.ends_with("Arn"));
    if let Some((owner, _)) = format.and_then(|format| format.split_once('.')) {
        owners.push(owner);
        kinds.extend(format.map(kind));
    }
    for (owner, attribute) in relations {
        is_arn &= is_named_arn(attribute) || is_identified_by_arn(owner, attribute);
        if !owners.contains(&owner) {
            owners.push(owner);
        }
        kinds.push(format!("{owner}.{attribute}"));
    }
    if kinds.is_empty() {
        return None;
    }
    let is_only_arn = pattern.is_some_and(|pattern| pattern.starts_with("^arn") && !pattern.contains('|'));
    let flags = [(format.is_some(), FORMAT), (is_arn, ARN), (is_only_arn, ONLY_ARN)];
    let mut bytes = vec![flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum()];
    append(&mut bytes, owners.iter().copied());
    append(&mut bytes, kinds.iter().map(String::as_str));
    Some(bytes)
}

/// The bytes of a [`source`], where they stand.
///
/// They are not cut out, since `const` evaluation pays for each cut.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Source<'a> {
    /// Nothing is known of it.
    pub const UNKNOWN: Source<'static> = Source { bytes: &[], at: 0 };

    /// These bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Source { bytes, at: 0 }
    }

    /// Bytes that begin there.
    pub(crate) const fn within(bytes: &'a [u8], at: usize) -> Self {
        Source { bytes, at }
    }
}

/// Whether a [`source`] may stand at a [`destination`].
pub const fn fits(source: Source<'_>, destination: &[u8]) -> bool {
    if matches!((source.bytes, destination), ([], _) | (_, [] | [_, 0, ..])) {
        return true;
    }
    let owners = destination[1] as usize;
    let kinds = 2 + owners * 4;
    let Source { bytes: source, at: start } = source;
    if shares(source, start + 5, destination, kinds) {
        return true;
    }
    let mut own = false;
    let mut at = 2;
    while at < kinds {
        own |= same(source, start + 1, destination, at);
        at += 4;
    }
    let (given, wanted) = (source[start], destination[0]);
    if own || given & OTHER != 0 {
        return wanted & FORMAT == 0 && (wanted & ONLY_ARN == 0 || given & (ARN | OTHER) != 0);
    }
    // Lists of ARNs leave out services.
    given & ARN != 0 && wanted & ARN != 0 && wanted & FORMAT == 0
}

/// Whether a source is known to be of a kind that the destination takes, where [`fits`] may only not know better.
///
/// ```
/// use tap_schema::reference::{destination, is_of_kind, source, Source};
///
/// let role = tap_schema::resource_type("AWS::IAM::Role").unwrap();
/// let role_arn = destination(None, None, [("AWS::IAM::Role", "Arn")]).unwrap();
/// assert!(is_of_kind(Source::new(&source(role, Some("Arn"))), &role_arn));
/// assert!(!is_of_kind(Source::new(&source(role, Some("RoleId"))), &role_arn));
/// ```
pub const fn is_of_kind(source: Source<'_>, destination: &[u8]) -> bool {
    match (source.bytes, destination) {
        ([], _) | (_, [] | [_] | [_, 0, ..]) => false,
        (bytes, [_, owners, ..]) => shares(bytes, source.at + 5, destination, 2 + *owners as usize * 4),
    }
}

/// Whether two counted lists of hashes, starting there, have one in common.
const fn shares(one: &[u8], one_at: usize, two: &[u8], two_at: usize) -> bool {
    let mut i = 0;
    while i < one[one_at] as usize {
        let mut k = 0;
        while k < two[two_at] as usize {
            if same(one, one_at + 1 + i * 4, two, two_at + 1 + k * 4) {
                return true;
            }
            k += 1;
        }
        i += 1;
    }
    false
}

const fn same(one: &[u8], at: usize, two: &[u8], from: usize) -> bool {
    one[at] == two[from] && one[at + 1] == two[from + 1] && one[at + 2] == two[from + 2] && one[at + 3] == two[from + 3]
}

fn bytes(flags: u8, owner: &str, kinds: &[String]) -> Vec<u8> {
    if kinds.is_empty() {
        return Vec::new();
    }
    let mut bytes = vec![flags];
    bytes.extend(short(owner));
    append(&mut bytes, kinds.iter().map(String::as_str));
    bytes
}

/// Appends a counted list of hashes.
fn append<'a>(bytes: &mut Vec<u8>, names: impl ExactSizeIterator<Item = &'a str>) {
    const MOST: usize = 60;
    bytes.push(names.len().min(MOST) as u8);
    bytes.extend(names.take(MOST).flat_map(short));
}

const fn short(name: &str) -> [u8; 4] {
    (hash(SEED, name) as u32).to_le_bytes()
}

/// The formats a schema names, alone or as alternatives.
fn formats<'a>(schema: Value<'a>) -> impl Iterator<Item = &'a str> {
    let alternatives = schema.get("anyOf").into_iter().flat_map(Value::items);
    let schemas = std::iter::once(schema).chain(schema.get("items")).chain(alternatives);
    schemas.filter_map(|schema| schema.get("format")?.as_str()).filter(|format| format.starts_with("AWS::"))
}

/// A format as a kind: a list of ids is of the kind of its items.
fn kind(format: &str) -> String {
    match format.rsplit_once('.') {
        Some((_, "Ids" | "Names")) => format[..format.len() - 1].to_string(),
        _ => format.to_string(),
    }
}

/// Whether an attribute is named for its own type: `VpcId` of `AWS::EC2::VPC`.
fn is_own_id(owner: &str, attribute: &str) -> bool {
    let Some(name) = owner.rsplit("::").next() else { return false };
    attribute.strip_suffix("Id").or(attribute.strip_suffix("Name")).is_some_and(|stem| stem.eq_ignore_ascii_case(name))
}

/// Whether an attribute is an ARN by its name; one type calls its own `ConsumerARN`.
fn is_named_arn(attribute: &str) -> bool {
    attribute.ends_with("Arn") || attribute.ends_with("ARN")
}

/// Whether what a list calls the `Id` of a type is an ARN: the `AliasArn` of a Lambda alias, which has no attribute `Id`.
fn is_identified_by_arn(owner: &str, attribute: &str) -> bool {
    let of = crate::resource_type(owner).filter(|of| attribute == "Id" && of.attribute(attribute).is_none());
    of.and_then(ResourceType::reference_attribute).is_some_and(is_named_arn)
}

fn is_arn_pattern(schema: Value<'_>) -> bool {
    schema.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.trim_start_matches('^').starts_with("arn"))
}
