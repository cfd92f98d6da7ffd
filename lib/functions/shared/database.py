"""Connections to the transaction database: found and opened at run time, over TLS, kept between invocations."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CLIENT, CR, ER

from shared.errors import FunctionError, InvalidSettings
from shared.logs import Log

Result = TypeVar("Result")

CONNECT_SECONDS = 5
# What one answer of the server may take; migrations set their own.
READ_SECONDS = 10
# Below the time of an answer, so that a lock that is not given is the server's error and not a lost connection.
LOCK_WAIT_SECONDS = 5
# How often a SQL transaction is tried that lost a deadlock or its connection.
ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.02

# Refuses what would be cut or turned into zero, on Aurora as on MariaDB.
_SQL_MODE = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

_DENIED = {ER.ACCESS_DENIED_ERROR}
_ACCESS = {ER.DBACCESS_DENIED_ERROR, ER.TABLEACCESS_DENIED_ERROR, ER.SPECIFIC_ACCESS_DENIED_ERROR}
_LOST = {
    CR.CR_CONNECTION_ERROR,
    CR.CR_CONN_HOST_ERROR,
    CR.CR_UNKNOWN_HOST,
    CR.CR_SERVER_GONE_ERROR,
    CR.CR_SERVER_LOST,
    CR.CR_SERVER_LOST_EXTENDED,
    CR.CR_SERVER_HANDSHAKE_ERR,
    ER.SERVER_SHUTDOWN,
    ER.CON_COUNT_ERROR,
    1927,  # MariaDB: the connection was killed
}
# A cluster that failed over: this member takes no writes any more.
_READ_ONLY = {ER.OPTION_PREVENTS_STATEMENT, 1792, 1836}
_CONTENTION = {ER.LOCK_DEADLOCK, ER.LOCK_WAIT_TIMEOUT}


class DatabaseUnavailable(FunctionError):
    """The database does not answer, or does not take writes."""

    code = "database-unavailable"
    retryable = True


class DatabaseAccessDenied(FunctionError):
    """The database refuses the user, with the newest password too."""

    code = "database-access-denied"
    retryable = True


class DatabaseContended(FunctionError):
    """Deadlocks and lock waits did not end in the attempts there are."""

    code = "database-contended"
    retryable = True


class ParametersUnreadable(FunctionError):
    """Parameter Store does not give the database's endpoint or a password."""

    code = "parameters-unreadable"
    retryable = True


class TlsMisconfigured(FunctionError):
    """The certificates to trust cannot be read."""

    code = "tls-misconfigured"


@dataclass(frozen=True)
class DatabaseSettings:
    """Where the database is said to be, and what it is trusted by."""

    endpoint_parameter: str
    password_parameter: str
    name: str
    username: str
    ca_bundle: str
    port: int = 3306

    @classmethod
    def read(cls, values: Mapping[str, str]) -> DatabaseSettings:
        """The settings in the variables that are set."""
        port = values["DATABASE_PORT"]
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise InvalidSettings("DATABASE_PORT is no port")
        return cls(
            endpoint_parameter=values["DATABASE_ENDPOINT_PARAMETER"],
            password_parameter=values["DATABASE_PASSWORD_PARAMETER"],
            name=values["DATABASE_NAME"],
            username=values["DATABASE_USERNAME"],
            ca_bundle=values["DATABASE_CA_BUNDLE"],
            port=int(port),
        )


class Session(Connection):
    """A connection whose time for an answer can be changed while it is open."""

    def answer_within(self, seconds: float) -> None:
        """Waits at most `seconds` for each further answer."""
        self._read_timeout = max(0.1, seconds)


