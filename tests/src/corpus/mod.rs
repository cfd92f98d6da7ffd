//! Resources of templates that nobody here wrote, with what cfn-lint says of each; see `tests/corpus/README.md`.

mod input;

pub use input::input;
