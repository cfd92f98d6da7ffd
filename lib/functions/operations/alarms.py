"""Watching alarms."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.custom_resource import Deadline
from shared.errors import FunctionError
from shared.logs import Log

POLL_SECONDS = 5.0
# Characters of an alarm's reason that are told.
_REASON_LIMIT = 300


class AlarmRaised(FunctionError):
    """An alarm is in ALARM."""

    code = "alarm"


class AlarmMissing(FunctionError):
    """An alarm to watch does not exist, so nothing can be said about what it watches."""

    code = "alarm-missing"


class WindowTooLong(FunctionError):
    """The window does not fit into the time that the function has."""

    code = "window-too-long"


@dataclass(frozen=True)
class Alarm:
    """An alarm as it is now."""

    name: str
    state: str
    reason: str


def watch(
    cloudwatch: Any, names: Sequence[str], seconds: float, deadline: Deadline, log: Log, stop: Callable[[], bool]
) -> bool:
    """Looks at the alarms `names` for `seconds`; `False` if `stop` ended it before.

    Raises at the first alarm that is missing or in ALARM. Without data an alarm says nothing, which is not held against
    a fresh environment.
    """
    if seconds > deadline.remaining():
        raise WindowTooLong(f"a window of {seconds:.0f} s does not fit into the {deadline.remaining():.0f} s left")
    end = time.monotonic() + seconds
    silent: set[str] = set()
    while True:
        alarms = describe(cloudwatch, names)
        judge(names, alarms)
        for alarm in alarms:
            if alarm.state == "INSUFFICIENT_DATA" and alarm.name not in silent:
                silent.add(alarm.name)
                log.warning("gate.no-data", alarm=alarm.name, reason=alarm.reason)
        left = end - time.monotonic()
        if left <= 0:
            log.info("gate.watched", alarms={a.name: a.state for a in alarms}, seconds=seconds)
            return True
        if stop():
            return False
        time.sleep(min(POLL_SECONDS, left))


def describe(cloudwatch: Any, names: Sequence[str]) -> list[Alarm]:
    """The alarms `names`. Composite ones are told only to who asks for both types."""
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNames=list(names), AlarmTypes=["CompositeAlarm", "MetricAlarm"]
    )
    return [
        Alarm(alarm["AlarmName"], alarm["StateValue"], alarm.get("StateReason", "no reason given"))
        for page in pages
        for kind in ("CompositeAlarms", "MetricAlarms")
        for alarm in page.get(kind, [])
    ]


def judge(names: Sequence[str], alarms: Sequence[Alarm]) -> None:
    """Raises if one of `names` is missing in `alarms` or in ALARM."""
    raised = [a for a in alarms if a.state == "ALARM"]
    if raised:
        raise AlarmRaised(
            "in alarm: " + "; ".join(f"{a.name} ({a.reason[:_REASON_LIMIT]})" for a in raised),
            details={"alarms": [a.name for a in raised]},
        )
    missing = sorted(set(names) - {a.name for a in alarms})
    if missing:
        raise AlarmMissing(f"no such alarm: {', '.join(missing)}", details={"alarms": missing})
