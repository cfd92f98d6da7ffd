"""What the commands are told: environment variables, and properties of custom resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import InvalidSettings

# Names of each command's environment variables. A custom resource is told everything by its properties.
EMPTY_BUCKET_VARIABLES: tuple[str, ...] = ()
GATE_VARIABLES: tuple[str, ...] = ()
SWEEP_VARIABLES: tuple[str, ...] = ("ENVIRONMENT_SUFFIX", "RETENTION_DAYS", "DRY_RUN")

_SUFFIX = re.compile(r"[a-z][a-z0-9-]{1,18}[a-z0-9]")
_ALARM_ARN = re.compile(r"^arn:[^:]+:cloudwatch:[^:]*:[0-9]*:alarm:")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class EmptyBucketProperties:
    """Properties of the bucket emptier."""

    bucket: str

    @classmethod
    def read(cls, properties: Mapping[str, Any]) -> EmptyBucketProperties:
        bucket = _text(properties, "BucketName")
        if not _BUCKET.fullmatch(bucket):
            raise InvalidSettings(f"BucketName {bucket!r} is no bucket's name")
        return cls(bucket)


@dataclass(frozen=True)
class GateProperties:
    """Properties of the rollback gate. A `DeploymentId` beside them only makes CloudFormation call it."""

    alarms: tuple[str, ...]
    validator: str
    transactions: int = 5
    window_seconds: int = 60

    @classmethod
    def read(cls, properties: Mapping[str, Any]) -> GateProperties:
        names = properties.get("AlarmNames")
        if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
            raise InvalidSettings("AlarmNames must be a list of names")
        # Rollback triggers want ARNs, DescribeAlarms wants names: either may be given.
        alarms = tuple(dict.fromkeys(_ALARM_ARN.sub("", n.strip()) for n in names))
        if not 1 <= len(alarms) <= 100:
            raise InvalidSettings("AlarmNames must be 1 to 100 names")
        return cls(
            alarms,
            _text(properties, "ValidatorFunctionName"),
            _number(properties, "Transactions", cls.transactions, 1, 100),
            _number(properties, "WindowSeconds", cls.window_seconds, 0, 840),
        )

    @staticmethod
    def bypassed(properties: Mapping[str, Any]) -> bool:
        """Whether the gate stands open. Read apart, so that it opens whatever else is wrong."""
        return _flag(properties, "Bypass")


@dataclass(frozen=True)
class SweepSettings:
    """Variables of the snapshot sweeper."""

    environment_suffix: str
    retention_days: int = 30
    dry_run: bool = False

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> SweepSettings:
        suffix, days, dry_run = SWEEP_VARIABLES
        value = _text(variables, suffix)
        if not _SUFFIX.fullmatch(value):
            raise InvalidSettings(f"{suffix} {value!r} is no suffix of an environment")
        return cls(value, _number(variables, days, cls.retention_days, 1, 3650), _flag(variables, dry_run))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidSettings(f"{name} is missing")
    return value.strip()


def _number(values: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    # CloudFormation sends numbers as text.
    text = str(values.get(name, "")).strip() or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise InvalidSettings(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _flag(values: Mapping[str, Any], name: str) -> bool:
    text = str(values.get(name, "")).strip().lower() or "false"
    if text not in ("true", "false"):
        raise InvalidSettings(f"{name} must be true or false, not {text!r}")
    return text == "true"
