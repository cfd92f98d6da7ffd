from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from shared.errors import InvalidSettings
from shared.logs import logger
from shared.tests.support import Context
from tests.environment import PASSWORD, VALIDATOR_PASSWORD
from tests.image import invoke_image
from validator import app
from validator.app import BatchFailed, UnknownEvent, handler
from validator.audit import AuditLog, AuditUnavailable
from validator.ledger import Ledger
from validator.sessions import SessionsUnavailable
from validator.settings import ENVIRONMENT, Settings
from validator.tests.answers import DONE, failed, rows
from validator.transaction import check


def test_an_accepted_debit_is_in_every_record(platform, debit, batch):
    platform.open_account("a", balance=1000)
    value = debit(amount_minor=250)
    transaction = check(value)
    assert handler(batch(value), Context()) == DONE
    assert platform.balance("a") == 750
    assert platform.sql("SELECT transaction_id, outcome, reasons, account_id, amount FROM transactions") == [
        (transaction.transaction_id, "accepted", "", "a", 250)
    ]
    assert platform.sql("SELECT account_id, amount, balance_after FROM postings") == [("a", -250, 750)]
    ((event, actor, details),) = platform.sql("SELECT event, actor, details FROM audit_trail")
    assert (event, actor) == ("transaction.accepted", "validator/request-1")
    assert json.loads(details)["balances_before"] == {"a": 1000}
    (key,) = platform.audit_keys()
    ((day,),) = platform.sql("SELECT DATE_FORMAT(decided_at, '%Y/%m/%d') FROM transactions")
    assert key == f"decisions/{day}/{transaction.transaction_id}.json"
    kept = platform.audit_object(key)
    assert kept["decision"] == "accepted" and kept["transaction"]["request_hash"] == transaction.request_hash
    assert kept["postings"] == [{"account_id": "a", "amount_minor": -250, "balance_after": 750}]
    (session,) = platform.sessions()
    assert session["session_id"] == {"S": f"transaction#{transaction.idempotency_key}"}
    assert session["state"] == {"S": "decided"} and session["outcome"] == {"S": "accepted"}
    assert "owner" not in session and int(session["expires_at"]["N"]) > 0


def test_a_transfer_moves_money_from_one_account_to_the_other(platform, debit, batch):
    platform.open_account("a", balance=1000)
    platform.open_account("b", balance=5)
    assert handler(batch(debit(kind="transfer", counterparty_id="b")), Context()) == DONE
    assert (platform.balance("a"), platform.balance("b")) == (750, 255)
    assert platform.sql("SELECT account_id, amount FROM postings ORDER BY 1") == [("a", -250), ("b", 250)]


def test_a_credit_needs_no_balance(platform, debit, batch):
    platform.open_account("a", balance=0)
    assert handler(batch(debit(kind="credit")), Context()) == DONE
    assert platform.balance("a") == 250


def test_a_rejection_is_a_decision_and_no_failure(platform, debit, batch):
    platform.open_account("a", balance=100)
    assert handler(batch(debit()), Context()) == DONE
    assert platform.balance("a") == 100
    assert platform.sql("SELECT outcome, reasons FROM transactions") == [("rejected", "insufficient-balance")]
    assert platform.sql("SELECT event FROM audit_trail") == [("transaction.rejected",)]
    assert rows(platform, "postings") == 0
    (key,) = platform.audit_keys()
    assert platform.audit_object(key)["reasons"] == ["insufficient-balance"]


def test_a_rejection_stays_when_the_money_comes(platform, debit, batch):
    platform.open_account("a", balance=100)
    value = debit()
    handler(batch(value), Context())
    handler(batch(debit(kind="credit", amount_minor=1000)), Context())
    handler(batch(value), Context())
    assert platform.balance("a") == 1100


def test_an_unknown_account_is_rejected_and_named_in_the_trail(platform, debit, batch):
    assert handler(batch(debit(account_id="nobody")), Context()) == DONE
    assert platform.sql("SELECT account_id, outcome, reasons FROM transactions") == [
        (None, "rejected", "unknown-account")
    ]
    assert json.loads(platform.sql("SELECT details FROM audit_trail")[0][0])["account_id"] == "nobody"


def test_the_daily_limit_counts_what_left_today(platform, debit, batch):
    platform.open_account("a", daily_limit=600)
    values = [debit(), debit(), debit(), debit(kind="credit")]
    handler(batch(*values), Context())
    assert platform.sql("SELECT outcome FROM transactions ORDER BY decided_at") == [
        ("accepted",), ("accepted",), ("rejected",), ("accepted",),
    ]  # fmt: skip


