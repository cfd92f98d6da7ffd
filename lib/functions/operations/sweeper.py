"""The snapshot sweeper: final snapshots of an environment's cluster that are past their time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from operations.settings import SweepSettings
from shared.custom_resource import Deadline
from shared.errors import FunctionError
from shared.logs import Log

# The tag of the cluster, which RDS copies to its snapshots. Whoever takes it from a snapshot keeps that snapshot.
TAG = "EnvironmentSuffix"
_DELETABLE = ("available", "failed")


class SweepFailed(FunctionError):
    """Some snapshots could not be deleted; the next run tries again."""

    code = "sweep-failed"
    retryable = True


@dataclass
class Summary:
    """What a run did, by the snapshots' names."""

    seen: int = 0
    dry_run: bool = False
    deleted: list[str] = field(default_factory=list)
    # Deleted by somebody else meanwhile.
    gone: list[str] = field(default_factory=list)
    # Expired, but being copied or the like.
    busy: list[str] = field(default_factory=list)
    # Expired, but time ran out.
    left: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


class Sweeper:
    """Deletes manual cluster snapshots that have the environment's tag, are old enough, and whose cluster is gone."""

    def __init__(self, rds: Any, settings: SweepSettings, log: Log, now: datetime | None = None) -> None:
        self._rds = rds
        self._settings = settings
        self._log = log
        self._oldest = (now or datetime.now(UTC)) - timedelta(days=settings.retention_days)

    def run(self, event: Any, context: Any) -> dict[str, Any]:
        """Returns what was done. Raises if a snapshot could not be deleted, so that the function's alarm sees it."""
        deadline = Deadline(context)
        asked = isinstance(event, Mapping) and event.get("dryRun") is True
        summary = Summary(dry_run=self._settings.dry_run or asked)
        for snapshot in self._expired(summary):
            name = snapshot["DBClusterSnapshotIdentifier"]
            if deadline.passed():
                summary.left.append(name)
            elif snapshot.get("Status") not in _DELETABLE:
                summary.busy.append(name)
            else:
                self._delete(name, summary)
        self._tell(summary)
        if summary.failed:
            raise SweepFailed(f"{len(summary.failed)} snapshots could not be deleted", details=summary.failed)
        return asdict(summary)

    def _expired(self, summary: Summary) -> list[dict[str, Any]]:
        snapshots = [
            snapshot
            for page in self._rds.get_paginator("describe_db_cluster_snapshots").paginate(SnapshotType="manual")
            for snapshot in page["DBClusterSnapshots"]
        ]
        summary.seen = len(snapshots)
        tagged = [s for s in snapshots if self._may_go(s)]
        # A snapshot of a cluster that lives was taken by a person: it is not a final one. Asked only if it matters.
        living = self._living() if tagged else set()
        # The name alone would take a later cluster of the same name for the snapshot's.
        return [s for s in tagged if (s.get("DbClusterResourceId") or s["DBClusterIdentifier"]) not in living]

    def _may_go(self, snapshot: Mapping[str, Any]) -> bool:
        tags = {tag.get("Key"): tag.get("Value") for tag in snapshot.get("TagList") or []}
        created = snapshot.get("SnapshotCreateTime")
        return (
            snapshot.get("SnapshotType") == "manual"
            and tags.get(TAG) == self._settings.environment_suffix
            and created is not None
            and created < self._oldest
        )

    def _living(self) -> set[str]:
        pages = self._rds.get_paginator("describe_db_clusters").paginate()
        clusters = [cluster for page in pages for cluster in page["DBClusters"]]
        return {c["DBClusterIdentifier"] for c in clusters} | {c.get("DbClusterResourceId", "") for c in clusters}

    def _delete(self, name: str, summary: Summary) -> None:
        if summary.dry_run:
            summary.deleted.append(name)
            return
        try:
            self._rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)
            summary.deleted.append(name)
            self._log.info("snapshot.deleted", snapshot=name)
        except (ClientError, BotoCoreError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
            if code == "DBClusterSnapshotNotFoundFault":
                summary.gone.append(name)
            else:
                summary.failed[name] = code
                self._log.error("snapshot.failed", error, snapshot=name)

    def _tell(self, summary: Summary) -> None:
        say = self._log.warning if summary.failed or summary.left or summary.busy else self._log.info
        say(
            "snapshots.swept",
            environment=self._settings.environment_suffix,
            retention_days=self._settings.retention_days,
            summary=summary,
        )
