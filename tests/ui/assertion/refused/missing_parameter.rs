//! A nested stack whose assertion needs a parameter that its parent can't give it.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
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

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested)]
    work: Work,
}

fn main() {}
