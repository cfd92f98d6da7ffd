from __future__ import annotations

import dataclasses
import socket
import struct
import threading

import pymysql
import pytest

from shared.database import (
    Database,
    DatabaseAccessDenied,
    DatabaseContended,
    DatabaseUnavailable,
    ParametersUnreadable,
    TlsMisconfigured,
)
from shared.logs import logger


@pytest.fixture
def database(environment):
    made = environment.database()
    yield made
    made.forget()


def answer(database, query):
    return database.transaction(lambda cursor: (cursor.execute(query), cursor.fetchone())[1])


def test_a_connection_is_encrypted_and_speaks_utc_strictly(database):
    assert answer(database, "SHOW STATUS LIKE 'Ssl_version'")[1] in ("TLSv1.2", "TLSv1.3")
    zone, mode = answer(database, "SELECT @@SESSION.time_zone, @@SESSION.sql_mode")
    assert zone == "+00:00" and "STRICT_ALL_TABLES" in mode
    assert answer(database, "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())") == (0,)


def test_a_certificate_of_a_stranger_is_refused(environment):
    stranger = environment.server.directory / "stranger.pem"
    with pytest.raises(DatabaseUnavailable) as raised:
        environment.database(ca_bundle=str(stranger)).connect()
    assert "CERTIFICATE_VERIFY_FAILED" in raised.value.details["cause"]


def test_a_certificate_for_another_host_is_refused(environment):
    environment.put_parameter(environment.endpoint_parameter, "localhost")
    with pytest.raises(DatabaseUnavailable) as raised:
        environment.database().connect()
    assert "not valid for 'localhost'" in raised.value.details["cause"]


def test_certificates_that_cannot_be_read_are_told(environment):
    with pytest.raises(TlsMisconfigured, match="/nonexistent"):
        environment.database(ca_bundle="/nonexistent").connect()


def test_a_server_without_tls_never_sees_the_user(environment):
    """The greeting of a server that offers no TLS, as somebody in between would send it."""
    capabilities = 0xF7FF & ~0x0800  # all but SSL
    greeting = b"\x0a8.0.36\0" + struct.pack("<I", 1) + b"12345678\0" + struct.pack("<H", capabilities)
    greeting += (
        b"\x21" + struct.pack("<HH", 2, 0x000F) + b"\x15" + b"\0" * 10 + b"123456789012\0mysql_native_password\0"
    )
    received = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.sendall(struct.pack("<I", len(greeting)) + greeting)
                received.append(connection.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(DatabaseUnavailable) as raised:
            environment.database(port=server.getsockname()[1]).connect()
        thread.join()
    assert raised.value.details["number"] == 2026
    assert received == [b""]


def test_an_endpoint_that_moved_is_read_again(environment, database):
    environment.put_parameter(environment.endpoint_parameter, "127.0.0.2")
    with pytest.raises(DatabaseUnavailable):
        database.connect()
    database._parameters = {
        environment.endpoint_parameter: "127.0.0.2",
        environment.password_parameter: "whatever",
    }
    environment.put_parameter(environment.endpoint_parameter, "127.0.0.1")
    assert answer(database, "SELECT 1") == (1,)


def test_a_password_that_stays_wrong_is_an_error(environment, database):
    assert answer(database, "SELECT 1") == (1,)
    environment.put_parameter(environment.password_parameter, "wrong", secure=True)
    database.forget()
    database._parameters = None
    for _ in range(2):
        with pytest.raises(DatabaseAccessDenied):
            database.connect()


def test_parameters_that_are_missing_or_unreadable_are_told(environment):
    with pytest.raises(ParametersUnreadable, match="there is no parameter /tap/none"):
        environment.database(endpoint_parameter="/tap/none").connect()

    class Broken:
        def get_parameters(self, **_):
            raise OSError("no network")

    with pytest.raises(ParametersUnreadable, match="cannot be read"):
        Database(environment.settings(), Broken(), logger("under-test")).connect()


def test_a_database_that_comes_up_late_is_waited_for(environment, monkeypatch):
    database = environment.database(port=1)
    monkeypatch.setattr("shared.database.time.sleep", lambda _: setattr(database, "_settings", environment.settings()))
    database.connect_patiently(30).close()


def test_a_database_that_does_not_come_up_is_given_up(environment):
    with pytest.raises(DatabaseUnavailable):
        environment.database(port=1).connect_patiently(0.4)


@pytest.mark.parametrize(
    ("error", "reconnects"),
    [
        (pymysql.err.OperationalError(1213, "Deadlock found"), False),
        (pymysql.err.OperationalError(1205, "Lock wait timeout"), False),
        (pymysql.err.OperationalError(2013, "Lost connection"), True),
        (pymysql.err.OperationalError(1290, "The server is running with --read-only"), True),
        (pymysql.err.InterfaceError(0, ""), True),
    ],
)
def test_work_that_failed_for_now_is_done_again(database, error, reconnects):
    first = database.session().thread_id()
    tries = []

    def work(cursor):
        tries.append(1)
        if len(tries) < 3:
            raise error
        return "done"

    assert database.transaction(work) == "done"
    assert (database.session().thread_id() != first) is reconnects


def test_work_that_keeps_failing_is_given_up(database, monkeypatch):
    monkeypatch.setattr("shared.database.FIRST_PAUSE_SECONDS", 0)

    def work(cursor):
        raise pymysql.err.OperationalError(1213, "Deadlock found")

    with pytest.raises(DatabaseContended):
        database.transaction(work)


def test_a_real_deadlock_ends_well(environment):
    environment.sql("CREATE TABLE pairs (id INT PRIMARY KEY, n INT NOT NULL) ENGINE = InnoDB")
    environment.sql("INSERT INTO pairs VALUES (1, 0), (2, 0)")
    both = threading.Barrier(2)
    tries = []

    def run(first, second):
        database = environment.database()

        def work(cursor):
            tries.append(1)
            cursor.execute("UPDATE pairs SET n = n + 1 WHERE id = %s", (first,))
            if len(tries) <= 2:
                both.wait(5)
            cursor.execute("UPDATE pairs SET n = n + 1 WHERE id = %s", (second,))

        database.transaction(work)
        database.forget()

    threads = [threading.Thread(target=run, args=pair) for pair in ((1, 2), (2, 1))]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(tries) == 3
    assert environment.sql("SELECT n FROM pairs") == [(2,), (2,)]


def test_what_is_not_committed_is_rolled_back(environment, database):
    environment.sql("CREATE TABLE notes (n INT) ENGINE = InnoDB")
    insert = lambda cursor: cursor.execute("INSERT INTO notes VALUES (1)")  # noqa: E731
    database.transaction(insert, commit=False)
    assert environment.sql("SELECT * FROM notes") == []
    database.transaction(insert)
    assert environment.sql("SELECT * FROM notes") == [(1,)]


def test_settings_do_not_hold_the_password(environment):
    assert "password" not in {f.name for f in dataclasses.fields(environment.settings())}
