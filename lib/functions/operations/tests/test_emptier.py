import json
from datetime import UTC, datetime

import pytest
from botocore.loaders import Loader
from botocore.stub import Stubber

from operations import app, emptier, stacks
from operations import aws as clients
from operations.bucket import NotEmptied
from operations.stacks import Operation
from shared.custom_resource import NOT_CREATED
from shared.tests.support import STACK, Context

BUCKET = "audit-dev-123456789012-us-east-1"
ROOT = "arn:aws:cloudformation:us-east-1:123456789012:stack/tap-dev/99999999-2222-3333-4444-555555555555"
STATUSES = Loader().load_service_model("cloudformation", "service-2")["shapes"]["StackStatus"]["enum"]

# Every status of the own stack in which the bucket is emptied, with the root's where that decides.
DECISIVE = {
    # Creations only.
    "ROLLBACK_IN_PROGRESS": {*STATUSES, None},
    # Deleted with its root, by hand, or with the update that made it.
    "DELETE_IN_PROGRESS": {*STATUSES, None}
    - {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_IN_PROGRESS"},
}


@pytest.mark.parametrize("own", STATUSES)
def test_every_status_of_stack_and_root(own):
    for root in (*STATUSES, None):
        assert Operation(own, root).ends_the_stack == (root in DECISIVE.get(own, ())), (own, root)


@pytest.mark.parametrize(
    ("story", "own", "root", "ends"),
    [
        ("the environment is deleted", "DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS", True),
        ("the stack alone is deleted", "DELETE_IN_PROGRESS", "UPDATE_COMPLETE", True),
        ("the root is gone", "DELETE_IN_PROGRESS", None, True),
        ("a first create fails in the stack", "ROLLBACK_IN_PROGRESS", "CREATE_IN_PROGRESS", True),
        ("a first create fails elsewhere", "DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", True),
        ("an update that adds the stack fails in it", "ROLLBACK_IN_PROGRESS", "UPDATE_IN_PROGRESS", True),
        ("an update that added the stack fails", "DELETE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", True),
        ("the same, in its cleanup", "DELETE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", True),
        ("an update drops the stack", "DELETE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", False),
        ("an update drops or replaces the emptier", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_IN_PROGRESS", False),
        ("an update that added the emptier fails", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", False),
        ("the same, in its cleanup", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", False),
        ("an event from nowhere", "UPDATE_COMPLETE", None, False),
    ],
)
def test_stories(story, own, root, ends):
    assert Operation(own, root).ends_the_stack is ends


def described(stack_id, status, **more):
    stack = {"StackId": stack_id, "StackName": "s", "StackStatus": status, "CreationTime": datetime.now(UTC)}
    return {"Stacks": [{**stack, **more}]}


def holding(*buckets):
    return {
        "StackResourceSummaries": [
            {
                "LogicalResourceId": f"Bucket{number}",
                "PhysicalResourceId": bucket,
                "ResourceType": "AWS::S3::Bucket",
                "LastUpdatedTimestamp": datetime.now(UTC),
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for number, bucket in enumerate(buckets)
        ]
    }


@pytest.fixture
def stack(aws, monkeypatch):
    """CloudFormation, which says what a test has it say; the rest of AWS is moto's."""
    client = aws("cloudformation")
    monkeypatch.setattr(clients, "client", lambda service: client if service == "cloudformation" else aws(service))
    with Stubber(client) as stub:
        yield stub


@pytest.fixture
def s3(aws):
    client = aws("s3")
    client.create_bucket(Bucket=BUCKET)
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        client.put_object(Bucket=BUCKET, Key="decisions/1", Body=b"{}")
    return client


def kept(s3):
    return len(s3.list_object_versions(Bucket=BUCKET).get("Versions", []))


def delete(cloudformation):
    app.empty_bucket(cloudformation.event("Delete", {"BucketName": BUCKET}, PhysicalResourceId=BUCKET), Context())
    (put,) = cloudformation.puts
    return put


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_create_and_update_only_name_the_bucket(stack, s3, cloudformation, request_type):
    app.empty_bucket(cloudformation.event(request_type, {"BucketName": BUCKET}), Context())
    (put,) = cloudformation.puts
    assert (put["Status"], put["PhysicalResourceId"]) == ("SUCCESS", BUCKET)
    assert kept(s3) == 2


def test_a_bad_name_fails_and_its_delete_does_nothing(stack, cloudformation):
    app.empty_bucket(cloudformation.event("Create", {"BucketName": "arn:aws:s3:::x"}), Context())
    failed = cloudformation.puts[0]
    assert failed["Status"] == "FAILED" and "is no bucket's name" in failed["Reason"]
    assert failed["PhysicalResourceId"].startswith(NOT_CREATED)
    event = cloudformation.event("Delete", PhysicalResourceId=failed["PhysicalResourceId"])
    app.empty_bucket(event, Context())
    assert cloudformation.puts[1]["Status"] == "SUCCESS"


def test_a_stack_that_is_deleted_loses_its_bucket(stack, s3, cloudformation):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS", RootId=ROOT), {"StackName": STACK})
    stack.add_response("describe_stacks", described(ROOT, "DELETE_IN_PROGRESS"), {"StackName": ROOT})
    stack.add_response("list_stack_resources", {**holding("other"), "NextToken": "1"}, {"StackName": STACK})
    stack.add_response("list_stack_resources", holding(BUCKET), {"StackName": STACK, "NextToken": "1"})
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 0
    stack.assert_no_pending_responses()


def test_a_creation_that_is_rolled_back_loses_its_bucket(stack, s3, cloudformation):
    stack.add_response("describe_stacks", described(STACK, "ROLLBACK_IN_PROGRESS"))
    stack.add_response("list_stack_resources", holding(BUCKET))
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 0


@pytest.mark.parametrize("own", [s for s in STATUSES if s not in DECISIVE])
def test_in_any_other_status_the_bucket_is_kept(stack, s3, cloudformation, capsys, own):
    stack.add_response("describe_stacks", described(STACK, own))
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 2
    assert '"why": "the stack stays"' in capsys.readouterr().out


def test_a_nested_stack_that_an_update_drops_keeps_its_bucket(stack, s3, cloudformation):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS", RootId=ROOT))
    stack.add_response("describe_stacks", described(ROOT, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 2


def test_a_root_that_is_gone(stack, s3, cloudformation):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS", RootId=ROOT))
    stack.add_client_error("describe_stacks", "ValidationError", f"Stack with id {ROOT} does not exist")
    stack.add_response("list_stack_resources", holding(BUCKET))
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 0


def test_a_bucket_of_another_stack_is_kept(stack, s3, cloudformation, capsys):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS"))
    stack.add_response("list_stack_resources", holding("another-bucket"))
    assert delete(cloudformation)["Status"] == "SUCCESS"
    assert kept(s3) == 2
    assert "the bucket is not the stack's" in capsys.readouterr().out


def test_a_bucket_that_is_gone_is_a_success(stack, cloudformation):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS"))
    stack.add_response("list_stack_resources", holding(BUCKET))
    assert delete(cloudformation)["Status"] == "SUCCESS"


@pytest.mark.parametrize(
    ("code", "message"),
    [("AccessDenied", "not authorized"), ("ValidationError", f"Stack with id {STACK} does not exist")],
)
def test_without_a_status_nothing_is_deleted(stack, s3, cloudformation, code, message):
    stack.add_client_error("describe_stacks", code, message)
    put = delete(cloudformation)
    assert (put["Status"], put["PhysicalResourceId"]) == ("FAILED", BUCKET)
    assert kept(s3) == 2


def test_what_is_left_is_told(stack, s3, cloudformation, monkeypatch):
    stack.add_response("describe_stacks", described(STACK, "DELETE_IN_PROGRESS"))
    stack.add_response("list_stack_resources", holding(BUCKET))

    def empty(_s3, bucket, owner, *_):
        assert owner == "123456789012"
        raise NotEmptied(f"17 versions left in bucket {bucket}: time ran out")

    monkeypatch.setattr(emptier, "empty", empty)
    put = delete(cloudformation)
    assert put["Status"] == "FAILED" and put["Reason"].startswith(f"17 versions left in bucket {BUCKET}: time ran out")
    assert put["PhysicalResourceId"] == BUCKET


def test_a_client_that_cannot_be_made_is_answered(cloudformation, monkeypatch):
    def broken(_):
        raise RuntimeError("no region")

    monkeypatch.setattr(clients, "client", broken)
    put = delete(cloudformation)
    assert (put["Status"], put["PhysicalResourceId"]) == ("FAILED", BUCKET)


def test_the_stacks_bucket_as_moto_tells_it(aws):
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": BUCKET}}}}
    cloudformation = aws("cloudformation")
    stack_id = cloudformation.create_stack(StackName="storage", TemplateBody=json.dumps(template))["StackId"]
    assert stacks.operation(cloudformation, stack_id) == Operation("CREATE_COMPLETE", None)
    assert stacks.holds_bucket(cloudformation, stack_id, BUCKET)
    assert not stacks.holds_bucket(cloudformation, stack_id, "another-bucket")
