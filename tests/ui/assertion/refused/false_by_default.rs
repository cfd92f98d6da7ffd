//! Assertions that are false when every parameter has its default.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    #[parameter(default = 3)]
    pub days: u32,
    #[parameter(default = "eu-west-1a,eu-west-1b")]
    pub zones: Vec<String>,
    #[parameter(default = "none")]
    pub level: String,
}

const DAYS: &[&str] = &["7", "30"];

#[derive(Assertions)]
pub struct Supported {
    /// Everything is large.
    #[assertion(Equals(Ref(Settings::size), "large"), when = Not(Equals(Ref(Settings::level), "detailed")))]
    pub size: Assertion,
    /// A week or a month.
    #[assertion(Contains(DAYS, Ref(Settings::days)))]
    pub days: Assertion,
    /// There is one zone.
    #[assertion(EachMemberIn(Ref(Settings::zones), ["eu-west-1a"]))]
    pub zones: Assertion,
    /// Somebody watches, or everything is large.
    #[assertion(And(Equals(Ref(AWS::Region), "eu-west-1"), Or(Equals(Ref(Settings::level), "detailed"), Not(Equals(Ref(Settings::size), "small")))))]
    pub watched: Assertion,
    /// What is small is in Europe.
    #[assertion(Equals(Ref(AWS::Region), "eu-west-1"), when = Equals(Ref(Settings::size), "small"))]
    pub european: Assertion,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
