import threading
import time

import pytest

from shared import custom_resource
from shared.custom_resource import NOT_CREATED, AnswerFailed, Deadline, InvalidEvent, handle
from shared.errors import FunctionError
from shared.tests.support import STACK, CloudFormation, Context


@pytest.fixture
def cloudformation():
    server = CloudFormation()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(custom_resource, "FIRST_PAUSE_SECONDS", 0.01)


def never(*_):
    raise AssertionError("not this one")


def answers(physical_id, data=None):
    return lambda *_: (physical_id, data)


def fails(error):
    def operation(*_):
        raise error

    return operation


def test_create_answers_success(cloudformation):
    seen = []

    def create(properties, old, event, context):
        seen.append((properties, old, event["RequestType"]))
        return "thing-9", {"Count": 3}

    given = handle(cloudformation.event("Create", {"Name": "a"}), Context(), create, never, never)
    assert seen == [({"Name": "a"}, {}, "Create")]
    assert cloudformation.puts == [given]
    assert given == {
        "Status": "SUCCESS",
        "PhysicalResourceId": "thing-9",
        "StackId": STACK,
        "RequestId": "2f1c0f5e-0001",
        "LogicalResourceId": "Thing",
        "Data": {"Count": 3},
    }
    # The URL is signed without a content type.
    assert cloudformation.headers[0]["content-type"] == ""


def test_update_gets_the_old_properties_and_may_replace(cloudformation):
    def update(properties, old, event, context):
        return f"{old['Name']}-{properties['Name']}", {}

    event = cloudformation.event("Update", {"Name": "b"}, OldResourceProperties={"ServiceToken": "arn", "Name": "a"})
    handle(event, Context(), never, update, never)
    assert cloudformation.puts[0]["PhysicalResourceId"] == "a-b"


@pytest.mark.parametrize("request_type", ["Update", "Delete"])
@pytest.mark.parametrize("outcome", [answers(None), fails(RuntimeError("boom"))])
def test_the_id_is_kept(cloudformation, request_type, outcome):
    handle(cloudformation.event(request_type), Context(), never, outcome, outcome)
    assert [p["PhysicalResourceId"] for p in cloudformation.puts] == ["thing-1"]


def test_delete_cannot_change_the_id(cloudformation):
    handle(cloudformation.event("Delete"), Context(), never, never, answers("other"))
    assert cloudformation.puts[0]["PhysicalResourceId"] == "thing-1"


def test_what_was_never_created_is_not_deleted(cloudformation):
    handle(cloudformation.event("Create"), Context(), fails(RuntimeError("boom")), never, never)
    failed = cloudformation.puts[0]
    assert failed["Status"] == "FAILED" and failed["PhysicalResourceId"].startswith(NOT_CREATED)

    event = cloudformation.event("Delete", PhysicalResourceId=failed["PhysicalResourceId"])
    handle(event, Context(), never, never, never)
    assert cloudformation.puts[1]["Status"] == "SUCCESS"
    assert cloudformation.puts[1]["PhysicalResourceId"] == failed["PhysicalResourceId"]


class Refused(FunctionError):
    code = "refused"


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (fails(Refused("the bucket is not empty")), "the bucket is not empty"),
        (fails(KeyError("Name")), "KeyError: 'Name'"),
        (fails(MemoryError()), "MemoryError: no message"),
        (fails(SystemExit(3)), "SystemExit: 3"),
        (fails(KeyboardInterrupt()), "KeyboardInterrupt: no message"),
        (fails(GeneratorExit()), "GeneratorExit: no message"),
        (answers(None), "TypeError: a create returned no physical id"),
        (answers("id", {"Big": "x" * 5000}), "ValueError: an answer of"),
        (lambda *_: None, "TypeError: "),
        (fails(RuntimeError("login with password=hunter2")), "RuntimeError: login with password=***"),
    ],
)
def test_a_crash_is_answered_once(cloudformation, operation, reason):
    handle(cloudformation.event("Create"), Context(), operation, never, never)
    (put,) = cloudformation.puts
    assert put["Status"] == "FAILED"
    assert put["Reason"].startswith(reason)
    assert put["Reason"].endswith("(log stream 2030/01/01/[$LATEST]abc)")


def test_an_unknown_request_is_answered(cloudformation):
    handle(cloudformation.event("Move"), Context(), never, never, never)
    assert "unknown request type 'Move'" in cloudformation.puts[0]["Reason"]


