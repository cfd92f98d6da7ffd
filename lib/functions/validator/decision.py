"""What was decided on a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from validator.transaction import Transaction

ACCEPTED, REJECTED = "accepted", "rejected"
KEY_REUSED = "idempotency-key-reused"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Posting:
    """What an accepted transaction did to one account."""

    account_id: str
    amount_minor: int
    balance_after: int


@dataclass(frozen=True)
class Decision:
    """Accepted or rejected, once and for all. `transaction` is missing if the message was none."""

    # Where it is kept in the audit log, below its prefix.
    audit_name: str
    outcome: str
    reasons: tuple[str, ...]
    decided_at: datetime
    transaction: Transaction | None = None
    postings: tuple[Posting, ...] = ()
    # Whether it was decided before, by the ledger.
    replayed: bool = False

    @property
    def transaction_id(self) -> str | None:
        """The transaction's id."""
        return self.transaction.transaction_id if self.transaction else None

    @property
    def conflict(self) -> bool:
        """Whether the idempotency key is another request's."""
        return self.reasons == (KEY_REUSED,)

    def document(self) -> dict[str, Any]:
        """What the audit log keeps."""
        document: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "decision": self.outcome,
            "reasons": list(self.reasons),
            "decided_at": self.decided_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        }
        if self.transaction:
            document["transaction"] = {
                "transaction_id": self.transaction.transaction_id,
                "idempotency_key": self.transaction.idempotency_key,
                "request_hash": self.transaction.request_hash,
                "kind": self.transaction.kind,
                "account_id": self.transaction.account_id,
                "counterparty_id": self.transaction.counterparty_id,
                "amount_minor": self.transaction.amount_minor,
                "currency": self.transaction.currency,
            }
            document["postings"] = [
                {"account_id": p.account_id, "amount_minor": p.amount_minor, "balance_after": p.balance_after}
                for p in self.postings
            ]
        return document


def recorded(
    transaction: Transaction,
    reasons: tuple[str, ...],
    decided_at: datetime,
    postings: tuple[Posting, ...],
    *,
    replayed: bool,
) -> Decision:
    """A decision that is in the ledger."""
    return Decision(
        f"{decided_at:%Y/%m/%d}/{transaction.transaction_id}",
        REJECTED if reasons else ACCEPTED,
        reasons,
        decided_at,
        transaction,
        postings,
        replayed,
    )


def conflicting(transaction: Transaction, now: datetime) -> Decision:
    """The idempotency key belongs to another request, whose decision stands."""
    name = f"conflicts/{transaction.transaction_id}/{transaction.request_hash}"
    return Decision(name, REJECTED, (KEY_REUSED,), now, transaction)


def malformed(message_id: str, reasons: tuple[str, ...], now: datetime) -> Decision:
    """The message is no transaction, so the ledger has no place for it. Its content may be anything and is not kept."""
    return Decision(f"malformed/{message_id}", REJECTED, reasons, now)
