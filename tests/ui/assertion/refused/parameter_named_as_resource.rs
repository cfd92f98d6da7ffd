//! A parameter that only an assertion uses, named as a resource.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(name = "Alerts")]
    pub size: String,
}

#[derive(Assertions)]
pub struct Supported {
    /// There are two sizes.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub sizes: Assertion,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
