//! What outlives stacks: content that keeps buckets and repositories from being deleted, and backups that are kept on purpose.

mod bucket;
mod repository;
mod survivors;

pub use bucket::empty_bucket;
pub use repository::empty_repository;
pub use survivors::{Survivor, survivors};
