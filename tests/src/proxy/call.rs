//! A call: what a request asks for.

use super::{Treatment, decode};
use hyper::Method;
use hyper::http::request::Parts;
use serde_json::{Value, json};
use std::fmt::{self, Debug, Display, Formatter};

/// How a service takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// A form with `Action=`, answered in XML: CloudFormation, RDS, STS.
    Query,
    /// JSON with `X-Amz-Target`: SSM, ECR.
    Json,
    /// Paths, answered in XML: S3.
    Rest,
    /// CBOR at `/service/NAME/operation/ACTION`: CloudWatch.
    Cbor,
}

/// A call, and what became of it.
#[derive(Clone)]
pub struct Call {
    /// Counted from 1 since the script began, in the order in which calls came.
    pub number: usize,
    /// The service as signatures name it, such as `cloudformation`; empty if the request is not signed.
    pub service: String,
    /// The region that it is signed for; empty if it is not.
    pub region: String,
    /// The operation, such as `CreateChangeSet`; method and path where these are not known to be one.
    pub action: String,
    /// How the service takes it.
    pub protocol: Protocol,
    /// Everything that it says, by name; lists and structures as the API has them. For S3 also the length of the body.
    pub parameters: Value,
    /// Its body.
    pub body: Vec<u8>,
    /// What the script says of it.
    pub treatment: Treatment,
    /// The status of the answer, also if it got lost; none if there was none.
    pub status: Option<u16>,
    /// The answer's body.
    pub answer: Vec<u8>,
}

/// Beginnings of operations that change nothing; drift is looked for, and stays.
const READS: &[&str] = &["BatchCheck", "BatchGet", "Describe", "Detect", "Estimate", "Get", "Head", "List", "Validate"];

impl Call {
    /// Reads a request.
    pub(super) fn recognise(head: &Parts, body: &[u8]) -> Self {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (service, region) = scope(header("authorization"));
        let path = head.uri.path();
        let (protocol, action, parameters) = if let Some((_, action)) = header("x-amz-target").rsplit_once('.') {
            (Protocol::Json, action.to_string(), decode::json(body))
        } else if header("smithy-protocol") == "rpc-v2-cbor" {
            (Protocol::Cbor, path.rsplit('/').next().unwrap_or_default().to_string(), decode::cbor(body))
        } else if header("content-type").starts_with("application/x-www-form-urlencoded") {
            let parameters = decode::form(body);
            (Protocol::Query, parameters["Action"].as_str().unwrap_or_default().to_string(), parameters)
        } else {
            (Protocol::Rest, rest_action(&head.method, path, head.uri.query()), rest_parameters(head, body))
        };
        Self {
            number: 0,
            service,
            region,
            action,
            protocol,
            parameters,
            body: body.to_vec(),
            treatment: Treatment::Pass,
            status: None,
            answer: Vec::new(),
        }
    }

    /// Whether it may change something at AWS.
    pub fn changes(&self) -> bool {
        !READS.iter().any(|start| self.action.starts_with(start))
    }
}

impl Display for Call {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self { number, service, action, region, treatment, .. } = self;
        write!(out, "{number} {service}:{action} in {region}, ")?;
        match (treatment, self.status) {
            (Treatment::Pass, Some(status)) => write!(out, "{status}"),
            (treatment, Some(status)) => write!(out, "{status}, {treatment:?}"),
            (treatment, None) => write!(out, "{treatment:?}"),
        }
    }
}

/// As it is displayed: what it says may hold a secret.
impl Debug for Call {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, out)
    }
}

/// Service and region of a signature, `… Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn scope(authorization: &str) -> (String, String) {
    let credential = authorization.split_once("Credential=").map(|(_, rest)| rest.split(',').next().unwrap_or_default());
    let mut parts = credential.unwrap_or_default().rsplit('/').skip(1);
    let mut next = || parts.next().unwrap_or_default().to_string();
    (next(), next())
}

/// Bucket and key of an address below the server's.
fn object(path: &str) -> (&str, &str) {
    path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""))
}

/// What S3 calls a request, by method, whether it names a key, and by what is asked for in the query.
fn rest_action(method: &Method, path: &str, query: Option<&str>) -> String {
    let (bucket, key) = object(path);
    let query: Vec<&str> = query.unwrap_or_default().split('&').map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    let asks = |name: &str| query.contains(&name);
    let action = match (method.as_str(), bucket.is_empty(), key.is_empty()) {
        ("GET", true, _) => "ListBuckets",
        ("GET", _, true) if asks("versions") => "ListObjectVersions",
        ("GET", _, true) if asks("uploads") => "ListMultipartUploads",
        ("GET", _, true) if asks("location") => "GetBucketLocation",
        ("GET", _, true) if asks("list-type") => "ListObjectsV2",
        ("HEAD", _, true) => "HeadBucket",
        ("PUT", _, true) if query == [""] => "CreateBucket",
        ("DELETE", _, true) if query == [""] => "DeleteBucket",
        ("POST", _, true) if asks("delete") => "DeleteObjects",
        ("GET", _, false) => "GetObject",
        ("HEAD", _, false) => "HeadObject",
        ("PUT", _, false) if asks("partNumber") => "UploadPart",
        ("PUT", _, false) => "PutObject",
        ("DELETE", _, false) if asks("uploadId") => "AbortMultipartUpload",
        ("DELETE", _, false) => "DeleteObject",
        ("POST", _, false) if asks("uploads") => "CreateMultipartUpload",
        ("POST", _, false) if asks("uploadId") => "CompleteMultipartUpload",
        _ => return format!("{method} {path}?{}", query.join("&")),
    };
    action.to_string()
}

