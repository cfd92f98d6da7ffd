"""What the validator is told: the one place that reads environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from shared.database import DatabaseSettings
from shared.errors import FunctionError

# Variables that the template sets.
ENVIRONMENT: tuple[str, ...] = (
    "SESSIONS_TABLE",
    "AUDIT_BUCKET",
    "DATABASE_NAME",
    "DATABASE_USERNAME",
    "DATABASE_ENDPOINT_PARAMETER",
    "DATABASE_PASSWORD_PARAMETER",
)
# Variables that the image sets.
IMAGE_ENVIRONMENT: tuple[str, ...] = ("DATABASE_CA_BUNDLE",)
# Variables that need not be set, with what they are then.
DEFAULTS: dict[str, str] = {"DATABASE_PORT": "3306"}


class InvalidSettings(FunctionError):
    """A variable is missing or makes no sense."""

    code = "invalid-settings"


@dataclass(frozen=True)
class Settings:
    """Where transactions are recorded, claimed and audited."""

    database: DatabaseSettings
    sessions_table: str
    audit_bucket: str

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `variables`."""
        values = {**DEFAULTS, **{k: v for k, v in variables.items() if v}}
        missing = [name for name in (*ENVIRONMENT, *IMAGE_ENVIRONMENT) if name not in values]
        if missing:
            raise InvalidSettings(f"missing variables: {', '.join(missing)}")
        port = values["DATABASE_PORT"]
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise InvalidSettings("DATABASE_PORT is no port")
        return cls(
            database=DatabaseSettings(
                endpoint_parameter=values["DATABASE_ENDPOINT_PARAMETER"],
                password_parameter=values["DATABASE_PASSWORD_PARAMETER"],
                name=values["DATABASE_NAME"],
                username=values["DATABASE_USERNAME"],
                ca_bundle=values["DATABASE_CA_BUNDLE"],
                port=int(port),
            ),
            sessions_table=values["SESSIONS_TABLE"],
            audit_bucket=values["AUDIT_BUCKET"],
        )
