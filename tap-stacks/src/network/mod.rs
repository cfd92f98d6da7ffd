//! The network: a VPC over three availability zones without any way to the internet.
//!
//! Functions live in the application subnets and reach AWS by endpoints, the database lives in subnets of its own whose
//! route table leads nowhere but to the VPC. Since nothing here names a stack beside it, every other stack may name this.

mod alarms;
mod outputs;
mod services;
mod transactions;

pub use alarms::*;
pub use outputs::*;
pub use services::*;
pub use transactions::*;

use tap_core::prelude::*;

use crate::constructs::{FlowLogs, GatewayEndpoint, Health, InterfaceEndpoint, PrefixLists, PrivateNetwork};
use crate::environment::{Environment, Logging, Monitoring, NetworkParameters, Watched};

/// What the network has only if it is asked for.
#[derive(Conditions)]
pub struct When {
    /// Refused connections are logged.
    #[condition(Equals(Ref(NetworkParameters::flow_logs), "true"))]
    pub flows_are_logged: Condition,
}

/// VPC, subnets, endpoints and security groups.
#[derive(Stack)]
#[stack(
    name = "network-stack",
    description = "Transaction platform: VPC over three availability zones, private subnets, endpoints, security groups",
    parameters = [Environment, Logging, Monitoring, NetworkParameters],
    conditions = [When, Watched],
    mappings = [PrefixLists],
    outputs = NetworkOutputs
)]
pub struct NetworkStack {
    private: PrivateNetwork<Transactions>,
    s3: GatewayEndpoint<Transactions, S3>,
    dynamo_db: GatewayEndpoint<Transactions, DynamoDb>,
    ssm: InterfaceEndpoint<Transactions, ParameterStore>,
    flow: FlowLogs<Transactions>,
    health: Health<NetworkAlarms>,
}
