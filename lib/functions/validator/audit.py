"""The audit log: one object per decision, never overwritten. The bucket encrypts it with its own key by default."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.errors import FunctionError
from shared.logs import Log
from validator.causes import cause_of
from validator.decision import Decision

PREFIX = "decisions/"


class AuditUnavailable(FunctionError):
    """The audit bucket does not take decisions."""

    code = "audit-unavailable"
    retryable = True


class AuditLog:
    """The bucket, over a client of S3."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def write(self, decision: Decision) -> str:
        """Keeps `decision` and returns its key. One that is kept already stays as it is."""
        key = f"{PREFIX}{decision.audit_name}.json"
        body = json.dumps(decision.document(), sort_keys=True, separators=(",", ":")).encode()
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType="application/json", IfNoneMatch="*"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return key

    def probe(self, name: str, log: Log) -> None:
        """Begins an upload in parts, which needs the same rights to bucket and key as a decision, and gives it up."""
        where = {"Bucket": self._bucket, "Key": f"{PREFIX}{name}.json"}
        try:
            upload = self._client.create_multipart_upload(**where, ContentType="application/json")["UploadId"]
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from error
        try:
            self._client.abort_multipart_upload(**where, UploadId=upload)
        except (ClientError, BotoCoreError) as error:
            # It holds no object, and the bucket's lifecycle gives it up some days later.
            log.warning("audit.upload-left", cause=cause_of(error))


def _unavailable(error: Exception) -> AuditUnavailable:
    return AuditUnavailable("the audit bucket cannot be written to", details={"cause": cause_of(error)})
