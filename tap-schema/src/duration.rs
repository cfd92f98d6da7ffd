//! How long CloudFormation takes to create, update and delete a resource of a type, on the average.
//!
//! The figures are those that `rain forecast` publishes; `data/durations.tsv` has them with their source. They are a start: what is
//! measured in one's own account is better, and stands at the resource or in a file that `plan` is given.

use std::sync::LazyLock;

/// Where the figures are from.
pub const SOURCE: &str = "https://github.com/aws-cloudformation/rain, internal/cmd/forecast/estimate.go";

/// Seconds that an operation on a resource takes if the table does not have it: most of them are one call.
pub const OTHER: u32 = 5;

/// Seconds that a nested stack takes beside what is in it. The table's own figures for it count what is in it.
pub const NESTED_STACK: u32 = 10;

/// Seconds that the deletion of a function in a VPC takes at most: 20 to 30 minutes, until its network interfaces are gone.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>
pub const FUNCTION_IN_A_VPC_DELETED: u32 = 1800;

/// The average seconds of the operations on a resource type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Average {
    /// To create one.
    pub create: u32,
    /// To update one in place.
    pub update: u32,
    /// To delete one; of nearly no type is a figure published.
    pub delete: Option<u32>,
}

/// Types and their averages, sorted.
static TABLE: LazyLock<Vec<(&str, Average)>> = LazyLock::new(|| rows(include_str!("../data/durations.tsv")).collect());

/// The rows of the table; comments and the head of the columns are none, since they hold no numbers.
fn rows(text: &str) -> impl Iterator<Item = (&str, Average)> {
    text.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        let kind = columns.next()?;
        let create = columns.next()?.parse().ok()?;
        let update = columns.next()?.parse().ok()?;
        Some((kind, Average { create, update, delete: columns.next()?.parse().ok() }))
    })
}

/// What is published of a resource type; custom resources are all of one.
///
/// ```
/// let cluster = tap_schema::duration::average("AWS::RDS::DBCluster").unwrap();
/// assert_eq!((cluster.create, cluster.update, cluster.delete), (222, 62, None));
/// assert_eq!(tap_schema::duration::average("AWS::No::Such"), None);
/// ```
pub fn average(kind: &str) -> Option<Average> {
    let kind = crate::listed(kind);
    TABLE.binary_search_by_key(&kind, |(known, _)| known).ok().map(|found| TABLE[found].1)
}

/// Seconds to create a resource of this type.
///
/// ```
/// assert_eq!(tap_schema::duration::create("AWS::RDS::DBCluster"), 222);
/// assert_eq!(tap_schema::duration::create("Custom::Migration"), 119);
/// assert_eq!(tap_schema::duration::create("AWS::No::Such"), tap_schema::duration::OTHER);
/// ```
pub fn create(kind: &str) -> u32 {
    average(kind).map_or(OTHER, |average| average.create)
}

#[cfg(test)]
mod tests {
    use super::{TABLE, average, rows};

    #[test]
    fn the_table_is_sorted_and_of_known_types() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TABLE.iter().all(|(kind, _)| crate::resource_type(kind).is_some()));
    }

    #[test]
    fn every_line_below_the_head_is_a_row() {
        let text = include_str!("../data/durations.tsv");
        let head = text.lines().position(|line| line == "type\tcreate\tupdate\tdelete").unwrap();
        assert_eq!(rows(text).count(), text.lines().count() - head - 1);
        assert!(TABLE.len() > 1000);
    }

    #[test]
    fn figures_are_the_published_ones() {
        let published = [
            ("AWS::EC2::VPC", 12, 2),
            ("AWS::EC2::Subnet", 4, 10),
            ("AWS::EC2::RouteTable", 12, 11),
            ("AWS::EC2::VPCEndpoint", 47, 11),
            ("AWS::EC2::SecurityGroup", 6, 2),
            ("AWS::EC2::SecurityGroupIngress", 2, 1),
            ("AWS::RDS::DBSubnetGroup", 2, 2),
            ("AWS::RDS::DBCluster", 222, 62),
            ("AWS::RDS::DBInstance", 595, 171),
            ("AWS::DynamoDB::Table", 15, 10),
            ("AWS::S3::Bucket", 30, 31),
            ("AWS::S3::BucketPolicy", 12, 12),
            ("AWS::KMS::Key", 122, 71),
            ("AWS::KMS::Alias", 62, 13),
            ("AWS::Lambda::Function", 25, 12),
            ("AWS::Lambda::Version", 4, 1),
            ("AWS::Lambda::Alias", 51, 218),
            ("AWS::IAM::Role", 12, 17),
            ("AWS::IAM::ManagedPolicy", 16, 1),
            ("AWS::Logs::LogGroup", 1, 1),
            ("AWS::CloudWatch::Alarm", 2, 0),
            ("AWS::CloudWatch::CompositeAlarm", 1, 2),
            ("Custom::Anything", 119, 19),
            ("AWS::CloudFormation::Stack", 133, 37),
            ("AWS::CloudFormation::StackSet", 17, 16),
            ("AWS::ECR::Repository", 1, 2),
            ("AWS::SSM::Parameter", 1, 1),
            ("AWS::Events::Rule", 62, 1),
        ];
        for (kind, create, update) in published {
            let average = average(kind).unwrap();
            assert_eq!((kind, average.create, average.update), (kind, create, update));
        }
        assert_eq!(average("AWS::SageMaker::App").unwrap().delete, Some(78));
    }
}
