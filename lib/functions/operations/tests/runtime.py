"""Lambda's Runtime API on 127.0.0.1, for one event: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FUNCTIONS = Path(__file__).resolve().parents[2]
_PREFIX = "/2018-06-01/runtime"


@dataclass
class Result:
    """What the function returned, or the error that it or its start ended in, and what it wrote."""

    answer: Any
    error: Any
    output: list[Any]


def invoke(handler: str, event: Any, *, variables: dict[str, str], task_root: Path, seconds: float = 20.0) -> Result:
    """Runs `handler` below `task_root` in a process of its own, as the image does, and hands it one event.

    Like Lambda, kills it after `seconds`.
    """
    answered = threading.Event()
    taken: dict[str, Any] = {}
    handed = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            if handed.is_set():  # the environment is frozen until the next event, which never comes
                answered.wait(seconds)
                time.sleep(seconds)
                return
            handed.set()
            body = json.dumps(event).encode()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", "11111111-2222-3333-4444-555555555555")
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + seconds) * 1000)))
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:under-test"
            )
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:  # noqa: N802
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
            taken["answer" if self.path.endswith("/response") else "error"] = body
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            answered.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}",
        "AWS_LAMBDA_FUNCTION_NAME": "under-test",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/under-test",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2030/01/01/[$LATEST]abc",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", handler],
        cwd=task_root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + seconds
        while not answered.wait(0.05) and process.poll() is None and time.monotonic() < deadline:
            pass
    finally:
        process.kill()
        output, _ = process.communicate()
        server.shutdown()
        server.server_close()
    if not taken and time.monotonic() < deadline:
        raise AssertionError(f"the function ended without an answer:\n{output}")
    if not taken:  # as Lambda words it
        taken["error"] = {"errorType": "Sandbox.Timedout"}
    return Result(taken.get("answer"), taken.get("error"), [_line(line) for line in output.splitlines() if line])


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line
