"""One message from arrival to decision."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.logs import Log
from validator.audit import AuditLog
from validator.decision import Decision, conflicting, malformed
from validator.ledger import SYNTHETIC_PREFIX, Ledger
from validator.sessions import Sessions, SessionsUnavailable
from validator.transaction import Malformed, Transaction, check, parse

# A claim lives longer than the invocation that made it, so that nobody else works while it does.
LEASE_MARGIN_SECONDS = 5


@dataclass(frozen=True)
class Message:
    """A message of the queue, and the seconds left to decide on it."""

    message_id: str
    body: str
    seconds: float


class Processor:
    """Claims, decides, records and audits.

    The order makes every interruption harmless: the ledger's commit is the decision; audit log and session follow from
    it, and are made up for when the message comes again.
    """

    def __init__(self, sessions: Sessions, ledger: Ledger, audit: AuditLog, log: Log, request_id: str) -> None:
        self._sessions = sessions
        self._ledger = ledger
        self._audit = audit
        self._log = log
        self._request_id = request_id

    def process(self, message: Message) -> None:
        """Decides on `message`. Whatever it raises, the message may be processed again."""
        try:
            transaction = parse(message.body)
        except Malformed as error:
            self._finish(message, malformed(message.message_id, error.reasons, _now()))
            return
        owner = f"{self._request_id}/{message.message_id}/{uuid.uuid4()}"
        decided = self._sessions.claim(transaction, owner, message.seconds + LEASE_MARGIN_SECONDS)
        if decided is None:
            self._decide(message, transaction, owner)
        elif decided.request_hash != transaction.request_hash:
            self._finish(message, conflicting(transaction, _now()))
        else:
            # Audited before it was marked as decided.
            self._log.info(
                "transaction.replayed",
                transaction_id=transaction.transaction_id,
                message_id=message.message_id,
                decision=decided.outcome,
            )

    def rehearse(self, value: Any, seconds: float) -> dict[str, Any]:
        """Decides on a transaction as `process` would, through the same systems, and leaves nothing in them."""
        name = str(uuid.uuid4())
        try:
            transaction = check(value if value is not None else _synthetic(name))
        except Malformed as error:
            return _rehearsed(None, malformed(name, error.reasons, _now()))
        self._sessions.probe(f"dry-run#{name}")
        decision = self._ledger.rehearse(transaction, self._actor(), seconds)
        self._audit.probe(f"dry-run/{name}", self._log)
        self._log.info("transaction.rehearsed", decision=decision.outcome, reasons=decision.reasons)
        return _rehearsed(transaction, decision)

    def _decide(self, message: Message, transaction: Transaction, owner: str) -> None:
        try:
            decision = self._ledger.record(transaction, self._actor(), message.seconds)
            self._finish(message, decision)
        except BaseException:
            self._release(transaction, owner)
            raise
        if decision.conflict:
            # The key is another request's: it must not be marked with this one's hash.
            self._release(transaction, owner)
        elif not self._sessions.complete(transaction, owner, decision):
            self._log.warning("claim.lost", transaction_id=transaction.transaction_id)

    def _finish(self, message: Message, decision: Decision) -> None:
        key = self._audit.write(decision)
        self._log.info(
            "transaction.decided",
            transaction_id=decision.transaction_id,
            message_id=message.message_id,
            decision=decision.outcome,
            reasons=decision.reasons,
            replayed=decision.replayed,
            audit_name=key,
        )

    def _release(self, transaction: Transaction, owner: str) -> None:
        try:
            self._sessions.release(transaction, owner)
        except SessionsUnavailable as error:
            # The claim ends by itself.
            self._log.warning("claim.kept", transaction_id=transaction.transaction_id, details=error.details)

    def _actor(self) -> str:
        return f"validator/{self._request_id}"


def _synthetic(name: str) -> dict[str, Any]:
    return {
        "idempotency_key": f"synthetic-{name}",
        "account_id": SYNTHETIC_PREFIX,
        "amount_minor": 100,
        "currency": "EUR",
    }


def _rehearsed(transaction: Transaction | None, decision: Decision) -> dict[str, Any]:
    return {
        "dryRun": True,
        "decision": decision.outcome,
        "reasons": list(decision.reasons),
        "transaction_id": transaction.transaction_id if transaction else None,
    }


def _now() -> datetime:
    return datetime.now(UTC)