def test_a_message_that_is_no_transaction_is_audited_without_its_content(platform, batch, capsys):
    assert handler(batch("Jane Doe, 12 Main Street", {"account_id": "Jane"}), Context()) == DONE
    assert rows(platform, "transactions") == 0
    assert sorted(platform.audit_keys()) == [f"decisions/malformed/message-{n}.json" for n in (1, 2)]
    assert platform.audit_object("decisions/malformed/message-1.json")["reasons"] == ["not-json"]
    assert "Jane" not in capsys.readouterr().out


@pytest.mark.parametrize("forget", ["nothing", "session", "audit"])
def test_a_replay_changes_nothing_and_makes_up_for_what_is_missing(platform, debit, batch, forget):
    platform.open_account("a")
    value = debit()
    handler(batch(value), Context())
    (key,) = platform.audit_keys()
    before = platform.audit_object(key)
    if forget != "nothing":
        platform.dynamodb.delete_item(
            TableName=platform.table, Key={"session_id": {"S": f"transaction#{value['idempotency_key']}"}}
        )
    if forget == "audit":
        version = platform.s3.list_object_versions(Bucket=platform.bucket)["Versions"][0]["VersionId"]
        platform.s3.delete_object(Bucket=platform.bucket, Key=key, VersionId=version)
    assert handler(batch(value, value), Context()) == DONE
    assert platform.balance("a") == 9750
    assert rows(platform, "transactions") == rows(platform, "audit_trail") == 1
    assert platform.audit_keys() == [key] and platform.audit_object(key) == before
    assert platform.sessions()[0]["state"] == {"S": "decided"}


@pytest.mark.parametrize("forget", [False, True], ids=["by the session", "by the ledger"])
def test_a_key_that_is_reused_for_another_request_is_rejected(platform, debit, batch, forget):
    platform.open_account("a")
    value = debit()
    other = {**value, "amount_minor": 9}
    handler(batch(value), Context())
    if forget:
        platform.dynamodb.delete_item(
            TableName=platform.table, Key={"session_id": {"S": f"transaction#{value['idempotency_key']}"}}
        )
    assert handler(batch(other), Context()) == DONE
    assert platform.balance("a") == 9750 and rows(platform, "transactions") == 1
    name = f"decisions/conflicts/{check(value).transaction_id}/{check(other).request_hash}.json"
    assert platform.audit_object(name)["reasons"] == ["idempotency-key-reused"]
    # The first request is still a replay.
    assert handler(batch(value), Context()) == DONE
    assert platform.sessions()[0]["request_hash"] == {"S": check(value).request_hash}


def test_one_failure_does_not_stop_the_others(platform, debit, batch, monkeypatch):
    platform.open_account("a")
    bad = debit()
    record = Ledger.record

    def fail(self, transaction, *arguments):
        if transaction.idempotency_key == bad["idempotency_key"]:
            raise RuntimeError("a bug")
        return record(self, transaction, *arguments)

    monkeypatch.setattr(Ledger, "record", fail)
    assert handler(batch(debit(), bad, debit()), Context()) == failed(2)
    assert platform.balance("a") == 9500
    monkeypatch.undo()
    for name, value in platform.variables.items():
        monkeypatch.setenv(name, value)
    # The claim was given up, so that the message can be decided on at once.
    assert handler(batch(bad), Context()) == DONE
    assert platform.balance("a") == 9250


def test_a_batch_of_which_nothing_works_is_an_error_that_alarms_see(platform, debit, batch, monkeypatch):
    platform.open_account("a")
    monkeypatch.setenv("DATABASE_PORT", "1")
    with pytest.raises(BatchFailed) as raised:
        handler(batch(debit(), debit()), Context())
    assert raised.value.__cause__.code == "database-unavailable"


def test_messages_for_which_there_is_no_time_come_again(platform, debit, batch):
    platform.open_account("a")
    assert handler(batch(debit(), debit()), Context(4)) == failed(1, 2)
    assert platform.sessions() == []


