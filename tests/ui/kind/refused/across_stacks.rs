//! An output of a subnet id where the id of a VPC is wanted, a parameter that declares the wrong type, and an output whose
//! declared type is not that of its value.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct NetworkParameters {
    /// Where the instances are.
    #[parameter(default = "subnet-0a1b2c3d")]
    pub subnet: SubnetId,
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
    #[output(Ref(Subnet))]
    pub subnet: String,
}

#[derive(Stack)]
#[stack(name = "network", outputs = NetworkOutputs)]
pub struct NetworkStack {
    network: Network,
    subnet: Subnet,
}

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "workers", VpcId: Output(NetworkOutputs::subnet) }]
pub struct Workers;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "helpers", VpcId: Ref(NetworkParameters::subnet) }]
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
