//! How long CloudFormation takes to create a resource of a type, on the average.
//!
//! The figures are those that `rain forecast` publishes
//! (<https://github.com/aws-cloudformation/rain>, `estimate.go`). They are a start: what is measured in one's own account is
//! better, and stands at the resource.

/// Seconds to create a resource of a type that the table does not have: most of those are made by one call.
pub const OTHER: u32 = 5;

/// Seconds that a nested stack takes beside what is in it.
pub const NESTED_STACK: u32 = 10;

/// Types and seconds, sorted.
const CREATE: &[(&str, u32)] = &[
    ("AWS::CloudFormation::CustomResource", 119),
    ("AWS::CloudFormation::StackSet", 17),
    ("AWS::CloudWatch::Alarm", 2),
    ("AWS::CloudWatch::CompositeAlarm", 1),
    ("AWS::DynamoDB::Table", 15),
    ("AWS::EC2::RouteTable", 12),
    ("AWS::EC2::SecurityGroup", 6),
    ("AWS::EC2::SecurityGroupIngress", 2),
    ("AWS::EC2::Subnet", 4),
    ("AWS::EC2::VPC", 12),
    ("AWS::EC2::VPCEndpoint", 47),
    ("AWS::ECR::Repository", 1),
    ("AWS::Events::Rule", 62),
    ("AWS::IAM::ManagedPolicy", 16),
    ("AWS::IAM::Role", 12),
    ("AWS::KMS::Alias", 62),
    ("AWS::KMS::Key", 122),
    ("AWS::Lambda::Alias", 51),
    ("AWS::Lambda::Function", 25),
    ("AWS::Lambda::Version", 4),
    ("AWS::Logs::LogGroup", 1),
    ("AWS::RDS::DBCluster", 222),
    ("AWS::RDS::DBInstance", 595),
    ("AWS::RDS::DBSubnetGroup", 2),
    ("AWS::S3::Bucket", 30),
    ("AWS::S3::BucketPolicy", 12),
    ("AWS::SSM::Parameter", 1),
];

/// Seconds to create a resource of this type.
///
/// ```
/// assert_eq!(tap_schema::duration::create("AWS::RDS::DBCluster"), 222);
/// assert_eq!(tap_schema::duration::create("Custom::Migration"), 119);
/// assert_eq!(tap_schema::duration::create("AWS::SNS::Topic"), tap_schema::duration::OTHER);
/// ```
pub fn create(kind: &str) -> u32 {
    let kind = if kind.starts_with("Custom::") { "AWS::CloudFormation::CustomResource" } else { kind };
    CREATE.binary_search_by_key(&kind, |(known, _)| known).map_or(OTHER, |found| CREATE[found].1)
}

#[cfg(test)]
mod tests {
    use super::CREATE;

    #[test]
    fn the_table_is_sorted_and_of_known_types() {
        assert!(CREATE.is_sorted_by_key(|(kind, _)| kind));
        assert!(CREATE.iter().all(|(kind, _)| crate::resource_type(kind).is_some()));
    }
}
