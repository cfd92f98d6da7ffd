//! Runnable examples.
//!
//! | | |
//! | --- | --- |
//! | `cargo run --example hello -- emit` | a bucket and a topic in one file: the place to start |
//! | `cargo run --example tapstack -- emit` | the transaction platform of `tap-stacks` |
//!
//! Every example is the same command line, `tap_cli::run`, for another app; `-- --help` lists its verbs.
