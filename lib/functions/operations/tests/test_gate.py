import json
import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from botocore.loaders import Loader
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from operations import alarms, app
from operations import aws as clients
from operations.stacks import Operation
from operations.traffic import request, wrong
from shared.custom_resource import NOT_CREATED
from shared.tests.support import STACK, Context
from validator.ledger import SYNTHETIC_PREFIX
from validator.transaction import Malformed, check

ROOT = "arn:aws:cloudformation:us-east-1:123456789012:stack/tap-dev/99999999-2222-3333-4444-555555555555"
STATUSES = Loader().load_service_model("cloudformation", "service-2")["shapes"]["StackStatus"]["enum"]
PROPERTIES = {
    "AlarmNames": ["compute-dev", "database-dev"],
    "ValidatorFunctionName": "validator-dev",
    "Transactions": "2",
    "WindowSeconds": "0",
    "Bypass": "false",
    "DeploymentId": "1",
}
ACCEPTED = {"dryRun": True, "decision": "accepted", "reasons": [], "transaction_id": "5f0a4c1e"}
REJECTED = {"dryRun": True, "decision": "rejected", "reasons": ["invalid-amount"], "transaction_id": None}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(alarms, "POLL_SECONDS", 0.05)


class Services:
    """CloudFormation, CloudWatch and Lambda with the answers of a test, in the shapes that botocore checks."""

    def __init__(self, monkeypatch, new_client):
        self.stubs = {}
        made = {}
        for service in ("cloudformation", "cloudwatch", "lambda"):
            made[service] = new_client(service)
            self.stubs[service] = Stubber(made[service])
            self.stubs[service].activate()
        monkeypatch.setattr(clients, "client", made.__getitem__)

    def stack(self, *statuses, root=None):
        for status in statuses:
            more = {"RootId": ROOT} if root else {}
            self._describe(STACK, status, more)
            if root:
                self._describe(ROOT, root, {})

    def _describe(self, stack_id, status, more):
        stack = {"StackId": stack_id, "StackName": "s", "StackStatus": status, "CreationTime": datetime.now(UTC)}
        self.stubs["cloudformation"].add_response(
            "describe_stacks", {"Stacks": [{**stack, **more}]}, {"StackName": stack_id}
        )

    def alarms(self, composite=("OK", "OK"), metric=(), names=("compute-dev", "database-dev")):
        told = [
            {"AlarmName": name, "StateValue": state, "StateReason": f"{name} is {state}", "AlarmRule": "TRUE"}
            for name, state in zip(names, composite, strict=False)
        ]
        self.stubs["cloudwatch"].add_response(
            "describe_alarms",
            {
                "CompositeAlarms": told,
                "MetricAlarms": [{"AlarmName": n, "StateValue": s, "StateReason": f"{n} is {s}"} for n, s in metric],
            },
            {"AlarmNames": ANY, "AlarmTypes": ["CompositeAlarm", "MetricAlarm"]},
        )

    def answers(self, *answers, error=None):
        for answer in answers:
            text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            response = {"StatusCode": 200, "Payload": StreamingBody(BytesIO(text), len(text))}
            self.stubs["lambda"].add_response(
                "invoke",
                {**response, **({"FunctionError": error} if error else {})},
                {"FunctionName": "validator-dev", "InvocationType": "RequestResponse", "Payload": ANY},
            )

    def used_up(self):
        for stub in self.stubs.values():
            stub.assert_no_pending_responses()


@pytest.fixture
def services(monkeypatch, new_client):
    return Services(monkeypatch, new_client)


def run(cloudformation, request_type="Create", seconds=60.0, **change):
    app.gate(cloudformation.event(request_type, {**PROPERTIES, **change}), Context(seconds))
    (put,) = cloudformation.puts
    return put


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_a_deployment_that_holds(services, cloudformation, request_type):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    services.alarms()
    put = run(cloudformation, request_type)
    assert (put["Status"], put["PhysicalResourceId"], put["Data"]) == (
        "SUCCESS",
        "rollback-gate:Thing",
        {"Outcome": "passed"},
    )
    services.used_up()


def test_the_window_is_watched_to_its_end(services, cloudformation, capsys):
    services.stack(*["UPDATE_IN_PROGRESS"] * 50)
    for _ in range(50):
        services.alarms(composite=("OK", "INSUFFICIENT_DATA"))
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    begin = time.monotonic()
    assert run(cloudformation, WindowSeconds="1")["Status"] == "SUCCESS"
    assert 1.0 <= time.monotonic() - begin < 2.0
    # Without data an alarm is tolerated, and told once.
    out = capsys.readouterr().out
    assert out.count('"gate.no-data"') == 1 and '"alarm": "database-dev"' in out


