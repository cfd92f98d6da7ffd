"""Clients of AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

# Makes the client of a service, when it is needed: a custom resource has to answer even if this fails.
Clients = Callable[[str], Any]

# Throttling and passing failures are retried with growing pauses.
_CONFIG = Config(connect_timeout=5, read_timeout=40, retries={"mode": "standard", "total_max_attempts": 8})
# A call of a function waits for its work, and the gate itself decides about a second attempt.
_INVOKE = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 2})


def client(service: str) -> Any:
    """A client of `service` in the function's region."""
    return boto3.client(service, config=_INVOKE if service == "lambda" else _CONFIG)
