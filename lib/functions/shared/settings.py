"""Environment variables, as the functions that speak to the database read them."""

from __future__ import annotations

from collections.abc import Mapping

from shared.errors import InvalidSettings

# Variables that need not be set, with what they are then.
DEFAULTS: dict[str, str] = {"DATABASE_PORT": "3306"}


def given(variables: Mapping[str, str], *required: str) -> dict[str, str]:
    """The variables that are set, with the defaults of those that need not be; an error names all that are missing."""
    values = {**DEFAULTS, **{k: v for k, v in variables.items() if v}}
    missing = [name for name in required if name not in values]
    if missing:
        raise InvalidSettings(f"missing variables: {', '.join(missing)}")
    return values