def test_an_alarm_within_the_window_fails_at_once(services, cloudformation):
    services.stack(*["UPDATE_IN_PROGRESS"] * 5)
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    services.alarms()
    services.alarms(composite=("ALARM", "OK"))
    put = run(cloudformation, "Update", WindowSeconds="30")
    assert put["Status"] == "FAILED"
    assert put["Reason"].startswith("in alarm: compute-dev (compute-dev is ALARM)")
    assert put["PhysicalResourceId"] == "thing-1"


def test_all_raised_alarms_are_named_and_a_metric_alarm_counts_too(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms(composite=("ALARM",), metric=[("database-dev", "ALARM")])
    put = run(cloudformation)
    assert put["Reason"].startswith(
        "in alarm: compute-dev (compute-dev is ALARM); database-dev (database-dev is ALARM)"
    )
    assert put["PhysicalResourceId"].startswith(NOT_CREATED)
    services.used_up()  # no traffic where the alarm is raised already


def test_a_missing_alarm_fails(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms(composite=("OK",))
    assert run(cloudformation)["Reason"].startswith("no such alarm: database-dev")


def test_an_alarm_that_goes_missing_fails(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    services.alarms()
    services.alarms(composite=())
    assert run(cloudformation, WindowSeconds="30")["Reason"].startswith("no such alarm: compute-dev, database-dev")


@pytest.mark.parametrize("own", STATUSES)
def test_every_status(own):
    undone = {
        "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", "ROLLBACK_COMPLETE",
        "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE",
        "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_COMPLETE",
    }  # fmt: skip
    for root in (None, *STATUSES):
        assert Operation(own, root).undoes == (own in undone or root in undone), (own, root)


@pytest.mark.parametrize(
    ("own", "root"),
    [
        ("UPDATE_ROLLBACK_IN_PROGRESS", None),
        ("ROLLBACK_IN_PROGRESS", None),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", None),
        ("UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"),
        ("DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS"),
    ],
)
def test_a_rollback_is_never_stopped(services, cloudformation, own, root):
    services.stack(own, root=root)
    put = run(cloudformation, "Update", AlarmNames="nonsense")
    assert (put["Status"], put["Data"]) == ("SUCCESS", {"Outcome": "rolling back"})
    services.used_up()


def test_a_rollback_that_begins_within_the_window_ends_it(services, cloudformation):
    services.stack("UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    services.alarms()
    services.alarms()
    put = run(cloudformation, "Update", WindowSeconds="30")
    assert (put["Status"], put["Data"]) == ("SUCCESS", {"Outcome": "rolling back"})


def test_the_bypass_asks_nobody(services, cloudformation, capsys):
    put = run(cloudformation, "Update", Bypass="true", AlarmNames="nonsense")
    assert (put["Status"], put["Data"]) == ("SUCCESS", {"Outcome": "bypassed"})
    assert '"gate.bypassed"' in capsys.readouterr().out


def test_delete_asks_nobody(services, cloudformation):
    put = run(cloudformation, "Delete", AlarmNames="nonsense")
    assert (put["Status"], put["PhysicalResourceId"]) == ("SUCCESS", "thing-1")


@pytest.mark.parametrize("change", [{"AlarmNames": []}, {"WindowSeconds": "soon"}, {"ValidatorFunctionName": ""}])
def test_wrong_properties_fail(services, cloudformation, change):
    services.stack("CREATE_IN_PROGRESS")
    put = run(cloudformation, **change)
    assert put["Status"] == "FAILED" and next(iter(change)) in put["Reason"]


def test_a_window_that_does_not_fit_fails_before_it_is_watched(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    begin = time.monotonic()
    put = run(cloudformation, seconds=20.0, WindowSeconds="60")
    assert put["Reason"].startswith("a window of 60 s does not fit into the 1")
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"dryRun": True, "decision": "rejected"}, "transaction 1 of 2: not accepted: {"),
        ({"decision": "accepted"}, "transaction 1 of 2: the answer is not of a dry run"),
        ([1], "transaction 1 of 2: the answer is no object: [1]"),
        (b"nonsense", 'transaction 1 of 2: the answer is no object: "nonsense"'),
        (b"", 'transaction 1 of 2: the answer is no object: ""'),
    ],
)
def test_a_wrong_answer_fails_at_once(services, cloudformation, answer, reason):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(answer)
    assert run(cloudformation)["Reason"].startswith(reason)


def test_a_second_answer_can_be_wrong_too(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, {**ACCEPTED, "decision": "rejected"})
    assert run(cloudformation)["Reason"].startswith("transaction 2 of 2: not accepted")


def test_a_validator_that_accepts_everything_fails(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers(ACCEPTED, ACCEPTED, ACCEPTED)
    assert run(cloudformation)["Reason"].startswith("the transaction that must be rejected: not rejected: {")


def test_a_cold_start_may_fail_once(services, cloudformation, capsys):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers({"errorMessage": "Task timed out"}, error="Unhandled")
    services.answers(ACCEPTED, ACCEPTED, REJECTED)
    services.alarms()
    assert run(cloudformation)["Status"] == "SUCCESS"
    assert capsys.readouterr().out.count('"gate.no-answer"') == 1


def test_a_function_that_fails_twice_fails_the_deployment(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    services.answers({"errorMessage": "no database"}, {"errorMessage": "no database"}, error="Unhandled")
    reason = run(cloudformation)["Reason"]
    assert reason.startswith('the validator validator-dev does not answer: Unhandled: {"errorMessage": "no database"}')


def test_a_function_that_is_not_there_fails_the_deployment(services, cloudformation):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    for _ in range(2):
        services.stubs["lambda"].add_client_error("invoke", "ResourceNotFoundException", "Function not found")
    assert "does not answer: ResourceNotFoundException: Function not found" in run(cloudformation)["Reason"]


def test_no_time_for_traffic(services, cloudformation, monkeypatch):
    services.stack("CREATE_IN_PROGRESS")
    services.alarms()
    assert run(cloudformation, seconds=0.0)["Status"] == "FAILED"


def test_every_request_is_a_dry_run_of_its_own():
    requests = [request(100) for _ in range(50)]
    assert all(r["dryRun"] is True for r in requests)
    assert len({r["transaction"]["idempotency_key"] for r in requests}) == 50


def test_the_validator_understands_the_requests():
    assert check(request(1)["transaction"]).account_id.startswith(SYNTHETIC_PREFIX)
    with pytest.raises(Malformed) as error:
        check(request(0)["transaction"])
    assert list(error.value.reasons) == REJECTED["reasons"]


@pytest.mark.parametrize(
    ("answer", "expected", "problem"),
    [
        (ACCEPTED, "accepted", ""),
        (REJECTED, "rejected", ""),
        (REJECTED, "accepted", "not accepted"),
        (ACCEPTED, "rejected", "not rejected"),
        ({"dryRun": "true", "decision": "accepted"}, "accepted", "the answer is not of a dry run"),
        (None, "accepted", "the answer is no object"),
    ],
)
def test_answers(answer, expected, problem):
    assert wrong(answer, expected).startswith(problem) and bool(wrong(answer, expected)) == bool(problem)


def test_alarms_and_function_as_moto_tells_them(aws, monkeypatch, cloudformation):
    cloudwatch, functions, iam, stacks = aws("cloudwatch"), aws("lambda"), aws("iam"), aws("cloudformation")
    monkeypatch.setattr(clients, "client", aws)
    for name in PROPERTIES["AlarmNames"]:  # moto makes no composite ones
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            MetricName="Errors",
            Namespace="AWS/Lambda",
            Period=60,
            EvaluationPeriods=1,
            Statistic="Sum",
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions.create_function(
        FunctionName="validator-dev",
        PackageType="Image",
        Role=role,
        Code={"ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/validator@sha256:" + "0" * 64},
    )
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    stack_id = stacks.create_stack(StackName="tap-dev", TemplateBody=json.dumps(template))["StackId"]
    # This Lambda gives back what it gets, which is not an answer.
    app.gate(cloudformation.event("Create", PROPERTIES, StackId=stack_id), Context())
    assert "transaction 1 of 2: not accepted" in cloudformation.puts[0]["Reason"]

    cloudwatch.set_alarm_state(AlarmName="compute-dev", StateValue="ALARM", StateReason="too many errors")
    app.gate(cloudformation.event("Create", PROPERTIES, StackId=stack_id), Context())
    assert cloudformation.puts[1]["Reason"].startswith("in alarm: compute-dev (too many errors)")
