//! The network: a VPC over three availability zones without any way to the internet.
//!
//! Functions live in the application subnets and reach AWS by endpoints, the database lives in subnets of its own whose
//! route table leads nowhere but to the VPC. Since nothing here names a stack beside it, every other stack may name this.

mod alarms;
mod endpoints;
mod flow_logs;
mod outputs;
mod security;
mod subnets;

pub use alarms::*;
pub use endpoints::*;
pub use flow_logs::*;
pub use outputs::*;
pub use security::*;
pub use subnets::*;

use tap_core::prelude::*;

use crate::constructs::Health;

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
    vpc: Vpc,

    application_routes: RouteTable<Application>,
    application_a: PrivateSubnet<Application, 0>,
    application_b: PrivateSubnet<Application, 1>,
    application_c: PrivateSubnet<Application, 2>,

    database_routes: RouteTable<Database>,
    database_a: PrivateSubnet<Database, 0>,
    database_b: PrivateSubnet<Database, 1>,
    database_c: PrivateSubnet<Database, 2>,

    function_security_group: FunctionSecurityGroup,
    database_security_group: DatabaseSecurityGroup,
    endpoint_security_group: EndpointSecurityGroup,
    function_to_database: FunctionToDatabase,
    database_from_function: DatabaseFromFunction,
    function_to_endpoint: FunctionToEndpoint,
    endpoint_from_function: EndpointFromFunction,
    function_to_s3: FunctionToS3,
    function_to_dynamo_db: FunctionToDynamoDb,

    s3_endpoint: S3Endpoint,
    dynamo_db_endpoint: DynamoDbEndpoint,
    ssm_endpoint: SsmEndpoint,
    ssm_endpoint_drops: SsmEndpointDrops,
    health: Health<NetworkAlarms>,

    flow_log_group: FlowLogGroup,
    flow_log_role: FlowLogRole,
    flow_log: FlowLog,
}
