//! The VPC and its subnets, one of each tier in each of three availability zones.

use std::marker::PhantomData;

use tap_core::prelude::*;

use crate::environment::{Environment, NetworkParameters};

/// The network that everything else lives in.
#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties {
    CidrBlock: Ref(NetworkParameters::vpc_cidr),
    EnableDnsHostnames: true,
    EnableDnsSupport: true,
    Tags: [{ Key: "Name", Value: Sub("vpc-${Environment::suffix}") }],
}]
pub struct Vpc;

/// Subnets that share a purpose and a route table.
pub trait Tier: Identity {
    /// What the tier is called in names.
    const NAME: &'static str;
    /// Which of the VPC's blocks of 256 addresses is the first of the tier's.
    const FIRST_BLOCK: usize;
}

/// Subnets of functions and of interface endpoints.
#[derive(Identity)]
pub struct Application;

impl Tier for Application {
    const NAME: &'static str = "application";
    const FIRST_BLOCK: usize = 0;
}

/// Subnets of the database cluster.
#[derive(Identity)]
pub struct Database;

impl Tier for Database {
    const NAME: &'static str = "database";
    const FIRST_BLOCK: usize = 3;
}

/// Routes of a tier: those inside the VPC, and to whichever gateway endpoints name this table.
#[derive(Resource)]
#[resource("AWS::EC2::RouteTable")]
#[properties {
    VpcId: Ref(Vpc),
    Tags: [{ Key: "Name", Value: Sub("${tier}-routes-${Environment::suffix}", tier = T::NAME) }],
}]
pub struct RouteTable<T: Tier>(PhantomData<T>);

/// One subnet of a tier, in the availability zone with the number `AZ`.
#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties {
    VpcId: Ref(Vpc),
    AvailabilityZone: Select(AZ, GetAZs()),
    CidrBlock: Select(const { T::FIRST_BLOCK + AZ }, Cidr(GetAtt(Vpc.CidrBlock), 6, 8)),
    MapPublicIpOnLaunch: false,
    Tags: [{ Key: "Name", Value: Sub("${tier}-subnet-${zone}-${Environment::suffix}", tier = T::NAME, zone = AZ) }],
}]
pub struct Subnet<T: Tier, const AZ: usize>(PhantomData<T>);

/// Puts a subnet under the routes of its tier.
#[derive(Resource)]
#[resource("AWS::EC2::SubnetRouteTableAssociation")]
#[properties {
    SubnetId: Ref(Subnet<T, AZ>),
    RouteTableId: Ref(RouteTable<T>),
}]
pub struct SubnetRoutes<T: Tier, const AZ: usize>(PhantomData<T>);

/// A subnet without a way out, under the routes of its tier.
#[derive(Construct)]
pub struct PrivateSubnet<T: Tier, const AZ: usize> {
    subnet: Subnet<T, AZ>,
    routes: SubnetRoutes<T, AZ>,
}
