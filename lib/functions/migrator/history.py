"""The table that says which migrations were applied, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from migrator.migrations import Migration, digest
from shared.database import Session

TABLE = "schema_migrations"

_CREATE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  name VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Statements in the file, and how many of them are done.
  statements INT UNSIGNED NOT NULL,
  position INT UNSIGNED NOT NULL DEFAULT 0,
  -- The statement that was begun and is not known to be done, and the fingerprint of the schema before it.
  attempting INT UNSIGNED NULL,
  fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- SHA-256 of the statements that are done or attempted.
  applied CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4
"""


@dataclass(frozen=True)
class Record:
    """What is known of one migration. Statements are counted from one."""

    name: str
    checksum: str
    position: int
    attempting: int | None
    fingerprint: str | None
    applied: str
    finished: bool

    @property
    def touched(self) -> int:
        """How many statements are done or may be."""
        return max(self.position, self.attempting or 0)


class History:
    """The records, over one session that commits each statement."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def prepare(self) -> None:
        """Makes the table if there is none."""
        self.execute(_CREATE)

    def records(self) -> dict[str, Record]:
        """All records by name, in order."""
        with self._session.cursor() as cursor:
            cursor.execute(
                "SELECT name, checksum, position, attempting, fingerprint, applied, finished_at IS NOT NULL"
                " FROM schema_migrations ORDER BY name"
            )
            return {
                name: Record(name, checksum, position, attempting, fingerprint, applied, bool(finished))
                for name, checksum, position, attempting, fingerprint, applied, finished in cursor.fetchall()
            }

    def begin(self, migration: Migration) -> None:
        """A migration is about to be applied for the first time."""
        self.execute(
            "INSERT INTO schema_migrations (name, checksum, statements, applied, started_at)"
            " VALUES (%s, %s, %s, %s, UTC_TIMESTAMP(6))",
            migration.name,
            migration.checksum,
            len(migration.statements),
            digest([]),
        )

    def go_on(self, migration: Migration) -> None:
        """A migration is about to be finished, by a file that may have changed where nothing was done yet."""
        self.execute(
            "UPDATE schema_migrations SET checksum = %s, statements = %s WHERE name = %s",
            migration.checksum,
            len(migration.statements),
            migration.name,
        )

    def attempt(self, migration: Migration, number: int, fingerprint: str) -> None:
        """Statement `number` is about to be sent to a schema with `fingerprint`."""
        self._set(migration, number - 1, number, fingerprint)

    def done(self, migration: Migration, number: int) -> None:
        """Statement `number` is done."""
        self._set(migration, number)

    def undone(self, migration: Migration, number: int) -> None:
        """Statement `number` certainly isn't done: the server refused it."""
        self._set(migration, number - 1)

    def finish(self, migration: Migration) -> None:
        """All statements are done."""
        self.execute(
            "UPDATE schema_migrations SET finished_at = UTC_TIMESTAMP(6) WHERE name = %s AND position = statements",
            migration.name,
        )

    def execute(self, statement: str, *values: Any) -> None:
        """Runs one statement."""
        with self._session.cursor() as cursor:
            # Without values PyMySQL leaves per cent signs alone.
            cursor.execute(statement, values or None)

    def _set(
        self, migration: Migration, position: int, attempting: int | None = None, fingerprint: str | None = None
    ) -> None:
        self.execute(
            "UPDATE schema_migrations SET position = %s, attempting = %s, fingerprint = %s, applied = %s"
            " WHERE name = %s",
            position,
            attempting,
            fingerprint,
            digest(migration.statements[: max(position, attempting or 0)]),
            migration.name,
        )
