//! Why a call to AWS failed, in one sentence.

use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::result::SdkError::{
    ConstructionFailure, DispatchFailure, ResponseError, ServiceError, TimeoutError,
};
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// A call that failed, or what follows from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// AWS's code, such as `ValidationError`; none if there was no answer.
    pub code: Option<String>,
    /// What AWS says by itself; empty if there was no answer.
    pub said: String,
    /// The whole sentence for people.
    pub message: String,
}

impl Display for Failure {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl Error for Failure {}

impl From<Failure> for String {
    fn from(failure: Failure) -> Self {
        failure.message
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure { code: None, said: String::new(), message }
    }
}

const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
const UNKNOWN: &[&str] = &[
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "AuthFailure",
    "MissingAuthenticationToken",
];
const DENIED: &[&str] = &["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AccessDeniedFault", "NotAuthorized"];
const THROTTLED: &[&str] =
    &["Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown", "TooManyRequestsException", "ThrottledException"];

impl Failure {
    /// What became of a call that was to do this, such as `read the stack tap-dev in eu-west-1`.
    pub fn of<E, R>(doing: &str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: fmt::Debug + 'static,
    {
        let cannot = |why: String| Failure { code: None, said: String::new(), message: format!("cannot {doing}: {why}") };
        match error {
            ServiceError(context) => Failure::answered(doing, context.err().code(), context.err().message()),
            TimeoutError(_) => {
                cannot("AWS does not answer in time\nhelp: the network or AWS is slow; the same command can be run again".into())
            }
            DispatchFailure(failure) => {
                let causes = causes(failure.as_connector_error().map(|error| error as &dyn Error));
                if is_credentials(&causes) {
                    no_credentials(&causes)
                } else {
                    cannot(format!(
                        "AWS cannot be reached: {causes}\nhelp: check the network, the region and --endpoint-url; the same command can be run again"
                    ))
                }
            }
            ConstructionFailure(_) => {
                let causes = causes(error.source());
                if is_credentials(&causes) {
                    no_credentials(&causes)
                } else if causes.to_lowercase().contains("region") {
                    no_region()
                } else {
                    cannot(causes)
                }
            }
            ResponseError(_) => cannot(format!(
                "AWS's answer cannot be read: {}\nhelp: the same command can be run again",
                causes(error.source())
            )),
            other => cannot(causes(other.source())),
        }
    }

    fn answered(doing: &str, code: Option<&str>, said: Option<&str>) -> Self {
        let (code, said) = (code.unwrap_or("an error without a code"), said.unwrap_or_default());
        let message = if EXPIRED.contains(&code) {
            format!(
                "the AWS credentials have expired\nhelp: sign in again, as with `aws sso login`; the same command can be run again ({said})"
            )
        } else if UNKNOWN.contains(&code) {
            format!(
                "AWS does not accept the credentials ({code}: {said})\nhelp: check the profile, the access key and the clock of this machine"
            )
        } else if DENIED.contains(&code) {
            format!(
                "cannot {doing}: the credentials do not permit it ({said})\nhelp: allow the action to this user or role, or choose another --profile"
            )
        } else if THROTTLED.contains(&code) {
            format!(
                "cannot {doing}: AWS still asks for fewer calls after several attempts ({code})\nhelp: wait a little, and run the same command again"
            )
        } else {
            format!(
                "cannot {doing}: {}{code}",
                if said.is_empty() { String::new() } else { format!("{} — ", said.trim_end_matches('.')) }
            )
        };
        Failure { code: Some(code.to_string()), said: said.to_string(), message }
    }

    /// The same; where there are no credentials, with the profile in which they were looked for.
    pub fn of_profile(mut self, profile: Option<&str>) -> Self {
        if let (Some(profile), Some(rest)) = (profile, self.message.strip_prefix(NO_CREDENTIALS)) {
            self.message = format!("{NO_CREDENTIALS} in the profile `{profile}`, or there is no such profile{rest}");
        }
        self
    }

    /// Whether AWS answered with this code.
    pub fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether AWS says that a stack does not exist, which has no code of its own.
    pub fn is_no_stack(&self) -> bool {
        self.is("ValidationError") && self.said.contains("does not exist")
    }
}

/// What is said without a region.
pub fn no_region() -> Failure {
    "no region is set\nhelp: give --region NAME, set AWS_REGION, or `region` in the profile".to_string().into()
}

const NO_CREDENTIALS: &str = "there are no AWS credentials";

fn no_credentials(causes: &str) -> Failure {
    // If none are found, the SDK lists each place that has none.
    let why =
        if causes.contains("no credentials found in chain") { String::new() } else { format!(": {}", causes.replace('\n', " ")) };
    format!(
        "{NO_CREDENTIALS}{why}\nhelp: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in, as with `aws sso login`"
    )
    .into()
}

fn is_credentials(causes: &str) -> bool {
    let causes = causes.to_lowercase();
    ["credential", "identity", "no providers in chain"].iter().any(|word| causes.contains(word))
}

/// All that stands behind an error, from the outside in.
fn causes(error: Option<&dyn Error>) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = error;
    while let Some(error) = next {
        let text = error.to_string();
        if !said.iter().any(|earlier| earlier.contains(&text)) {
            said.push(text);
        }
        next = error.source();
    }
    if said.is_empty() { "no reason is known".to_string() } else { said.join(": ") }
}
