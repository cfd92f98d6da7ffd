import re
import threading
from collections import Counter

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from operations import bucket
from operations.bucket import NotEmptied, empty
from shared.custom_resource import Deadline
from shared.logs import logger
from shared.tests.support import Context

NAME = "audit-dev-123456789012-us-east-1"
OWNER = "123456789012"
LOG = logger("test")


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(bucket, "PAUSE_SECONDS", 0.01)


@pytest.fixture
def s3(aws):
    client = aws("s3")
    # moto in the process cannot list while it deletes.
    call, lock = client._make_api_call, threading.Lock()

    def one_at_a_time(*arguments):
        with lock:
            return call(*arguments)

    client._make_api_call = one_at_a_time
    client.create_bucket(Bucket=NAME)
    client.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    return client


def fill(s3, objects=1, versions=1, markers=0, uploads=0):
    for number in range(objects):
        for _ in range(versions):
            s3.put_object(Bucket=NAME, Key=f"decisions/{number:05}", Body=b"{}")
    for number in range(markers):
        s3.delete_object(Bucket=NAME, Key=f"decisions/{number:05}")
    for number in range(uploads):
        s3.create_multipart_upload(Bucket=NAME, Key=f"uploads/{number}")


def is_empty(s3):
    listed = s3.list_object_versions(Bucket=NAME)
    uploads = s3.list_multipart_uploads(Bucket=NAME)
    return not (listed.get("Versions") or listed.get("DeleteMarkers") or uploads.get("Uploads"))


def spoil(s3, monkeypatch, method, replacement):
    """Puts `replacement(original, **arguments)` before a method of the client."""
    original = getattr(s3, method)
    monkeypatch.setattr(s3, method, lambda **arguments: replacement(original, **arguments))


def test_more_than_a_page_of_versions_markers_and_uploads(s3):
    fill(s3, objects=1250, versions=2, markers=250, uploads=3)
    done = empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert (done.versions, done.markers, done.uploads, done.refused) == (2500, 250, 3, Counter())
    assert is_empty(s3)
    s3.delete_bucket(Bucket=NAME)


@pytest.mark.parametrize("status", ["Suspended", None])
def test_objects_from_before_versioning(aws, status):
    s3 = aws("s3")
    s3.create_bucket(Bucket=NAME)
    fill(s3, objects=3)
    if status:
        s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": status})
    assert empty(s3, NAME, OWNER, Deadline(Context()), LOG).versions == 3
    assert is_empty(s3)


@pytest.mark.parametrize("key", ["a b+c", "ü/€", "a&b<c>", "//", "x" * 1000, "100%25"])
def test_keys_of_all_kinds(s3, key):
    s3.put_object(Bucket=NAME, Key=key)
    empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert is_empty(s3)


def test_an_empty_bucket(s3):
    assert empty(s3, NAME, OWNER, Deadline(Context()), LOG).deleted == 0


def test_a_bucket_that_is_gone(aws):
    assert empty(aws("s3"), NAME, OWNER, Deadline(Context()), LOG).deleted == 0


@pytest.mark.parametrize("method", ["delete_objects", "abort_multipart_upload"])
def test_a_bucket_that_goes_meanwhile(s3, monkeypatch, method):
    fill(s3, objects=1, uploads=1)

    def gone(_, **__):
        raise ClientError({"Error": {"Code": "NoSuchBucket"}}, method)

    spoil(s3, monkeypatch, method, gone)
    empty(s3, NAME, OWNER, Deadline(Context()), LOG)


def test_batches_and_the_owner(s3, monkeypatch):
    fill(s3, objects=1001)
    sizes, lock = [], threading.Lock()

    def measured(original, **arguments):
        assert arguments["ExpectedBucketOwner"] == OWNER
        with lock:
            sizes.append(len(arguments["Delete"]["Objects"]))
        return original(**arguments)

    spoil(s3, monkeypatch, "delete_objects", measured)
    empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert sorted(sizes) == [1, 1000]


def test_what_s3_refuses_for_the_moment_goes_in_another_pass(s3, monkeypatch):
    fill(s3, objects=5)
    refused = []

    def once(original, **arguments):
        if refused:
            return original(**arguments)
        first, *others = arguments["Delete"]["Objects"]
        refused.append(first)
        original(**{**arguments, "Delete": {"Objects": others}})
        return {"Errors": [{**first, "Code": "InternalError", "Message": "again"}]}

    spoil(s3, monkeypatch, "delete_objects", once)
    done = empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert done.versions == 5 and done.refused == {"InternalError": 1}
    assert is_empty(s3)


def test_what_s3_refuses_for_good_is_named(s3, monkeypatch, capsys):
    fill(s3, objects=5, uploads=1)
    calls = []

    def locked(original, **arguments):
        calls.append(1)
        kept = [o for o in arguments["Delete"]["Objects"] if o["Key"].endswith(("1", "2"))]
        free = [o for o in arguments["Delete"]["Objects"] if o not in kept]
        if free:
            original(**{**arguments, "Delete": {"Objects": free}})
        return {"Errors": [{**o, "Code": "AccessDenied", "Message": "locked"} for o in kept]}

    spoil(s3, monkeypatch, "delete_objects", locked)
    with pytest.raises(NotEmptied) as error:
        empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert str(error.value) == (
        f"2 versions left in bucket {NAME}: S3 refused {{'AccessDenied': 2}}, for example 'decisions/00001'"
    )
    assert error.value.details["tally"].versions == 3
    assert len(calls) == 2  # the second pass deleted nothing, so no third
    assert '"code": "AccessDenied"' in capsys.readouterr().out


