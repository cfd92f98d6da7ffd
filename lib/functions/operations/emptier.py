"""The bucket emptier: makes a versioned bucket deletable, in the one moment in which it may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from operations import stacks
from operations.aws import Clients
from operations.bucket import empty
from operations.settings import EmptyBucketProperties
from shared.custom_resource import Deadline
from shared.logs import Log

Outcome = tuple[str, dict[str, Any]]


class Emptier:
    """Custom resource whose physical id is the bucket's name. Only its Delete does anything."""

    def __init__(self, client: Clients, log: Log) -> None:
        self._client = client
        self._log = log

    def create(self, properties: Mapping[str, Any], _old: object, _event: object, _context: object) -> Outcome:
        return EmptyBucketProperties.read(properties).bucket, {}

    # Another bucket is another physical id: CloudFormation then deletes the old one in its cleanup, where `delete`
    # refuses to empty.
    update = create

    def delete(self, _properties: Mapping[str, Any], _old: object, event: Mapping[str, Any], context: Any) -> Outcome:
        bucket, stack_id = event["PhysicalResourceId"], event["StackId"]
        deadline = Deadline(context)
        cloudformation = self._client("cloudformation")
        operation = stacks.operation(cloudformation, stack_id)
        if not operation.ends_the_stack:
            self._log.warning("bucket.kept", bucket=bucket, why="the stack stays", operation=operation)
            return bucket, {}
        if not stacks.holds_bucket(cloudformation, stack_id, bucket):
            self._log.warning("bucket.kept", bucket=bucket, why="the bucket is not the stack's", operation=operation)
            return bucket, {}
        self._log.info("bucket.emptying", bucket=bucket, operation=operation)
        # arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/NAME/ID
        done = empty(self._client("s3"), bucket, stack_id.split(":")[4], deadline, self._log)
        self._log.info("bucket.emptied", bucket=bucket, tally=done)
        return bucket, {}
