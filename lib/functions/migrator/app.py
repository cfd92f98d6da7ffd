"""Custom resource: the database's schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pymysql
from botocore.config import Config

from migrator.applier import Applier, Interrupted, Outcome
from migrator.migrations import load
from migrator.settings import Settings
from shared.custom_resource import Deadline, handle
from shared.database import Database, Session
from shared.logs import Log, logger

Answer = tuple[str, Mapping[str, Any]]

# Of the time there is, the part that is waited for a database that does not answer yet.
_WAITING = 0.5
# A lost connection is opened again so often, and if there are so many seconds left.
_ATTEMPTS = 4
_SECONDS_TO_GO_ON = 5.0


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Create and Update apply what is missing; Delete keeps all data."""
    log = logger("migrator", context)

    def apply(properties: Any, old_properties: Any, event: Any, context: Any) -> Answer:
        settings = Settings.read()
        outcome = migrate(settings, Deadline(context), log)
        log.info("migrator.done", applied=list(outcome.applied), version=outcome.version)
        return (
            f"schema-{settings.database.name}",
            {"Applied": str(len(outcome.applied)), "SchemaVersion": outcome.version},
        )

    def keep(properties: Any, old_properties: Any, event: Any, context: Any) -> Answer:
        log.info("migrator.kept")
        return event["PhysicalResourceId"], {}

    return handle(event, context, apply, apply, keep)


def migrate(settings: Settings, deadline: Deadline, log: Log) -> Outcome:
    """Brings the schema up to date before `deadline`, over more than one connection if need be."""
    migrations = load(settings.migrations)
    ssm = boto3.client(
        "ssm", config=Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "max_attempts": 4})
    )
    database = Database(settings.database, ssm, log)
    for attempt in range(1, _ATTEMPTS + 1):
        session = database.connect_patiently(min(120.0, deadline.remaining() * _WAITING))
        try:
            return Applier(session, settings.database.name, deadline, log).run(migrations)
        except Interrupted as error:
            if attempt == _ATTEMPTS or deadline.remaining() < _SECONDS_TO_GO_ON:
                raise
            log.warning("migrator.again", reason=str(error), details=error.details)
        finally:
            _close(session)
    raise AssertionError("unreachable")


def _close(session: Session) -> None:
    try:
        session.close()
    except (pymysql.err.Error, OSError):
        pass  # it was lost
