"""Applies migrations, statement by statement, each exactly once, whatever interrupts it.

MySQL commits DDL by itself, so neither a file nor even one statement with its record can be one SQL transaction. Hence:

* Statements on rows run in one SQL transaction with their record: both happen or neither.
* Of statements on the schema, the attempt is recorded with a fingerprint of the schema before it; then they are sent,
  then recorded as done. DDL is atomic in MySQL 8 and in MariaDB from 10.6 on. So after an interruption in between, a
  schema with the recorded fingerprint says that the statement did not take place, and it is sent; any other says that
  it did, and it is skipped. A statement that leaves no trace in the schema (`CREATE TABLE IF NOT EXISTS` on a table
  that exists) is sent again, to no effect.
* A refused statement did not take place, and its attempt is struck out. So a file can be corrected from the refused
  statement on; what was applied of it cannot change.

The server's named lock keeps migrators apart. It belongs to the connection: while a statement whose client has gone
still runs, the lock is held, and the next migrator waits for both.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pymysql
from pymysql.constants import ER

from migrator.fingerprint import fingerprint
from migrator.history import History, Record
from migrator.migrations import Migration, digest, number
from migrator.sql import Kind, kind
from shared.custom_resource import Deadline
from shared.database import Session
from shared.errors import FunctionError
from shared.logs import Log

# Locks that were not given. The statement did not take place, and may the next time.
PASSING = {ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK}
ATTEMPTS = 10
PAUSE_SECONDS = 1.0


class ChangedMigration(FunctionError):
    """A file is not what was applied under its name."""

    code = "changed-migration"


class OutOfOrder(FunctionError):
    """A migration is new, but its number is below one that was applied."""

    code = "out-of-order"


class MigrationFailed(FunctionError):
    """The database refused a statement."""

    code = "migration-failed"


class OutOfTime(FunctionError):
    """There is no time for another statement."""

    code = "out-of-time"
    retryable = True


class Interrupted(FunctionError):
    """The connection was lost."""

    code = "interrupted"
    retryable = True


class Locked(FunctionError):
    """Another migrator holds the lock."""

    code = "locked"
    retryable = True


@dataclass(frozen=True)
class Outcome:
    """What was done, where the schema is now, and what of it the image does not know."""

    applied: tuple[str, ...]
    version: str
    unknown: tuple[str, ...] = ()


class Applier:
    """One run over one session."""

    def __init__(self, session: Session, database: str, deadline: Deadline, log: Log) -> None:
        self._session = session
        self._lock = f"migrations-{hashlib.sha256(database.encode()).hexdigest()[:32]}"
        self._deadline = deadline
        self._log = log
        self._history = History(session)

    def run(self, migrations: Sequence[Migration], then: Callable[[Outcome], None] = lambda _: None) -> Outcome:
        """Applies those of `migrations` that were not, in order, and does what comes `then` under the same lock."""
        try:
            self._acquire()
            try:
                outcome = self._run(migrations)
                then(outcome)
                return outcome
            finally:
                self._release()
        except pymysql.err.MySQLError as error:
            if lost(error):
                raise Interrupted("the connection was lost", details={"cause": str(error)}) from error
            raise MigrationFailed(f"the history cannot be kept: {error.args[-1]} ({error.args[0]})") from error

    def _run(self, migrations: Sequence[Migration]) -> Outcome:
        self._history.prepare()
        records = self._history.records()
        _check(migrations, records)
        known = {migration.name for migration in migrations}
        unknown = tuple(name for name in records if name not in known)
        for name in unknown:
            # An older image, as in a rollback. Migrations expand first and contract later, so that it can work with a
            # newer schema.
            self._log.warning("migration.unknown", migration=name, finished=records[name].finished)
        applied: list[str] = []
        for migration in migrations:
            earlier = records.get(migration.name)
            if earlier is None or not earlier.finished:
                self._apply(migration, earlier)
                applied.append(migration.name)
        version = max(number(name) for name in {*records, *known})
        return Outcome(tuple(applied), f"{version:04}", unknown)

    def _apply(self, migration: Migration, record: Record | None) -> None:
        self._tell("migration.started" if record is None else "migration.resumed", migration, record=record)
        self._stop_if_late(migration, 1 if record is None else record.position + 1)
        if record is None:
            self._history.begin(migration)
            first = 1
        else:
            self._history.go_on(migration)
            first = record.position + 1
            if record.attempting and record.fingerprint != fingerprint(self._session):
                self._tell("migration.found", migration, statement=record.attempting)
                self._history.done(migration, record.attempting)
                first = record.attempting + 1
        for index in range(first, len(migration.statements) + 1):
            self._stop_if_late(migration, index)
            try:
                self._statement(migration, index)
            except pymysql.err.MySQLError as error:
                raise Interrupted(
                    f"the connection was lost at {_place(migration, index)}; the next run goes on there",
                    details={"cause": str(error)},
                ) from error
            self._tell("migration.statement", migration, statement=index)
        self._history.finish(migration)
        self._tell("migration.finished", migration)

    def _statement(self, migration: Migration, index: int) -> None:
        """Runs one statement; MySQL's errors leave only if it is unknown what became of it."""
        statement = migration.statements[index - 1]
        run = self._rows if kind(statement) is Kind.ROWS else self._schema
        for attempt in range(1, ATTEMPTS + 1):
            try:
                run(migration, index, statement)
                return
            except pymysql.err.MySQLError as error:
                if lost(error):
                    raise
                if error.args[0] not in PASSING or attempt == ATTEMPTS:
                    raise MigrationFailed(f"{_place(migration, index)}: {error.args[-1]} ({error.args[0]})") from error
            # Transactions hold the table. While a change waits, everything behind it waits too: so it waits briefly,
            # and often.
            self._tell("migration.waiting", migration, statement=index, attempt=attempt)
            time.sleep(PAUSE_SECONDS)
            self._stop_if_late(migration, index)

    def _rows(self, migration: Migration, index: int, statement: str) -> None:
        self._session.begin()
        try:
            self._history.execute(statement)
            self._history.done(migration, index)
            self._session.commit()
        except pymysql.err.MySQLError as error:
            if not lost(error):
                self._session.rollback()
            raise

    def _schema(self, migration: Migration, index: int, statement: str) -> None:
        self._history.attempt(migration, index, fingerprint(self._session))
        try:
            self._history.execute(statement)
        except pymysql.err.MySQLError as error:
            if not lost(error):
                self._history.undone(migration, index)
            raise
        self._history.done(migration, index)

    def _stop_if_late(self, migration: Migration, index: int) -> None:
        if self._deadline.passed():
            raise OutOfTime(f"time ran out before {_place(migration, index)}; the next run goes on there")
        self._session.answer_within(self._deadline.remaining())

    def _acquire(self) -> None:
        # Half of the time at most: what is left must do for the work.
        seconds = max(1, min(3600, int(self._deadline.remaining() / 2)))
        self._session.answer_within(seconds + 5)
        with self._session.cursor() as cursor:
            cursor.execute("SELECT GET_LOCK(%s, %s)", (self._lock, seconds))
            if cursor.fetchone() != (1,):
                raise Locked(f"another migrator was still at work after {seconds} seconds")

    def _release(self) -> None:
        try:
            self._history.execute("DO RELEASE_LOCK(%s)", self._lock)
        except (pymysql.err.MySQLError, OSError):
            pass  # the lock goes with the connection

    def _tell(self, event: str, migration: Migration, record: Record | None = None, **fields: object) -> None:
        if record is not None:
            fields.update(position=record.position, attempting=record.attempting)
        self._log.info(event, migration=migration.name, statements=len(migration.statements), **fields)


