//! What other stacks may know of the network.

use tap_core::prelude::*;

use crate::constructs::Health;

use super::{
    Application, Database, DatabaseSecurityGroup, DynamoDbEndpoint, EndpointSecurityGroup, FunctionSecurityGroup, NetworkAlarms,
    RouteTable, S3Endpoint, SsmEndpoint, SsmEndpointDrops, Subnet, Vpc,
};
use crate::environment::Environment;

/// Ids of the network's parts.
#[derive(Outputs)]
pub struct NetworkOutputs {
    /// VPC that hosts the platform.
    #[output(Ref(Vpc), export = Sub("vpc-id-${Environment::suffix}"))]
    pub vpc_id: VpcId,

    /// Address block of the VPC.
    #[output(GetAtt(Vpc.CidrBlock), export = Sub("vpc-cidr-block-${Environment::suffix}"))]
    pub vpc_cidr_block: String,

    /// Subnets of the functions, one in each availability zone.
    #[output(
        Join(",", [Ref(Subnet<Application, 0>), Ref(Subnet<Application, 1>), Ref(Subnet<Application, 2>)]),
        export = Sub("application-subnet-ids-${Environment::suffix}")
    )]
    pub application_subnet_ids: Vec<SubnetId>,

    /// Subnets of the database, one in each availability zone.
    #[output(
        Join(",", [Ref(Subnet<Database, 0>), Ref(Subnet<Database, 1>), Ref(Subnet<Database, 2>)]),
        export = Sub("database-subnet-ids-${Environment::suffix}")
    )]
    pub database_subnet_ids: Vec<SubnetId>,

    /// Route table of the functions' subnets.
    #[output(Ref(RouteTable<Application>), export = Sub("application-route-table-id-${Environment::suffix}"))]
    pub application_route_table_id: String,

    /// Route table of the database's subnets.
    #[output(Ref(RouteTable<Database>), export = Sub("database-route-table-id-${Environment::suffix}"))]
    pub database_route_table_id: String,

    /// Security group of the functions.
    #[output(GetAtt(FunctionSecurityGroup.GroupId), export = Sub("function-security-group-id-${Environment::suffix}"))]
    pub function_security_group_id: SecurityGroupId,

    /// Security group of the database.
    #[output(GetAtt(DatabaseSecurityGroup.GroupId), export = Sub("database-security-group-id-${Environment::suffix}"))]
    pub database_security_group_id: SecurityGroupId,

    /// Security group of the interface endpoints.
    #[output(GetAtt(EndpointSecurityGroup.GroupId), export = Sub("endpoint-security-group-id-${Environment::suffix}"))]
    pub endpoint_security_group_id: SecurityGroupId,

    /// Gateway endpoint of S3.
    #[output(Ref(S3Endpoint), export = Sub("s3-endpoint-id-${Environment::suffix}"))]
    pub s3_endpoint_id: String,

    /// Gateway endpoint of DynamoDB.
    #[output(Ref(DynamoDbEndpoint), export = Sub("dynamodb-endpoint-id-${Environment::suffix}"))]
    pub dynamo_db_endpoint_id: String,

    /// Interface endpoint of Parameter Store.
    #[output(Ref(SsmEndpoint), export = Sub("ssm-endpoint-id-${Environment::suffix}"))]
    pub ssm_endpoint_id: String,

    /// Alarm of packets that the interface endpoint drops.
    #[output(GetAtt(SsmEndpointDrops.Arn), export = Sub("ssm-endpoint-drops-alarm-arn-${Environment::suffix}"))]
    pub ssm_endpoint_drops_alarm_arn: String,

    /// Name of the alarm of everything in the network.
    #[output(Ref(Health<NetworkAlarms>), export = Sub("network-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in the network.
    #[output(GetAtt(Health<NetworkAlarms>.Arn), export = Sub("network-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
