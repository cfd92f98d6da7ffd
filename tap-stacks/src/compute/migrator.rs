//! The function that brings the database's schema up to date.

use tap_core::prelude::*;

use crate::constructs::{FIND_THE_DATABASE, Function, Named};
use crate::environment::{ComputeParameters, DatabaseParameters, Environment};

/// Applies the migrations of its image under a lock of the database, each once, and makes the users that other functions log in as. It
/// is the database's administrator, and the only one. A custom resource calls it: see [`release`](crate::release).
#[derive(Identity)]
pub struct Migrator;

impl Named for Migrator {
    const NAME: &'static str = "migrator";
}

impl Function for Migrator {
    const IMAGE: Fragment = fragment!({ ImageUri: Ref(ComputeParameters::migrator_image) });

    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            FIND_THE_DATABASE,
            {
                Sid: "LogInAndMakeUsers",
                Effect: "Allow",
                Action: "ssm:GetParameters",
                Resource: [
                    Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/database/password"),
                    Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/database/validator-password"),
                ],
            },
        ],
    });

    const VARIABLES: Fragment = fragment!({
        DATABASE_NAME: Ref(DatabaseParameters::database_name),
        DATABASE_USERNAME: Ref(DatabaseParameters::username),
        DATABASE_ENDPOINT_PARAMETER: Sub("/tap/${Environment::suffix}/database/endpoint"),
        DATABASE_PASSWORD_PARAMETER: Sub("/tap/${Environment::suffix}/database/password"),
        VALIDATOR_PASSWORD_PARAMETER: Sub("/tap/${Environment::suffix}/database/validator-password"),
    });

    const MEMORY: u32 = 512;
    /// Below the 300 seconds that CloudFormation waits for an answer, so that there always is one.
    const TIMEOUT: u32 = 280;
}