def test_what_is_gone_meanwhile_is_no_failure(s3, monkeypatch):
    fill(s3, objects=1, uploads=1)

    def gone(original, **arguments):
        original(**arguments)
        return {"Errors": [{**o, "Code": "NoSuchVersion"} for o in arguments["Delete"]["Objects"]]}

    def aborted(original, **arguments):
        original(**arguments)
        raise ClientError({"Error": {"Code": "NoSuchUpload"}}, "AbortMultipartUpload")

    spoil(s3, monkeypatch, "delete_objects", gone)
    spoil(s3, monkeypatch, "abort_multipart_upload", aborted)
    done = empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert not done.refused


def test_a_refused_upload_is_named(s3, monkeypatch):
    fill(s3, objects=0, uploads=1)

    def denied(_, **__):
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "AbortMultipartUpload")

    spoil(s3, monkeypatch, "abort_multipart_upload", denied)
    with pytest.raises(NotEmptied, match="1 uploads left in bucket .* for example 'uploads/0'"):
        empty(s3, NAME, OWNER, Deadline(Context()), LOG)


def test_what_is_written_meanwhile_goes_too(s3, monkeypatch):
    fill(s3)
    writes = iter(range(7))

    def refilled(original, **arguments):
        answer = original(**arguments)
        if next(writes, None) is not None:
            s3.put_object(Bucket=NAME, Key="decisions/new")
        return answer

    spoil(s3, monkeypatch, "delete_objects", refilled)
    assert empty(s3, NAME, OWNER, Deadline(Context()), LOG).versions == 8
    assert is_empty(s3)


def test_what_s3_never_takes_ends(s3, monkeypatch):
    fill(s3)
    calls = []

    def slow(_, **arguments):
        calls.append(1)
        return {"Errors": [{**o, "Code": "SlowDown"} for o in arguments["Delete"]["Objects"]]}

    spoil(s3, monkeypatch, "delete_objects", slow)
    with pytest.raises(NotEmptied, match="1 versions left in bucket .*: S3 refused {'SlowDown': 1}"):
        empty(s3, NAME, OWNER, Deadline(Context()), LOG)
    assert len(calls) == bucket.IDLE_PASSES


def test_an_error_of_a_request_goes_on(s3, monkeypatch):
    fill(s3)

    def denied(_, **__):
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteObjects")

    spoil(s3, monkeypatch, "delete_objects", denied)
    with pytest.raises(ClientError, match="AccessDenied"):
        empty(s3, NAME, OWNER, Deadline(Context()), LOG)


class Hand:
    """A deadline set by hand."""

    seconds = 100.0

    def remaining(self):
        return self.seconds

    def passed(self):
        return self.seconds <= 0


def test_time_running_out_tells_what_is_left_and_the_next_call_goes_on(s3, monkeypatch):
    monkeypatch.setattr(bucket, "BATCH", 10)
    monkeypatch.setattr(bucket, "WORKERS", 1)
    fill(s3, objects=100, markers=7)
    deadline = Hand()

    def third_is_late(original, **arguments):
        calls.append(1)
        if len(calls) == 3:
            deadline.seconds = 5.0
        return original(**arguments)

    calls = []
    spoil(s3, monkeypatch, "delete_objects", third_is_late)
    with pytest.raises(NotEmptied) as error:
        empty(s3, NAME, OWNER, deadline, LOG)
    deleted = error.value.details["tally"].deleted
    assert 20 <= deleted < 60
    assert str(error.value).endswith(f" left in bucket {NAME}: time ran out")
    assert sum(int(n) for n in re.findall(r"([0-9]+) (?:versions|delete)", str(error.value))) == 107 - deleted

    monkeypatch.undo()
    assert empty(s3, NAME, OWNER, Deadline(Context()), LOG).deleted == 107 - deleted
    assert is_empty(s3)


def test_counting_what_is_left_ends_in_time(s3, new_client):
    fill(s3, objects=3)
    deadline = Deadline(Context(0))
    with pytest.raises(NotEmptied, match="left in bucket .*: time ran out"):
        empty(s3, NAME, OWNER, deadline, LOG)

    client = new_client("s3")
    page = {
        "IsTruncated": True,
        "NextKeyMarker": "a",
        "NextVersionIdMarker": "1",
        "Versions": [{"Key": "a", "VersionId": "1"}],
    }
    with Stubber(client) as stub:
        for number in range(3):
            page = {**page, "NextKeyMarker": str(number), "NextVersionIdMarker": str(number)}
            stub.add_response("list_object_versions", page)
        with pytest.raises(NotEmptied, match="^at least 2 versions left"):
            empty(client, NAME, OWNER, deadline, LOG)
