"""What the validator is told: the one place that reads environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from shared.database import DatabaseSettings
from shared.settings import given

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


@dataclass(frozen=True)
class Settings:
    """Where transactions are recorded, claimed and audited."""

    database: DatabaseSettings
    sessions_table: str
    audit_bucket: str

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `variables`."""
        values = given(variables, *ENVIRONMENT, *IMAGE_ENVIRONMENT)
        return cls(
            database=DatabaseSettings.read(values),
            sessions_table=values["SESSIONS_TABLE"],
            audit_bucket=values["AUDIT_BUCKET"],
        )
