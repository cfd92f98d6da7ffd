"""Custom resource: the database's schema, and the users that its functions log in as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pymysql
from botocore.config import Config

from migrator.applier import Applier, Interrupted, Outcome
from migrator.grants import FILE, InvalidGrants, User
from migrator.grants import load as load_grants
from migrator.migrations import load
from migrator.settings import Settings
from migrator.users import Users, check_password
from shared.custom_resource import Deadline, handle
from shared.database import Database, Session, read_parameters
from shared.logs import Log, logger

Answer = tuple[str, Mapping[str, Any]]

# Of the time there is, the part that is waited for a database that does not answer yet.
_WAITING = 0.5
# A lost connection is opened again so often, and if there are so many seconds left.
_ATTEMPTS = 4
_SECONDS_TO_GO_ON = 5.0


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Create and Update apply what is missing and keep the users; Delete keeps everything."""
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
    """Brings schema and users up to date before `deadline`, over more than one connection if need be."""
    migrations = load(settings.migrations)
    grants = load_grants(settings.migrations)
    ssm = boto3.client(
        "ssm", config=Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "max_attempts": 4})
    )
    passwords = _passwords(grants, settings, ssm)
    database = Database(settings.database, ssm, log)
    for attempt in range(1, _ATTEMPTS + 1):
        session = database.connect_patiently(min(120.0, deadline.remaining() * _WAITING))
        users = Users(session, settings.database.name, deadline, log)
        applier = Applier(session, settings.database.name, deadline, log)
        try:
            return applier.run(
                migrations, lambda outcome: users.keep(grants, passwords, is_older=bool(outcome.unknown))
            )
        except Interrupted as error:
            if attempt == _ATTEMPTS or deadline.remaining() < _SECONDS_TO_GO_ON:
                raise
            log.warning("migrator.again", reason=str(error), details=error.details)
        finally:
            _close(session)
    raise AssertionError("unreachable")


def _passwords(grants: list[User], settings: Settings, ssm: Any) -> dict[str, str]:
    """The passwords of the users; an error, before anything is applied, if one is missing or makes no sense."""
    for user in grants:
        if user.name == settings.database.username:
            raise InvalidGrants(f"{FILE}: {user.name} is the database's administrator, who is not made here")
        if user.name not in settings.passwords:
            raise InvalidGrants(f"{FILE}: {user.name} has no password: no variable names a parameter for it")
    if not grants:
        return {}
    values = read_parameters(ssm, *(settings.passwords[user.name] for user in grants))
    passwords = {user.name: values[settings.passwords[user.name]] for user in grants}
    for name, password in passwords.items():
        check_password(name, password)
    return passwords


def _close(session: Session) -> None:
    try:
        session.close()
    except (pymysql.err.Error, OSError):
        pass  # it was lost
