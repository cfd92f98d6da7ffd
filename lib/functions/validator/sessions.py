"""Idempotency keys in the sessions table.

A claim keeps two workers from deciding on the same key at the same time, and tells a replay without asking the
database. It is a shortcut, not the truth: a worker that dies leaves a claim that ends by itself, and the next one asks
the ledger, whose unique key knows whether the transaction took place.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.errors import FunctionError
from validator.causes import cause_of
from validator.decision import Decision
from validator.transaction import Transaction

# How long a decided key is known here: longer than a message can wait in the queue and among the dead letters. After
# that the ledger still knows it.
KEPT_SECONDS = 30 * 24 * 60 * 60

_REFUSED = "ConditionalCheckFailedException"


class SessionsUnavailable(FunctionError):
    """The sessions table does not answer."""

    code = "sessions-unavailable"
    retryable = True


class ClaimHeld(FunctionError):
    """Another worker is deciding on the same key."""

    code = "claim-held"
    retryable = True


@dataclass(frozen=True)
class Decided:
    """The key was decided on before, for a request with this hash."""

    request_hash: str
    outcome: str


class Sessions:
    """The keys, over a client of DynamoDB."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def claim(self, transaction: Transaction, owner: str, seconds: float) -> Decided | None:
        """Claims the transaction's key for `owner`, who is gone in `seconds`. None if the claim is given."""
        now = time.time()
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "session_id": _id(transaction),
                    "state": {"S": "claimed"},
                    "owner": {"S": owner},
                    "lease_until": _number(now + seconds),
                    "request_hash": {"S": transaction.request_hash},
                    "transaction_id": {"S": transaction.transaction_id},
                    "expires_at": _number(now + KEPT_SECONDS),
                },
                ConditionExpression="attribute_not_exists(session_id) OR (#state = :claimed AND lease_until < :now)",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":claimed": {"S": "claimed"}, ":now": _number(math.floor(now))},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
            return None
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise _unavailable(error) from error
            item = error.response.get("Item") or {}
        except BotoCoreError as error:
            raise _unavailable(error) from error
        if item.get("owner", {}).get("S") == owner:
            return None  # the client tried twice, and the first attempt had got through
        if item.get("state", {}).get("S") == "decided":
            return Decided(item["request_hash"]["S"], item["outcome"]["S"])
        raise ClaimHeld("another worker decides on this key", details={"transaction_id": transaction.transaction_id})

    def complete(self, transaction: Transaction, owner: str, decision: Decision) -> bool:
        """Says that the key is decided on. False if the claim went to somebody else, who says the same."""
        return self._update(
            transaction,
            owner,
            "SET #state = :decided, outcome = :outcome, decided_at = :at, expires_at = :expires"
            " REMOVE #owner, lease_until",
            {
                ":decided": {"S": "decided"},
                ":outcome": {"S": decision.outcome},
                ":at": {"S": decision.decided_at.isoformat()},
                ":expires": _number(time.time() + KEPT_SECONDS),
            },
        )

    def release(self, transaction: Transaction, owner: str) -> bool:
        """Gives a claim up before its time, after a failure."""
        return self._update(transaction, owner, "SET lease_until = :gone", {":gone": _number(0)})

    def probe(self, session_id: str) -> None:
        """Asks for a write that is always refused: it needs the same rights and leaves nothing."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item={"session_id": {"S": session_id}},
                ConditionExpression="attribute_exists(session_id) AND attribute_exists(#state)",
                ExpressionAttributeNames={"#state": "state"},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error

    def _update(self, transaction: Transaction, owner: str, update: str, values: dict[str, Any]) -> bool:
        names = {"#owner": "owner"} | ({"#state": "state"} if "#state" in update else {})
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"session_id": _id(transaction)},
                UpdateExpression=update,
                ConditionExpression="#owner = :owner",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={":owner": {"S": owner}, **values},
            )
            return True
        except ClientError as error:
            if error.response["Error"]["Code"] == _REFUSED:
                return False
            raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error


def _id(transaction: Transaction) -> dict[str, str]:
    return {"S": f"transaction#{transaction.idempotency_key}"}


def _number(value: float) -> dict[str, str]:
    return {"N": str(math.ceil(value))}


def _unavailable(error: Exception) -> SessionsUnavailable:
    return SessionsUnavailable("the sessions table cannot be used", details={"cause": cause_of(error)})
