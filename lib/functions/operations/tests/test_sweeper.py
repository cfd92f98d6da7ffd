import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from operations import aws as clients
from operations.settings import SweepSettings
from operations.sweeper import Sweeper, SweepFailed
from shared.logs import logger
from shared.tests.support import Context

NOW = datetime(2030, 6, 30, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=30, seconds=1)
SETTINGS = SweepSettings("dev", 30, False)
LOG = logger("sweep")


def snapshot(name, created=OLD, suffix="dev", **change):
    tags = [{"Key": "Name", "Value": "aurora"}]
    if suffix:
        tags.append({"Key": "EnvironmentSuffix", "Value": suffix})
    return {
        "DBClusterSnapshotIdentifier": name,
        "DBClusterIdentifier": "aurora-dev",
        "DbClusterResourceId": "cluster-OLD",
        "SnapshotCreateTime": created,
        "SnapshotType": "manual",
        "Status": "available",
        "TagList": tags,
        **change,
    }


@pytest.fixture
def rds(new_client):
    client = new_client("rds")
    with Stubber(client) as stub:
        client.stub = stub
        yield client


def listed(rds, *pages, clusters=()):
    for number, page in enumerate(pages):
        expected = {"SnapshotType": "manual", **({"Marker": str(number)} if number else {})}
        more = {"Marker": str(number + 1)} if number + 1 < len(pages) else {}
        rds.stub.add_response("describe_db_cluster_snapshots", {"DBClusterSnapshots": page, **more}, expected)
    rds.stub.add_response("describe_db_clusters", {"DBClusters": list(clusters)}, {})


def deletes(rds, *names):
    for name in names:
        rds.stub.add_response("delete_db_cluster_snapshot", {}, {"DBClusterSnapshotIdentifier": name})


def run(rds, settings=SETTINGS, event=None, seconds=60.0):
    summary = Sweeper(rds, settings, LOG, NOW).run(event, Context(seconds))
    rds.stub.assert_no_pending_responses()
    return summary


def test_all_pages_are_swept(rds, capsys):
    listed(rds, [snapshot("a"), snapshot("b")], [snapshot("c")], [])
    deletes(rds, "a", "b", "c")
    summary = run(rds)
    assert (summary["seen"], summary["deleted"], summary["dry_run"]) == (3, ["a", "b", "c"], False)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["event"] == "snapshots.swept" and line["level"] == "INFO"
    assert line["fields"]["environment"] == "dev" and line["fields"]["summary"] == summary


@pytest.mark.parametrize(
    "kept",
    [
        snapshot("no-tag", suffix=None),
        snapshot("no-tags", TagList=[]),
        snapshot("other-environment", suffix="prod"),
        snapshot("prefix", suffix="dev2"),
        snapshot("young", created=NOW - timedelta(days=29, hours=23)),
        snapshot("exactly", created=NOW - timedelta(days=30)),
        snapshot("automated", SnapshotType="automated"),
    ],
    ids=lambda s: s["DBClusterSnapshotIdentifier"],
)
def test_what_is_never_deleted(rds, kept):
    listed(rds, [kept, snapshot("a")])
    deletes(rds, "a")
    assert run(rds)["deleted"] == ["a"]


@pytest.mark.parametrize("member", ["TagList", "SnapshotCreateTime"])
def test_what_does_not_tell_is_never_deleted(rds, member):
    unknown = snapshot("unknown")
    del unknown[member]
    listed(rds, [unknown, snapshot("a")])
    deletes(rds, "a")
    assert run(rds)["deleted"] == ["a"]


def test_a_snapshot_of_a_living_cluster_is_somebodys(rds):
    nameless = snapshot("nameless")
    del nameless["DbClusterResourceId"]
    listed(
        rds,
        [snapshot("final"), snapshot("taken", DbClusterResourceId="cluster-NEW"), nameless],
        # A later environment of the same name.
        clusters=[{"DBClusterIdentifier": "aurora-dev", "DbClusterResourceId": "cluster-NEW"}],
    )
    deletes(rds, "final")
    assert run(rds)["deleted"] == ["final"]


def test_nothing_to_do_asks_no_more(rds):
    rds.stub.add_response("describe_db_cluster_snapshots", {"DBClusterSnapshots": []})
    assert run(rds)["deleted"] == []


def test_one_failure_does_not_stop_the_others(rds, capsys):
    listed(rds, [snapshot(n) for n in "abc"])
    deletes(rds, "a")
    rds.stub.add_client_error("delete_db_cluster_snapshot", "AccessDenied", "no")
    deletes(rds, "c")
    with pytest.raises(SweepFailed, match="1 snapshots could not be deleted") as error:
        run(rds)
    rds.stub.assert_no_pending_responses()
    assert error.value.details == {"b": "AccessDenied"}
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["level"] == "WARNING" and line["fields"]["summary"]["deleted"] == ["a", "c"]


