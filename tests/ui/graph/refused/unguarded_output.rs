//! A nested stack that always exists is given an output that may not, and a stack imports an export that may not.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(default = "dev", allowed_values = ["dev", "prod"])]
    pub stage: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Environment::stage), "prod"))]
    pub production: bool,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::production)]
pub struct Alerts;

#[derive(Outputs)]
pub struct AlertsOutputs {
    #[output(Ref(Alerts), condition = When::production, export = "alerts")]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "alerts-stack", parameters = [Environment], conditions = [When], outputs = AlertsOutputs)]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SNS::Subscription")]
#[properties { Protocol: "email", Endpoint: "team@example.com", TopicArn: Output(AlertsOutputs::topic) }]
pub struct Mail;

#[derive(Stack)]
#[stack(name = "mail-stack")]
pub struct MailStack {
    mail: Mail,
}

#[derive(Stack)]
#[stack(name = "root-stack", parameters = [Environment])]
pub struct RootStack {
    #[stack(nested)]
    alerts: AlertsStack,
    #[stack(nested)]
    mail: MailStack,
}

#[derive(Resource)]
#[resource("AWS::SNS::Subscription")]
#[properties { Protocol: "email", Endpoint: "team@example.com", TopicArn: ImportValue(AlertsOutputs::topic) }]
pub struct Copy;

#[derive(Stack)]
#[stack(name = "copy-stack")]
pub struct CopyStack {
    copy: Copy,
}

fn main() {}
