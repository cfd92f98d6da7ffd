//! The platform deployed, changed, broken, repaired and destroyed by the command line, in emulators.

#[path = "deployment/ministack.rs"]
mod ministack;
#[path = "deployment/moto.rs"]
mod moto;
