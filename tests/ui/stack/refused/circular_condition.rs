//! Conditions that are made of each other, and one of itself.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(default = "dev")]
    pub stage: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(And(When::large, Equals(Ref(Environment::stage), "prod")))]
    pub production: bool,
    #[condition(Not(Self::small))]
    pub large: bool,
    #[condition(Or(When::production, Equals(Ref(Environment::stage), "test")))]
    pub small: bool,
    #[condition(Not(When::never))]
    pub never: bool,
}

fn main() {}
