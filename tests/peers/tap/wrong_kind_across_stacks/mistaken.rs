//! The id of another stack's subnet where the id of a VPC is wanted.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct Vpc;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: Ref(Vpc), CidrBlock: "10.0.0.0/24" }]
pub struct Subnet;

#[derive(Outputs)]
pub struct NetworkOutputs {
    #[output(Ref(Subnet))]
    pub id: String,
}

#[derive(Stack)]
#[stack(name = "network", outputs = NetworkOutputs)]
pub struct NetworkStack {
    vpc: Vpc,
    subnet: Subnet,
}

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "workers", VpcId: Output(NetworkOutputs::id) }]
pub struct Workers;

#[derive(Stack)]
#[stack(name = "work")]
pub struct WorkStack {
    workers: Workers,
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
