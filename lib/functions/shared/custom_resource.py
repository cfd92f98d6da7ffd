"""CloudFormation's custom resources: the work is the caller's, the answer is made here.

CloudFormation waits for a PUT to the address in the event, and for nothing else: a function that crashes or runs out of
time without one blocks the stack until its timeout. So every path through `handle` ends in exactly one answer.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from shared.errors import FunctionError
from shared.logs import Log, logger, without_secrets

Properties = Mapping[str, Any]
# `(properties, old_properties, event, context)` to `(physical_id, data)`. Without an id the one of the event is kept.
Operation = Callable[[Properties, Properties, Mapping[str, Any], Any], tuple["str | None", "Mapping[str, Any] | None"]]
Send = Callable[[str, bytes], None]

# Begins the physical id of what was never created. Its Delete has nothing to do.
NOT_CREATED = "not-created:"

# Bytes of an answer, all in all.
BODY_LIMIT = 4096
# Seconds kept for the answer, or a quarter of the time if there is less than four times that.
ANSWER_SECONDS = 12.0
ATTEMPTS = 5
ATTEMPT_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.25


class InvalidEvent(FunctionError):
    """The event is not one of CloudFormation's, so there is nobody to answer."""

    code = "invalid-event"


class AnswerFailed(FunctionError):
    """CloudFormation's address did not take the answer."""

    code = "answer-failed"
    retryable = True


class Deadline:
    """When work has to end so that its outcome can still be told."""

    def __init__(self, context: Any) -> None:
        try:
            left = max(0.0, float(context.get_remaining_time_in_millis()) / 1000)
        except Exception:  # not Lambda's context: no limit is known
            left = float("inf")
        reserve = min(ANSWER_SECONDS, left / 4)
        self.answer_at = time.monotonic() + left - reserve
        # Work that watches the time ends by itself a little before the timer ends it.
        self._work_until = self.answer_at - reserve / 4

    def remaining(self) -> float:
        """Seconds left for work."""
        return max(0.0, self._work_until - time.monotonic())

    def passed(self) -> bool:
        """Whether work has to end."""
        return self.remaining() == 0.0


def handle(
    event: Mapping[str, Any],
    context: Any,
    create: Operation,
    update: Operation,
    delete: Operation,
    *,
    send: Send | None = None,
) -> dict[str, Any]:
    """Does what `event` asks for and answers CloudFormation, once, whatever happens. Returns the answer.

    Raises only when no answer could be given, so that Lambda counts an error.
    """
    log = logger(getattr(context, "function_name", None) or "custom-resource", context)
    try:
        answer = _Answer(event, context, log, send or put)
    except InvalidEvent as error:
        log.error("custom-resource.invalid-event", error)
        raise
    log.info(
        "custom-resource.request",
        type=event.get("RequestType"),
        resource=event.get("LogicalResourceId"),
        stack=event.get("StackId"),
        physical_id=answer.known_id,
    )
    with _Timer(Deadline(context), answer):
        try:
            operation = {"Create": create, "Update": update, "Delete": delete}.get(event.get("RequestType", ""))
            physical_id, data = _perform(operation, event, context, answer, log)
            body = answer.success(physical_id, data)
        except BaseException as error:  # also SystemExit: nobody but CloudFormation waits for it
            log.error("custom-resource.failed", error, type=event.get("RequestType"))
            body = answer.failure(_reason(error))
        answer.give(body)
    return answer.given


