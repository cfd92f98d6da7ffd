"""Makes the database's users and keeps them as the grants say: password, TLS, and exactly the privileges listed.

Each statement can be repeated, and only what differs is given or taken, so that a run resumes another that was
interrupted and whoever is at work meanwhile keeps what it needs. What is new is given before anything is taken.

The administrator of Aurora is no SUPER. `CREATE USER` and `ALTER USER` need its privilege `CREATE USER`, `SHOW GRANTS`
its `SELECT` on everything, `GRANT` and `REVOKE` its `GRANT OPTION`.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pymysql

from migrator.applier import ATTEMPTS, PASSING, PAUSE_SECONDS, OutOfTime, lost
from migrator.grants import FILE, InvalidGrants, User
from shared.custom_resource import Deadline
from shared.database import Session
from shared.errors import FunctionError
from shared.logs import Log

# Of what is given and taken, until the server says what the grants say. One round does, unless privileges come in one
# that was given by hand and is taken as a whole.
_ROUNDS = 3
_SHORTEST_PASSWORD = 8

_QUOTED = r"(?:`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*')"
_PART = rf"(?:{_QUOTED}|[^`'])+?"
# A line of `SHOW GRANTS`: privileges on something, or roles. What follows differs, and on MariaDB holds a hash.
_GRANT = re.compile(
    rf"GRANT (?P<what>{_PART})(?: ON (?P<place>{_PART}))? TO {_QUOTED}@{_QUOTED}(?P<more>.*)", re.DOTALL
)
# One privilege of a list, with the columns that it may be for.
_PRIVILEGE = re.compile(rf"(?:{_QUOTED}|\((?:{_QUOTED}|[^`')])*\)|[^,`'(])+")
_NOTHING = "USAGE"
_GRANT_OPTION = "GRANT OPTION"

# Privileges by what they are on, as in `SHOW GRANTS`; roles are on nothing.
Held = dict["str | None", set[str]]


class UsersFailed(FunctionError):
    """The database refuses to make a user or to change its privileges."""

    code = "users-failed"


class InvalidPassword(FunctionError):
    """A password is none that every client sends alike."""

    code = "invalid-password"


class Users:
    """The users of one database, over the session of its administrator."""

    def __init__(self, session: Session, database: str, deadline: Deadline, log: Log) -> None:
        self._session = session
        self._database = database
        self._deadline = deadline
        self._log = log

    def keep(self, users: Sequence[User], passwords: Mapping[str, str], *, is_older: bool) -> None:
        """Makes those of `users` that are missing, and gives all of them their `passwords` and privileges.

        An image that `is_older` than the schema, as in a rollback, takes nothing from anybody and passes over tables
        that are gone: a newer one gave more, and knows why.
        """
        tables = self._tables()
        missing = [f"{user.name}: {table}" for user in users for table in sorted(user.tables) if table not in tables]
        if missing and not is_older:
            raise InvalidGrants(f"{FILE}: there is no table for {', '.join(missing)}")
        if missing:
            self._log.warning("user.tables-gone", missing=missing)
        for user in users:
            self._log_in(user.name, passwords[user.name])
            wanted: Held = {
                f"`{self._database}`.`{table}`": set(privileges)
                for table, privileges in user.tables.items()
                if table in tables
            }
            self._privileges(user.name, wanted, is_older)

    def _tables(self) -> set[str]:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
        return {name for (name,) in self._rows("the tables", query)}

    def _log_in(self, name: str, password: str) -> None:
        """The user, with its password and never without TLS.

        The server gets the hash that it would make itself, so that the password is in no statement, and hence in no
        log: not in the binary, the general or the audit log, nor in an error. MySQL 8 and MariaDB have this plugin.
        """
        login = f"{_account(name)} IDENTIFIED WITH mysql_native_password AS '{_hash(password)}' REQUIRE SSL"
        self._rows(f"user {name}", f"CREATE USER IF NOT EXISTS {login}", secret=True)
        # It was there, perhaps with another password. Who is logged in stays so.
        self._rows(f"user {name}", f"ALTER USER {login}", secret=True)

    def _privileges(self, name: str, wanted: Held, is_older: bool) -> None:
        given: list[str] = []
        taken: list[str] = []
        for _ in range(_ROUNDS):
            held = self._held(name)
            more = _beyond(wanted, held)
            less = {} if is_older else _beyond(held, wanted)
            if not more and not less:
                self._log.info("user.kept", user=name, given=given, taken=taken)
                return
            for place, privileges in _sorted(more):
                text = f"{', '.join(sorted(privileges))} ON {place}"
                self._rows(f"user {name}: {text}", f"GRANT {text} TO {_account(name)}")
                given.append(text)
            if is_older:
                # Nothing is taken, so `ALL PRIVILEGES` stay what the server says, whatever they hold.
                self._log.info("user.kept", user=name, given=given, taken=taken)
                return
            for place, privileges in _sorted(less):
                # The right to pass privileges on is no privilege beside others in every server's grammar.
                for group in (privileges & {_GRANT_OPTION}, privileges - {_GRANT_OPTION}):
                    if group:
                        text = ", ".join(sorted(group)) + ("" if place is None else f" ON {place}")
                        self._rows(f"user {name}: {text}", f"REVOKE {text} FROM {_account(name)}")
                        taken.append(text)
        raise UsersFailed(
            f"user {name}: its privileges are not what was given; somebody else changes them, or cannot be outdone",
            details={"given": given, "taken": taken},
        )

    def _held(self, name: str) -> Held:
        query = f"SHOW GRANTS FOR {_account(name)}"
        return parse([line for (line,) in self._rows(f"user {name}", query)])

    def _rows(self, place: str, statement: str, *, secret: bool = False) -> Sequence[tuple[Any, ...]]:
        """The rows of one statement, run again if a lock was not given. A lost connection is raised as it is."""
        for attempt in range(1, ATTEMPTS + 1):
            if self._deadline.passed():
                raise OutOfTime(f"time ran out before {place}; the next run goes on there")
            self._session.answer_within(self._deadline.remaining())
            try:
                with self._session.cursor() as cursor:
                    cursor.execute(statement)
                    return cursor.fetchall()
            except pymysql.err.MySQLError as error:
                if lost(error):
                    raise
                number = error.args[0]
                if number not in PASSING or attempt == ATTEMPTS:
                    # The server's text may quote the statement, so it is not told of one that holds a hash.
                    text = "refused by the database" if secret else error.args[-1]
                    raise UsersFailed(f"{place}: {text} ({number})") from (None if secret else error)
            self._log.info("user.waiting", place=place, attempt=attempt)
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")


def parse(lines: Sequence[str]) -> Held:
    """What the lines of `SHOW GRANTS` give."""
    held: Held = {}
    for line in lines:
        grant = _GRANT.fullmatch(line)
        if grant is None:
            continue  # a default role, or what a role or a wider privilege does not give
        privileges = {part.strip() for part in _PRIVILEGE.findall(grant["what"])} - {_NOTHING}
        if grant["place"] is not None and _GRANT_OPTION in grant["more"]:
            privileges.add(_GRANT_OPTION)
        if privileges:
            held.setdefault(grant["place"], set()).update(privileges)
    return held


def check_password(user: str, password: str) -> None:
    """Refuses a password that clients would send in different ways, or that is a mistake."""
    if len(password) < _SHORTEST_PASSWORD or not password.isascii() or not password.isprintable():
        raise InvalidPassword(
            f"the password of {user} must be {_SHORTEST_PASSWORD} or more printable characters of ASCII"
        )


def _account(name: str) -> str:
    return f"'{name}'@'%'"


def _hash(password: str) -> str:
    return "*" + hashlib.sha1(hashlib.sha1(password.encode()).digest()).hexdigest().upper()


def _sorted(held: Held) -> list[tuple[str | None, set[str]]]:
    return sorted(held.items(), key=lambda item: item[0] or "")


def _beyond(some: Held, others: Held) -> Held:
    """What is in `some` and not in `others`."""
    beyond = {place: privileges - others.get(place, set()) for place, privileges in some.items()}
    return {place: privileges for place, privileges in beyond.items() if privileges}
