"""What the tests of the functions stand on: Lambda's context and CloudFormation's end of a custom resource."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/storage-dev/11111111-2222-3333-4444-555555555555"


class Context:
    """Lambda's context, of a function that has `seconds` left."""

    function_name = "under-test"
    aws_request_id = "request-1"
    log_stream_name = "2030/01/01/[$LATEST]abc"

    def __init__(self, seconds: float = 60.0) -> None:
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._end - time.monotonic()) * 1000))


class CloudFormation:
    """Takes answers on 127.0.0.1 as the presigned URL does: `statuses` are those of the first PUTs, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.puts: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.accepted: list[dict[str, Any]] = []
        pending = list(statuses)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:  # noqa: N802 - http.server's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert len(body) <= 4096
                answer = json.loads(body)
                outer.puts.append(answer)
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                status = pending.pop(0) if pending else 200
                if status == 200:
                    outer.accepted.append(answer)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/answer?X-Amz-Signature=s3cr3t"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def event(self, request_type: str, properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """A request of CloudFormation's shape that is answered here."""
        event = {
            "RequestType": request_type,
            "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:under-test",
            "ResponseURL": self.url,
            "StackId": STACK,
            "RequestId": "2f1c0f5e-0001",
            "LogicalResourceId": "Thing",
            "ResourceType": "Custom::Thing",
            "ResourceProperties": {"ServiceToken": "arn", "ServiceTimeout": "300", **(properties or {})},
        }
        if request_type != "Create":
            event["PhysicalResourceId"] = "thing-1"
        if request_type == "Update":
            event["OldResourceProperties"] = {"ServiceToken": "arn", "ServiceTimeout": "300"}
        return {**event, **more}
