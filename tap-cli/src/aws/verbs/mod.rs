//! A module for each verb: what it takes, what it does, what it prints.

pub mod destroy;
pub mod drift;
pub mod outputs;
pub mod status;
mod survey;
mod table;
