//! A fault at each call of a command in turn.

use super::call::Call;
use super::{Proxy, Treatment, at};
use crate::program::Said;
use std::process::Command;

/// A command that meets a fault, at each of its calls.
pub struct Scenario<'a> {
    /// Brings the server to where the command starts from.
    pub begin: &'a dyn Fn(),
    /// The command, the same each time.
    pub command: &'a dyn Fn() -> Command,
    /// The fault.
    pub treatment: Treatment,
    /// What is done and looked at after each fault, such as the same command again.
    pub then: &'a dyn Fn(&Position),
}

/// What became of a command that met a fault.
pub struct Position {
    /// The call that met it, counted from 1.
    pub number: usize,
    /// What the command said, and how it ended.
    pub said: Said,
    /// The calls that it made.
    pub calls: Vec<Call>,
}

impl Position {
    /// The call that met the fault.
    pub fn call(&self) -> &Call {
        &self.calls[self.number - 1]
    }
}

/// Runs the command with a fault at its first call, then anew with one at its second, until it makes fewer calls than that. The calls
/// that met a fault.
///
/// # Panics
///
/// If the command makes no call at all, and as [`Proxy::run`].
pub fn every_position(proxy: &Proxy, scenario: &Scenario) -> Vec<Call> {
    let mut met = Vec::new();
    loop {
        let number = met.len() + 1;
        (scenario.begin)();
        let (said, calls) = proxy.run(&mut (scenario.command)(), at(number, scenario.treatment));
        if calls.len() < number {
            assert!(!met.is_empty(), "the command makes no call: {said:?}");
            return met;
        }
        let position = Position { number, said, calls };
        met.push(position.call().clone());
        (scenario.then)(&position);
    }
}
