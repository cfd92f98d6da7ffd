//! What a status of a stack means, and what to do about it.

use super::Live;

/// What can be done with a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none.
    Absent,
    /// A change set was made for it, and never executed: nothing exists in it.
    Reviewed,
    /// AWS works on it.
    Working,
    /// It can be updated.
    Settled,
    /// Its creation failed; it can only be deleted.
    CreationFailed,
    /// An update failed, and so did going back.
    RollbackFailed,
    /// An update failed, and AWS was told not to go back.
    UpdateFailed,
    /// Its deletion failed; it can only be deleted.
    DeletionFailed,
    /// Resources were to be taken into it, and neither that nor going back worked.
    ImportFailed,
}

/// The state of a stack.
pub fn state(live: Option<&Live>) -> State {
    live.map_or(State::Absent, |live| State::of(&live.status))
}

impl State {
    /// The state that AWS calls so.
    pub fn of(status: &str) -> Self {
        match status {
            "DELETE_COMPLETE" => State::Absent,
            "REVIEW_IN_PROGRESS" => State::Reviewed,
            "ROLLBACK_COMPLETE" | "CREATE_FAILED" | "ROLLBACK_FAILED" => State::CreationFailed,
            "UPDATE_ROLLBACK_FAILED" => State::RollbackFailed,
            "UPDATE_FAILED" => State::UpdateFailed,
            "DELETE_FAILED" => State::DeletionFailed,
            "IMPORT_ROLLBACK_FAILED" => State::ImportFailed,
            working if working.ends_with("_IN_PROGRESS") => State::Working,
            _ => State::Settled,
        }
    }

    /// Whether something is wrong that somebody has to repair.
    pub fn is_failed(self) -> bool {
        advice(self).is_some()
    }
}

/// What to do about a stack that is in the way of an update; none if it is not.
pub fn advice(state: State) -> Option<&'static str> {
    match state {
        State::Absent | State::Reviewed | State::Working | State::Settled => None,
        State::CreationFailed => Some("run `rollback` to remove what is left of it, then deploy again"),
        State::RollbackFailed => {
            Some("repair what the reason names, then run `rollback`, if need be with --skip STACK.LOGICAL-ID; then deploy again")
        }
        State::UpdateFailed => Some("run `rollback` to go back to what was before the update, then deploy again"),
        State::DeletionFailed => Some("remove what the reason names, then run `rollback` or `destroy` to delete the rest"),
        State::ImportFailed => {
            Some("repair what the reason names, and go back in the console of CloudFormation; then deploy again")
        }
    }
}
