//! The network of the platform.

use tap_core::prelude::*;

use super::When;
use crate::constructs::{Logged, Network};
use crate::environment::{Logging, NetworkParameters};
use crate::registry::RegistryOutputs;

/// Functions and the database of transactions.
#[derive(Identity)]
pub struct Transactions;

impl Network for Transactions {
    const NAME: &'static str = "network";
    const DESCRIPTION: &'static str = "the transaction platform";
    const CIDR: Fragment = fragment!(Ref(NetworkParameters::vpc_cidr));
    /// MySQL's.
    const DATABASE_PORT: u16 = 3306;
}

impl Logged for Transactions {
    const IS_LOGGED: &'static Condition = When::flows_are_logged;
    const LOG_DAYS: Fragment = fragment!(Ref(Logging::retention_days));
    const KEY: Fragment = fragment!(ImportValue(RegistryOutputs::data_key_arn));
}
