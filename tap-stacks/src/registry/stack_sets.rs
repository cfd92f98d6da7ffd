//! The roles by which StackSets deploy the platform to both regions. An account has them once, so one region makes them.

use tap_core::prelude::*;

use super::At;
use crate::environment::Environment;

/// Assumed by CloudFormation for the platform's stack set, to assume the other role in each region.
#[derive(Resource)]
#[resource("AWS::IAM::Role", condition = At::home)]
#[properties {
    RoleName: Sub("stack-set-administration-${Environment::suffix}"),
    Description: "Lets CloudFormation deploy the platform's stack set",
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { Service: "cloudformation.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
                StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) },
                ArnLike: {
                    "aws:SourceArn": Sub("arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stackset/tap-${Environment::suffix}:*"),
                },
            },
        }],
    },
    Policies: [{
        PolicyName: Sub("assume-execution-${Environment::suffix}"),
        PolicyDocument: {
            Version: "2012-10-17",
            Statement: [{
                Sid: "AssumeExecutionRole",
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Resource: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/stack-set-execution-${Environment::suffix}"),
            }],
        },
    }],
    Tags: [{ Key: "Name", Value: Sub("stack-set-administration-${Environment::suffix}") }],
}]
pub struct AdministrationRole;

/// Holds in the platform's regions.
const IN_THE_REGIONS: Fragment = fragment!({ StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } });

