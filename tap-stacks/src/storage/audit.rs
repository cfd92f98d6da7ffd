//! The audit log: one object per decision.

use tap_core::prelude::*;

use crate::constructs::Contents;
use crate::registry::RegistryOutputs;

/// Decisions, for ever; what takes the place of one leaves it readable for a year.
#[derive(Identity)]
pub struct AuditLog;

impl Contents for AuditLog {
    const NAME: &'static str = "audit";
    const KEY: Fragment = fragment!(ImportValue(RegistryOutputs::data_key_arn));
    const SUPERSEDED_DAYS: u32 = 365;
}
