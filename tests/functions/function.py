"""Runs a function of the platform for one request: `function.py HANDLER`, the request on standard input.

All is real but what only AWS has: CloudFormation is what the simulation says of the stack, and the validator is called
in this process where the gate would call its function.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from operations import aws

SECONDS = 100.0


class Context:
    """Lambda's context."""

    function_name = "in-a-simulation"
    aws_request_id = "request-1"
    log_stream_name = None
    _end = time.monotonic() + SECONDS

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._end - time.monotonic()) * 1000))


class CloudFormation:
    """What CloudFormation would tell of the stack of an event, and of its root."""

    def __init__(self, event: dict[str, Any]) -> None:
        self._event = event

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        own = StackName == self._event["StackId"]
        status = os.environ["TAP_STACK_STATUS" if own else "TAP_ROOT_STATUS"]
        return {"Stacks": [{"StackStatus": status, **({"RootId": "root"} if own else {})}]}

    def get_paginator(self, operation: str) -> CloudFormation:
        assert operation == "list_stack_resources"
        return self

    def paginate(self, StackName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        bucket = self._event["ResourceProperties"]["BucketName"]
        yield {"StackResourceSummaries": [{"ResourceType": "AWS::S3::Bucket", "PhysicalResourceId": bucket}]}


class Lambda:
    """Calls the validator, whatever it is called in the stack."""

    def invoke(self, FunctionName: str, InvocationType: str, Payload: Any) -> dict[str, Any]:  # noqa: N803
        assert FunctionName and InvocationType == "RequestResponse"
        from validator import app

        # As the template says: the user that the migrator has made.
        os.environ["DATABASE_USERNAME"] = "validator"
        os.environ["DATABASE_PASSWORD_PARAMETER"] = os.environ["VALIDATOR_PASSWORD_PARAMETER"]
        answer = app.handler(json.loads(Payload), Context())
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}


def main() -> None:
    module, name = sys.argv[1].rsplit(".", 1)
    event = json.load(sys.stdin)
    real = aws.client
    stand_ins = {"cloudformation": lambda: CloudFormation(event), "lambda": Lambda}
    aws.client = lambda service: stand_ins[service]() if service in stand_ins else real(service)
    getattr(importlib.import_module(module), name)(event, Context())


if __name__ == "__main__":
    main()
