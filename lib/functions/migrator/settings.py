"""What the migrator is told: the one place that reads environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.database import DatabaseSettings
from shared.settings import given

# Variables that the template sets.
ENVIRONMENT: tuple[str, ...] = (
    "DATABASE_NAME",
    "DATABASE_USERNAME",
    "DATABASE_ENDPOINT_PARAMETER",
    "DATABASE_PASSWORD_PARAMETER",
)
# Variables that the image sets.
IMAGE_ENVIRONMENT: tuple[str, ...] = ("DATABASE_CA_BUNDLE", "MIGRATIONS_DIRECTORY")


@dataclass(frozen=True)
class Settings:
    """The database, and the migrations to apply."""

    database: DatabaseSettings
    migrations: Path

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `variables`."""
        values = given(variables, *ENVIRONMENT, *IMAGE_ENVIRONMENT)
        return cls(
            database=DatabaseSettings.read(values),
            migrations=Path(values["MIGRATIONS_DIRECTORY"]),
        )
