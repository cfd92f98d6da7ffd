//! What there is in an account, in both regions.

use super::*;
use std::collections::BTreeSet;

/// Where things are listed, each with the members of an answer that lead to the names.
const LISTS: &[(&str, &str, &str, &str)] = &[
    ("cloudformation", "describe_stacks", "Stacks", "StackName"),
    ("cloudformation", "list_exports", "Exports", "Name"),
    ("dynamodb", "list_tables", "TableNames", ""),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupName"),
    ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "ServiceName"),
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("ecr", "describe_repositories", "repositories", "repositoryName"),
    ("events", "list_rules", "Rules", "Name"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("kms", "list_keys", "Keys", "KeyId"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("sqs", "list_queues", "QueueUrls", ""),
    ("ssm", "describe_parameters", "Parameters", "Name"),
];

/// Everything, as `service region name`.
pub fn inventory(cloud: &Cloud) -> BTreeSet<String> {
    let each = || LISTS.iter().flat_map(|list| REGIONS.map(|region| (list, region)));
    let asks: Vec<Ask> = each().map(|((service, method, ..), region)| (*service, region, *method, json!({}))).collect();
    let mut found = BTreeSet::new();
    for (((service, method, list, name), region), answer) in each().zip(cloud.behind.ask(&asks)) {
        let answer = answer.unwrap_or_else(|error| panic!("{service} {method}: {error:?}"));
        for one in answer[list].as_array().into_iter().flatten() {
            let name = one.get(name).unwrap_or(one).as_str().unwrap_or_else(|| panic!("{service} {method}: {one}"));
            found.insert(format!("{service} {region} {list} {name}"));
        }
    }
    found
}
