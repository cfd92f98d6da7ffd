//! A module for each verb: what it takes, what it does, what it prints.

pub mod bootstrap;
pub mod deploy;
pub mod destroy;
pub mod drift;
mod names;
pub mod outputs;
pub mod rollback;
pub mod status;
mod survey;
mod table;
