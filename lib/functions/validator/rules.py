"""Whether a transaction is accepted, from the state of the accounts. No input, no output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from validator.transaction import Transaction

BALANCE_LIMIT = 2**63 - 1


@dataclass(frozen=True)
class Account:
    """An account as the ledger has it, locked."""

    account_id: str
    status: str
    currency: str
    balance: int
    overdraft_limit: int
    transaction_limit: int
    daily_limit: int


def reasons_against(transaction: Transaction, accounts: Mapping[str, Account], spent_today: int) -> tuple[str, ...]:
    """All reasons to reject `transaction`, none if it is accepted.

    `spent_today` is what left its account on this day.
    """
    account = accounts.get(transaction.account_id)
    found: list[str] = []
    if account is None:
        found.append("unknown-account")
    else:
        found += _usable(account, transaction, "account")
        found += _limits(account, transaction, spent_today)
    if transaction.counterparty_id is not None:
        counterparty = accounts.get(transaction.counterparty_id)
        if counterparty is None:
            found.append("unknown-counterparty")
        else:
            found += _usable(counterparty, transaction, "counterparty")
    moved = transaction.movements()
    if any(a.balance + moved[a.account_id] > BALANCE_LIMIT for a in accounts.values()):
        found.append("balance-too-large")
    return tuple(found)


def _usable(account: Account, transaction: Transaction, role: str) -> list[str]:
    found = []
    if account.status != "active":
        found.append(f"{role}-{account.status}")
    if account.currency != transaction.currency:
        found.append(f"{role}-currency-differs")
    return found


def _limits(account: Account, transaction: Transaction, spent_today: int) -> list[str]:
    found = []
    if transaction.amount_minor > account.transaction_limit:
        found.append("above-transaction-limit")
    if transaction.takes_money:
        if spent_today + transaction.amount_minor > account.daily_limit:
            found.append("above-daily-limit")
        # Amounts in another currency say nothing about this balance.
        same = account.currency == transaction.currency
        if same and account.balance - transaction.amount_minor < -account.overdraft_limit:
            found.append("insufficient-balance")
    return found
