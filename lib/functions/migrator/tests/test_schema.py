"""What the migrations promise of the schema."""

from __future__ import annotations

import pymysql
import pytest

from migrator.applier import Applier
from migrator.migrations import load
from shared.custom_resource import Deadline
from shared.logs import logger
from shared.tests.support import Context
from tests.environment import MIGRATIONS


@pytest.fixture
def schema(environment):
    session = environment.database().connect()
    Applier(session, environment.database_name, Deadline(Context()), logger("migrator")).run(load(MIGRATIONS))
    session.close()
    environment.open_account("a", balance=100)
    transaction(environment)
    environment.sql("INSERT INTO postings VALUES ('t1', 'a', -5, 95, UTC_TIMESTAMP(6))")
    environment.sql(
        "INSERT INTO audit_trail (transaction_id, event, actor, details, recorded_at)"
        " VALUES ('t1', 'transaction.accepted', 'test', '{}', UTC_TIMESTAMP(6))"
    )
    return environment


def transaction(environment, **changes):
    values = {
        "transaction_id": "t1",
        "idempotency_key": "k1",
        "request_hash": "0" * 64,
        "kind": "debit",
        "account_id": "a",
        "amount": 5,
        "currency": "EUR",
        "outcome": "accepted",
        **changes,
    }
    environment.sql(
        f"INSERT INTO transactions (decided_at, {', '.join(values)})"
        f" VALUES (UTC_TIMESTAMP(6), {', '.join(['%s'] * len(values))})",
        *values.values(),
    )


@pytest.mark.parametrize("table", ["audit_trail", "postings", "transactions"])
def test_history_is_append_only(schema, table):
    for statement in (f"UPDATE {table} SET transaction_id = 't2'", f"DELETE FROM {table}"):
        with pytest.raises(pymysql.err.OperationalError, match="append-only|final"):
            schema.sql(statement)


@pytest.mark.parametrize(
    "changes",
    [
        {"balance": -1},
        {"status": "asleep"},
        {"currency": "eur"},
        {"currency": "EU"},
        {"overdraft_limit": -1},
        {"transaction_limit": 0},
        {"daily_limit": 0},
    ],
)
def test_an_account_that_makes_no_sense_is_refused(schema, changes):
    with pytest.raises(pymysql.err.MySQLError, match="CONSTRAINT `accounts_"):
        schema.open_account("b", **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 0},
        {"amount": -1},
        {"kind": "gift"},
        {"currency": "EURO"},
        {"account_id": "nobody"},
        {"account_id": None},
        {"reasons": "why"},
        {"outcome": "rejected"},
        {"outcome": "unsure"},
    ],
)
def test_a_transaction_that_makes_no_sense_is_refused(schema, changes):
    with pytest.raises(pymysql.err.MySQLError):
        transaction(schema, transaction_id="t2", idempotency_key="k2", **changes)


def test_an_idempotency_key_is_used_once(schema):
    with pytest.raises(pymysql.err.IntegrityError, match="transactions_idempotency_key"):
        transaction(schema, transaction_id="t2")


def test_identifiers_differ_by_case(schema):
    transaction(schema, transaction_id="T1", idempotency_key="K1")


def test_tables_are_transactional_and_take_all_of_unicode(schema):
    assert set(
        schema.sql(
            "SELECT engine, table_collation LIKE 'utf8mb4%%' FROM information_schema.tables WHERE table_schema = %s",
            schema.database_name,
        )
    ) == {("InnoDB", 1)}
