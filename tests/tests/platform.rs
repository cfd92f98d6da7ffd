//! What matters in the transaction platform's templates, read from the committed JSON and not from the types that made it.

#[path = "platform/database.rs"]
mod database;
#[path = "platform/deployment.rs"]
mod deployment;
#[path = "platform/interface.rs"]
mod interface;
#[path = "platform/requirements.rs"]
mod requirements;
#[path = "platform/security.rs"]
mod security;
#[path = "platform/templates.rs"]
mod templates;
