//! Outputs whose declared type is not that of their value.

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
    pub subnet_id: SubnetId,
    #[output(GetAtt(Network.CidrBlock))]
    pub vpc_id: VpcId,
    #[output(Ref(Given::group))]
    pub zone_id: HostedZoneId,
}

#[derive(Stack)]
#[stack(name = "network", parameters = [Given], outputs = NetworkOutputs)]
pub struct NetworkStack {
    network: Network,
}

fn main() {}
