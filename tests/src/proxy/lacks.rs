//! What the proxy answers in the place of an emulator that has no such operation: `tests/deployment/answers.json`.

use super::call::Call;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

/// An answer to an operation that an emulator lacks, which is what AWS says to an account that has nothing of the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The service as signatures name it.
    pub service: String,
    /// The operation.
    pub action: String,
    status: u16,
    body: String,
}

/// What an emulator lacks, by its name.
///
/// # Panics
///
/// If the file is no list of answers.
///
/// ```
/// assert!(tap_tests::proxy::lacks("ministack").iter().any(|lack| lack.action == "DescribeStackSet"));
/// ```
pub fn lacks(emulator: &str) -> Vec<Lack> {
    let list: Vec<Value> = serde_json::from_str(include_str!("../../deployment/answers.json")).expect("the file is a list");
    let of = list.iter().filter(|entry| entry["emulator"] == emulator);
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_else(|| panic!("no {name}: {entry}")).to_string();
    let read = |entry: &Value| Lack {
        service: text(entry, "service"),
        action: text(entry, "action"),
        status: entry["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok())
            .unwrap_or_else(|| panic!("no status: {entry}")),
        body: text(entry, "body"),
    };
    of.map(read).collect()
}

impl Lack {
    /// Whether a call is to this operation.
    pub(super) fn is_of(&self, call: &Call) -> bool {
        (&self.service, &self.action) == (&call.service, &call.action)
    }

    pub(super) fn answer(&self) -> Response<Bytes> {
        let answer = Response::builder().status(self.status).header(CONTENT_TYPE, "text/xml");
        answer.body(self.body.clone().into()).expect("the status and the header are valid")
    }
}
