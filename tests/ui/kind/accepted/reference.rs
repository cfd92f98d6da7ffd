//! The ids and the ARN that are wanted.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties { CidrBlock: "10.0.0.0/16" }]
pub struct Network;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: Ref(Network), CidrBlock: "10.0.0.0/24" }]
pub struct Subnet;

#[derive(Resource)]
#[resource("AWS::EC2::Instance")]
#[properties { ImageId: "ami-0a1b2c3d", SubnetId: Ref(Subnet) }]
pub struct Worker;

#[derive(Resource)]
#[resource("AWS::EC2::Instance")]
#[properties { ImageId: "ami-0a1b2c3d", SubnetId: GetAtt(Subnet.SubnetId) }]
pub struct Helper;

#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } }]
pub struct Permissions;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties { Code: { ImageUri: "repository@sha256:0" }, PackageType: "Image", Role: GetAtt(Permissions.Arn) }]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    network: Network,
    subnet: Subnet,
    worker: Worker,
    helper: Helper,
    permissions: Permissions,
    validator: Validator,
}

fn main() {}
