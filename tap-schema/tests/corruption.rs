//! Damaged binaries give missing values or errors, never a panic or a walk without end.

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
