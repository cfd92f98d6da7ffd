"""Structured logs: one JSON object a line on standard output, without secrets."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import re
import sys
import traceback
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from typing import Any

from shared.errors import FunctionError

MASK = "***"

# Compared with names in lower case without separators, so `ApiKey` and `api_key` are one. A presigned URL is a
# credential too.
_SECRET_NAMES = (
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credential",
    "authorization",
    "signature",
    "cookie",
    "apikey",
    "accesskey",
    "privatekey",
    "responseurl",
)
# The same in running text: `password=…`, `X-Amz-Signature=…`, `"token": "…"`, `Authorization: Bearer …`.
_SECRET_TEXT = re.compile(
    r"""(?ix)
    ( (?: password | passwd | pwd | secret | token | credential | signature | authorization | api[_-]?key ) [\w-]{0,40}
      ["']? \s* [=:] \s* ["']? (?: (?: bearer | basic ) \s+ )? )
    [^\s"'&,;}\])]+
    """
)
_TEXT_LIMIT = 8192
_DEPTH_LIMIT = 8
_ITEMS_LIMIT = 200


def logger(function: str, context: Any = None) -> Log:
    """A log of `function`; `context` is Lambda's, for the request's id."""
    return Log(function, getattr(context, "aws_request_id", None))


def without_secrets(text: str) -> str:
    """`text` with the values of what looks like a secret masked."""
    return _SECRET_TEXT.sub(rf"\g<1>{MASK}", text)


class Log:
    """Writes events. A log that cannot be written never stops what it tells of."""

    def __init__(self, function: str, request_id: str | None = None) -> None:
        self.function = function
        self.request_id = request_id

    def info(self, event: str, /, **fields: Any) -> None:
        """What happened as it should."""
        self._write("INFO", event, fields)

    def warning(self, event: str, /, **fields: Any) -> None:
        """What somebody should look at one day."""
        self._write("WARNING", event, fields)

    def error(self, event: str, /, error: BaseException | None = None, **fields: Any) -> None:
        """What failed, with the exception's type, message and trace."""
        if error is not None:
            fields = {**fields, "error": error}
        self._write("ERROR", event, fields)

    def _write(self, level: str, event: str, fields: Mapping[str, Any]) -> None:
        try:
            line = self._line(level, event, _clean(fields))
        except Exception as problem:  # pragma: no cover - `_clean` takes everything; this is the last resort
            line = self._line(level, event, {"unloggable": type(problem).__name__})
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except Exception:  # nowhere left to say it
            pass

    def _line(self, level: str, event: Any, fields: Any) -> str:
        now = datetime.now(UTC)
        return json.dumps(
            {
                "time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "level": level,
                "function": _clean(self.function),
                "request_id": _clean(self.request_id),
                "event": _clean(event),
                "fields": fields,
            },
            ensure_ascii=True,
            allow_nan=False,
        )


def _clean(value: Any, depth: int = 0) -> Any:
    """`value` as JSON, secrets masked, long texts and deep structures cut."""
    try:
        return _clean_unsafe(value, depth)
    except Exception:  # a property or a `__str__` that raises
        return f"<unloggable {type(value).__name__}>"


def _clean_unsafe(value: Any, depth: int) -> Any:
    if isinstance(value, enum.Enum):
        return _clean(value.value, depth)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return _text(value)
    if depth >= _DEPTH_LIMIT:
        return "…"
    if isinstance(value, BaseException):
        return _error(value, depth)
    if isinstance(value, Mapping):
        return _mapping(value.items(), depth)
    if isinstance(value, (list, tuple, Set)):
        items = list(value)
        shown = [_clean(item, depth + 1) for item in items[:_ITEMS_LIMIT]]
        return shown if len(items) <= _ITEMS_LIMIT else [*shown, f"… {len(items) - _ITEMS_LIMIT} more"]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _mapping(((f.name, getattr(value, f.name)) for f in dataclasses.fields(value)), depth)
    return _text(str(value))


def _mapping(items: Any, depth: int) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    for name, item in items:
        name = _text(str(name))
        if len(cleaned) == _ITEMS_LIMIT:
            cleaned["…"] = "more"
            break
        cleaned[name] = MASK if _looks_secret(name) else _clean(item, depth + 1)
    return cleaned


def _error(error: BaseException, depth: int) -> dict[str, Any]:
    told: dict[str, Any] = {"type": type(error).__name__, "message": _text(str(error))}
    if isinstance(error, FunctionError):
        told.update(code=error.code, retryable=error.retryable, details=_clean(error.details, depth + 1))
    told["trace"] = _text("".join(traceback.format_exception(type(error), error, error.__traceback__)))
    return told


def _looks_secret(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return any(secret in plain for secret in _SECRET_NAMES)


def _text(text: str) -> str:
    more = len(text) - _TEXT_LIMIT
    shown = without_secrets(text[:_TEXT_LIMIT])
    return shown if more <= 0 else f"{shown}… {more} more characters"
