import io
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import pytest

from shared.errors import FunctionError
from shared.logs import logger
from shared.tests.support import Context


def written(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_has_all_parts(capsys):
    logger("validator", Context()).info("started", count=3)
    (line,) = written(capsys)
    assert datetime.fromisoformat(line.pop("time").replace("Z", "+00:00")).tzinfo == UTC
    assert line == {
        "level": "INFO",
        "function": "validator",
        "request_id": "request-1",
        "event": "started",
        "fields": {"count": 3},
    }


def test_levels_and_no_context(capsys):
    log = logger("gate")
    log.info("a")
    log.warning("b")
    log.error("c")
    assert [(line["level"], line["request_id"]) for line in written(capsys)] == [
        ("INFO", None),
        ("WARNING", None),
        ("ERROR", None),
    ]


@pytest.mark.parametrize(
    "name",
    ["password", "DB_PASSWORD", "masterUserPassword", "secret", "SecretString", "session_token", "Authorization"]
    + ["x-api-key", "awsAccessKeyId", "credentials", "ResponseURL", "Set-Cookie", "private_key"],
)
def test_secret_fields_are_masked_at_any_depth(capsys, name):
    logger("f").info("x", **{"outer": [{"inner": {name: "hunter2"}}]}, **{name: {"a": "hunter2"}})
    out = capsys.readouterr().out
    assert "hunter2" not in out
    assert json.loads(out)["fields"]["outer"] == [{"inner": {name: "***"}}]


@pytest.mark.parametrize("name", ["idempotency_key", "object_key", "account", "passed", "currency"])
def test_other_fields_are_shown(capsys, name):
    logger("f").info("x", **{name: "shown"})
    assert written(capsys)[0]["fields"] == {name: "shown"}


@pytest.mark.parametrize(
    "text",
    [
        "connect(user='a', password='hunter2')",
        "https://h/k?X-Amz-Signature=hunter2&a=1",
        'failed: {"token": "hunter2"}',
        "Authorization: Bearer hunter2",
        "X-Amz-Security-Token=hunter2",
    ],
)
def test_secrets_in_texts_and_errors_are_masked(capsys, text):
    log = logger("f")
    log.info("x", text=text)
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        log.error("failed", error)
    out = capsys.readouterr().out
    # The trace quotes the source line, which has no literal here.
    assert "hunter2" not in out and "***" in out


def test_an_error_is_told_with_its_code_and_details(capsys):
    class Refused(FunctionError):
        code = "refused"
        retryable = True

    try:
        raise Refused("no", details={"id": 7, "password": "hunter2"})
    except Refused as error:
        logger("f").error("failed", error, at="start")
    fields = written(capsys)[0]["fields"]
    assert "Traceback" in fields["error"].pop("trace")
    assert fields == {
        "at": "start",
        "error": {
            "type": "Refused",
            "message": "no",
            "code": "refused",
            "retryable": True,
            "details": {"id": 7, "password": "***"},
        },
    }


def test_errors_have_defaults():
    error = FunctionError("what")
    assert (str(error), error.code, error.retryable, error.details) == ("what", "internal", False, {})


class Colour(Enum):
    RED = "red"


@dataclass
class Login:
    user: str
    password: str


class Hostile:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_every_value_can_be_logged(capsys):
    loop: list = []
    loop.append(loop)
    logger("f").info(
        "x",
        decimal=Decimal("1.10"),
        when=datetime(2030, 1, 2, tzinfo=UTC),
        raw=b"123",
        nan=float("nan"),
        enum=Colour.RED,
        login=Login("a", "hunter2"),
        hostile=Hostile(),
        loop=loop,
        keys={1: "a"},
        many=list(range(500)),
        surrogate="\ud800",
        lines="a\nb",
        long="x" * 100_000,
    )
    (line,) = written(capsys)
    fields = line["fields"]
    assert fields["decimal"] == "1.10"
    assert fields["when"] == "2030-01-02T00:00:00+00:00"
    assert fields["raw"] == "<3 bytes>"
    assert fields["nan"] == "nan"
    assert fields["enum"] == "red"
    assert fields["login"] == {"user": "a", "password": "***"}
    assert fields["hostile"] == "<unloggable Hostile>"
    assert fields["keys"] == {"1": "a"}
    assert fields["many"][-1] == "… 300 more"
    assert fields["lines"] == "a\nb"
    assert len(fields["long"]) < 9000


def test_a_broken_stream_stops_nobody(monkeypatch):
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stdout", stream)
    logger("f").info("x")
