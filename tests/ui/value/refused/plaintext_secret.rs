//! Secrets that are written down: as a literal, in a constant, in a text, and by a parameter that everyone may read.

use tap_core::prelude::*;

const PASSWORD: &str = "correct horse battery staple";

#[derive(Parameters)]
pub struct Access {
    pub password: String,
}

#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Engine: "aurora-mysql", MasterUsername: "ledger", MasterUserPassword: "correct horse battery staple" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Engine: "aurora-mysql", MasterUsername: "ledger", MasterUserPassword: PASSWORD }]
pub struct Second;

#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Engine: "aurora-mysql", MasterUsername: "ledger", MasterUserPassword: Ref(Access::password) }]
pub struct Third;

#[derive(Resource)]
#[resource("AWS::SecretsManager::Secret", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { SecretString: Sub("{\"password\": \"${Access::password}\"}") }]
pub struct Fourth;

#[derive(Stack)]
#[stack(name = "work", parameters = [Access])]
pub struct Work {
    first: First,
    second: Second,
    third: Third,
    fourth: Fourth,
}

fn main() {}
