//! Damaged tables, and those of all types.

use super::{Attributes, BUNDLED, place, place_in};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn is_answered(binary: &[u8]) {
    for kind in ["AWS::EC2::VPC", "AWS::SNS::Topic", "AWS::No::Such", ""] {
        if let Some((start, length)) = place_in(binary, kind) {
            let table = &binary[start as usize..][..length as usize];
            let _ = Attributes::checked(table).map(|attributes| attributes.nearest("Arn").len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_802), ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_index_does_no_harm(
        changes in prop::collection::vec((0usize..70_000, any::<u8>()), 0..2000),
        slots in prop::option::of(any::<u32>()),
        length in any::<prop::sample::Index>(),
    ) {
        let mut binary = BUNDLED.as_flattened().to_vec();
        for (at, byte) in changes {
            binary[at] = byte;
        }
        if let Some(slots) = slots {
            binary[..4].copy_from_slice(&slots.to_le_bytes());
        }
        is_answered(&binary);
        binary.truncate(length.index(binary.len()));
        is_answered(&binary);
    }

    #[test]
    fn a_full_index_is_searched_once(slots in 0u32..100, byte in 1u8..) {
        let mut binary = vec![byte; 8 + slots as usize * 16];
        binary[..4].copy_from_slice(&slots.to_le_bytes());
        prop_assert_eq!(place_in(&binary, "AWS::EC2::VPC"), None);
    }
}

#[test]
fn every_type_has_a_table() {
    for kind in crate::resource_types() {
        let (start, length) = place(kind).expect("a table");
        let attributes =
            Attributes::checked(&BUNDLED.as_flattened()[start as usize..][..length as usize]).expect("a whole table");
        assert_eq!(attributes.kind(), kind);
    }
}
