"""Errors that a function foresees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class FunctionError(Exception):
    """A failure with a name that programs can read.

    Subclasses set `code`, in lower case with hyphens, and `retryable`: whether the same call may succeed later.
    `details` goes to the log, never to the caller.
    """

    code: str = "internal"
    retryable: bool = False

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.details: dict[str, Any] = dict(details or {})


class InvalidSettings(FunctionError):
    """A variable or a property is missing or has no sensible value."""

    code = "invalid-settings"
