"""Takes transactions from the intake queue, and dry runs from whoever may invoke the function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from shared.database import Database
from shared.errors import FunctionError
from shared.logs import Log, logger
from validator.audit import AuditLog
from validator.ledger import Ledger
from validator.processing import Message, Processor
from validator.sessions import ClaimHeld, Sessions
from validator.settings import Settings

# Of the function's time, what is kept for the answer, and what a message needs at least to be begun.
ANSWER_SECONDS = 2.0
MESSAGE_SECONDS = 8.0

# Short, so that a service that does not answer leaves time to say so.
_CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


class UnknownEvent(FunctionError):
    """The event is neither of the queue nor a dry run."""

    code = "unknown-event"


class BatchFailed(FunctionError):
    """No message of a batch could be decided on."""

    code = "batch-failed"
    retryable = True


class NotBegun(FunctionError):
    """There was no time for the message."""

    code = "not-begun"
    retryable = True


class Systems:
    """What is kept from one invocation to the next: clients and the connection to the database."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self.database = Database(settings.database, boto3.client("ssm", config=_CONFIG), log)
        self.sessions = Sessions(boto3.client("dynamodb", config=_CONFIG), settings.sessions_table)
        self.audit = AuditLog(boto3.client("s3", config=_CONFIG), settings.audit_bucket)
        self.ledger = Ledger(self.database)


@cache
def systems() -> Systems:
    """Made when the first event comes, so that what is wrong with the settings is logged as any other error."""
    return Systems(Settings.read(), logger("validator"))


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answers the queue with the messages that have to come again, a dry run with its decision."""
    log = logger("validator", context)
    try:
        kept = systems()
        kept.database.log = log
        request_id = getattr(context, "aws_request_id", None) or "unknown"
        processor = Processor(kept.sessions, kept.ledger, kept.audit, log, request_id)
        if isinstance(event, Mapping) and event.get("dryRun") is True:
            return processor.rehearse(event.get("transaction"), _seconds_left(context))
        if isinstance(event, Mapping) and isinstance(event.get("Records"), Sequence):
            return _batch(event["Records"], processor, context, log)
        raise UnknownEvent("the event is neither of the queue nor a dry run")
    except Exception as error:
        log.error("validator.failed", error)
        raise


def _batch(records: Sequence[Any], processor: Processor, context: Any, log: Log) -> dict[str, Any]:
    failures: dict[str, Exception] = {}
    for record in records:
        message_id = record["messageId"]
        try:
            seconds = _seconds_left(context)
            if seconds < MESSAGE_SECONDS:
                raise NotBegun("there was no time for the message")
            processor.process(Message(message_id, record["body"], seconds))
        except Exception as error:
            failures[message_id] = error
            tell = log.warning if isinstance(error, (ClaimHeld, NotBegun)) else log.error
            tell("message.failed", error=error, message_id=message_id)
    log.info("batch.done", messages=len(records), failed=len(failures))
    # A batch that is answered is a success to Lambda, whatever the answer. If nothing works, its errors must show it,
    # since alarms and the rollback of a deployment watch them. All messages come again either way.
    if failures and len(failures) == len(records):
        serious = [error for error in failures.values() if not isinstance(error, (ClaimHeld, NotBegun))]
        if len(serious) == len(records):
            raise BatchFailed(f"none of {len(records)} messages could be decided on") from serious[0]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failures]}


def _seconds_left(context: Any) -> float:
    return max(0.0, context.get_remaining_time_in_millis() / 1000 - ANSWER_SECONDS)
