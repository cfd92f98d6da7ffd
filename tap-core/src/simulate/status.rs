//! Statuses of stacks, and events of operations, under CloudFormation's names.

use std::fmt;

/// The status of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `CREATE_IN_PROGRESS`
    CreateInProgress,
    /// `CREATE_COMPLETE`
    CreateComplete,
    /// `ROLLBACK_IN_PROGRESS`
    RollbackInProgress,
    /// `ROLLBACK_COMPLETE`: the creation was undone; all that can be done is delete it.
    RollbackComplete,
    /// `ROLLBACK_FAILED`
    RollbackFailed,
    /// `UPDATE_IN_PROGRESS`
    UpdateInProgress,
    /// `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`: the update is done, what it left over is being deleted.
    UpdateCompleteCleanupInProgress,
    /// `UPDATE_COMPLETE`
    UpdateComplete,
    /// `UPDATE_ROLLBACK_IN_PROGRESS`
    UpdateRollbackInProgress,
    /// `UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`: all is as it was, what the update made is being deleted.
    UpdateRollbackCompleteCleanupInProgress,
    /// `UPDATE_ROLLBACK_COMPLETE`
    UpdateRollbackComplete,
    /// `UPDATE_ROLLBACK_FAILED`: the update could not be undone; the rollback can be continued.
    UpdateRollbackFailed,
    /// `DELETE_IN_PROGRESS`
    DeleteInProgress,
    /// `DELETE_COMPLETE`
    DeleteComplete,
    /// `DELETE_FAILED`
    DeleteFailed,
}

impl Status {
    /// The name that CloudFormation gives it.
    pub fn name(self) -> &'static str {
        match self {
            Status::CreateInProgress => "CREATE_IN_PROGRESS",
            Status::CreateComplete => "CREATE_COMPLETE",
            Status::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Status::RollbackComplete => "ROLLBACK_COMPLETE",
            Status::RollbackFailed => "ROLLBACK_FAILED",
            Status::UpdateInProgress => "UPDATE_IN_PROGRESS",
            Status::UpdateCompleteCleanupInProgress => "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            Status::UpdateComplete => "UPDATE_COMPLETE",
            Status::UpdateRollbackInProgress => "UPDATE_ROLLBACK_IN_PROGRESS",
            Status::UpdateRollbackCompleteCleanupInProgress => "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            Status::UpdateRollbackComplete => "UPDATE_ROLLBACK_COMPLETE",
            Status::UpdateRollbackFailed => "UPDATE_ROLLBACK_FAILED",
            Status::DeleteInProgress => "DELETE_IN_PROGRESS",
            Status::DeleteComplete => "DELETE_COMPLETE",
            Status::DeleteFailed => "DELETE_FAILED",
        }
    }

    /// Whether a stack of this status can be updated.
    pub fn can_update(self) -> bool {
        matches!(self, Status::CreateComplete | Status::UpdateComplete | Status::UpdateRollbackComplete)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// It is deleted.
    Delete,
}

impl Action {
    /// The name that CloudFormation gives it.
    pub fn name(self) -> &'static str {
        match self {
            Action::Create => "CREATE",
            Action::Update => "UPDATE",
            Action::Delete => "DELETE",
        }
    }
}

impl From<Action> for crate::plan::Action {
    fn from(action: Action) -> Self {
        match action {
            Action::Create => crate::plan::Action::Create,
            Action::Update => crate::plan::Action::Update,
            Action::Delete => crate::plan::Action::Delete,
        }
    }
}

/// Something that happened to a resource or a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When, in seconds on the virtual clock.
    pub time: u64,
    /// The region.
    pub region: String,
    /// The way to the stack: its name, then logical ids of nested stacks, such as `TapStack/Network`.
    pub stack: String,
    /// Logical id of the resource; empty for the stack itself.
    pub logical_id: String,
    /// The status, such as `CREATE_COMPLETE`.
    pub status: String,
    /// Why, if there is something to say.
    pub reason: String,
}

impl fmt::Display for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Event { time, region, stack, logical_id, status, reason } = self;
        write!(out, "{time:>6} s  {region}  {stack}")?;
        if !logical_id.is_empty() {
            write!(out, "/{logical_id}")?;
        }
        write!(out, "  {status}")?;
        if reason.is_empty() { Ok(()) } else { write!(out, "  {reason}") }
    }
}
