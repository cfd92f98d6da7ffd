//! What a function puts to its response URL, taken as CloudFormation takes it.

use serde_json::{Map, Value};
use tap_core::simulate::CustomAnswer;

/// The most bytes of an answer.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html>
pub(super) const LIMIT: usize = 4096;

/// The most bytes of a physical id.
const ID_LIMIT: usize = 1024;

/// What has to come back as it was sent.
pub(super) struct Expected<'r> {
    pub(super) stack_id: &'r str,
    pub(super) request_id: &'r str,
    pub(super) logical_id: &'r str,
}

/// The answer that a body is; one that CloudFormation would not take is a failure that says why.
pub(super) fn read(body: &[u8], expected: &Expected<'_>) -> CustomAnswer {
    understood(body, expected).unwrap_or_else(|why| CustomAnswer::failed(format!("the function's answer is not taken: {why}")))
}

fn understood(body: &[u8], expected: &Expected<'_>) -> Result<CustomAnswer, String> {
    if body.len() > LIMIT {
        return Err(format!("it has more than {LIMIT} bytes"));
    }
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err("it is no JSON object".to_string()),
        Err(error) => return Err(format!("it is no JSON: {error}")),
    };
    let text = |name: &str| match members.get(name) {
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(format!("`{name}` is no text")),
        None => Err(format!("it has no `{name}`")),
    };
    let copied = [("StackId", expected.stack_id), ("RequestId", expected.request_id), ("LogicalResourceId", expected.logical_id)];
    for (name, sent) in copied {
        if text(name)? != sent {
            return Err(format!("`{name}` is not that of the request"));
        }
    }
    let physical_id = match text("PhysicalResourceId")? {
        "" => return Err("`PhysicalResourceId` is empty".to_string()),
        id if id.len() > ID_LIMIT => return Err(format!("`PhysicalResourceId` has more than {ID_LIMIT} bytes")),
        id => Some(id.to_string()),
    };
    match text("Status")? {
        "SUCCESS" => Ok(CustomAnswer::Success { physical_id, data: data(&members)? }),
        "FAILED" => match text("Reason") {
            Ok(reason) if !reason.is_empty() => Ok(CustomAnswer::Failed { reason: reason.to_string(), physical_id }),
            _ => Err("it has failed without a `Reason`".to_string()),
        },
        other => Err(format!("`Status` is `{other}`, neither `SUCCESS` nor `FAILED`")),
    }
}

fn data(members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    match members.get("Data") {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(data)) => Ok(data.clone()),
        Some(_) => Err("`Data` is no object".to_string()),
    }
}
