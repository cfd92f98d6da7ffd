//! The services that have gateway endpoints, and where those lead.

use tap_core::prelude::*;

/// A service that has gateway endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Objects in buckets.
    S3,
    /// Items in tables.
    DynamoDb,
}

impl Gateway {
    /// Its name in the names of endpoints, and its key in [`PrefixLists`].
    ///
    /// ```
    /// use tap_stacks::constructs::Gateway;
    ///
    /// assert_eq!(Gateway::DynamoDb.name(), "dynamodb");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::DynamoDb => "dynamodb",
        }
    }
}

/// AWS's lists of the public addresses behind the gateway endpoints. They are fixed in each region, and CloudFormation
/// has no way to look them up: a region that is not here is refused.
#[derive(Mapping)]
#[mapping {
    "us-east-1": { s3: "pl-63a5400a", dynamodb: "pl-02cd2c6b" },
    "eu-west-1": { s3: "pl-6da54004", dynamodb: "pl-6fa54006" },
}]
pub struct PrefixLists;
