"""What a transaction must look like before anything is looked up."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from validator.currencies import CURRENCIES

# 10^15 minor units are ten million millions of EUR. A balance of BIGINT holds thousands of such amounts.
AMOUNT_LIMIT = 10**15
BODY_LIMIT = 16 * 1024

DEBIT, CREDIT, TRANSFER = "debit", "credit", "transfer"
_KINDS = (DEBIT, CREDIT, TRANSFER)
_FIELDS = frozenset({"idempotency_key", "account_id", "kind", "counterparty_id", "amount_minor", "currency"})
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# Names the transactions of this platform. Changing it would make every replay a new transaction.
_NAMESPACE = uuid.UUID("5f0a4c1e-7a53-5b8f-9c58-2f6d3f8f1d10")


class Malformed(Exception):
    """A message that is no transaction, for `reasons`. They name fields of the schema and nothing of the content."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Transaction:
    """A request to move money: out of an account, into it, or to another one."""

    idempotency_key: str
    account_id: str
    kind: str
    counterparty_id: str | None
    amount_minor: int
    currency: str

    @property
    def transaction_id(self) -> str:
        """Follows from the idempotency key, so that whoever takes the message finds the same."""
        return str(uuid.uuid5(_NAMESPACE, self.idempotency_key))

    @property
    def request_hash(self) -> str:
        """SHA-256 of everything that is asked for."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def accounts(self) -> tuple[str, ...]:
        """All accounts that take part, in the order in which they are locked."""
        return tuple(sorted(a for a in (self.account_id, self.counterparty_id) if a is not None))

    @property
    def takes_money(self) -> bool:
        """Whether money leaves the account."""
        return self.kind != CREDIT

    def movements(self) -> dict[str, int]:
        """By how much the balance of each account changes."""
        own = -self.amount_minor if self.takes_money else self.amount_minor
        moved = {self.account_id: own}
        if self.counterparty_id is not None:
            moved[self.counterparty_id] = -own
        return moved


def parse(body: str) -> Transaction:
    """The transaction in a message's `body`."""
    if len(body) > BODY_LIMIT:
        raise Malformed("too-long")
    try:
        value = json.loads(body, object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise Malformed("not-json") from None
    return check(value)


def check(value: Any) -> Transaction:
    """The transaction that a JSON `value` is; all that is wrong with it at once."""
    if not isinstance(value, Mapping):
        raise Malformed("not-an-object")
    reasons: list[str] = []
    if not _FIELDS.issuperset(value):
        reasons.append("unknown-field")
    key: Any = value.get("idempotency_key")
    account: Any = value.get("account_id")
    kind: Any = value.get("kind", DEBIT)
    counterparty: Any = value.get("counterparty_id")
    amount: Any = value.get("amount_minor")
    currency: Any = value.get("currency")
    if not _matches(_KEY, key):
        reasons.append("invalid-idempotency-key")
    if not _matches(_ACCOUNT, account):
        reasons.append("invalid-account")
    if not isinstance(kind, str) or kind not in _KINDS:
        reasons.append("invalid-kind")
    if kind == TRANSFER:
        if not _matches(_ACCOUNT, counterparty) or counterparty == account:
            reasons.append("invalid-counterparty")
    elif counterparty is not None:
        reasons.append("unexpected-counterparty")
    # `True` is an int to Python; 1.0 is not one here: amounts are whole numbers of minor units.
    if type(amount) is not int or not 0 < amount <= AMOUNT_LIMIT:
        reasons.append("invalid-amount")
    if not isinstance(currency, str) or currency not in CURRENCIES:
        reasons.append("invalid-currency")
    if reasons:
        raise Malformed(*reasons)
    return Transaction(key, account, kind, counterparty, amount, currency)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name is given twice")
    return value


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
