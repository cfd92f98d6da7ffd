"""Emptying a bucket: versions, delete markers and unfinished uploads."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count
from typing import Any

from botocore.exceptions import ClientError

from shared.custom_resource import Deadline
from shared.errors import FunctionError
from shared.logs import Log

# Keys that S3 takes in one request.
BATCH = 1000
# Requests on their way at the same time. More gets SlowDown from a single prefix.
WORKERS = 4
# A pass deletes everything it lists. Others follow for what S3 refused for the moment and for what came meanwhile, until
# nothing is listed; this many that delete nothing are enough.
IDLE_PASSES = 4
PAUSE_SECONDS = 1.0
# Seconds for counting what is left when time is up, or a fifth of the time if that is less.
COUNT_SECONDS = 10.0
# Refusals that may not be there the next time.
_PASSING = frozenset({"InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable", "SlowDown"})


class NotEmptied(FunctionError):
    """Something is left in the bucket. Deleting the stack again goes on from there."""

    code = "bucket-not-emptied"
    retryable = True


class _Gone(Exception):
    """The bucket does not exist."""


@dataclass
class Tally:
    """What was deleted, and what S3 refused, by its code."""

    versions: int = 0
    markers: int = 0
    uploads: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def add(self, other: Tally) -> None:
        self.versions += other.versions
        self.markers += other.markers
        self.uploads += other.uploads
        self.refused.update(other.refused)
        self.example = self.example or other.example

    @property
    def deleted(self) -> int:
        return self.versions + self.markers + self.uploads

    @property
    def stuck(self) -> bool:
        """Whether another attempt would end the same way."""
        return bool(self.refused) and not self.deleted and not _PASSING.intersection(self.refused)


Job = Callable[[], Tally]


def empty(s3: Any, bucket: str, owner: str, deadline: Deadline, log: Log) -> Tally:
    """Empties `bucket`, which must be the account `owner`'s: names go from one account to another.

    A bucket that does not exist is empty. Raises `NotEmptied` if something is left.
    """
    return _Bucket(s3, bucket, owner, deadline, log).empty()


class _Bucket:
    def __init__(self, s3: Any, bucket: str, owner: str, deadline: Deadline, log: Log) -> None:
        self._s3 = s3
        self._name = bucket
        self._where = {"Bucket": bucket, "ExpectedBucketOwner": owner}
        self._deadline = deadline
        self._reserve = min(COUNT_SECONDS, deadline.remaining() / 5)
        self._log = log
        self._all = Tally()

    def empty(self) -> Tally:
        try:
            self._empty()
        except _Gone:
            self._log.info("bucket.gone", bucket=self._name)
        return self._all

    def _empty(self) -> None:
        idle = 0
        for number in count(1):
            this = Tally()
            in_time = self._pass(this)
            self._all.add(this)
            self._log.info("bucket.pass", bucket=self._name, number=number, tally=this)
            if in_time and not this.deleted and not this.refused:
                return
            idle = 0 if this.deleted else idle + 1
            if not in_time or this.stuck or idle == IDLE_PASSES:
                break
            if this.refused:
                time.sleep(max(0.0, min(PAUSE_SECONDS * (idle + 1), self._time())))
        left = self._left()
        if left:
            why = f"S3 refused {dict(this.refused)}, for example {this.example!r}" if in_time else "time ran out"
            raise NotEmptied(f"{left} left in bucket {self._name}: {why}", details={"tally": self._all})

    def _time(self) -> float:
        return self._deadline.remaining() - self._reserve

    def _pass(self, this: Tally) -> bool:
        """Deletes what is listed; `False` if time ran out before."""
        pending: set[Future[Tally]] = set()
        in_time = True
        with ThreadPoolExecutor(WORKERS) as pool:
            for job in chain(self._deletions(), self._abortions()):
                if self._time() <= 0:
                    in_time = False
                    break
                pending.add(pool.submit(job))
                if len(pending) >= 2 * WORKERS:
                    pending = _settle(pending, FIRST_COMPLETED, this)
            _settle(pending, ALL_COMPLETED, this)
        return in_time

    def _deletions(self) -> Iterator[Job]:
        for page in self._pages("list_object_versions", MaxKeys=BATCH):
            versions, markers = page.get("Versions", []), page.get("DeleteMarkers", [])
            if versions or markers:
                yield partial(self._delete, versions, markers)

    def _abortions(self) -> Iterator[Job]:
        for page in self._pages("list_multipart_uploads"):
            for upload in page.get("Uploads", []):
                yield partial(self._abort, upload)

    def _delete(self, versions: list[dict[str, Any]], markers: list[dict[str, Any]]) -> Tally:
        keys = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in (*versions, *markers)]
        try:
            answer = self._s3.delete_objects(**self._where, Delete={"Objects": keys, "Quiet": True})
        except ClientError as error:
            raise _meant(error) from error
        tally = Tally()
        kept = set()
        for refusal in answer.get("Errors", []):
            code, key = refusal.get("Code", "unknown"), refusal.get("Key", "")
            if code not in ("NoSuchKey", "NoSuchVersion"):
                kept.add((key, refusal.get("VersionId")))
                self._refused(tally, code, key)
        tally.versions = sum((v["Key"], v["VersionId"]) not in kept for v in versions)
        tally.markers = sum((m["Key"], m["VersionId"]) not in kept for m in markers)
        return tally

    def _abort(self, upload: dict[str, Any]) -> Tally:
        tally = Tally()
        try:
            self._s3.abort_multipart_upload(**self._where, Key=upload["Key"], UploadId=upload["UploadId"])
            tally.uploads = 1
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchBucket":
                raise _Gone from error
            if code != "NoSuchUpload":
                self._refused(tally, code, upload["Key"])
        return tally

    def _refused(self, tally: Tally, code: str, key: str) -> None:
        tally.refused[code] += 1
        tally.example = tally.example or key
        if tally.refused[code] == 1:  # one line a request and code, not one a key
            self._log.warning("bucket.refused", bucket=self._name, key=key, code=code)

    def _left(self) -> str:
        """What is left, counted as long as there is time; empty if nothing is."""
        counts = Counter({"versions": 0, "delete markers": 0, "uploads": 0})
        late = False
        for page in chain(self._pages("list_object_versions"), self._pages("list_multipart_uploads")):
            counts["versions"] += len(page.get("Versions", []))
            counts["delete markers"] += len(page.get("DeleteMarkers", []))
            counts["uploads"] += len(page.get("Uploads", []))
            if late:
                return f"at least {_told(counts)}"
            late = self._deadline.passed() and any(counts.values())
        return _told(counts)

    def _pages(self, method: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self._s3.get_paginator(method).paginate(**self._where, **arguments)
        except ClientError as error:
            raise _meant(error) from error


def _settle(pending: set[Future[Tally]], until: str, tally: Tally) -> set[Future[Tally]]:
    """Adds up those of `pending` that have ended and returns the others; raises the error of one that failed."""
    done, running = wait(pending, return_when=until)
    for future in done:
        tally.add(future.result())
    return running


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)


def _meant(error: ClientError) -> Exception:
    return _Gone() if error.response["Error"]["Code"] == "NoSuchBucket" else error
