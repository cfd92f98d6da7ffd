//! Outputs declared as what they are, or as any string.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct Network;

#[derive(Parameters)]
pub struct Given {
    pub group: SecurityGroupId,
}

#[derive(Outputs)]
pub struct NetworkOutputs {
    #[output(Ref(Network))]
    pub vpc_id: VpcId,
    #[output(GetAtt(Network.CidrBlock))]
    pub cidr: String,
    #[output(Ref(Given::group))]
    pub group: SecurityGroupId,
}

#[derive(Stack)]
#[stack(name = "network", parameters = [Given], outputs = NetworkOutputs)]
pub struct NetworkStack {
    network: Network,
}

fn main() {}
