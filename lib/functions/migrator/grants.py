"""The database's users and what they may do, as `grants.json` beside the migrations says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.history import TABLE
from shared.errors import FunctionError

FILE = "grants.json"
# Functions work on rows. The schema is the migrator's.
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")

# Names go into statements as they are, so they hold nothing that would have to be quoted.
_USER = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class InvalidGrants(FunctionError):
    """The file does not say clearly who may do what."""

    code = "invalid-grants"


@dataclass(frozen=True)
class User:
    """A user of the database, with its privileges by table."""

    name: str
    tables: Mapping[str, frozenset[str]]


def load(directory: Path) -> list[User]:
    """The users in the file in `directory`, each checked as a whole before any is made."""
    try:
        text = (directory / FILE).read_text(encoding="utf-8")
        content = json.loads(text, object_pairs_hook=_once)
    except (OSError, ValueError) as error:  # also what is no JSON and no UTF-8
        raise InvalidGrants(f"{FILE} cannot be read: {error}") from error
    users = _members(content, FILE, "users")["users"]
    return [_user(name, value) for name, value in _object(users, "users").items()]


def _user(name: str, value: Any) -> User:
    if not _USER.fullmatch(name):
        raise InvalidGrants(f"{FILE}: {name!r} is no name of a user: lower-case letters, digits and underscores")
    tables = _members(value, name, "tables")["tables"]
    return User(name, {table: _privileges(name, table, given) for table, given in _object(tables, name).items()})


def _privileges(user: str, table: str, given: Any) -> frozenset[str]:
    place = f"{FILE}: {user}: {table}"
    if not _TABLE.fullmatch(table):
        raise InvalidGrants(f"{place} is no name of a table: lower-case letters, digits and underscores")
    if table == TABLE:
        raise InvalidGrants(f"{place} is the migrator's own; nobody else is given it")
    if not isinstance(given, list) or not given:
        raise InvalidGrants(f"{place}: expected a list of {', '.join(PRIVILEGES)}")
    for privilege in given:
        if privilege not in PRIVILEGES:
            raise InvalidGrants(f"{place}: {privilege!r} is no privilege on rows: {', '.join(PRIVILEGES)}")
    if len(set(given)) != len(given):
        raise InvalidGrants(f"{place}: a privilege is there twice")
    return frozenset(given)


def _members(value: Any, place: str, *names: str) -> dict[str, Any]:
    members = _object(value, place)
    for name in members:
        if name not in names:
            raise InvalidGrants(f"{FILE}: {name!r} is unknown in {place}; known: {', '.join(names)}")
    for name in names:
        if name not in members:
            raise InvalidGrants(f"{FILE}: {name!r} is missing in {place}")
    return members


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidGrants(f"{FILE}: {place} is no object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two members of one name JSON would silently take the last."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is there twice")
    return members