class Database:
    """The database, with one connection that is used again.

    `ssm` is a client of Parameter Store. Endpoint and password are read once, and again when they stop working: the
    password may have been rotated, the cluster replaced.
    """

    def __init__(self, settings: DatabaseSettings, ssm: Any, log: Log) -> None:
        self._settings = settings
        self._ssm = ssm
        self._tls: ssl.SSLContext | None = None
        self._parameters: dict[str, str] | None = None
        self._session: Session | None = None
        self.log = log

    def session(self) -> Session:
        """The kept connection, opened if there is none."""
        if self._session is None:
            self._session = self.connect()
        return self._session

    def forget(self) -> None:
        """Closes the kept connection."""
        session, self._session = self._session, None
        if session is not None:
            try:
                session.close()
            except (pymysql.err.Error, OSError):
                pass  # it was closed already

    def connect(self) -> Session:
        """A new connection; the caller closes it."""
        fresh = self._parameters is None
        try:
            return self._open()
        except pymysql.err.OperationalError as error:
            number = _number(error)
            if fresh or number not in _DENIED | _LOST:
                raise _typed(error) from None
            self.log.warning("database.parameters-again", number=number)
            self._parameters = None
        try:
            return self._open()
        except pymysql.err.OperationalError as error:
            # What was read is not trusted by the next caller either.
            self._parameters = None
            raise _typed(error) from None

    def connect_patiently(self, seconds: float) -> Session:
        """A new connection, tried for `seconds`: a database that is being made or fails over comes up late."""
        end = time.monotonic() + seconds
        pause = 0.5
        attempt = 1
        while True:
            try:
                return self.connect()
            except DatabaseUnavailable as error:
                left = end - time.monotonic()
                self.log.warning("database.waiting", attempt=attempt, seconds_left=max(0, int(left)), reason=str(error))
                if left <= pause:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
            attempt += 1

    def transaction(self, work: Callable[[Any], Result], *, commit: bool = True, seconds: float = 60.0) -> Result:
        """What `work` returns for a cursor in a SQL transaction, which is rolled back if it raises or unless `commit`.

        Work that lost a deadlock, a lock or the connection is done again, for at most `seconds`. A connection that was
        lost during the commit leaves open whether it took place: work must find out by itself, as it does by a unique
        key.
        """
        end = time.monotonic() + seconds
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(work, commit, min(READ_SECONDS, end - time.monotonic()))
            except pymysql.err.MySQLError as error:
                number = _number(error)
                # PyMySQL raises InterfaceError when the connection was closed under it.
                if number in _LOST | _READ_ONLY or isinstance(error, pymysql.err.InterfaceError):
                    self.forget()
                elif number not in _CONTENTION:
                    raise
                pause = FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1.5)
                if attempt == ATTEMPTS or time.monotonic() + pause > end:
                    raise _typed(error) from error
                self.log.warning("database.again", number=number, attempt=attempt)
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _once(self, work: Callable[[Any], Result], commit: bool, seconds: float) -> Result:
        session = self.session()
        session.answer_within(seconds)
        try:
            session.begin()
            with session.cursor() as cursor:
                result = work(cursor)
            session.commit() if commit else session.rollback()
            return result
        except BaseException:
            try:
                session.rollback()
            except (pymysql.err.Error, OSError):
                self.forget()
            raise

    def _open(self) -> Session:
        parameters = self._read_parameters()
        settings = self._settings
        if self._tls is None:
            self._tls = _tls_context(settings.ca_bundle)
        session = Session(
            host=parameters[settings.endpoint_parameter],
            port=settings.port,
            user=settings.username,
            password=parameters[settings.password_parameter],
            database=settings.name,
            # A context makes TLS a must; without it PyMySQL would go on in the clear with a server that has none.
            ssl=self._tls,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            write_timeout=READ_SECONDS,
            client_flag=CLIENT.FOUND_ROWS,
        )
        try:
            with session.cursor() as cursor:
                cursor.execute(
                    "SET SESSION time_zone = '+00:00', sql_mode = %s,"
                    " innodb_lock_wait_timeout = %s, lock_wait_timeout = %s",
                    (_SQL_MODE, LOCK_WAIT_SECONDS, LOCK_WAIT_SECONDS),
                )
                # Every row that a decision rests on is locked, so nothing is gained by gap locks but deadlocks.
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        except BaseException:
            session.close()
            raise
        return session

    def _read_parameters(self) -> dict[str, str]:
        if self._parameters is None:
            settings = self._settings
            self._parameters = read_parameters(self._ssm, settings.endpoint_parameter, settings.password_parameter)
        return self._parameters


def read_parameters(ssm: Any, *names: str) -> dict[str, str]:
    """The values of at most ten parameters of Parameter Store, by name."""
    try:
        answer = ssm.get_parameters(Names=list(names), WithDecryption=True)
    except Exception as error:  # botocore has no common base for what can go wrong
        raise ParametersUnreadable(
            "Parameter Store cannot be read", details={"names": names, "cause": type(error).__name__}
        ) from error
    if answer.get("InvalidParameters"):
        raise ParametersUnreadable(f"there is no parameter {', '.join(answer['InvalidParameters'])}")
    return {p["Name"]: p["Value"] for p in answer["Parameters"]}


def _tls_context(ca_bundle: str) -> ssl.SSLContext:
    # Not `create_default_context`: from Python 3.13 on it asks for extensions that RDS's older roots lack.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cafile=ca_bundle)
    except (OSError, ssl.SSLError) as error:
        raise TlsMisconfigured(f"the certificates in {ca_bundle} cannot be read: {error}") from error
    return context


def _number(error: BaseException) -> int:
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def _typed(error: BaseException) -> FunctionError:
    number = _number(error)
    if number in _CONTENTION:
        return DatabaseContended("the database's locks were not given", details={"number": number})
    if number in _DENIED | _ACCESS:
        return DatabaseAccessDenied("the database refuses the user", details={"number": number})
    # The text of a connection error names host and reason, never the password.
    return DatabaseUnavailable("the database cannot be reached", details={"number": number, "cause": str(error)})
