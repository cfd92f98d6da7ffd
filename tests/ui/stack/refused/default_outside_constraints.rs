//! Defaults that are no values of their parameters.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "large", allowed_values = ["small", "medium"])]
    pub size: String,
    #[parameter(default = "Prod", allowed_pattern = "[a-z]+")]
    pub stage: String,
    #[parameter(default = 0, min_value = 1, max_value = 10)]
    pub count: u32,
    #[parameter(default = "a,b,c", allowed_values = ["a", "b"])]
    pub zones: Vec<String>,
    #[parameter(default = "abc", min_length = 4)]
    pub code: String,
}

fn main() {}
