//! A module for each verb: what it takes, what it does, what it prints.

pub mod check;
pub mod diff;
pub mod emit;
pub mod graph;
pub mod plan;
pub mod simulate;