fn rest_parameters(head: &Parts, body: &[u8]) -> Value {
    let (bucket, key) = object(head.uri.path());
    // What clients number is no parameter.
    let query = decode::pairs(head.uri.query().unwrap_or_default().as_bytes()).filter(|(name, _)| name != "x-id");
    let query: serde_json::Map<String, Value> = query.map(|(name, value)| (name, value.into())).collect();
    json!({ "Bucket": bucket, "Key": key, "query": query, "length": body.len() })
}

#[cfg(test)]
mod tests {
    use super::{Call, Protocol};
    use hyper::Request;
    use serde_json::{Value, json};

    /// A call to a service in eu-west-1.
    fn call(service: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Call {
        let mut request = Request::builder().method(method).uri(path).header(
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
            ),
        );
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Call::recognise(&request.body(()).unwrap().into_parts().0, body)
    }

    fn known(call: &Call) -> (&str, &str, &str, Protocol, bool) {
        (&call.service, &call.region, &call.action, call.protocol, call.changes())
    }

    #[test]
    fn a_form_is_a_call() {
        let body = b"Action=CreateChangeSet&Tags.member.1.Key=a&Tags.member.1.Value=b+c%26&Capabilities=&ChangeSetName=x";
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        let found = call("cloudformation", "POST", "/", &form, body);
        assert_eq!(known(&found), ("cloudformation", "eu-west-1", "CreateChangeSet", Protocol::Query, true));
        let expected = json!({
            "Action": "CreateChangeSet", "Tags": [{ "Key": "a", "Value": "b c&" }], "Capabilities": "", "ChangeSetName": "x"
        });
        assert_eq!(found.parameters, expected);
        let read = call("cloudformation", "POST", "/", &form, b"Action=DescribeStacks");
        assert_eq!(known(&read), ("cloudformation", "eu-west-1", "DescribeStacks", Protocol::Query, false));
    }

    #[test]
    fn json_and_cbor_are_calls() {
        let found =
            call("ssm", "POST", "/", &[("x-amz-target", "AmazonSSM.PutParameter")], br#"{"Name":"/a","Overwrite":false}"#);
        assert_eq!(known(&found), ("ssm", "eu-west-1", "PutParameter", Protocol::Json, true));
        assert_eq!(found.parameters, json!({ "Name": "/a", "Overwrite": false }));

        let mut body = Vec::new();
        ciborium::into_writer(&json!({ "AlarmNames": ["a"] }), &mut body).unwrap();
        let path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
        let found = call("monitoring", "POST", path, &[("smithy-protocol", "rpc-v2-cbor")], &body);
        assert_eq!(known(&found), ("monitoring", "eu-west-1", "DescribeAlarms", Protocol::Cbor, false));
        assert_eq!(found.parameters, json!({ "AlarmNames": ["a"] }));
    }

    #[test]
    fn methods_and_paths_are_calls() {
        for (method, path, action, changes) in [
            ("HEAD", "/bucket/a/b.json", "HeadObject", false),
            ("PUT", "/bucket/a/b.json?x-id=PutObject", "PutObject", true),
            ("GET", "/bucket?versions&max-keys=2", "ListObjectVersions", false),
            ("POST", "/bucket?delete", "DeleteObjects", true),
            ("PUT", "/bucket", "CreateBucket", true),
            ("DELETE", "/bucket/", "DeleteBucket", true),
            ("GET", "/", "ListBuckets", false),
            ("PUT", "/bucket?versioning", "PUT /bucket?versioning", true),
        ] {
            let found = call("s3", method, path, &[], b"body");
            assert_eq!(known(&found), ("s3", "eu-west-1", action, Protocol::Rest, changes), "{method} {path}");
        }
        let found = call("s3", "PUT", "/bucket/a/b.json?x-id=PutObject&tagging=1", &[], b"body");
        let expected = json!({ "Bucket": "bucket", "Key": "a/b.json", "query": { "tagging": "1" }, "length": 4 });
        assert_eq!(found.parameters, expected);
    }

    #[test]
    fn what_is_no_call_is_not_taken_for_one() {
        let request = Request::builder().method("POST").uri("/").body(()).unwrap();
        let found = Call::recognise(&request.into_parts().0, b"");
        assert_eq!((found.service.as_str(), found.region.as_str(), found.action.as_str()), ("", "", "POST /?"));
        assert!(found.changes(), "what is not known may change something");
        let broken = call("ssm", "POST", "/", &[("x-amz-target", "AmazonSSM.PutParameter")], b"{");
        assert_eq!(broken.parameters, Value::Null);
        assert!(!format!("{broken:?} {broken}").contains('{'));
    }
}
