"""The rollback gate: the last resource of a deployment, whose failure rolls the whole of it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from operations import alarms, stacks, traffic
from operations.aws import Clients
from operations.settings import GateProperties
from shared.custom_resource import Deadline
from shared.logs import Log

Outcome = tuple[str, dict[str, Any]]


class Gate:
    """Custom resource that stands for nothing. Its Create and Update send transactions, then watch the alarms."""

    def __init__(self, client: Clients, log: Log) -> None:
        self._client = client
        self._log = log

    def create(self, properties: Mapping[str, Any], _old: object, event: Mapping[str, Any], context: Any) -> Outcome:
        deadline = Deadline(context)
        # One id for ever, or CloudFormation would see a replacement.
        gate = f"rollback-gate:{event['LogicalResourceId']}"
        if GateProperties.bypassed(properties):
            self._log.warning("gate.bypassed")
            return gate, {"Outcome": "bypassed"}
        cloudformation = self._client("cloudformation")

        def undoing() -> bool:
            operation = stacks.operation(cloudformation, event["StackId"])
            if operation.undoes:
                self._log.warning("gate.open", why="a rollback or deletion is going on", operation=operation)
            return operation.undoes

        if undoing():
            return gate, {"Outcome": "rolling back"}
        wanted = GateProperties.read(properties)
        cloudwatch = self._client("cloudwatch")
        # What is wrong already needs no traffic to show.
        alarms.judge(wanted.alarms, alarms.describe(cloudwatch, wanted.alarms))
        traffic.send(self._client("lambda"), wanted.validator, wanted.transactions, deadline, self._log)
        complete = alarms.watch(cloudwatch, wanted.alarms, wanted.window_seconds, deadline, self._log, undoing)
        return gate, {"Outcome": "passed" if complete else "rolling back"}

    update = create

    def delete(self, _properties: object, _old: object, event: Mapping[str, Any], _context: object) -> Outcome:
        return event["PhysicalResourceId"], {}
