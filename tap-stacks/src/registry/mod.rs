//! Bootstrap of an environment in a region: what has to be there before the platform, and stays when it is gone.
//!
//! Images are pushed to the repositories and templates to the bucket after this stack, and before [`TapStack`](crate::TapStack).

mod artifacts;
mod key;
mod outputs;
mod repositories;
mod stack_sets;

pub use artifacts::*;
pub use key::*;
pub use outputs::*;
pub use repositories::*;
pub use stack_sets::*;

use tap_core::prelude::*;

use crate::constructs::{OnlyTls, PrivateBucket};
use crate::environment::{Environment, RegistryParameters};
use crate::supported::SupportedRegions;

/// Where an account has what it has once.
#[derive(Conditions)]
pub struct At {
    /// In the region that makes it.
    #[condition(Equals(Ref(AWS::Region), Ref(RegistryParameters::home_region)))]
    pub home: Condition,
}

/// Repositories, artifacts, the key for data, and the roles of StackSets.
#[derive(Stack)]
#[stack(
    name = "registry-stack",
    description = "Transaction platform, bootstrap: image repositories, artifact bucket, encryption key, StackSet roles",
    parameters = [Environment, RegistryParameters],
    conditions = [At],
    assertions = [SupportedRegions],
    outputs = RegistryOutputs
)]
pub struct RegistryStack {
    data_key: DataKey,
    data_key_alias: DataKeyAlias,
    validator_repository: Repository<ValidatorImage>,
    migrator_repository: Repository<MigratorImage>,
    operations_repository: Repository<OperationsImage>,
    artifacts: PrivateBucket<Artifacts>,
    artifacts_policy: OnlyTls<Artifacts>,
    administration_role: AdministrationRole,
    execution_role: ExecutionRole,
}
