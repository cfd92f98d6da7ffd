"""Many workers with the same messages, and workers that die."""

from __future__ import annotations

import json
import threading
import time

import pytest

from shared.tests.support import Context
from validator import app, ledger
from validator.app import handler
from validator.audit import AuditLog
from validator.ledger import Ledger
from validator.sessions import Sessions
from validator.settings import Settings
from validator.tests.answers import DONE, failed, rows
from validator.transaction import check


def test_a_message_that_another_worker_has_comes_again(platform, debit, batch):
    platform.open_account("a")
    value = debit()
    sessions = Sessions(platform.dynamodb, platform.table)
    assert sessions.claim(check(value), "another", 60) is None
    assert handler(batch(value), Context()) == failed(1)
    assert platform.balance("a") == 10_000
    sessions.release(check(value), "another")
    assert handler(batch(value), Context()) == DONE
    assert platform.balance("a") == 9750


def test_a_claim_of_a_worker_that_died_ends(platform, debit, batch):
    platform.open_account("a")
    value = debit()
    assert Sessions(platform.dynamodb, platform.table).claim(check(value), "dead", -2) is None
    assert handler(batch(value), Context()) == DONE


class Died(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    ("owner", "method", "when"),
    [
        (Ledger, "record", "before"),
        (Ledger, "record", "after"),
        (AuditLog, "write", "before"),
        (AuditLog, "write", "after"),
        (Sessions, "complete", "before"),
        (Sessions, "complete", "after"),
    ],
)
def test_a_worker_that_dies_anywhere_leaves_one_transaction(platform, debit, batch, monkeypatch, owner, method, when):
    platform.open_account("a")
    value = debit()
    with monkeypatch.context() as patch:
        original = getattr(owner, method)

        def die(*arguments, **named):
            if when == "after":
                original(*arguments, **named)
            raise Died

        patch.setattr(owner, method, die)
        # Who died gives up no claim.
        patch.setattr(Sessions, "release", lambda *_: None)
        with pytest.raises(Died):
            handler(batch(value), Context())
    # The message is seen again long after the claim has ended.
    later = time.time() + 600
    monkeypatch.setattr("validator.sessions.time.time", lambda: later)
    assert handler(batch(value), Context()) == DONE
    assert platform.balance("a") == 9750
    assert rows(platform, "transactions") == rows(platform, "postings") == rows(platform, "audit_trail") == 1
    assert len(platform.audit_keys()) == 1
    assert platform.sessions()[0]["state"] == {"S": "decided"}


@pytest.mark.parametrize("step", ["_lock", "_spent", "_insert", "_post", "_trail"])
def test_a_worker_that_dies_inside_the_sql_transaction_leaves_nothing_of_it(platform, debit, monkeypatch, step):
    platform.open_account("a")
    platform.open_account("b", balance=0)
    transaction = check(debit(kind="transfer", counterparty_id="b"))
    database = platform.database()
    with monkeypatch.context() as patch:
        original = getattr(ledger, step)

        def die(*arguments):
            original(*arguments)
            raise Died

        patch.setattr(ledger, step, die)
        with pytest.raises(Died):
            Ledger(database).record(transaction, "test", 20)
    assert rows(platform, "transactions") == rows(platform, "postings") == rows(platform, "audit_trail") == 0
    assert (platform.balance("a"), platform.balance("b")) == (10_000, 0)
    assert not Ledger(database).record(transaction, "test", 20).replayed
    database.forget()
    assert (platform.balance("a"), platform.balance("b")) == (9750, 250)


def at_once(platform, transactions):
    """The decisions on `transactions`, each by a worker of its own."""
    outcomes, start = [], threading.Barrier(len(transactions))

    def work(transaction):
        database = platform.database()
        database.session()
        start.wait()
        outcomes.append(Ledger(database).record(transaction, "test", 20))
        database.forget()

    threads = [threading.Thread(target=work, args=(t,)) for t in transactions]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(outcomes) == len(transactions)
    return outcomes


def test_many_workers_with_one_key_make_one_transaction(platform, debit):
    platform.open_account("a")
    transaction = check(debit())
    outcomes = at_once(platform, [transaction] * 6)
    assert [d.outcome for d in outcomes] == ["accepted"] * 6
    assert sorted(d.replayed for d in outcomes) == [False] + [True] * 5
    assert len({json.dumps(d.document()) for d in outcomes}) == 1
    assert platform.balance("a") == 9750 and rows(platform, "transactions") == 1


def test_one_key_without_a_common_account_to_wait_for_makes_one_transaction(platform, debit):
    # Nothing is locked, so only the unique key stands in the way.
    transaction = check(debit(account_id="nobody"))
    outcomes = at_once(platform, [transaction] * 6)
    assert sorted(d.replayed for d in outcomes) == [False] + [True] * 5
    assert rows(platform, "transactions") == rows(platform, "audit_trail") == 1


def test_one_key_for_several_accounts_moves_money_once(platform, debit):
    accounts = ["a", "b", "c", "d"]
    for account in accounts:
        platform.open_account(account)
    value = debit()
    outcomes = at_once(platform, [check({**value, "account_id": account}) for account in accounts])
    assert sorted(d.outcome for d in outcomes) == ["accepted"] + ["rejected"] * 3
    assert sum(d.conflict for d in outcomes) == 3
    assert sum(platform.balance(account) for account in accounts) == 39_750


def test_many_workers_of_the_function_make_one_transaction(platform, debit, batch, monkeypatch):
    platform.open_account("a")
    event = batch(debit())
    monkeypatch.setattr(app, "systems", lambda: app.Systems(Settings.read(), None))
    answers, start = [], threading.Barrier(5)

    def work():
        start.wait()
        answers.append(handler(event, Context()))

    threads = [threading.Thread(target=work) for _ in range(5)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert DONE in answers and len(answers) == 5
    assert platform.balance("a") == 9750
    assert rows(platform, "transactions") == 1 and len(platform.audit_keys()) == 1


def test_transfers_in_both_directions_neither_block_nor_lose_money(platform, debit):
    platform.open_account("a", balance=1000)
    platform.open_account("b", balance=1000)
    databases = [platform.database() for _ in range(4)]
    problems = []

    def work(index, database):
        here, there = ("a", "b") if index % 2 else ("b", "a")
        for _ in range(10):
            value = debit(kind="transfer", account_id=here, counterparty_id=there, amount_minor=7 + index)
            try:
                Ledger(database).record(check(value), "test", 20)
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=work, args=item) for item in enumerate(databases)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    [d.forget() for d in databases]
    assert problems == []
    assert platform.balance("a") + platform.balance("b") == 2000
    assert platform.sql(
        "SELECT COUNT(*) FROM accounts a WHERE balance <> 1000 + (SELECT SUM(amount) FROM postings p"
        " WHERE p.account_id = a.account_id)"
    ) == [(0,)]
