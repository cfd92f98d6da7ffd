//! Lists where values are wanted, values where lists are, and what is neither true nor false.

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
    /// A value alone.
    #[assertion(Ref(Settings::size))]
    pub value: Assertion,
    /// A list alone.
    #[assertion(["small", "large"])]
    pub list: Assertion,
    /// The two sides are swapped.
    #[assertion(Contains(Ref(AWS::Region), ["us-east-1", "eu-west-1"]))]
    pub swapped: Assertion,
    /// A list is compared.
    #[assertion(Equals(["small"], Ref(Settings::size)))]
    pub compared: Assertion,
    /// A truth is compared.
    #[assertion(Equals(Equals(Ref(Settings::size), "small"), true))]
    pub truth: Assertion,
    /// A text is negated.
    #[assertion(Not("small"))]
    pub negated: Assertion,
    /// A list in a list.
    #[assertion(Contains([["small"], "large"], Ref(Settings::size)))]
    pub deep: Assertion,
    /// A value for a list.
    #[assertion(EachMemberIn(Ref(Settings::zones), "eu-west-1a"))]
    pub member: Assertion,
    /// Nothing is allowed.
    #[assertion(Contains([], Ref(Settings::size)))]
    pub empty: Assertion,
    /// A list of topics is one value.
    #[assertion(Equals(Ref(AWS::NotificationARNs), "none"))]
    pub topics: Assertion,
    /// When it is in effect is a text.
    #[assertion(Equals(Ref(Settings::size), "small"), when = "always")]
    pub when: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