def test_gone_and_busy_are_no_failures(rds):
    listed(rds, [snapshot("gone"), snapshot("copied", Status="copying"), snapshot("broken", Status="failed")])
    rds.stub.add_client_error("delete_db_cluster_snapshot", "DBClusterSnapshotNotFoundFault")
    deletes(rds, "broken")
    summary = run(rds)
    assert (summary["gone"], summary["busy"], summary["deleted"]) == (["gone"], ["copied"], ["broken"])


@pytest.mark.parametrize(("settings", "event"), [(SweepSettings("dev", 30, True), None), (SETTINGS, {"dryRun": True})])
def test_a_dry_run_deletes_nothing(rds, settings, event):
    listed(rds, [snapshot("a")])
    summary = run(rds, settings, event)
    assert (summary["dry_run"], summary["deleted"]) == (True, ["a"])


def test_an_event_cannot_make_a_dry_run_real(rds):
    listed(rds, [snapshot("a")])
    assert run(rds, SweepSettings("dev", 30, True), {"dryRun": False})["dry_run"]


def test_days_are_the_settings(rds):
    listed(rds, [snapshot("a", created=NOW - timedelta(days=8)), snapshot("b", created=NOW - timedelta(days=6))])
    deletes(rds, "a")
    assert run(rds, SweepSettings("dev", 7, False))["deleted"] == ["a"]


def test_time_running_out_leaves_the_rest(rds):
    listed(rds, [snapshot("a")])
    assert run(rds, seconds=0.0)["left"] == ["a"]


def test_throttling_is_retried(monkeypatch):
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    rds = clients.client("rds")
    calls = []

    class Raw:
        def __init__(self, body):
            self.body = body

        def stream(self, *_, **__):
            yield self.body

    def answer(request, **_):
        (action,) = parse_qs(request.body)["Action"]
        calls.append(action)
        if calls.count(action) < 4:
            error = b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>"
            return AWSResponse(request.url, 400, {}, Raw(error))
        body = {
            "DescribeDBClusterSnapshots": "<DBClusterSnapshots><DBClusterSnapshot>"
            "<DBClusterSnapshotIdentifier>a</DBClusterSnapshotIdentifier><DBClusterIdentifier>c</DBClusterIdentifier>"
            "<SnapshotType>manual</SnapshotType><Status>available</Status>"
            "<SnapshotCreateTime>2030-01-01T00:00:00Z</SnapshotCreateTime>"
            "<TagList><Tag><Key>EnvironmentSuffix</Key><Value>dev</Value></Tag></TagList>"
            "</DBClusterSnapshot></DBClusterSnapshots>",
            "DescribeDBClusters": "<DBClusters/>",
            "DeleteDBClusterSnapshot": "",
        }[action]
        xml = f"<{action}Response><{action}Result>{body}</{action}Result></{action}Response>"
        return AWSResponse(request.url, 200, {}, Raw(xml.encode()))

    rds.meta.events.register("before-send.rds", answer)
    assert Sweeper(rds, SETTINGS, LOG, NOW).run({}, Context())["deleted"] == ["a"]
    assert len(calls) == 12


def test_final_snapshots_as_moto_makes_them(aws):
    rds = aws("rds")
    cluster = {"Engine": "aurora-mysql", "MasterUsername": "u", "MasterUserPassword": "not-a-real-one"}
    for name, suffix in (("aurora-dev", "dev"), ("aurora-prod", "prod"), ("living", "dev")):
        rds.create_db_cluster(
            DBClusterIdentifier=name,
            CopyTagsToSnapshot=True,
            Tags=[{"Key": "EnvironmentSuffix", "Value": suffix}],
            **cluster,
        )
        if name == "living":
            rds.create_db_cluster_snapshot(DBClusterIdentifier=name, DBClusterSnapshotIdentifier="taken-living")
        else:
            rds.delete_db_cluster(DBClusterIdentifier=name, FinalDBSnapshotIdentifier=f"final-{name}")
    later = datetime.now(UTC) + timedelta(days=31)
    assert Sweeper(rds, SETTINGS, LOG).run({}, Context())["deleted"] == []
    summary = Sweeper(rds, SETTINGS, LOG, later).run({}, Context())
    assert (summary["seen"], summary["deleted"]) == (3, ["final-aurora-dev"])
    manual = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    left = {s["DBClusterSnapshotIdentifier"] for s in manual}
    assert left == {"final-aurora-prod", "taken-living"}
