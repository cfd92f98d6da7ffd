"""The migrations in the image."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.sql import UnsupportedSql, kind, split
from shared.errors import FunctionError

_NAME = re.compile(r"(?P<number>[0-9]{4})_[a-z0-9_]{1,100}\.sql")


class InvalidMigrations(FunctionError):
    """The directory does not hold a clear order of migrations."""

    code = "invalid-migrations"


@dataclass(frozen=True)
class Migration:
    """A file of statements."""

    name: str
    checksum: str
    statements: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its place in the order."""
        return number(self.name)


def number(name: str) -> int:
    """The number that a migration's `name` begins with."""
    return int(name[:4])


def digest(statements: Sequence[str]) -> str:
    """SHA-256 of statements, whatever the comments between them."""
    total = hashlib.sha256()
    for statement in statements:
        total.update(statement.encode())
        total.update(b"\0")
    return total.hexdigest()


def load(directory: Path) -> list[Migration]:
    """The migrations in `directory`, in order, each checked as a whole before any is applied."""
    try:
        paths = sorted(path for path in directory.iterdir() if path.suffix == ".sql")
    except OSError as error:
        raise InvalidMigrations(f"the migrations cannot be read: {error}") from error
    if not paths:
        raise InvalidMigrations("there are no migrations")
    migrations: list[Migration] = []
    for path in paths:
        if not _NAME.fullmatch(path.name):
            raise InvalidMigrations(f"{path.name}: the name must look like 0001_accounts.sql")
        if migrations and migrations[-1].number == number(path.name):
            raise InvalidMigrations(f"{path.name}: the number is taken by {migrations[-1].name}")
        migrations.append(_read(path))
    return migrations


def _read(path: Path) -> Migration:
    # Line ends are the checkout's business, not the migration's.
    content = path.read_bytes().replace(b"\r\n", b"\n")
    try:
        statements = tuple(split(content.decode("utf-8")))
        for statement in statements:
            kind(statement)
    except (UnicodeDecodeError, UnsupportedSql) as error:
        raise InvalidMigrations(f"{path.name}: {error}") from error
    if not statements:
        raise InvalidMigrations(f"{path.name}: there is no statement")
    return Migration(path.name, hashlib.sha256(content).hexdigest(), statements)
