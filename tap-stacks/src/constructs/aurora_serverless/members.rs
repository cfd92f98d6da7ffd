//! The cluster's members.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{AuroraCluster, Database, ENGINE};
use crate::environment::{Environment, Watched};

/// Lets RDS write what the members' operating systems do, if the platform is watched in detail.
#[derive(Resource)]
#[resource("AWS::IAM::Role", condition = Watched::in_detail)]
#[properties {
    RoleName: Sub("${name}-monitoring-role-${Environment::suffix}-${AWS::Region}", name = D::NAME),
    Description: "Lets RDS write enhanced monitoring",
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { Service: "monitoring.rds.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) } },
        }],
    },
    ManagedPolicyArns: [Sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole")],
    Tags: [{ Key: "Name", Value: Sub("${name}-monitoring-role-${Environment::suffix}", name = D::NAME) }],
}]
pub struct MonitoringRole<D: Database>(PhantomData<D>);

/// The member that takes writes. The data is the cluster's, so a member goes without a snapshot.
///
/// AWS publishes 595 seconds for an average instance. A serverless member has no storage to prepare: 420 seconds are what the
/// platform plans with, to be measured by who deploys it.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBInstance",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    estimate = "420s",
    metadata = { checkov: { skip: [{ id: "CKV_AWS_118", comment: "On where MonitoringLevel is detailed: it costs" }] } }
)]
#[properties {
    DBInstanceIdentifier: Sub("${cluster}-writer-${Environment::suffix}", cluster = D::CLUSTER),
    DBClusterIdentifier: Ref(AuroraCluster<D>),
    DBInstanceClass: D::INSTANCE_CLASS,
    Engine: ENGINE,
    MonitoringInterval: If(Watched::in_detail, 60, 0),
    MonitoringRoleArn: If(Watched::in_detail, GetAtt(MonitoringRole<D>.Arn), Ref(AWS::NoValue)),
    EnablePerformanceInsights: If(Watched::in_detail, true, false),
    PerformanceInsightsKMSKeyId: If(Watched::in_detail, D::KEY, Ref(AWS::NoValue)),
    PromotionTier: 0,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
    Tags: [{ Key: "Name", Value: Sub("${cluster}-writer-${Environment::suffix}", cluster = D::CLUSTER) }],
}]
pub struct Writer<D: Database>(PhantomData<D>);

/// The member that takes reads, and writes if the writer fails. It comes after the writer, or it might become it.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBInstance",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    condition = D::HAS_READER,
    depends_on = [Writer<D>],
    metadata = { checkov: { skip: [{ id: "CKV_AWS_118", comment: "On where MonitoringLevel is detailed: it costs" }] } }
)]
#[properties {
    DBInstanceIdentifier: Sub("${cluster}-reader-${Environment::suffix}", cluster = D::CLUSTER),
    DBClusterIdentifier: Ref(AuroraCluster<D>),
    DBInstanceClass: D::INSTANCE_CLASS,
    Engine: ENGINE,
    MonitoringInterval: If(Watched::in_detail, 60, 0),
    MonitoringRoleArn: If(Watched::in_detail, GetAtt(MonitoringRole<D>.Arn), Ref(AWS::NoValue)),
    EnablePerformanceInsights: If(Watched::in_detail, true, false),
    PerformanceInsightsKMSKeyId: If(Watched::in_detail, D::KEY, Ref(AWS::NoValue)),
    PromotionTier: 1,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
    Tags: [{ Key: "Name", Value: Sub("${cluster}-reader-${Environment::suffix}", cluster = D::CLUSTER) }],
}]
pub struct Reader<D: Database>(PhantomData<D>);
