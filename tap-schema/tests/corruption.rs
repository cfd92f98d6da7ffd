//! Damaged binaries give missing values or errors, never a panic or a walk without end.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tap_schema::attributes::{Attributes, encode_type, hash};
use tap_schema::check::{Content, Entry, Input, Shape, check};
use tap_schema::reference::source;
use tap_schema::{Facts, FormatError, Kind, ResourceType, Value};

static BINARY: &[u8] = include_bytes!("../data/facts.bin");

/// Values looked at in one walk: damage may make shared nodes contain each other many times over.
const BUDGET: usize = 3_000;

/// xorshift64 (Marsaglia): the same damage in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

fn walk(value: Value<'_>, budget: &mut usize) {
    let Some(left) = budget.checked_sub(1) else {
        return;
    };
    *budget = left;
    let _ = (value.as_bool(), value.as_i64(), value.as_f64(), value.as_str(), format!("{value:?}"));
    match value.kind() {
        Kind::Array => value.items().take(left + 1).for_each(|item| walk(item, budget)),
        Kind::Object => {
            for (name, member) in value.members().take(left + 1) {
                let _ = value.get(name);
                walk(member, budget);
            }
        }
        _ => assert_eq!(value.len(), 0),
    }
}

fn ask_everything(resource: ResourceType<'_>) {
    for (name, property) in resource.properties() {
        let _ = (resource.is_read_only(name), property.resolve().kind());
    }
    let _ = resource.attributes().chain(resource.attribute("Endpoint.0.Address").map(|schema| ("", schema))).count();
    let _ = (resource.required().count(), resource.identifier().count(), resource.reference().kind());
    let _ = (resource.create_only().count(), resource.write_only().count(), resource.attribute_wildcard());
    let _ = (resource.is_available_in("us-east-1"), resource.is_available_in("us-west-2"));
    walk(resource.record(), &mut BUDGET.clone());
}

fn read(bytes: &[u8], random: &mut Random) {
    let Ok(facts) = Facts::from_bytes(bytes) else {
        return;
    };
    let skipped = random.below(1884);
    let some = facts.resource_types().nth(skipped).into_iter();
    for name in some.chain(["AWS::EC2::VPC", "AWS::CloudFormation::Stack"]) {
        if let Some(resource) = facts.resource_type(name) {
            ask_everything(resource);
        }
    }
    assert!(facts.regions().count() <= bytes.len());
}

#[test]
fn the_whole_binary_is_read() {
    let facts = Facts::from_bytes(BINARY).expect("the committed binary");
    assert_eq!(facts.resource_types().count(), 1884);
}

#[test]
fn truncated_binaries_are_refused() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let lengths = (0..200).chain((0..2000).map(|_| random.below(BINARY.len())));
    for length in lengths.collect::<Vec<_>>() {
        assert!(Facts::from_bytes(&BINARY[..length]).is_err(), "{length}");
    }
    let mut longer = BINARY.to_vec();
    longer.push(0);
    assert_eq!(Facts::from_bytes(&longer).err(), Some(FormatError::Length));
}

#[test]
fn another_version_is_refused_by_number() {
    let mut newer = BINARY.to_vec();
    newer[8] = 7;
    assert_eq!(Facts::from_bytes(&newer).err(), Some(FormatError::Version(7)));
}

#[test]
fn flipped_bits_do_no_harm() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut bytes = BINARY.to_vec();
    for _ in 0..3000 {
        let at = random.below(bytes.len());
        let before = bytes[at];
        bytes[at] ^= 1 << random.below(8);
        read(&bytes, &mut random);
        bytes[at] = before;
    }
}

#[test]
fn flipped_headers_do_no_harm() {
    let mut random = Random(0x5851_f42d_4c95_7f2d);
    for bit in 0..40 * 8 {
        let mut bytes = BINARY.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        read(&bytes, &mut random);
    }
}

#[test]
fn scrambled_binaries_do_no_harm() {
    let mut random = Random(0xd134_2543_de82_ef95);
    for _ in 0..100 {
        let mut bytes = BINARY.to_vec();
        // Most damage falls on the end, where the nodes are.
        for _ in 0..20_000 {
            let at = bytes.len() - 1 - random.below(bytes.len() - 40) / (1 + random.below(3));
            bytes[at] = random.below(256) as u8;
        }
        read(&bytes, &mut random);
    }
}

fn cases(cases: u32) -> ProptestConfig {
    // The same cases in every run, and no file for those that fail.
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_803), ..ProptestConfig::default() }
}

