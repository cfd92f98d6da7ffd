//! Defaults that are.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "medium"])]
    pub size: String,
    #[parameter(default = "prod", allowed_pattern = "[a-z]+")]
    pub stage: String,
    #[parameter(default = 1, min_value = 1, max_value = 10)]
    pub count: u32,
    #[parameter(default = "a,b", allowed_values = ["a", "b"])]
    pub zones: Vec<String>,
    #[parameter(default = "abcd", min_length = 4)]
    pub code: String,
}

fn main() {}