def _check(migrations: Sequence[Migration], records: dict[str, Record]) -> None:
    """Refuses, before anything is applied, what cannot be applied as a whole."""
    newest = max((number(name) for name in records), default=0)
    for migration in migrations:
        record = records.get(migration.name)
        if record is None:
            if migration.number <= newest:
                raise OutOfOrder(f"{migration.name} is new, but {newest:04} was applied before it")
        elif record.finished:
            if record.checksum != migration.checksum:
                raise ChangedMigration(
                    f"{migration.name} was changed after it was applied; put it back and write a new migration",
                    details={"applied": record.checksum, "found": migration.checksum},
                )
        elif digest(migration.statements[: record.touched]) != record.applied:
            raise ChangedMigration(
                f"{migration.name} was changed where it was applied: its first {record.touched} statements must stay",
                details={"touched": record.touched},
            )


def lost(error: pymysql.err.MySQLError) -> bool:
    """Whether the client does not know what became of the statement. Its own errors are 0 and 2000 to 2999."""
    code = error.args[0] if error.args else 0
    return not isinstance(code, int) or code == 0 or 2000 <= code < 3000 or code in (ER.SERVER_SHUTDOWN, 1317, 1927)


def _place(migration: Migration, index: int) -> str:
    return f"statement {index} of {len(migration.statements)} of {migration.name}"
