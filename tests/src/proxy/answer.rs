//! Answers that AWS gives when something is wrong, in each protocol's own shape.

use super::call::{Call, Protocol};
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Response, StatusCode};
use serde_json::json;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Throttled,
    Failed,
    Denied,
}

/// Who asks, in the refusals.
const USER: &str = "arn:aws:iam::123456789012:user/testing";

/// The answer to a call.
pub(super) fn problem(call: &Call, problem: Problem) -> Response<Bytes> {
    let (status, code) = code(call.protocol, problem);
    let message = match (problem, call.protocol) {
        (Problem::Throttled, Protocol::Rest) => "Please reduce your request rate.".to_string(),
        (Problem::Throttled, _) => "Rate exceeded".to_string(),
        (Problem::Failed, Protocol::Rest) => "We encountered an internal error. Please try again.".to_string(),
        (Problem::Failed, _) => "An internal error occurred.".to_string(),
        (Problem::Denied, Protocol::Rest) => "Access Denied".to_string(),
        (Problem::Denied, _) => format!("User: {USER} is not authorized to perform: {}:{}", call.service, call.action),
    };
    let sender = if status < 500 { "Sender" } else { "Receiver" };
    let id = format!("00000000-0000-0000-0000-{:012}", call.number);
    let mut answer =
        Response::builder().status(StatusCode::from_u16(status).expect("it is a status")).header("x-amzn-requestid", &id);
    let body = match call.protocol {
        Protocol::Query => {
            answer = answer.header(CONTENT_TYPE, "text/xml");
            format!(
                "<ErrorResponse xmlns=\"http://{}.amazonaws.com/doc/\"><Error><Type>{sender}</Type><Code>{code}</Code><Message>{message}\
                 </Message></Error><RequestId>{id}</RequestId></ErrorResponse>",
                call.service
            )
            .into_bytes()
        }
        Protocol::Json => {
            answer = answer.header(CONTENT_TYPE, "application/x-amz-json-1.1");
            json!({ "__type": code, "message": message }).to_string().into_bytes()
        }
        // There is no body in the answer to a HEAD.
        Protocol::Rest if call.action.starts_with("Head") => Vec::new(),
        Protocol::Rest => {
            answer = answer.header(CONTENT_TYPE, "application/xml");
            format!("<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>").into_bytes()
        }
        Protocol::Cbor => {
            answer = answer.header(CONTENT_TYPE, "application/cbor").header("smithy-protocol", "rpc-v2-cbor");
            // CloudWatch spoke the query protocol before; clients take the code from this header.
            answer = answer.header("x-amzn-query-error", format!("{code};{sender}"));
            let mut body = Vec::new();
            ciborium::into_writer(
                &json!({ "__type": format!("com.amazonaws.cloudwatch#{code}"), "message": message }),
                &mut body,
            )
            .expect("memory takes everything");
            body
        }
    };
    answer.body(Bytes::from(body)).expect("names and values of the headers are valid")
}

/// Status and code, as each protocol's services have them.
fn code(protocol: Protocol, problem: Problem) -> (u16, &'static str) {
    match (problem, protocol) {
        (Problem::Throttled, Protocol::Query | Protocol::Cbor) => (400, "Throttling"),
        (Problem::Throttled, Protocol::Json) => (400, "ThrottlingException"),
        (Problem::Throttled, Protocol::Rest) => (503, "SlowDown"),
        (Problem::Failed, Protocol::Query | Protocol::Cbor) => (500, "InternalFailure"),
        (Problem::Failed, Protocol::Json) => (500, "InternalServerError"),
        (Problem::Failed, Protocol::Rest) => (500, "InternalError"),
        (Problem::Denied, Protocol::Query | Protocol::Cbor | Protocol::Rest) => (403, "AccessDenied"),
        (Problem::Denied, Protocol::Json) => (400, "AccessDeniedException"),
    }
}
