//! Parameters, pseudo parameters, literals, constants and lists of them.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

const REGIONS: &[&str] = &["us-east-1", "eu-west-1"];
const HOME: &str = "eu-west-1";
const COUNT: u32 = 2;

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
    /// A list of literals.
    #[assertion(Contains(["eu-west-1", "eu-west-2"], Ref(AWS::Region)))]
    pub literals: Assertion,
    /// A constant.
    #[assertion(Contains(REGIONS, Ref(AWS::Region)))]
    pub constants: Assertion,
    /// Constants in a list, and numbers.
    #[assertion(Or(Contains([HOME, COUNT, 3, true], Ref(AWS::Region)), Not(Equals(Ref(AWS::AccountId), 3))))]
    pub mixed: Assertion,
    /// Lists.
    #[assertion(And(EachMemberIn(Ref(Settings::zones), ["eu-west-1a", "eu-west-1b"]), EachMemberEquals(Ref(Settings::zones), "a")))]
    pub lists: Assertion,
    /// One of two.
    #[assertion(Or(Equals(Ref(Settings::size), "small"), Equals(Ref(AWS::Region), HOME)), when = Equals(Ref(AWS::Partition), "aws"))]
    pub one_of: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported], conditions = [When], mappings = [Names], outputs = WorkOutputs)]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
