//! How AWS is reached: configuration once, clients by region.

use super::Connection;
use super::failure::{Failure, no_region};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use std::time::Duration;
use tap_core::evaluate::Pseudo;

/// So often a call is tried that AWS throttles or that gets lost, with growing pauses; `AWS_MAX_ATTEMPTS` and the profile count more.
const ATTEMPTS: u32 = 8;

/// How long a connection, an answer, and an attempt as a whole may take: a server that says nothing is asked again.
const CONNECT: Duration = Duration::from_secs(5);
const READ: Duration = Duration::from_secs(60);
const ATTEMPT: Duration = Duration::from_secs(120);

/// An account, and how it is reached.
#[derive(Clone)]
pub struct Session {
    config: SdkConfig,
    has_endpoint: bool,
    /// The account's number.
    pub account: String,
    /// The region that the user asks for, or that the profile or the environment names.
    pub region: Option<String>,
}

/// Clients of one region.
#[derive(Clone)]
pub struct Clients {
    /// The region.
    pub region: String,
    pub cloudformation: aws_sdk_cloudformation::Client,
    pub cloudwatch: aws_sdk_cloudwatch::Client,
    pub ecr: aws_sdk_ecr::Client,
    pub rds: aws_sdk_rds::Client,
    pub s3: aws_sdk_s3::Client,
    pub ssm: aws_sdk_ssm::Client,
}

impl Session {
    /// Finds the configuration, and asks AWS whose credentials these are; where no region is set, in this one.
    ///
    /// # Errors
    ///
    /// No credentials, or AWS does not accept them; no region; no way to AWS.
    pub async fn open(connection: &Connection, home: Option<&str>) -> Result<Self, Failure> {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(READ).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http).timeout_config(timeouts);
        if let Some(profile) = &connection.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &connection.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(endpoint) = &connection.endpoint_url {
            loader = loader.endpoint_url(endpoint);
        }
        let mut config = loader.load().await;
        let retry = config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        // Three is what nobody has set.
        let attempts = if retry.max_attempts() == 3 { ATTEMPTS } else { retry.max_attempts() };
        let region = config.region().map(|region| region.as_ref().to_string());
        let asked = region.as_deref().or(home).ok_or_else(no_region)?.to_string();
        config = config.into_builder().region(Region::new(asked)).retry_config(retry.clone().with_max_attempts(attempts)).build();
        // Who has no network should not have to wait for it: this one call is tried as often as everybody's.
        let impatient = config.clone().into_builder().retry_config(retry).build();
        let identity = aws_sdk_sts::Client::new(&impatient).get_caller_identity().send().await;
        let profile = connection.profile.clone().or_else(|| std::env::var("AWS_PROFILE").ok());
        let identity = identity
            .map_err(|error| Failure::of("ask AWS whose credentials these are", &error).of_profile(profile.as_deref()))?;
        let account = identity.account().unwrap_or_default().to_string();
        let has_endpoint = config.endpoint_url().is_some();
        Ok(Session { config, has_endpoint, account, region })
    }

    /// The clients of a region.
    pub fn clients(&self, region: &str) -> Clients {
        let config = self.config.clone().into_builder().region(Region::new(region.to_string())).build();
        // A server at an address of one's own has no names of buckets below it.
        let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(self.has_endpoint).build();
        Clients {
            region: region.to_string(),
            cloudformation: aws_sdk_cloudformation::Client::new(&config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
            ecr: aws_sdk_ecr::Client::new(&config),
            rds: aws_sdk_rds::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            ssm: aws_sdk_ssm::Client::new(&config),
        }
    }

    /// What templates know of a stack of this name in a region before it exists; its id is not known.
    pub fn pseudo(&self, region: &str, stack: &str) -> Pseudo {
        Pseudo {
            account_id: self.account.clone(),
            region: region.to_string(),
            stack_name: stack.to_string(),
            ..Pseudo::unknown()
        }
    }
}
