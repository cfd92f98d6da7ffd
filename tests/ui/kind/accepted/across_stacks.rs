//! Outputs and parameters of the types that are wanted.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct NetworkParameters {
    /// Where the instances are.
    #[parameter(default = "vpc-0a1b2c3d")]
    pub vpc: VpcId,
}

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct Network;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: Ref(Network), CidrBlock: "10.0.0.0/24" }]
pub struct Subnet;

#[derive(Outputs)]
pub struct NetworkOutputs {
    /// Subnet of the instances.
    #[output(Ref(Network))]
    pub vpc: VpcId,
}

#[derive(Stack)]
#[stack(name = "network", outputs = NetworkOutputs)]
pub struct NetworkStack {
    network: Network,
    subnet: Subnet,
}

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "workers", VpcId: Output(NetworkOutputs::vpc) }]
pub struct Workers;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "helpers", VpcId: Ref(NetworkParameters::vpc) }]
pub struct Helpers;

#[derive(Stack)]
#[stack(name = "work", parameters = [NetworkParameters])]
pub struct WorkStack {
    workers: Workers,
    helpers: Helpers,
}

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested)]
    network: NetworkStack,
    #[stack(nested)]
    work: WorkStack,
}

fn main() {}
