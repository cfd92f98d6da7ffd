"""Synthetic transactions: the validator has to decide on them as it would on real ones, and keep nothing."""

from __future__ import annotations

import json
import uuid
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.custom_resource import Deadline
from shared.errors import FunctionError
from shared.logs import Log

# A cold start may cost one call its time; an answer that is wrong is wrong at once.
ATTEMPTS = 2
_SHOWN = 300


class TrafficFailed(FunctionError):
    """The validator does not answer synthetic transactions as it should."""

    code = "traffic-failed"


class _NoAnswer(Exception):
    """A call that failed, and may not fail again."""


def send(function_client: Any, validator: str, count: int, deadline: Deadline, log: Log) -> None:
    """Has `validator` decide on `count` transactions that it must accept and on one that it must not.

    Raises at the first wrong decision.
    """
    for number in range(1, count + 1):
        _check(f"transaction {number} of {count}", "accepted", number, function_client, validator, deadline, log)
    # One that accepts everything would pass so far. The amount is wrong, whatever accounts and limits there are.
    _check("the transaction that must be rejected", "rejected", 0, function_client, validator, deadline, log)
    log.info("gate.traffic", validator=validator, transactions=count + 1)


def request(amount_minor: int) -> dict[str, Any]:
    """A dry run of a payment out of the synthetic account, which has money in dry runs and does not exist otherwise."""
    return {
        "dryRun": True,
        "transaction": {
            "idempotency_key": f"synthetic-{uuid.uuid4()}",
            "account_id": "synthetic",
            "amount_minor": amount_minor,
            "currency": "EUR",
        },
    }


def wrong(answer: Any, expected: str) -> str:
    """What is wrong with the validator's `answer`, whose decision is to be `expected`; empty if nothing is."""
    if not isinstance(answer, dict):
        return f"the answer is no object: {_shown(answer)}"
    if answer.get("dryRun") is not True:
        return f"the answer is not of a dry run: {_shown(answer)}"
    if answer.get("decision") != expected:
        return f"not {expected}: {_shown(answer)}"
    return ""


def _check(
    what: str, expected: str, amount_minor: int, function_client: Any, validator: str, deadline: Deadline, log: Log
) -> None:
    if deadline.passed():
        raise TrafficFailed(f"time ran out before {what}")
    problem = wrong(_ask(function_client, validator, request(amount_minor), deadline, log), expected)
    if problem:
        raise TrafficFailed(f"{what}: {problem}")


def _ask(function_client: Any, validator: str, payload: dict[str, Any], deadline: Deadline, log: Log) -> Any:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _invoke(function_client, validator, payload)
        except _NoAnswer as error:
            log.warning("gate.no-answer", validator=validator, attempt=attempt, problem=str(error))
            if attempt == ATTEMPTS or deadline.passed():
                raise TrafficFailed(f"the validator {validator} does not answer: {error}") from error
    raise AssertionError("unreachable")


def _invoke(function_client: Any, validator: str, payload: dict[str, Any]) -> Any:
    try:
        response = function_client.invoke(
            FunctionName=validator, InvocationType="RequestResponse", Payload=json.dumps(payload).encode()
        )
        text = response["Payload"].read().decode("utf-8", "replace")
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise _NoAnswer(f"{code}: {error.response['Error'].get('Message', '')[:_SHOWN]}") from error
    except BotoCoreError as error:
        raise _NoAnswer(f"{type(error).__name__}") from error
    if response.get("FunctionError"):
        raise _NoAnswer(f"{response['FunctionError']}: {text[:_SHOWN]}")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _shown(answer: Any) -> str:
    return json.dumps(answer, default=str)[:_SHOWN]
