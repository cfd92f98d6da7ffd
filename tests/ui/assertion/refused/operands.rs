//! Nothing but parameters, literals and constants is known when rules are decided.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "large"))]
    pub large: Condition,
}

#[derive(Mapping)]
#[mapping { "eu-west-1": { Name: "Ireland" } }]
pub struct Names;

#[derive(Outputs)]
pub struct WorkOutputs {
    #[output(GetAtt(Alerts.TopicName))]
    pub name: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: If(When::large, FindInMap(Names, Ref(AWS::Region), "Name"), "other") }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// About a resource.
    #[assertion(Equals(Ref(Alerts), "alerts"))]
    pub resource: Assertion,
    /// About an attribute.
    #[assertion(Contains([GetAtt(Alerts.TopicName)], "alerts"))]
    pub attribute: Assertion,
    /// About a text.
    #[assertion(Equals(Sub("${Settings::size}-${AWS::Region}"), "small-eu-west-1"))]
    pub text: Assertion,
    /// About a mapping.
    #[assertion(Equals(FindInMap(Names, Ref(AWS::Region), "Name"), "Ireland"))]
    pub mapping: Assertion,
    /// About an output.
    #[assertion(Equals(Output(WorkOutputs::name), "alerts"))]
    pub output: Assertion,
    /// About a condition.
    #[assertion(And(When::large, Equals(Ref(Settings::size), "large")))]
    pub condition: Assertion,
    /// About a choice.
    #[assertion(Equals(If(When::large, "a", "b"), "a"))]
    pub choice: Assertion,
    /// About a list.
    #[assertion(EachMemberIn(Split(",", "a,b"), Ref(Settings::zones)))]
    pub list: Assertion,
    /// About nothing.
    #[assertion(Equals(Ref(AWS::NoValue), ""))]
    pub nothing: Assertion,
    /// About an object.
    #[assertion(Equals({ Name: "alerts" }, null))]
    pub object: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported], conditions = [When], mappings = [Names], outputs = WorkOutputs)]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
