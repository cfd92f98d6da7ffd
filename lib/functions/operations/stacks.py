"""What CloudFormation is doing with a stack and with the root above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.errors import FunctionError

_CREATION_ROLLED_BACK = "ROLLBACK_IN_PROGRESS"
_DELETED = "DELETE_IN_PROGRESS"
# While the root is in one of these, a child goes because an update (or an import) no longer names it.
_UPDATES = frozenset({"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_IN_PROGRESS"})


class UnknownStack(FunctionError):
    """CloudFormation does not know the stack that its own event names."""

    code = "unknown-stack"


@dataclass(frozen=True)
class Operation:
    """Status of the stack, and of its root if it is nested and the root still exists."""

    own: str
    root: str | None = None

    @property
    def undoes(self) -> bool:
        """Whether anything is being rolled back or deleted: the moment to stand in nobody's way."""
        return any("ROLLBACK" in s or s.startswith("DELETE_") for s in (self.own, self.root or ""))

    @property
    def ends_the_stack(self) -> bool:
        """Whether the stack goes, with what it holds: deleted, or its creation rolled back.

        `ROLLBACK_IN_PROGRESS` is of creations only; a failed update is `UPDATE_ROLLBACK_IN_PROGRESS`. A nested stack that
        an update drops is in `DELETE_IN_PROGRESS` as well: then its root is being updated, and no update may cost data.
        If the root's update is rolled back, what is deleted is what that update had made.
        """
        if self.own == _CREATION_ROLLED_BACK:
            return True
        return self.own == _DELETED and self.root not in _UPDATES


def operation(cloudformation: Any, stack_id: str) -> Operation:
    """What is being done with the stack `stack_id` and its root."""
    own = _describe(cloudformation, stack_id)
    if own is None:
        raise UnknownStack(f"there is no stack {stack_id}")
    root_id = own.get("RootId")
    root = _describe(cloudformation, root_id) if root_id and root_id != stack_id else None
    return Operation(own["StackStatus"], root["StackStatus"] if root else None)


def holds_bucket(cloudformation: Any, stack_id: str, bucket: str) -> bool:
    """Whether `bucket` is a resource of the stack `stack_id`."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_id)
    return any(
        resource["ResourceType"] == "AWS::S3::Bucket" and resource.get("PhysicalResourceId") == bucket
        for page in pages
        for resource in page["StackResourceSummaries"]
    )


def _describe(cloudformation: Any, stack_id: str) -> Any | None:
    try:
        return cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]
    except ClientError as error:
        problem = error.response["Error"]
        if problem["Code"] == "ValidationError" and "does not exist" in problem.get("Message", ""):
            return None
        raise