@pytest.mark.parametrize("text", ["x" * 9000, "é" * 9000, '"\n' * 9000, "\ud800" * 9000, "\U0001f600" * 9000])
def test_a_reason_is_cut_to_what_cloudformation_takes(cloudformation, text):
    handle(cloudformation.event("Create"), Context(), fails(Refused(text)), never, never)
    (put,) = cloudformation.puts  # the server refuses more than 4,096 bytes
    assert put["Reason"].endswith("…")
    assert len(custom_resource._encode(put)) > 4080


def test_time_running_out_is_answered_once(cloudformation):
    ended = threading.Event()

    def slow(*_):
        time.sleep(0.8)
        ended.set()
        return "thing-9", {}

    given = handle(cloudformation.event("Create"), Context(0.6), slow, never, never)
    assert ended.is_set()
    assert cloudformation.puts == [given]
    assert given["Status"] == "FAILED" and given["Reason"].startswith("the function ran out of time")
    assert given["PhysicalResourceId"].startswith(NOT_CREATED)


def test_time_running_out_keeps_the_id(cloudformation):
    handle(cloudformation.event("Delete"), Context(0.2), never, never, lambda *_: time.sleep(0.4))
    assert [(p["Status"], p["PhysicalResourceId"]) for p in cloudformation.puts] == [("FAILED", "thing-1")]


def test_no_time_at_all_is_answered_once(cloudformation):
    handle(cloudformation.event("Create"), Context(0), answers("thing-9"), never, never)
    assert len(cloudformation.puts) == 1


def test_an_answer_at_the_deadline_goes_out_once(cloudformation):
    # Work and timer end together, again and again: the lock decides.
    for _ in range(20):
        handle(cloudformation.event("Create"), Context(0.04), lambda *_: (time.sleep(0.03), ("t", {}))[1], never, never)
    assert len(cloudformation.puts) == 20


def test_the_late_one_waits_for_the_answer_on_its_way():
    order = []

    def send(url, body):
        order.append("begin")
        time.sleep(0.2)
        order.append("end")

    def slow(*_):
        time.sleep(0.25)
        return "thing-9", {}

    cloudformation = CloudFormation()
    handle(cloudformation.event("Create"), Context(0.24), slow, never, never, send=send)
    order.append("returned")
    cloudformation.close()
    assert order == ["begin", "end", "returned"]


def test_no_timer_without_a_time_limit(cloudformation):
    handle(cloudformation.event("Create"), object(), answers("thing-9"), never, never)
    assert cloudformation.puts[0]["Status"] == "SUCCESS"


@pytest.mark.parametrize("statuses", [(500,), (503, 500, 429), (500, 500, 500, 500)])
def test_the_put_is_repeated(statuses):
    cloudformation = CloudFormation(*statuses)
    handle(cloudformation.event("Create"), Context(), answers("thing-9"), never, never)
    cloudformation.close()
    assert len(cloudformation.puts) == len(statuses) + 1
    assert len(cloudformation.accepted) == 1


@pytest.mark.parametrize(("statuses", "puts"), [((403,), 1), ((500,) * 9, 5)])
def test_an_answer_that_is_not_taken_is_an_error(capsys, statuses, puts):
    cloudformation = CloudFormation(*statuses)
    with pytest.raises(AnswerFailed):
        handle(cloudformation.event("Create"), Context(), answers("thing-9"), never, never)
    cloudformation.close()
    assert len(cloudformation.puts) == puts
    assert "s3cr3t" not in capsys.readouterr().out


def test_nobody_listens(capsys):
    cloudformation = CloudFormation()
    cloudformation.close()
    with pytest.raises(AnswerFailed):
        handle(cloudformation.event("Create"), Context(), answers("thing-9"), never, never)
    assert "s3cr3t" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        {"ResponseURL": "http://example.com/x"},
        {"ResponseURL": "file:///etc/passwd"},
        {"ResponseURL": "http://127.0.0.1.example.com/x"},
        {"ResponseURL": ""},
        {"StackId": None},
    ],
)
def test_only_cloudformation_is_answered(cloudformation, change):
    with pytest.raises(InvalidEvent):
        handle(cloudformation.event("Create", **change), Context(), never, never, never)
    assert cloudformation.puts == []


def test_the_sender_can_be_another(cloudformation):
    sent = []
    event = cloudformation.event("Create", ResponseURL="https://example.com/x")
    handle(event, Context(), answers("t"), never, never, send=lambda url, body: sent.append((url, body)))
    assert sent[0][0] == "https://example.com/x" and b'"SUCCESS"' in sent[0][1]


def test_work_ends_before_the_timer():
    deadline = Deadline(Context(100))
    assert 80 < deadline.remaining() < 88
    assert deadline.remaining() < deadline.answer_at - time.monotonic()
    assert not deadline.passed()
    assert Deadline(Context(0)).passed()
    assert Deadline(object()).remaining() == float("inf")
