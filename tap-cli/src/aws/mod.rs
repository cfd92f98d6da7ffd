//! The verbs that speak to AWS.

pub mod artifacts;
pub mod confirm;
pub mod consent;
pub mod description;
pub mod drift;
pub mod failure;
pub mod fingerprint;
pub mod images;
pub mod leftovers;
pub mod progress;
mod run;
pub mod secrets;
pub mod session;
pub mod setting;
pub mod stack;
pub mod stack_set;
pub mod verbs;

pub use run::{Kind, run};

use crate::input::Templates;
use crate::parameters::Parameters;
use clap::Args;
use std::path::PathBuf;

/// What every verb that speaks to AWS takes.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    pub connection: Connection,
    #[command(flatten)]
    pub templates: Templates,
    #[command(flatten)]
    pub parameters: Parameters,
    /// What templates cannot say: order, images, secure parameters, rollback triggers; else `deployment.json` beside the templates, if it is there
    #[arg(long, value_name = "FILE")]
    pub deployment: Option<PathBuf>,
}

/// How AWS is reached; what is not said is as for the AWS command line: environment, configuration files, roles.
#[derive(Args)]
pub struct Connection {
    /// The profile of the configuration files
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The region of a deployment to one region; else that of the profile or the environment
    #[arg(long, value_name = "NAME")]
    pub region: Option<String>,
    /// Speak to this address instead of AWS's
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}
