"""The ledger: transactions, postings, balances and the audit trail, in one SQL transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pymysql
from pymysql.constants import ER

from shared.database import Database, DatabaseContended
from validator.decision import Decision, Posting, conflicting, recorded
from validator.rules import Account, reasons_against
from validator.transaction import Transaction

# Accounts that only a dry run has, for as long as it takes.
SYNTHETIC_PREFIX = "synthetic"
_SYNTHETIC_MONEY = 10**17


class Ledger:
    """Decides on transactions and records the decisions."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def record(self, transaction: Transaction, actor: str, seconds: float) -> Decision:
        """The decision on `transaction`: the recorded one if there is one, else a new one, recorded."""
        for _ in range(2):
            try:
                return self._database.transaction(lambda c: self._decide(c, transaction, actor), seconds=seconds)
            except pymysql.err.IntegrityError as error:
                # Somebody recorded the same key in the meantime. Now it can be seen.
                if error.args[0] != ER.DUP_ENTRY:
                    raise
        raise DatabaseContended("the idempotency key is taken and cannot be seen")

    def rehearse(self, transaction: Transaction, actor: str, seconds: float) -> Decision:
        """The same, rolled back. Synthetic accounts that are missing are there while it lasts."""

        def work(cursor: Any) -> Decision:
            for account_id in transaction.accounts:
                if account_id.startswith(SYNTHETIC_PREFIX):
                    self._make_synthetic(cursor, account_id, transaction.currency)
            return self._decide(cursor, transaction, actor)

        return self._database.transaction(work, commit=False, seconds=seconds)

    def _decide(self, cursor: Any, transaction: Transaction, actor: str) -> Decision:
        accounts = _lock(cursor, transaction)
        now = self._now()
        earlier = _earlier(cursor, transaction, now)
        if earlier is not None:
            return earlier
        spent = _spent(cursor, transaction.account_id, now) if transaction.takes_money else 0
        reasons = reasons_against(transaction, accounts, spent)
        postings = () if reasons else _postings(transaction, accounts)
        decision = recorded(transaction, reasons, now, postings, replayed=False)
        _insert(cursor, decision, transaction, accounts)
        for posting in postings:
            _post(cursor, posting, transaction, now)
        _trail(cursor, decision, transaction, accounts, actor)
        return decision

    def _make_synthetic(self, cursor: Any, account_id: str, currency: str) -> None:
        now = _sql_time(self._now())
        cursor.execute(
            "INSERT INTO accounts (account_id, status, currency, balance, overdraft_limit, transaction_limit,"
            " daily_limit, created_at, updated_at) VALUES (%s, 'active', %s, %s, 0, %s, %s, %s, %s)"
            " ON DUPLICATE KEY UPDATE account_id = account_id",
            (account_id, currency, _SYNTHETIC_MONEY, _SYNTHETIC_MONEY, _SYNTHETIC_MONEY, now, now),
        )


def _lock(cursor: Any, transaction: Transaction) -> dict[str, Account]:
    """The accounts that take part, locked until the SQL transaction ends, in one order for all workers."""
    marks = ", ".join(["%s"] * len(transaction.accounts))
    cursor.execute(
        "SELECT account_id, status, currency, balance, overdraft_limit, transaction_limit, daily_limit"
        f" FROM accounts WHERE account_id IN ({marks}) ORDER BY account_id FOR UPDATE",
        transaction.accounts,
    )
    return {row[0]: Account(*row) for row in cursor.fetchall()}


def _earlier(cursor: Any, transaction: Transaction, now: datetime) -> Decision | None:
    """What was decided on the same key before."""
    cursor.execute(
        "SELECT transaction_id, request_hash, reasons, decided_at FROM transactions WHERE idempotency_key = %s",
        (transaction.idempotency_key,),
    )
    row = cursor.fetchone()
    if row is None:
        return None
    transaction_id, request_hash, reasons, decided_at = row
    if request_hash != transaction.request_hash:
        return conflicting(transaction, now)
    cursor.execute(
        "SELECT account_id, amount, balance_after FROM postings WHERE transaction_id = %s ORDER BY account_id",
        (transaction_id,),
    )
    postings = tuple(Posting(*posting) for posting in cursor.fetchall())
    return recorded(transaction, tuple(reasons.split()), decided_at.replace(tzinfo=UTC), postings, replayed=True)


def _spent(cursor: Any, account_id: str, now: datetime) -> int:
    """What left the account on this day, UTC. It cannot change while the account is locked."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    # Money that was sent by others' transactions does not count, nor does money that came in.
    cursor.execute(
        "SELECT COALESCE(SUM(t.amount), 0) FROM transactions t"
        " WHERE t.account_id = %s AND t.decided_at >= %s AND t.outcome = 'accepted' AND t.kind <> 'credit'",
        (account_id, _sql_time(midnight)),
    )
    return int(cursor.fetchone()[0])


def _postings(transaction: Transaction, accounts: dict[str, Account]) -> tuple[Posting, ...]:
    moved = transaction.movements()
    return tuple(Posting(a, moved[a], accounts[a].balance + moved[a]) for a in transaction.accounts)


def _insert(cursor: Any, decision: Decision, transaction: Transaction, accounts: dict[str, Account]) -> None:
    known = lambda account_id: account_id if account_id in accounts else None  # noqa: E731
    cursor.execute(
        "INSERT INTO transactions (transaction_id, idempotency_key, request_hash, kind, account_id, counterparty_id,"
        " amount, currency, outcome, reasons, decided_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            transaction.transaction_id,
            transaction.idempotency_key,
            transaction.request_hash,
            transaction.kind,
            known(transaction.account_id),
            known(transaction.counterparty_id),
            transaction.amount_minor,
            transaction.currency,
            decision.outcome,
            " ".join(decision.reasons),
            _sql_time(decision.decided_at),
        ),
    )


def _post(cursor: Any, posting: Posting, transaction: Transaction, now: datetime) -> None:
    cursor.execute(
        "INSERT INTO postings (transaction_id, account_id, amount, balance_after, posted_at)"
        " VALUES (%s, %s, %s, %s, %s)",
        (transaction.transaction_id, posting.account_id, posting.amount_minor, posting.balance_after, _sql_time(now)),
    )
    cursor.execute(
        "UPDATE accounts SET balance = %s, updated_at = %s WHERE account_id = %s",
        (posting.balance_after, _sql_time(now), posting.account_id),
    )


def _trail(cursor: Any, decision: Decision, transaction: Transaction, accounts: dict[str, Account], actor: str) -> None:
    details = {
        "kind": transaction.kind,
        "account_id": transaction.account_id,
        "counterparty_id": transaction.counterparty_id,
        "amount_minor": transaction.amount_minor,
        "currency": transaction.currency,
        "reasons": list(decision.reasons),
        "balances_before": {a.account_id: a.balance for a in accounts.values()},
        "balances_after": {p.account_id: p.balance_after for p in decision.postings},
    }
    cursor.execute(
        "INSERT INTO audit_trail (transaction_id, event, actor, details, recorded_at) VALUES (%s, %s, %s, %s, %s)",
        (
            transaction.transaction_id,
            f"transaction.{decision.outcome}",
            actor,
            json.dumps(details, sort_keys=True),
            _sql_time(decision.decided_at),
        ),
    )


def _sql_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
