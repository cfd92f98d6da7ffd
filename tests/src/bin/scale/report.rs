//! One line for each measurement, beside its goal.

use std::time::Duration;

pub fn line(what: &str, measured: &str, goal: &str) {
    println!("{what:<56} {measured:>10} {goal:>8}");
}

pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
