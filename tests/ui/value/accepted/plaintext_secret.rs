//! The same secrets from where they are kept, and by a parameter that nobody may read.

use tap_core::prelude::*;

const PASSWORD: &str = "{{resolve:secretsmanager:ledger:SecretString:password}}";

#[derive(Parameters)]
pub struct Access {
    #[parameter(no_echo)]
    pub password: String,
}

#[derive(Resource)]
#[resource("AWS::RDS::DBCluster", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Engine: "aurora-mysql", MasterUsername: "ledger", MasterUserPassword: SsmSecure("/ledger/password") }]
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
#[properties { GenerateSecretString: { PasswordLength: 32 } }]
pub struct Fourth;

#[derive(Resource)]
#[resource("AWS::IAM::User")]
#[properties { LoginProfile: { Password: Secret("auditor:SecretString:password") } }]
pub struct Fifth;

#[derive(Stack)]
#[stack(name = "work", parameters = [Access])]
pub struct Work {
    first: First,
    second: Second,
    third: Third,
    fourth: Fourth,
    fifth: Fifth,
}

fn main() {}
