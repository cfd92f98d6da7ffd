"""Each command as Lambda runs it: the files that the image has, the runtime's interface, AWS over HTTP."""

import json
import re
import shutil
import socket
from datetime import UTC, datetime, timedelta

import pytest
from moto.awslambda.models import LambdaBackend
from moto.backends import get_backend

from operations.tests.runtime import FUNCTIONS, invoke

ACCOUNT, REGION = "123456789012", "us-east-1"
BUCKET = "audit-dev-123456789012-us-east-1"


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The task root, copied as the Dockerfile says."""
    root = tmp_path_factory.mktemp("image")
    dockerfile = (FUNCTIONS / "operations" / "Dockerfile").read_text()
    copies = re.findall(r"^COPY (\S+) \$\{LAMBDA_TASK_ROOT\}/(\S*)$", dockerfile, re.M)
    assert len(copies) == 3
    for pattern, folder in copies:
        (root / folder).mkdir(exist_ok=True)
        for file in FUNCTIONS.glob(pattern):
            shutil.copy(file, root / folder)
    return root


@pytest.fixture
def run(server, image):
    def call(handler, event, **variables):
        return invoke(handler, event, variables={"AWS_ENDPOINT_URL": server, **variables}, task_root=image)

    return call


@pytest.fixture
def client(server, new_client):
    return lambda service: new_client(service, endpoint_url=server)


def make_stack(client, status):
    """A stack with the bucket, in a `status` that moto itself passes through unseen."""
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": BUCKET}}}}
    stack_id = client("cloudformation").create_stack(StackName="storage-dev", TemplateBody=json.dumps(template))[
        "StackId"
    ]
    get_backend("cloudformation")[ACCOUNT][REGION].stacks[stack_id].status = status
    return stack_id


def events(result):
    return [line["event"] for line in result.output if isinstance(line, dict) and "event" in line]


@pytest.mark.parametrize(("status", "left"), [("DELETE_IN_PROGRESS", 0), ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", 3)])
def test_empty_bucket(run, client, cloudformation, status, left):
    stack_id = make_stack(client, status)
    s3 = client("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for number in range(3):
        s3.put_object(Bucket=BUCKET, Key=f"decisions/{number}", Body=b"{}")
    s3.delete_object(Bucket=BUCKET, Key="decisions/0")

    event = cloudformation.event("Delete", {"BucketName": BUCKET}, PhysicalResourceId=BUCKET, StackId=stack_id)
    result = run("app.empty_bucket", event)
    assert result.error is None
    assert cloudformation.puts == [result.answer]
    assert result.answer["Status"] == "SUCCESS"
    assert events(result)[-1] == "custom-resource.answered"
    assert len(s3.list_object_versions(Bucket=BUCKET).get("Versions", [])) == left


@pytest.mark.parametrize(("state", "status"), [("OK", "SUCCESS"), ("ALARM", "FAILED")])
def test_gate(run, client, cloudformation, monkeypatch, state, status):
    asked = []

    def validator(_self, function_name, _qualifier, body, *_):
        asked.append(json.loads(body))
        good = asked[-1]["transaction"]["amount_minor"] > 0
        return json.dumps({"dryRun": True, "decision": "accepted" if good else "rejected"}).encode()

    monkeypatch.setattr(LambdaBackend, "invoke", validator)
    role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    client("lambda").create_function(
        FunctionName="validator-dev",
        PackageType="Image",
        Role=role,
        Code={"ImageUri": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/validator@sha256:{'0' * 64}"},
    )
    client("cloudwatch").put_metric_alarm(
        AlarmName="compute-dev",
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Period=60,
        EvaluationPeriods=1,
        Statistic="Sum",
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    client("cloudwatch").set_alarm_state(AlarmName="compute-dev", StateValue=state, StateReason="as the test wants")
    properties = {
        "AlarmNames": ["compute-dev"],
        "ValidatorFunctionName": "validator-dev",
        "Transactions": "3",
        "WindowSeconds": "1",
        "Bypass": "false",
        "DeploymentId": "1",
    }
    event = cloudformation.event("Create", properties, StackId=make_stack(client, "CREATE_IN_PROGRESS"))
    result = run("app.gate", event)
    assert result.error is None
    assert cloudformation.puts == [result.answer]
    assert result.answer["Status"] == status
    assert len(asked) == (4 if state == "OK" else 0)


@pytest.mark.parametrize("handler", ["app.empty_bucket", "app.gate"])
def test_a_function_that_is_killed_has_answered(image, cloudformation, handler):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes requests and never answers
        result = invoke(
            handler,
            cloudformation.event("Delete" if "bucket" in handler else "Create", {"Bypass": "false"}),
            variables={"AWS_ENDPOINT_URL": f"http://127.0.0.1:{silent.getsockname()[1]}"},
            task_root=image,
            seconds=8.0,  # enough to import boto3 on a busy machine
        )
    assert result.error == {"errorType": "Sandbox.Timedout"}
    (put,) = cloudformation.puts
    assert put["Status"] == "FAILED" and put["Reason"].startswith("the function ran out of time")
    assert put["Reason"].endswith("(log stream 2030/01/01/[$LATEST]abc)")


def test_sweep(run, client):
    rds = client("rds")
    for name in ("aurora-dev", "aurora-old"):
        rds.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-mysql",
            MasterUsername="u",
            MasterUserPassword="not-a-real-one",
            CopyTagsToSnapshot=True,
            Tags=[{"Key": "EnvironmentSuffix", "Value": "dev"}],
        )
        rds.delete_db_cluster(DBClusterIdentifier=name, FinalDBSnapshotIdentifier=f"final-{name}")
    old = get_backend("rds")[ACCOUNT][REGION].cluster_snapshots["final-aurora-old"]
    old.created = datetime.now(UTC) - timedelta(days=31)

    result = run(
        "app.sweep", {"source": "aws.scheduler"}, ENVIRONMENT_SUFFIX="dev", RETENTION_DAYS="30", DRY_RUN="false"
    )
    assert result.error is None
    assert result.answer["deleted"] == ["final-aurora-old"]
    assert "snapshots.swept" in events(result)
    left = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    assert [s["DBClusterSnapshotIdentifier"] for s in left] == ["final-aurora-dev"]


def test_a_sweep_without_its_variables_is_an_error(run):
    result = run("app.sweep", {})
    assert result.error["errorType"] == "InvalidSettings"
    assert result.error["errorMessage"] == "ENVIRONMENT_SUFFIX is missing"