/// Makes the platform's resources, by their names where AWS has names to go by.
///
/// The parts of the network get their ids from EC2, so they are named by their types, in the two regions only. Looking, and making
/// an event source mapping, have no resource level. Roles may be made under the platform's suffix and given to Lambda, flow logs and
/// the monitoring of databases, to nothing else.
#[derive(Resource)]
#[resource(
    "AWS::IAM::Role",
    condition = At::home,
    allow = { no_wildcard_iam: "looking, and making an event source mapping, have no resource level" }
)]
#[properties {
    RoleName: Sub("stack-set-execution-${Environment::suffix}"),
    Description: "Makes the resources of the platform's stack set",
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { AWS: GetAtt(AdministrationRole.Arn) },
            Action: "sts:AssumeRole",
        }],
    },
    Policies: [
        {
            PolicyName: Sub("deploy-${Environment::suffix}"),
            PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "Stacks",
                        Effect: "Allow",
                        Action: [
                            "cloudformation:CreateStack",
                            "cloudformation:DeleteStack",
                            "cloudformation:DescribeStackEvents",
                            "cloudformation:DescribeStackResource",
                            "cloudformation:DescribeStackResources",
                            "cloudformation:DescribeStacks",
                            "cloudformation:GetTemplate",
                            "cloudformation:ListStackResources",
                            "cloudformation:TagResource",
                            "cloudformation:UpdateStack",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/StackSet-tap-${Environment::suffix}-*/*"),
                    },
                    {
                        Sid: "Templates",
                        Effect: "Allow",
                        Action: "s3:GetObject",
                        Resource: Sub("arn:${AWS::Partition}:s3:::artifacts-${Environment::suffix}-${AWS::AccountId}-*/*"),
                    },
                    {
                        Sid: "Roles",
                        Effect: "Allow",
                        Action: [
                            "iam:CreateRole",
                            "iam:DeleteRole",
                            "iam:DeleteRolePolicy",
                            "iam:GetRole",
                            "iam:GetRolePolicy",
                            "iam:ListAttachedRolePolicies",
                            "iam:ListRolePolicies",
                            "iam:ListRoleTags",
                            "iam:PutRolePolicy",
                            "iam:TagRole",
                            "iam:UntagRole",
                            "iam:UpdateAssumeRolePolicy",
                            "iam:UpdateRole",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*-role-${Environment::suffix}-*"),
                    },
                    {
                        Sid: "RolesOfServices",
                        Effect: "Allow",
                        Action: "iam:PassRole",
                        Resource: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*-role-${Environment::suffix}-*"),
                        Condition: {
                            StringEquals: {
                                "iam:PassedToService": [
                                    "lambda.amazonaws.com",
                                    "monitoring.rds.amazonaws.com",
                                    "vpc-flow-logs.amazonaws.com",
                                ],
                            },
                        },
                    },
                    {
                        Sid: "DatabaseServiceRole",
                        Effect: "Allow",
                        Action: "iam:CreateServiceLinkedRole",
                        Resource: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/rds.amazonaws.com/*"),
                        Condition: { StringEquals: { "iam:AWSServiceName": "rds.amazonaws.com" } },
                    },
                    {
                        Sid: "DataKey",
                        Effect: "Allow",
                        Action: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
                        Resource: Sub("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*"),
                        Condition: {
                            "ForAnyValue:StringEquals": { "kms:ResourceAliases": Sub("alias/data-key-${Environment::suffix}") },
                        },
                    },
                ],
            },
        },
        {
            PolicyName: Sub("resources-${Environment::suffix}"),
            PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "Functions",
                        Effect: "Allow",
                        Action: [
                            "lambda:AddPermission",
                            "lambda:CreateFunction",
                            "lambda:DeleteFunction",
                            "lambda:GetFunction",
                            "lambda:GetFunctionConfiguration",
                            "lambda:InvokeFunction",
                            "lambda:ListTags",
                            "lambda:RemovePermission",
                            "lambda:TagResource",
                            "lambda:UntagResource",
                            "lambda:UpdateFunctionCode",
                            "lambda:UpdateFunctionConfiguration",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:lambda:*:${AWS::AccountId}:function:*-${Environment::suffix}"),
                    },
                    {
                        Sid: "Images",
                        Effect: "Allow",
                        Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetRepositoryPolicy"],
                        Resource: Sub("arn:${AWS::Partition}:ecr:*:${AWS::AccountId}:repository/*-${Environment::suffix}"),
                    },
                    {
                        Sid: "Sessions",
                        Effect: "Allow",
                        Action: [
                            "dynamodb:CreateTable",
                            "dynamodb:DeleteTable",
                            "dynamodb:DescribeContinuousBackups",
                            "dynamodb:DescribeTable",
                            "dynamodb:DescribeTimeToLive",
                            "dynamodb:ListTagsOfResource",
                            "dynamodb:TagResource",
                            "dynamodb:UntagResource",
                            "dynamodb:UpdateContinuousBackups",
                            "dynamodb:UpdateTable",
                            "dynamodb:UpdateTimeToLive",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:dynamodb:*:${AWS::AccountId}:table/sessions-${Environment::suffix}"),
                    },
                    {
                        Sid: "AuditLog",
                        Effect: "Allow",
                        Action: [
                            "s3:CreateBucket",
                            "s3:DeleteBucket",
                            "s3:DeleteBucketPolicy",
                            "s3:GetBucket*",
                            "s3:GetEncryptionConfiguration",
                            "s3:GetLifecycleConfiguration",
                            "s3:PutBucket*",
                            "s3:PutEncryptionConfiguration",
                            "s3:PutLifecycleConfiguration",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:s3:::audit-${Environment::suffix}-${AWS::AccountId}-*"),
                    },
                    {
                        Sid: "Queues",
                        Effect: "Allow",
                        Action: [
                            "sqs:CreateQueue",
                            "sqs:DeleteQueue",
                            "sqs:GetQueueAttributes",
                            "sqs:ListQueueTags",
                            "sqs:SetQueueAttributes",
                            "sqs:TagQueue",
                            "sqs:UntagQueue",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:*-${Environment::suffix}"),
                    },
                    {
                        Sid: "Logs",
                        Effect: "Allow",
                        Action: [
                            "logs:AssociateKmsKey",
                            "logs:CreateLogGroup",
                            "logs:DeleteLogGroup",
                            "logs:DeleteRetentionPolicy",
                            "logs:ListTagsForResource",
                            "logs:PutRetentionPolicy",
                            "logs:TagResource",
                            "logs:UntagResource",
                        ],
                        Resource: [
                            Sub("arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:*-${Environment::suffix}*"),
                            Sub("arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:/aws/rds/cluster/aurora-${Environment::suffix}/*"),
                        ],
                    },
                    {
                        Sid: "Alarms",
                        Effect: "Allow",
                        Action: [
                            "cloudwatch:DeleteAlarms",
                            "cloudwatch:ListTagsForResource",
                            "cloudwatch:PutCompositeAlarm",
                            "cloudwatch:PutMetricAlarm",
                            "cloudwatch:TagResource",
                            "cloudwatch:UntagResource",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:cloudwatch:*:${AWS::AccountId}:alarm:*-${Environment::suffix}"),
                    },
                    {
                        Sid: "Parameters",
                        Effect: "Allow",
                        Action: [
                            "ssm:AddTagsToResource",
                            "ssm:DeleteParameter",
                            "ssm:GetParameter",
                            "ssm:GetParameters",
                            "ssm:PutParameter",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:parameter/tap/${Environment::suffix}/*"),
                    },
                    {
                        Sid: "Database",
                        Effect: "Allow",
                        Action: [
                            "rds:AddTagsToResource",
                            "rds:CreateDBCluster",
                            "rds:CreateDBClusterParameterGroup",
                            "rds:CreateDBClusterSnapshot",
                            "rds:CreateDBInstance",
                            "rds:CreateDBSubnetGroup",
                            "rds:DeleteDBCluster",
                            "rds:DeleteDBClusterParameterGroup",
                            "rds:DeleteDBInstance",
                            "rds:DeleteDBSubnetGroup",
                            "rds:DescribeDBClusterParameters",
                            "rds:ListTagsForResource",
                            "rds:ModifyDBCluster",
                            "rds:ModifyDBClusterParameterGroup",
                            "rds:ModifyDBInstance",
                            "rds:ModifyDBSubnetGroup",
                            "rds:RemoveTagsFromResource",
                        ],
                        Resource: [
                            Sub("arn:${AWS::Partition}:rds:*:${AWS::AccountId}:cluster:aurora-${Environment::suffix}"),
                            Sub("arn:${AWS::Partition}:rds:*:${AWS::AccountId}:cluster-pg:database-parameters-${Environment::suffix}"),
                            Sub("arn:${AWS::Partition}:rds:*:${AWS::AccountId}:cluster-snapshot:*"),
                            Sub("arn:${AWS::Partition}:rds:*:${AWS::AccountId}:db:aurora-*-${Environment::suffix}"),
                            Sub("arn:${AWS::Partition}:rds:*:${AWS::AccountId}:subgrp:database-subnets-${Environment::suffix}"),
                        ],
                    },
                ],
            },
        },
        {
            PolicyName: Sub("network-${Environment::suffix}"),
            PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "Parts",
                        Effect: "Allow",
                        Action: [
                            "ec2:AssociateRouteTable",
                            "ec2:AuthorizeSecurityGroupEgress",
                            "ec2:AuthorizeSecurityGroupIngress",
                            "ec2:CreateFlowLogs",
                            "ec2:CreateRouteTable",
                            "ec2:CreateSecurityGroup",
                            "ec2:CreateSubnet",
                            "ec2:CreateTags",
                            "ec2:CreateVpc",
                            "ec2:CreateVpcEndpoint",
                            "ec2:DeleteFlowLogs",
                            "ec2:DeleteRouteTable",
                            "ec2:DeleteSecurityGroup",
                            "ec2:DeleteSubnet",
                            "ec2:DeleteTags",
                            "ec2:DeleteVpc",
                            "ec2:DeleteVpcEndpoints",
                            "ec2:DisassociateRouteTable",
                            "ec2:ModifySubnetAttribute",
                            "ec2:ModifyVpcAttribute",
                            "ec2:ModifyVpcEndpoint",
                            "ec2:RevokeSecurityGroupEgress",
                            "ec2:RevokeSecurityGroupIngress",
                        ],
                        Resource: [
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:route-table/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group-rule/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:subnet/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc-endpoint/*"),
                            Sub("arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc-flow-log/*"),
                        ],
                        Condition: IN_THE_REGIONS,
                    },
                    {
                        Sid: "Flow",
                        Effect: "Allow",
                        Action: [
                            "lambda:DeleteEventSourceMapping",
                            "lambda:GetEventSourceMapping",
                            "lambda:UpdateEventSourceMapping",
                        ],
                        Resource: Sub("arn:${AWS::Partition}:lambda:*:${AWS::AccountId}:event-source-mapping:*"),
                        Condition: IN_THE_REGIONS,
                    },
                    {
                        Sid: "WithoutNames",
                        Effect: "Allow",
                        Action: [
                            "cloudwatch:DescribeAlarms",
                            "ec2:Describe*",
                            "lambda:CreateEventSourceMapping",
                            "logs:DescribeLogGroups",
                            "rds:DescribeDBClusterParameterGroups",
                            "rds:DescribeDBClusters",
                            "rds:DescribeDBClusterSnapshots",
                            "rds:DescribeDBInstances",
                            "rds:DescribeDBSubnetGroups",
                            "ssm:DescribeParameters",
                        ],
                        Resource: "*",
                        Condition: IN_THE_REGIONS,
                    },
                ],
            },
        },
    ],
    Tags: [{ Key: "Name", Value: Sub("stack-set-execution-${Environment::suffix}") }],
}]
pub struct ExecutionRole;
