//! Operations on a stack set, begun once however often the command runs.

use super::follow::settle;
use super::live::{self, Operation};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;

/// What to do about an operation that shall run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It runs already: an interrupted command began it.
    Follow(String),
    /// It is to be begun with this id.
    Begin(String),
}

/// Of the operations `base`, `base-2`, `base-3` …, the one that runs, or else the first that there never was. One that has ended may have
/// succeeded, and be needed again since another deployment came in between.
pub(super) fn next(base: &str, known: &[Operation]) -> Next {
    let ids = (1..).map(|number| if number == 1 { base.to_string() } else { format!("{base}-{number}") });
    for id in ids {
        match known.iter().find(|operation| operation.id == id) {
            None => return Next::Begin(id),
            Some(operation) if operation.is_under_way() => return Next::Follow(id),
            Some(_) => {}
        }
    }
    unreachable!("there are more numbers than operations")
}

/// Begins an operation, or finds that it runs; returns its id, which is the one of AWS's answer.
pub(super) async fn begin(
    setting: &Setting,
    home: &Clients,
    name: &str,
    base: &str,
    progress: &Progress,
    call: impl AsyncFn(&str) -> Result<Option<String>, Failure>,
) -> Result<String, Failure> {
    loop {
        let id = match next(base, &live::operations(home, name).await?) {
            Next::Follow(id) => return Ok(id),
            Next::Begin(id) => id,
        };
        match call(&id).await {
            Ok(answered) => return Ok(answered.unwrap_or(id)),
            // The list of operations came too late, or an answer was lost on its way.
            Err(failure) if failure.is("OperationIdAlreadyExistsException") => return Ok(id),
            // Without managed execution, one is in the way of all others.
            Err(failure) if failure.is("OperationInProgressException") && settle(setting, name, None, progress).await? => {}
            Err(failure) => return Err(failure),
        }
    }
}