def test_a_dry_run_leaves_nothing(platform):
    answer = handler({"dryRun": True}, Context())
    assert answer["dryRun"] is True and answer["decision"] == "accepted"
    given = {
        "idempotency_key": "synthetic-00000000-0000-0000-0000-000000000000",
        "account_id": "synthetic",
        "amount_minor": 101,
        "currency": "EUR",
    }
    assert handler({"dryRun": True, "transaction": given}, Context())["decision"] == "accepted"
    for table in ("accounts", "transactions", "postings", "audit_trail"):
        assert rows(platform, table) == 0
    assert platform.sessions() == []
    assert platform.audit_keys() == []
    assert platform.s3.list_multipart_uploads(Bucket=platform.bucket).get("Uploads", []) == []


def test_a_dry_run_decides_as_the_real_thing_would(platform, debit):
    platform.open_account("a", balance=100)
    answer = handler({"dryRun": True, "transaction": debit()}, Context())
    assert (answer["decision"], answer["reasons"]) == ("rejected", ["insufficient-balance"])
    answer = handler({"dryRun": True, "transaction": debit(currency="?")}, Context())
    assert (answer["decision"], answer["reasons"]) == ("rejected", ["invalid-currency"])
    assert platform.balance("a") == 100


def test_a_synthetic_account_exists_in_dry_runs_only(platform, debit, batch):
    handler(batch(debit(account_id="synthetic")), Context())
    assert platform.sql("SELECT reasons FROM transactions") == [("unknown-account",)]


@pytest.mark.parametrize(
    ("variable", "error"), [("SESSIONS_TABLE", SessionsUnavailable), ("AUDIT_BUCKET", AuditUnavailable)]
)
def test_a_dry_run_finds_what_is_missing(platform, monkeypatch, variable, error):
    monkeypatch.setenv(variable, f"none-{platform.suffix}")
    with pytest.raises(error):
        handler({"dryRun": True}, Context())


def test_an_upload_that_cannot_be_given_up_is_told_and_left_to_the_lifecycle(capsys):
    class Client:
        def create_multipart_upload(self, **_):
            return {"UploadId": "u"}

        def abort_multipart_upload(self, **_):
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "AbortMultipartUpload")

    AuditLog(Client(), "bucket").probe("dry-run/x", logger("validator"))
    assert '"audit.upload-left"' in capsys.readouterr().out


@pytest.mark.parametrize("event", [None, {}, [], {"dryRun": "yes"}, {"Records": None}])
def test_other_events_are_refused(platform, event):
    with pytest.raises(UnknownEvent):
        handler(event, Context())


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_every_variable_is_needed(environment, name):
    with pytest.raises(InvalidSettings, match=name):
        Settings.read({**environment.variables, name: ""})


def test_a_rotated_password_is_read_again(platform, debit, batch):
    platform.open_account("a")
    handler(batch(debit()), Context())
    platform.rotate("another password")
    app.systems().database.forget()
    assert handler(batch(debit()), Context()) == DONE
    assert platform.balance("a") == 9500


def test_the_connection_is_used_again_and_replaced_when_it_is_gone(platform, debit, batch):
    platform.open_account("a")
    handler(batch(debit()), Context())
    first = app.systems().database.session().thread_id()
    handler(batch(debit()), Context())
    assert app.systems().database.session().thread_id() == first
    platform.server.admin_execute(f"KILL {first}")
    assert handler(batch(debit()), Context()) == DONE
    assert app.systems().database.session().thread_id() != first
    assert platform.balance("a") == 9250


def test_nothing_secret_is_logged(platform, debit, batch, capsys):
    platform.open_account("a")
    handler(batch(debit(), "{", debit(account_id="nobody")), Context())
    handler({"dryRun": True}, Context())
    platform.put_parameter(platform.password_parameter, "wrong password", secure=True)
    app.systems.cache_clear()
    with pytest.raises(BatchFailed):
        handler(batch(debit()), Context())
    text = capsys.readouterr().out
    assert not any(password in text for password in (PASSWORD, VALIDATOR_PASSWORD, "wrong password"))
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["function"] for line in lines} == {"validator"}
    assert "transaction.decided" in {line["event"] for line in lines}


def test_the_image_answers_through_the_runtime_interface(platform, debit, batch, tmp_path):
    platform.open_account("a")
    result = invoke_image("validator", batch(debit(), "{"), platform.variables, tmp_path)
    assert result.error is None and result.answer == DONE
    assert platform.balance("a") == 9750
    assert "transaction.decided" in [line["event"] for line in result.output if isinstance(line, dict)]
    assert VALIDATOR_PASSWORD not in json.dumps(result.output)
