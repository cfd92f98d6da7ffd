//! Malformed templates, always the same: texts and values of good ones changed, and texts made to be hard.

mod deep;
mod nested;
mod random;
mod run;
mod text;
mod value;

pub use deep::deep;
pub use nested::nested;
pub use random::Random;
pub use run::{Reached, Run, run, run_set};
pub use text::{changed, cut};
pub use value::{cycles, misused, replaced};
