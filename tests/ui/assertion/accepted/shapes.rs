//! Each where it is wanted.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size), TopicName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// A value is compared.
    #[assertion(Equals(Ref(Settings::size), "small"))]
    pub value: Assertion,
    /// A list has it.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub list: Assertion,
    /// The list stands first.
    #[assertion(Contains(["us-east-1", "eu-west-1"], Ref(AWS::Region)))]
    pub swapped: Assertion,
    /// Values are compared.
    #[assertion(Equals("small", Ref(Settings::size)))]
    pub compared: Assertion,
    /// What is true needs no more.
    #[assertion(Equals(Ref(Settings::size), "small"))]
    pub truth: Assertion,
    /// A comparison is negated.
    #[assertion(Not(Equals(Ref(Settings::size), "large")))]
    pub negated: Assertion,
    /// A list of values.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub deep: Assertion,
    /// A list of one.
    #[assertion(EachMemberIn(Ref(Settings::zones), ["eu-west-1a"]))]
    pub member: Assertion,
    /// Something is allowed.
    #[assertion(Contains(["small"], Ref(Settings::size)))]
    pub empty: Assertion,
    /// No topic is told but this one.
    #[assertion(EachMemberEquals(Ref(AWS::NotificationARNs), "arn:aws:sns:eu-west-1:123456789012:alerts"))]
    pub topics: Assertion,
    /// When it is in effect is a comparison.
    #[assertion(Equals(Ref(Settings::size), "small"), when = Equals(Ref(AWS::Region), "eu-west-1"))]
    pub when: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
