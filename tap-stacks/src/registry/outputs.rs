//! What other stacks, and those who push images and templates, may know of the bootstrap.

use tap_core::prelude::*;

use super::{
    AdministrationRole, Artifacts, At, DataKey, DataKeyAlias, ExecutionRole, MigratorImage, OperationsImage, Repository,
    ValidatorImage,
};
use crate::constructs::PrivateBucket;
use crate::environment::Environment;

/// Names and ARNs of the bootstrap.
#[derive(Outputs)]
pub struct RegistryOutputs {
    /// ARN of the key for data at rest.
    #[output(GetAtt(DataKey.Arn), export = Sub("data-key-arn-${Environment::suffix}"))]
    pub data_key_arn: String,

    /// Alias of the key for data at rest.
    #[output(Ref(DataKeyAlias), export = Sub("data-key-alias-${Environment::suffix}"))]
    pub data_key_alias: String,

    /// Repository of the validator's images.
    #[output(GetAtt(Repository<ValidatorImage>.RepositoryUri), export = Sub("validator-repository-${Environment::suffix}"))]
    pub validator_repository: String,

    /// Repository of the migrator's images.
    #[output(GetAtt(Repository<MigratorImage>.RepositoryUri), export = Sub("migrator-repository-${Environment::suffix}"))]
    pub migrator_repository: String,

    /// Repository of the operations functions' images.
    #[output(GetAtt(Repository<OperationsImage>.RepositoryUri), export = Sub("operations-repository-${Environment::suffix}"))]
    pub operations_repository: String,

    /// Name of the bucket that holds nested templates.
    #[output(Ref(PrivateBucket<Artifacts>), export = Sub("artifacts-bucket-name-${Environment::suffix}"))]
    pub artifacts_bucket_name: String,

    /// ARN of the bucket that holds nested templates.
    #[output(GetAtt(PrivateBucket<Artifacts>.Arn), export = Sub("artifacts-bucket-arn-${Environment::suffix}"))]
    pub artifacts_bucket_arn: String,

    /// ARN of the role that administers the stack set, in the home region.
    #[output(
        GetAtt(AdministrationRole.Arn),
        export = Sub("administration-role-arn-${Environment::suffix}"),
        condition = At::home
    )]
    pub administration_role_arn: String,

    /// Name of the role that makes the stack set's resources, in the home region.
    #[output(Ref(ExecutionRole), export = Sub("execution-role-name-${Environment::suffix}"), condition = At::home)]
    pub execution_role_name: String,
}
