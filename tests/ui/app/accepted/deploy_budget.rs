//! The same with what was measured of the slowest step, and a reader that is made only if it is asked for.

use tap_core::prelude::*;

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
    #[output(Ref(Subnet))]
    pub subnet_id: SubnetId,
}

#[derive(Stack)]
#[stack(name = "network", outputs = NetworkOutputs)]
pub struct NetworkStack {
    network: Network,
    subnet: Subnet,
}

#[derive(Resource)]
#[resource("AWS::RDS::DBSubnetGroup")]
#[properties { DBSubnetGroupDescription: "private", SubnetIds: [Output(NetworkOutputs::subnet_id)] }]
pub struct Subnets;

#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Engine: "aurora-mysql", DBSubnetGroupName: Ref(Subnets), ManageMasterUserPassword: true, MasterUsername: "ledger" }]
pub struct Cluster;

#[derive(Resource)]
#[resource("AWS::RDS::DBInstance", deletion_policy = Delete, update_replace_policy = Delete, estimate = "6m")]
#[properties { Engine: "aurora-mysql", DBClusterIdentifier: Ref(Cluster), DBInstanceClass: "db.serverless" }]
pub struct Writer;

#[derive(Parameters)]
pub struct Options {
    #[parameter(default = "false", allowed_values = ["true", "false"])]
    pub with_reader: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Options::with_reader), "true"))]
    pub has_reader: bool,
}

#[derive(Resource)]
#[resource(
    "AWS::RDS::DBInstance",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    condition = When::has_reader,
    depends_on = [Writer]
)]
#[properties { Engine: "aurora-mysql", DBClusterIdentifier: Ref(Cluster), DBInstanceClass: "db.serverless" }]
pub struct Reader;

#[derive(Stack)]
#[stack(name = "database", parameters = [Options], conditions = [When])]
pub struct DatabaseStack {
    subnets: Subnets,
    cluster: Cluster,
    writer: Writer,
    reader: Reader,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Options])]
pub struct Root {
    #[stack(nested)]
    network: NetworkStack,
    #[stack(nested)]
    database: DatabaseStack,
}

#[derive(App)]
#[app(regions = ["eu-west-1"], deploy_budget = "12m")]
pub struct Platform {
    root: Root,
}

fn main() {}
