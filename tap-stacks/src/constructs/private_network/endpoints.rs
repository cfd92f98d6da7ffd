//! Ways to AWS without a NAT gateway.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{
    ApplicationSecurityGroup, ApplicationTier, EndpointSecurityGroup, Gateway, HTTPS, Network, PrefixLists, RouteTable, Subnet,
    Vpc,
};
use crate::environment::Environment;

/// What applications ask of a service that has gateway endpoints, which cost nothing. [`S3`](crate::network::S3) is one.
pub trait GatewayService: Identity {
    /// The service.
    const GATEWAY: Gateway;
    /// What may be asked of it: a whole policy document. A network usually comes before the stacks that hold what is asked
    /// for, so this goes by names.
    const POLICY: Fragment;
}

/// What applications ask of any other service. [`ParameterStore`](crate::network::ParameterStore) is one.
pub trait InterfaceService: Identity {
    /// Its name in the names of endpoints: what follows `com.amazonaws.REGION.`, for example `ssm`.
    const NAME: &'static str;
    /// What may be asked of it: a whole policy document, by names as [`GatewayService::POLICY`].
    const POLICY: Fragment;
    /// Packets that its endpoint may drop in a minute, for three minutes, before its alarm fires.
    const DROPS: Fragment = fragment!(10);
}

/// The endpoint, in the routes of the applications.
#[derive(Resource)]
#[resource("AWS::EC2::VPCEndpoint")]
#[properties {
    VpcId: Ref(Vpc<N>),
    VpcEndpointType: "Gateway",
    ServiceName: Sub("com.amazonaws.${AWS::Region}.${service}", service = const { S::GATEWAY.name() }),
    RouteTableIds: [Ref(RouteTable<N, ApplicationTier>)],
    PolicyDocument: S::POLICY,
    Tags: [{
        Key: "Name",
        Value: Sub(
            "${network}-${service}-endpoint-${Environment::suffix}",
            network = N::NAME,
            service = const { S::GATEWAY.name() },
        ),
    }],
}]
pub struct ServiceGateway<N: Network, S: GatewayService>(PhantomData<(N, S)>);

/// Lets applications out to the service. Traffic to a gateway endpoint keeps its public destination, so a rule must name it.
#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroupEgress")]
#[properties {
    GroupId: GetAtt(ApplicationSecurityGroup<N>.GroupId),
    DestinationPrefixListId: FindInMap(PrefixLists, Ref(AWS::Region), const { S::GATEWAY.name() }),
    IpProtocol: "tcp",
    FromPort: HTTPS,
    ToPort: HTTPS,
    Description: Sub("HTTPS to ${service} by its gateway endpoint", service = const { S::GATEWAY.name() }),
}]
pub struct ApplicationToService<N: Network, S: GatewayService>(PhantomData<(N, S)>);

/// A way from the applications to S3 or DynamoDB, beside a [`PrivateNetwork`](super::PrivateNetwork).
#[derive(Construct)]
pub struct GatewayEndpoint<N: Network, S: GatewayService> {
    endpoint: ServiceGateway<N, S>,
    egress: ApplicationToService<N, S>,
}

/// The endpoint, in each of the applications' subnets.
#[derive(Resource)]
#[resource("AWS::EC2::VPCEndpoint")]
#[properties {
    VpcId: Ref(Vpc<N>),
    VpcEndpointType: "Interface",
    ServiceName: Sub("com.amazonaws.${AWS::Region}.${service}", service = S::NAME),
    SubnetIds: [
        Ref(Subnet<N, ApplicationTier, 0>),
        Ref(Subnet<N, ApplicationTier, 1>),
        Ref(Subnet<N, ApplicationTier, 2>),
    ],
    SecurityGroupIds: [GetAtt(EndpointSecurityGroup<N>.GroupId)],
    PrivateDnsEnabled: true,
    PolicyDocument: S::POLICY,
    Tags: [{
        Key: "Name",
        Value: Sub("${network}-${service}-endpoint-${Environment::suffix}", network = N::NAME, service = S::NAME),
    }],
}]
pub struct ServiceInterface<N: Network, S: InterfaceService>(PhantomData<(N, S)>);

/// The endpoint drops packets: applications will soon not reach the service.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${network}-${service}-endpoint-drops-${Environment::suffix}", network = N::NAME, service = S::NAME),
    AlarmDescription: Sub("The interface endpoint of ${service} drops packets", service = S::NAME),
    Namespace: "AWS/PrivateLinkEndpoints",
    MetricName: "PacketsDropped",
    Dimensions: [
        { Name: "Endpoint Type", Value: "Interface" },
        { Name: "Service Name", Value: Sub("com.amazonaws.${AWS::Region}.${service}", service = S::NAME) },
        { Name: "VPC Endpoint Id", Value: Ref(ServiceInterface<N, S>) },
        { Name: "VPC Id", Value: Ref(Vpc<N>) },
    ],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: S::DROPS,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct EndpointDrops<N: Network, S: InterfaceService>(PhantomData<(N, S)>);

/// A way from the applications to any other service, with its alarm, beside a [`PrivateNetwork`](super::PrivateNetwork).
#[derive(Construct)]
pub struct InterfaceEndpoint<N: Network, S: InterfaceService> {
    endpoint: ServiceInterface<N, S>,
    endpoint_drops: EndpointDrops<N, S>,
}
