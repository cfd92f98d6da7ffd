//! What other stacks may know of the network.

use tap_core::prelude::*;

use super::{DynamoDb, NetworkAlarms, ParameterStore, S3, Transactions};
use crate::constructs::{
    ApplicationSecurityGroup, ApplicationTier, DatabaseSecurityGroup, DatabaseTier, EndpointDrops, EndpointSecurityGroup, Health,
    RouteTable, ServiceGateway, ServiceInterface, Subnet, Vpc,
};
use crate::environment::Environment;

/// Ids of the network's parts.
#[derive(Outputs)]
pub struct NetworkOutputs {
    /// VPC that hosts the platform.
    #[output(Ref(Vpc<Transactions>), export = Sub("vpc-id-${Environment::suffix}"))]
    pub vpc_id: VpcId,

    /// Address block of the VPC.
    #[output(GetAtt(Vpc<Transactions>.CidrBlock), export = Sub("vpc-cidr-block-${Environment::suffix}"))]
    pub vpc_cidr_block: String,

    /// Subnets of the functions, one in each availability zone.
    #[output(
        Join(",", [
            Ref(Subnet<Transactions, ApplicationTier, 0>),
            Ref(Subnet<Transactions, ApplicationTier, 1>),
            Ref(Subnet<Transactions, ApplicationTier, 2>),
        ]),
        export = Sub("application-subnet-ids-${Environment::suffix}")
    )]
    pub application_subnet_ids: Vec<SubnetId>,

    /// Subnets of the database, one in each availability zone.
    #[output(
        Join(",", [
            Ref(Subnet<Transactions, DatabaseTier, 0>),
            Ref(Subnet<Transactions, DatabaseTier, 1>),
            Ref(Subnet<Transactions, DatabaseTier, 2>),
        ]),
        export = Sub("database-subnet-ids-${Environment::suffix}")
    )]
    pub database_subnet_ids: Vec<SubnetId>,

    /// Route table of the functions' subnets.
    #[output(Ref(RouteTable<Transactions, ApplicationTier>), export = Sub("application-route-table-id-${Environment::suffix}"))]
    pub application_route_table_id: String,

    /// Route table of the database's subnets.
    #[output(Ref(RouteTable<Transactions, DatabaseTier>), export = Sub("database-route-table-id-${Environment::suffix}"))]
    pub database_route_table_id: String,

    /// Security group of the functions.
    #[output(
        GetAtt(ApplicationSecurityGroup<Transactions>.GroupId),
        export = Sub("function-security-group-id-${Environment::suffix}")
    )]
    pub function_security_group_id: SecurityGroupId,

    /// Security group of the database.
    #[output(
        GetAtt(DatabaseSecurityGroup<Transactions>.GroupId),
        export = Sub("database-security-group-id-${Environment::suffix}")
    )]
    pub database_security_group_id: SecurityGroupId,

    /// Security group of the interface endpoints.
    #[output(
        GetAtt(EndpointSecurityGroup<Transactions>.GroupId),
        export = Sub("endpoint-security-group-id-${Environment::suffix}")
    )]
    pub endpoint_security_group_id: SecurityGroupId,

    /// Gateway endpoint of S3.
    #[output(Ref(ServiceGateway<Transactions, S3>), export = Sub("s3-endpoint-id-${Environment::suffix}"))]
    pub s3_endpoint_id: String,

    /// Gateway endpoint of DynamoDB.
    #[output(Ref(ServiceGateway<Transactions, DynamoDb>), export = Sub("dynamodb-endpoint-id-${Environment::suffix}"))]
    pub dynamo_db_endpoint_id: String,

    /// Interface endpoint of Parameter Store.
    #[output(Ref(ServiceInterface<Transactions, ParameterStore>), export = Sub("ssm-endpoint-id-${Environment::suffix}"))]
    pub ssm_endpoint_id: String,

    /// Alarm of packets that the interface endpoint drops.
    #[output(
        GetAtt(EndpointDrops<Transactions, ParameterStore>.Arn),
        export = Sub("ssm-endpoint-drops-alarm-arn-${Environment::suffix}")
    )]
    pub ssm_endpoint_drops_alarm_arn: String,

    /// Name of the alarm of everything in the network.
    #[output(Ref(Health<NetworkAlarms>), export = Sub("network-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in the network.
    #[output(GetAtt(Health<NetworkAlarms>.Arn), export = Sub("network-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
