from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.rules import BALANCE_LIMIT, Account, reasons_against
from validator.transaction import AMOUNT_LIMIT, CREDIT, DEBIT, TRANSFER, Transaction

A = Account("a", "active", "EUR", 1000, 0, 10_000, 20_000)
B = replace(A, account_id="b")
DEBIT_300 = Transaction("key-00001", "a", DEBIT, None, 300, "EUR")
CREDIT_300 = replace(DEBIT_300, kind=CREDIT)
TRANSFER_300 = replace(DEBIT_300, kind=TRANSFER, counterparty_id="b")


def against(transaction, *accounts, spent=0):
    return reasons_against(transaction, {a.account_id: a for a in accounts}, spent)


@pytest.mark.parametrize("transaction", [DEBIT_300, CREDIT_300, TRANSFER_300])
def test_nothing_speaks_against_a_plain_transaction(transaction):
    assert against(transaction, *[A, B][: len(transaction.accounts)]) == ()


@pytest.mark.parametrize(
    ("transaction", "accounts", "spent", "expected"),
    [
        (DEBIT_300, [], 0, ("unknown-account",)),
        (TRANSFER_300, [A], 0, ("unknown-counterparty",)),
        (TRANSFER_300, [], 0, ("unknown-account", "unknown-counterparty")),
        (DEBIT_300, [replace(A, status="suspended")], 0, ("account-suspended",)),
        (CREDIT_300, [replace(A, status="closed")], 0, ("account-closed",)),
        (TRANSFER_300, [A, replace(B, status="closed")], 0, ("counterparty-closed",)),
        (DEBIT_300, [replace(A, currency="USD")], 0, ("account-currency-differs",)),
        (TRANSFER_300, [A, replace(B, currency="USD")], 0, ("counterparty-currency-differs",)),
        (DEBIT_300, [replace(A, transaction_limit=300)], 0, ()),
        (DEBIT_300, [replace(A, transaction_limit=299)], 0, ("above-transaction-limit",)),
        (CREDIT_300, [replace(A, transaction_limit=299)], 0, ("above-transaction-limit",)),
        (DEBIT_300, [replace(A, daily_limit=1000)], 700, ()),
        (DEBIT_300, [replace(A, daily_limit=1000)], 701, ("above-daily-limit",)),
        (CREDIT_300, [replace(A, daily_limit=1000)], 701, ()),
        (DEBIT_300, [replace(A, balance=300)], 0, ()),
        (DEBIT_300, [replace(A, balance=299)], 0, ("insufficient-balance",)),
        (DEBIT_300, [replace(A, balance=100, overdraft_limit=200)], 0, ()),
        (DEBIT_300, [replace(A, balance=99, overdraft_limit=200)], 0, ("insufficient-balance",)),
        (CREDIT_300, [replace(A, balance=-200, overdraft_limit=200)], 0, ()),
        (CREDIT_300, [replace(A, balance=BALANCE_LIMIT - 299)], 0, ("balance-too-large",)),
        (TRANSFER_300, [A, replace(B, balance=BALANCE_LIMIT)], 0, ("balance-too-large",)),
    ],
)
def test_each_rule_at_its_edge(transaction, accounts, spent, expected):
    assert against(transaction, *accounts, spent=spent) == expected


accounts = st.builds(
    Account,
    st.just("a"),
    st.sampled_from(["active", "suspended", "closed"]),
    st.sampled_from(["EUR", "USD"]),
    st.integers(-(10**9), BALANCE_LIMIT),
    st.integers(0, 10**9),
    st.integers(1, BALANCE_LIMIT),
    st.integers(1, BALANCE_LIMIT),
)


@given(
    st.sampled_from([DEBIT, CREDIT, TRANSFER]),
    st.integers(1, AMOUNT_LIMIT),
    accounts,
    accounts,
    st.integers(0, BALANCE_LIMIT),
)
def test_what_is_accepted_keeps_every_promise(kind, amount, account, counterparty, spent):
    counterparty = replace(counterparty, account_id="b")
    transaction = Transaction("key-00001", "a", kind, "b" if kind == TRANSFER else None, amount, "EUR")
    taking_part = [account, counterparty][: len(transaction.accounts)]
    if against(transaction, *taking_part, spent=spent):
        return
    moved = transaction.movements()
    for one in taking_part:
        assert one.status == "active" and one.currency == "EUR"
        after = one.balance + moved[one.account_id]
        assert after <= BALANCE_LIMIT
        assert moved[one.account_id] > 0 or after >= -one.overdraft_limit
    assert amount <= account.transaction_limit
    assert kind == CREDIT or spent + amount <= account.daily_limit
