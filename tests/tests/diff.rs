//! What `diff` says, against the facts of all types, against CDK's own comparison, and of the platform.

#[path = "diff/command.rs"]
mod command;
#[path = "diff/platform.rs"]
mod platform;
#[path = "diff/public.rs"]
mod public;
#[path = "diff/verdicts.rs"]
mod verdicts;
