//! A network over three availability zones without any way to the internet.
//!
//! Applications live in subnets of their own and reach AWS by endpoints, databases in others whose route table leads nowhere but
//! to the VPC. [`PrivateNetwork`] is what every such network has; which services of AWS are reached from it, and whether refused
//! connections are logged, is said by the constructs that a stack takes beside it: [`GatewayEndpoint`], [`InterfaceEndpoint`] and
//! [`FlowLogs`].

mod endpoints;
mod flow_logs;
mod gateways;
mod security;
mod subnets;

pub use endpoints::*;
pub use flow_logs::*;
pub use gateways::*;
pub use security::*;
pub use subnets::*;

use tap_core::prelude::*;

/// What tells one network from another. [`Transactions`](crate::network::Transactions) is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not a network",
    note = "`impl Network for {Self}` says what tells it from others"
)]
pub trait Network: Identity {
    /// What it is called in the names of all that belongs to it, without the suffix of the environment.
    const NAME: &'static str;
    /// What descriptions call all that lives in it, amid a sentence: `the transaction platform`.
    const DESCRIPTION: &'static str;
    /// Its address block, of which each of the six subnets takes 256 addresses.
    const CIDR: Fragment;
    /// The port on which databases are reached.
    const DATABASE_PORT: u16;
}

/// VPC, subnets and security groups.
///
/// A stack that takes it declares [`Environment`](crate::Environment), and what the [`Network`] names; with a [`GatewayEndpoint`]
/// beside it, the mapping [`PrefixLists`] too.
///
/// ```
/// use tap_core::prelude::*;
/// use tap_stacks::Environment;
/// use tap_stacks::constructs::{InterfaceEndpoint, InterfaceService, Network, PrivateNetwork};
///
/// #[derive(Identity)]
/// pub struct Ledger;
///
/// impl Network for Ledger {
///     const NAME: &'static str = "ledger";
///     const DESCRIPTION: &'static str = "the ledger";
///     const CIDR: Fragment = fragment!("10.77.0.0/16");
///     const DATABASE_PORT: u16 = 3306;
/// }
///
/// #[derive(Identity)]
/// pub struct Queues;
///
/// impl InterfaceService for Queues {
///     const NAME: &'static str = "sqs";
///     const POLICY: Fragment = fragment!({
///         Version: "2012-10-17",
///         Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
///     });
/// }
///
/// #[derive(Stack)]
/// #[stack(name = "ledger-network", parameters = [Environment])]
/// pub struct LedgerNetwork {
///     ledger: PrivateNetwork<Ledger>,
///     queues: InterfaceEndpoint<Ledger, Queues>,
/// }
/// # fn main() {}
/// ```
#[derive(Construct)]
pub struct PrivateNetwork<N: Network> {
    vpc: Vpc<N>,

    application_routes: RouteTable<N, ApplicationTier>,
    application_a: PrivateSubnet<N, ApplicationTier, 0>,
    application_b: PrivateSubnet<N, ApplicationTier, 1>,
    application_c: PrivateSubnet<N, ApplicationTier, 2>,

    database_routes: RouteTable<N, DatabaseTier>,
    database_a: PrivateSubnet<N, DatabaseTier, 0>,
    database_b: PrivateSubnet<N, DatabaseTier, 1>,
    database_c: PrivateSubnet<N, DatabaseTier, 2>,

    application_security_group: ApplicationSecurityGroup<N>,
    database_security_group: DatabaseSecurityGroup<N>,
    endpoint_security_group: EndpointSecurityGroup<N>,
    application_to_database: ApplicationToDatabase<N>,
    database_from_application: DatabaseFromApplication<N>,
    application_to_endpoint: ApplicationToEndpoint<N>,
    endpoint_from_application: EndpointFromApplication<N>,
}
