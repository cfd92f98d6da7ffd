from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.currencies import CURRENCIES
from validator.transaction import AMOUNT_LIMIT, Malformed, Transaction, check, parse

GOOD = {"idempotency_key": "key-00001", "account_id": "a-1", "amount_minor": 250, "currency": "EUR"}


def reasons(value) -> tuple[str, ...]:
    try:
        check(value)
    except Malformed as error:
        return error.reasons
    return ()


def test_a_debit_is_the_default():
    assert check(GOOD) == Transaction("key-00001", "a-1", "debit", None, 250, "EUR")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"idempotency_key": None}, "invalid-idempotency-key"),
        ({"idempotency_key": "short"}, "invalid-idempotency-key"),
        ({"idempotency_key": "k" * 65}, "invalid-idempotency-key"),
        ({"idempotency_key": "key 00001"}, "invalid-idempotency-key"),
        ({"idempotency_key": "key-00001\n"}, "invalid-idempotency-key"),
        ({"idempotency_key": 12345678}, "invalid-idempotency-key"),
        ({"account_id": ""}, "invalid-account"),
        ({"account_id": "a'; --"}, "invalid-account"),
        ({"account_id": ["a"]}, "invalid-account"),
        ({"kind": "gift"}, "invalid-kind"),
        ({"kind": []}, "invalid-kind"),
        ({"kind": "transfer"}, "invalid-counterparty"),
        ({"kind": "transfer", "counterparty_id": "a-1"}, "invalid-counterparty"),
        ({"counterparty_id": "b-1"}, "unexpected-counterparty"),
        ({"amount_minor": 0}, "invalid-amount"),
        ({"amount_minor": -1}, "invalid-amount"),
        ({"amount_minor": AMOUNT_LIMIT + 1}, "invalid-amount"),
        ({"amount_minor": 2.5}, "invalid-amount"),
        ({"amount_minor": 2.0}, "invalid-amount"),
        ({"amount_minor": "250"}, "invalid-amount"),
        ({"amount_minor": True}, "invalid-amount"),
        ({"amount_minor": None}, "invalid-amount"),
        ({"currency": "eur"}, "invalid-currency"),
        ({"currency": "XXX"}, "invalid-currency"),
        ({"currency": "XAU"}, "invalid-currency"),
        ({"currency": ["EUR"]}, "invalid-currency"),
        ({"name": "Somebody"}, "unknown-field"),
    ],
)
def test_what_is_wrong_is_named(changes, reason):
    assert reasons({**GOOD, **changes}) == (reason,)


def test_everything_that_is_wrong_is_named_at_once():
    assert len(reasons({"x": 1})) == 5


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("[" * 10_000, "not-json"),
        ('{"amount_minor": NaN}', "not-json"),
        ('{"amount_minor": 1, "amount_minor": 100}', "not-json"),
        ("[]", "not-an-object"),
        ("null", "not-an-object"),
        (" " * 20_000, "too-long"),
    ],
)
def test_a_body_that_is_no_object_is_malformed(body, reason):
    with pytest.raises(Malformed) as raised:
        parse(body)
    assert raised.value.reasons == (reason,)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*GOOD, "kind", "counterparty_id", "x"), json_values)))
def test_no_value_ends_otherwise_than_valid_or_malformed(value):
    reasons(value)


@given(st.text())
def test_no_body_ends_otherwise_than_valid_or_malformed(body):
    try:
        parse(body)
    except Malformed:
        pass


transactions = st.builds(
    lambda key, account, other, amount, currency: (
        {"idempotency_key": key, "account_id": account, "amount_minor": amount, "currency": currency}
        | ({"kind": "transfer", "counterparty_id": other} if other else {})
    ),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", fullmatch=True),
    st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{32,63}", fullmatch=True),
    st.integers(1, AMOUNT_LIMIT),
    st.sampled_from(sorted(CURRENCIES)),
)


@given(transactions)
def test_a_good_transaction_survives_the_wire(value):
    transaction = parse(json.dumps(value))
    assert transaction == check(value)
    assert transaction.amount_minor == value["amount_minor"]


@given(transactions, transactions)
def test_ids_follow_from_keys_and_hashes_from_everything(first, second):
    one, other = check(first), check(second)
    assert (one.transaction_id == other.transaction_id) == (one.idempotency_key == other.idempotency_key)
    assert (one.request_hash == other.request_hash) == (one == other)


@given(transactions)
def test_money_is_neither_made_nor_lost_by_a_transfer(value):
    transaction = check(value)
    if transaction.kind == "transfer":
        assert sum(transaction.movements().values()) == 0


def test_ids_stay_what_they_are():
    # Another id for the same key would make replays new transactions.
    assert check(GOOD).transaction_id == "d28ab98b-d98b-58b3-9644-997a40bb37af"
    assert check(GOOD).request_hash == "97a110f7d41258f96c7178ced1200bee8fe7c19f6ee277ccea502662bda90f44"
