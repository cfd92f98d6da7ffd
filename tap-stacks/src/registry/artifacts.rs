//! Where CloudFormation finds nested templates.

use tap_core::prelude::*;

use super::DataKey;
use crate::constructs::Contents;

/// Templates under names that tell their content, so that nothing here is ever overwritten.
#[derive(Identity)]
pub struct Artifacts;

impl Contents for Artifacts {
    const NAME: &'static str = "artifacts";
    const KEY: Fragment = fragment!(GetAtt(DataKey.Arn));
    const SUPERSEDED_DAYS: u32 = 30;
}