/// A block with values of every content, under names that the type has.
fn block<'a>(names: &[&'a str]) -> Input<'a> {
    let leaf = |content: Content<'a>| Input { tag: 2, content };
    let entry = |key: &'a str, value: Input<'a>| Entry { key, tag: 1, value, unchecked: false };
    let contents = [
        Content::Text("10.0.0.0/16"),
        Content::List(vec![leaf(Content::Text("a")), leaf(Content::Number("3")), leaf(Content::Absent)]),
        Content::Object(vec![entry("Key", leaf(Content::Text("a"))), entry("Value", leaf(Content::Bool(true)))]),
        Content::Unknown(Shape::Any),
        Content::If("A".into(), Box::new([leaf(Content::Number("1.5")), leaf(Content::List(Vec::new()))])),
        Content::Null,
    ];
    let entries = names.iter().zip(contents.iter().cycle()).map(|(name, content)| entry(name, leaf(content.clone())));
    Input { tag: 0, content: Content::Object(entries.collect()) }
}

/// Everything that is asked of a type elsewhere, beside what the walk reads.
fn ask_the_rest(resource: ResourceType<'_>) {
    let names: Vec<&str> = resource.properties().map(|(name, _)| name).take(40).collect();
    let report = check(resource, &block(&names), |_, text| Some(text.len() % 2 == 0));
    for finding in &report.findings {
        assert!(finding.tag <= 2, "a tag that nobody gave: {finding:?}");
    }
    for name in names.iter().take(10) {
        let _ = (resource.property(name).is_some(), resource.relations(name).count(), source(resource, Some(name)));
    }
    let _ = (resource.reference_attribute(), source(resource, None), resource.read_only().count());
    let table = encode_type(resource);
    read_table(&table, resource.name());
}

/// Every read of a table of attributes.
fn read_table(bytes: &[u8], name: &str) {
    let Some(table) = Attributes::checked(bytes) else { return };
    for wanted in ["Arn", "Endpoint.Address", "Id", name] {
        let _ = (table.find(hash(wanted)), table.nearest(wanted));
    }
    for number in [0, 1, 7, usize::from(u16::MAX)].into_iter().filter(|number| *number < table.len()) {
        let _ = table.name(number);
    }
    let _ = (table.reference(), table.kind(), table.is_empty());
    assert!(table.len() <= usize::from(u16::MAX));
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn damaged_facts_do_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3000),
        is_at_the_end in any::<bool>(),
        skipped in 0usize..1884,
    ) {
        let mut bytes = BINARY.to_vec();
        // The header is damaged elsewhere: with another length nothing is read at all. The nodes are the last.
        let first = if is_at_the_end { bytes.len() / 2 } else { 40 };
        for (index, byte) in changes {
            let at = first + index.index(bytes.len() - first);
            bytes[at] = byte;
        }
        let facts = Facts::from_bytes(&bytes);
        prop_assert!(facts.is_ok());
        let facts = facts.unwrap_or_else(|_| unreachable!("asserted before"));
        let some = facts.resource_types().nth(skipped).and_then(|name| facts.resource_type(name));
        let known = ["AWS::EC2::Instance", "AWS::RDS::DBCluster"].map(|name| facts.resource_type(name));
        some.into_iter().chain(known.into_iter().flatten()).for_each(ask_the_rest);
    }

    #[test]
    fn any_root_is_walked(root in any::<u32>()) {
        let mut bytes = BINARY.to_vec();
        bytes[36..40].copy_from_slice(&root.to_le_bytes());
        let facts = Facts::from_bytes(&bytes);
        if let Ok(facts) = &facts {
            facts.resource_types().take(3).filter_map(|name| facts.resource_type(name)).for_each(ask_the_rest);
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn random_bytes_are_no_facts(bytes in prop::collection::vec(any::<u8>(), 0..300), version in 0u32..3) {
        prop_assert!(Facts::from_bytes(&bytes).is_err());
        // With a header that fits, whatever follows.
        let mut headed = b"TAPFACTS".to_vec();
        headed.extend(version.to_le_bytes());
        headed.extend(bytes.iter().flat_map(|byte| u32::from(byte % 8).to_le_bytes()).take(28));
        headed.extend(&bytes);
        for length in 0..headed.len() {
            if let Ok(facts) = Facts::from_bytes(&headed[..length]) {
                let names = facts.resource_types().take(10).collect::<Vec<_>>();
                names.into_iter().filter_map(|name| facts.resource_type(name)).for_each(ask_the_rest);
                prop_assert!(facts.regions().count() <= headed.len());
            }
        }
    }

    #[test]
    fn damaged_tables_do_no_harm(
        kind in prop::sample::select(vec!["AWS::EC2::VPC", "AWS::RDS::DBCluster", "AWS::SNS::Topic", "AWS::CloudFormation::Stack"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..60),
        header in prop::option::of(any::<[u8; 8]>()),
        length in any::<prop::sample::Index>(),
    ) {
        let mut table = encode_type(tap_schema::resource_type(kind).expect("a type"));
        for (index, byte) in changes {
            let at = index.index(table.len());
            table[at] = byte;
        }
        if let Some(header) = header {
            table[..8].copy_from_slice(&header);
        }
        read_table(&table, kind);
        read_table(&table[..length.index(table.len())], kind);
    }

    #[test]
    fn random_bytes_are_read_as_tables(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_table(&bytes, "AWS::EC2::VPC");
    }
}