def put(url: str, body: bytes) -> None:
    """Sends `body` to the presigned `url`, again after a failure that may pass."""
    # No content type: the URL is signed without one. No proxy, and urllib follows no redirect of a PUT.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    pause = FIRST_PAUSE_SECONDS
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(url, data=body, method="PUT", headers={"Content-Type": ""})
        try:
            with opener.open(request, timeout=ATTEMPT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            problem = f"status {error.code}"
            final = error.code < 500 and error.code not in (408, 429)
            error.close()
        except (OSError, ValueError) as error:
            # The text of an error may hold the URL, which is a credential.
            problem, final = type(error).__name__, isinstance(error, ValueError)
        if final or attempt == ATTEMPTS:
            raise AnswerFailed(f"the answer was not taken: {problem}", details={"attempts": attempt})
        time.sleep(pause)
        pause *= 2


def _perform(
    operation: Operation | None, event: Mapping[str, Any], context: Any, answer: _Answer, log: Log
) -> tuple[str, Mapping[str, Any]]:
    if operation is None:
        raise InvalidEvent(f"unknown request type {event.get('RequestType')!r}")
    if event["RequestType"] == "Delete" and answer.known_id.startswith(NOT_CREATED):
        log.info("custom-resource.nothing-to-delete", physical_id=answer.known_id)
        return answer.known_id, {}
    physical_id, data = operation(
        _own(event.get("ResourceProperties")), _own(event.get("OldResourceProperties")), event, context
    )
    if event["RequestType"] == "Create" and not physical_id:
        raise TypeError("a create returned no physical id")
    if event["RequestType"] == "Delete" or not physical_id:
        physical_id = answer.known_id
    return physical_id, data or {}


def _own(properties: Any) -> dict[str, Any]:
    """Properties without those that CloudFormation reads itself."""
    return {k: v for k, v in (properties or {}).items() if k not in ("ServiceToken", "ServiceTimeout")}


def _reason(error: BaseException) -> str:
    text = str(error) or "no message"
    return text if isinstance(error, FunctionError) else f"{type(error).__name__}: {text}"


class _Answer:
    """The one answer to one event. Whoever comes second waits until the first is sent, and sends nothing."""

    def __init__(self, event: Mapping[str, Any], context: Any, log: Log, send: Send) -> None:
        missing = [k for k in ("ResponseURL", "StackId", "RequestId", "LogicalResourceId") if not event.get(k)]
        if missing:
            raise InvalidEvent(f"the event lacks {', '.join(missing)}")
        self._url = str(event["ResponseURL"])
        address = urlsplit(self._url)
        if address.scheme != "https" and (address.scheme, address.hostname) != ("http", "127.0.0.1"):
            raise InvalidEvent("the answer's address is not HTTPS")
        self._head = {k: event[k] for k in ("StackId", "RequestId", "LogicalResourceId")}
        self.known_id: str = event.get("PhysicalResourceId") or f"{NOT_CREATED}{event['RequestId']}"
        self._stream = getattr(context, "log_stream_name", None)
        self._log = log
        self._send = send
        self._lock = threading.Lock()
        self._taken = False
        self._error: Exception | None = None
        self.given: dict[str, Any] = {}

    def success(self, physical_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        body = {"Status": "SUCCESS", "PhysicalResourceId": physical_id, **self._head, "Data": dict(data)}
        size = len(_encode(body))
        if size > BODY_LIMIT:
            raise ValueError(f"an answer of {size} bytes is above the limit of {BODY_LIMIT}")
        return body

    def failure(self, reason: str) -> dict[str, Any]:
        body = {"Status": "FAILED", "Reason": "", "PhysicalResourceId": self.known_id, **self._head}
        if self._stream:
            reason = f"{reason} (log stream {self._stream})"
        body["Reason"] = _cut(without_secrets(reason), BODY_LIMIT - len(_encode(body)))
        return body

    def give(self, body: dict[str, Any]) -> None:
        with self._lock:
            if self._taken:
                self._log.warning("custom-resource.late", status=body["Status"], reason=body.get("Reason"))
            else:
                self._taken = True
                self.given = body
                try:
                    self._send(self._url, _encode(body))
                except Exception as error:
                    self._error = error
                    self._log.error("custom-resource.unanswered", error, status=body["Status"])
                else:
                    self._log.info(
                        "custom-resource.answered", status=body["Status"], physical_id=body["PhysicalResourceId"]
                    )
        if self._error is not None:
            raise self._error


class _Timer:
    """Answers FAILED shortly before Lambda ends the function."""

    def __init__(self, deadline: Deadline, answer: _Answer) -> None:
        self._answer = answer
        wait = deadline.answer_at - time.monotonic()
        self._thread = threading.Timer(max(0.0, wait), self._expire) if wait < threading.TIMEOUT_MAX else None
        if self._thread:
            self._thread.daemon = True

    def __enter__(self) -> None:
        if self._thread:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        if self._thread:
            self._thread.cancel()

    def _expire(self) -> None:
        try:
            self._answer.give(self._answer.failure("the function ran out of time"))
        except Exception:  # logged by `give`, and raised again for the one that waits
            pass


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")


def _cut(text: str, room: int) -> str:
    """The longest beginning of `text` that takes at most `room` bytes inside a JSON string."""
    text = text.encode("utf-8", "replace").decode()

    def cost(part: str) -> int:
        return len(_encode({"": part})) - len(_encode({"": ""}))

    if cost(text) <= room:
        return text
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(text[:middle] + "…") <= room else (low, middle - 1)
    return text[:low] + "…"
