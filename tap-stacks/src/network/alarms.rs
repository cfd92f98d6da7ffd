//! What is watched in the network.

use tap_core::prelude::*;

use super::{ParameterStore, Transactions};
use crate::constructs::{EndpointDrops, Watch};

/// The alarms of the network stack, watched together.
#[derive(Identity)]
pub struct NetworkAlarms;

impl Watch for NetworkAlarms {
    const NAME: &'static str = "network";
    const DESCRIPTION: &'static str = "The way to Parameter Store drops packets";
    const RULE: Fragment = fragment!(Sub("ALARM(\"${EndpointDrops<Transactions, ParameterStore>}\")"));
}
