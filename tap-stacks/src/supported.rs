//! Where the platform may be and on what, as CloudFormation itself asserts it before it makes or changes anything.

use tap_core::prelude::*;

use crate::environment::DatabaseParameters;

/// Where the platform may be: its address lists, quotas and images are there for these regions.
#[derive(Assertions)]
pub struct SupportedRegions {
    /// The platform is deployed to us-east-1 and eu-west-1 only.
    #[assertion(Contains(["us-east-1", "eu-west-1"], Ref(AWS::Region)))]
    pub supported_region: Assertion,
}

/// What the database may run on.
#[derive(Assertions)]
pub struct SupportedClasses {
    /// The database runs on db.serverless, db.r6g.large or db.r6g.xlarge, which both regions offer.
    #[assertion(Contains(
        ["db.serverless", "db.r6g.large", "db.r6g.xlarge"],
        Ref(DatabaseParameters::instance_class)
    ))]
    pub supported_instance_class: Assertion,
}
