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
    "VALIDATOR_PASSWORD_PARAMETER",
)
# Variables that the image sets.
IMAGE_ENVIRONMENT: tuple[str, ...] = ("DATABASE_CA_BUNDLE", "MIGRATIONS_DIRECTORY")

# A variable for each user that the grants name, such as `VALIDATOR_PASSWORD_PARAMETER`.
_PASSWORD = "_PASSWORD_PARAMETER"


@dataclass(frozen=True)
class Settings:
    """The database, the migrations to apply, and the parameters that hold the passwords of users, by user."""

    database: DatabaseSettings
    migrations: Path
    passwords: Mapping[str, str]

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `variables`."""
        values = given(variables, *ENVIRONMENT, *IMAGE_ENVIRONMENT)
        return cls(
            database=DatabaseSettings.read(values),
            migrations=Path(values["MIGRATIONS_DIRECTORY"]),
            passwords={
                name.removesuffix(_PASSWORD).lower(): values[name]
                for name in ENVIRONMENT
                if name.endswith(_PASSWORD) and name != "DATABASE_PASSWORD_PARAMETER"
            },
        )
