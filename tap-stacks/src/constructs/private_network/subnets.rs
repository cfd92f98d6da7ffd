//! The VPC and its subnets, one of each tier in each of three availability zones.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::Network;
use crate::environment::Environment;

/// The network that everything else lives in.
#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties {
    CidrBlock: N::CIDR,
    EnableDnsHostnames: true,
    EnableDnsSupport: true,
    Tags: [{ Key: "Name", Value: Sub("${network}-vpc-${Environment::suffix}", network = N::NAME) }],
}]
pub struct Vpc<N: Network>(PhantomData<N>);

/// Subnets that share a purpose and a route table.
pub trait Tier: Identity {
    /// What the tier is called in names.
    const NAME: &'static str;
    /// Which of the VPC's blocks of 256 addresses is the first of the tier's.
    const FIRST_BLOCK: usize;
}

/// Subnets of applications and of interface endpoints.
#[derive(Identity)]
pub struct ApplicationTier;

impl Tier for ApplicationTier {
    const NAME: &'static str = "application";
    const FIRST_BLOCK: usize = 0;
}

/// Subnets of databases.
#[derive(Identity)]
pub struct DatabaseTier;

impl Tier for DatabaseTier {
    const NAME: &'static str = "database";
    const FIRST_BLOCK: usize = 3;
}

/// Routes of a tier: those inside the VPC, and to whichever gateway endpoints name this table.
#[derive(Resource)]
#[resource("AWS::EC2::RouteTable")]
#[properties {
    VpcId: Ref(Vpc<N>),
    Tags: [{ Key: "Name", Value: Sub("${network}-${tier}-routes-${Environment::suffix}", network = N::NAME, tier = T::NAME) }],
}]
pub struct RouteTable<N: Network, T: Tier>(PhantomData<(N, T)>);

/// One subnet of a tier, in the availability zone with the number `AZ`.
#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties {
    VpcId: Ref(Vpc<N>),
    AvailabilityZone: Select(AZ, GetAZs()),
    CidrBlock: Select(const { T::FIRST_BLOCK + AZ }, Cidr(GetAtt(Vpc<N>.CidrBlock), 6, 8)),
    MapPublicIpOnLaunch: false,
    Tags: [{
        Key: "Name",
        Value: Sub(
            "${network}-${tier}-subnet-${zone}-${Environment::suffix}",
            network = N::NAME,
            tier = T::NAME,
            zone = AZ,
        ),
    }],
}]
pub struct Subnet<N: Network, T: Tier, const AZ: usize>(PhantomData<(N, T)>);

/// Puts a subnet under the routes of its tier.
#[derive(Resource)]
#[resource("AWS::EC2::SubnetRouteTableAssociation")]
#[properties {
    SubnetId: Ref(Subnet<N, T, AZ>),
    RouteTableId: Ref(RouteTable<N, T>),
}]
pub struct SubnetRoutes<N: Network, T: Tier, const AZ: usize>(PhantomData<(N, T)>);

/// A subnet without a way out, under the routes of its tier.
#[derive(Construct)]
pub struct PrivateSubnet<N: Network, T: Tier, const AZ: usize> {
    subnet: Subnet<N, T, AZ>,
    routes: SubnetRoutes<N, T, AZ>,
}
