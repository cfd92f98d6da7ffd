"""The users that the migrator makes, on a real server."""

from __future__ import annotations

import json
import threading

import pymysql
import pytest

from migrator.app import handler, migrate
from migrator.applier import Applier, OutOfTime
from migrator.grants import InvalidGrants, User
from migrator.migrations import load
from migrator.settings import Settings
from migrator.tests.test_applier import Crash, CrashingSession, PassingDeadline, apply, write
from migrator.users import Users, UsersFailed
from shared.custom_resource import Deadline
from shared.database import DatabaseAccessDenied
from shared.logs import logger
from shared.tests.support import CloudFormation, Context
from tests.environment import MIGRATIONS, PASSWORD, VALIDATOR, VALIDATOR_PASSWORD

FIRST = {"0001_first": "CREATE TABLE a (n INT); CREATE TABLE b (n INT);"}


@pytest.fixture
def cloudformation():
    end = CloudFormation()
    yield end
    end.close()


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """Migrations of the test's own, which the migrator is pointed at."""
    monkeypatch.setenv("MIGRATIONS_DIRECTORY", str(tmp_path / "m"))
    return write(tmp_path / "m", FIRST)


def grant(directory, **tables):
    (directory / "grants.json").write_text(json.dumps({"users": {VALIDATOR: {"tables": tables}}}))


def run():
    return migrate(Settings.read(), Deadline(Context()), logger("migrator"))


def log_in(environment):
    """The validator's database, as its own function sees it."""
    return environment.database(username=VALIDATOR, password_parameter=environment.validator_password_parameter)


def ask(database, statement):
    session = database.connect()
    try:
        with session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()
    finally:
        session.close()


def held(environment):
    """All that the user may do, without the hash of its password."""
    lines = [line for (line,) in environment.sql(f"SHOW GRANTS FOR '{VALIDATOR}'@'%'")]
    name = f"`{environment.database_name}`"
    return {line.split(" TO ")[0].removeprefix("GRANT ").replace(name, "db") for line in lines}


def events(capsys, name):
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line["fields"] for line in lines if line["event"] == name]


def test_the_validator_may_do_what_is_listed_and_nothing_else(environment):
    run()
    assert held(environment) == {
        "USAGE ON *.*",
        "SELECT, INSERT, UPDATE ON db.`accounts`",
        "SELECT, INSERT ON db.`transactions`",
        "SELECT, INSERT ON db.`postings`",
        "INSERT ON db.`audit_trail`",
    }


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM {table}" for table in ("accounts", "transactions", "postings", "audit_trail")),
        *(f"UPDATE {table} SET transaction_id = 'x'" for table in ("transactions", "postings", "audit_trail")),
        "SELECT * FROM audit_trail",
        "REPLACE INTO audit_trail (entry_id, transaction_id) VALUES (1, 't')",
        "SELECT * FROM schema_migrations",
        "UPDATE schema_migrations SET checksum = ''",
        "TRUNCATE audit_trail",
        "DROP TABLE accounts",
        "ALTER TABLE accounts DROP COLUMN status",
        "CREATE TABLE more (n INT)",
        "CREATE TEMPORARY TABLE more (n INT)",
        "CREATE VIEW more AS SELECT account_id FROM accounts",
        "CREATE TRIGGER more BEFORE INSERT ON accounts FOR EACH ROW SET @a = 1",
        "DROP TRIGGER audit_trail_no_update",
        "LOCK TABLES accounts WRITE",
        "CREATE USER another",
        "GRANT SELECT ON accounts TO CURRENT_USER()",
        "SELECT * FROM mysql.user",
        "CREATE DATABASE another_one",
        "SET GLOBAL require_secure_transport = OFF",
    ],
)
def test_the_validator_may_not(environment, statement):
    run()
    with pytest.raises(pymysql.err.OperationalError) as raised:
        ask(log_in(environment), statement)
    # Denied on a database or a table, or for want of a privilege.
    assert raised.value.args[0] in (1044, 1142, 1227), raised.value


def test_the_validator_is_refused_without_tls(environment):
    run()
    assert ask(log_in(environment), "SELECT COUNT(*) FROM accounts") == ((0,),)
    # The socket counts as secure transport to the server, so it is the user that wants TLS.
    for target in (
        {"unix_socket": str(environment.server.socket)},
        {"host": "127.0.0.1", "port": environment.server.port},
    ):
        with pytest.raises(pymysql.err.OperationalError) as raised:
            pymysql.connect(**target, user=VALIDATOR, password=VALIDATOR_PASSWORD, ssl_disabled=True)
        assert raised.value.args[0] in (1045, 3159)


def test_a_rotated_password_is_taken_over(environment, capsys):
    run()
    database = log_in(environment)
    session = database.session()
    environment.put_parameter(environment.validator_password_parameter, "another password", secure=True)
    with pytest.raises(DatabaseAccessDenied):
        ask(log_in(environment), "SELECT 1")
    run()
    assert ask(log_in(environment), "SELECT 1") == ((1,),)
    # Who is logged in stays so, and whoever knows the old password only reads the new one.
    with session.cursor() as cursor:
        assert cursor.execute("SELECT COUNT(*) FROM accounts") == 1
    database.forget()
    assert ask(database, "SELECT 1") == ((1,),)
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(
            host="127.0.0.1",
            port=environment.server.port,
            user=VALIDATOR,
            password=VALIDATOR_PASSWORD,
            ssl={"ca": str(environment.server.ca_bundle)},
        )
    assert "another password" not in capsys.readouterr().out


def test_another_run_changes_nothing_for_whoever_is_at_work(environment, capsys):
    run()
    before = held(environment)
    environment.open_account("a")
    session = log_in(environment).connect()
    session.begin()
    with session.cursor() as cursor:
        cursor.execute("UPDATE accounts SET balance = 5 WHERE account_id = 'a'")
        capsys.readouterr()
        run()
        cursor.execute("UPDATE accounts SET balance = 6 WHERE account_id = 'a'")
    session.commit()
    session.close()
    assert environment.balance("a") == 6
    assert held(environment) == before
    assert events(capsys, "user.kept") == [{"user": VALIDATOR, "given": [], "taken": []}]


def test_what_is_no_longer_listed_is_taken_and_what_is_new_is_given(environment, directory, capsys):
    grant(directory, a=["SELECT", "INSERT"], b=["SELECT"])
    run()
    grant(directory, a=["SELECT", "UPDATE"])
    capsys.readouterr()
    run()
    assert held(environment) == {"USAGE ON *.*", "SELECT, UPDATE ON db.`a`"}
    name = f"`{environment.database_name}`"
    assert events(capsys, "user.kept") == [
        {
            "user": VALIDATOR,
            "given": [f"UPDATE ON {name}.`a`"],
            "taken": [f"INSERT ON {name}.`a`", f"SELECT ON {name}.`b`"],
        }
    ]
    grant(directory)
    run()
    assert held(environment) == {"USAGE ON *.*"}


@pytest.mark.parametrize(
    "more",
    [
        "GRANT ALL ON *.* TO {user} WITH GRANT OPTION",
        "GRANT ALL ON `{name}`.* TO {user}",
        "GRANT ALL ON `{name}`.a TO {user} WITH GRANT OPTION",
        "GRANT SELECT (n), UPDATE (n) ON `{name}`.a TO {user}",
        "GRANT SELECT ON mysql.* TO {user}",
        "GRANT EXECUTE ON PROCEDURE `{name}`.p TO {user}",
        "GRANT `r{name}` TO {user} WITH ADMIN OPTION",
    ],
)
def test_a_user_that_others_made_is_taken_over(environment, directory, more):
    user, name = f"'{VALIDATOR}'@'%'", environment.database_name
    apply(environment, directory)
    environment.sql("CREATE PROCEDURE p() SELECT 1")
    environment.server.admin_execute(f"CREATE ROLE `r{name}`")
    environment.server.admin_execute(f"CREATE USER {user} IDENTIFIED BY 'by hand' REQUIRE NONE")
    environment.server.admin_execute(more.format(user=user, name=name))
    # The administrator of Aurora owns what it gives; here some of it is the server's root's.
    administrator = f"'{environment.administrator}'@'%'"
    environment.server.admin_execute(f"GRANT ALL ON *.* TO {administrator} WITH GRANT OPTION")
    environment.server.admin_execute(f"GRANT `r{name}` TO {administrator} WITH ADMIN OPTION")
    grant(directory, a=["SELECT"])
    run()
    assert held(environment) == {"USAGE ON *.*", "SELECT ON db.`a`"}
    assert ask(log_in(environment), "SELECT COUNT(*) FROM a") == ((0,),)
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(
            unix_socket=str(environment.server.socket), user=VALIDATOR, password=VALIDATOR_PASSWORD, ssl_disabled=True
        )
    environment.server.admin_execute(f"DROP ROLE `r{name}`")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_call_is_made_up_for(environment, directory, after):
    apply(environment, directory)
    tables = {"a": frozenset({"SELECT", "UPDATE"}), "b": frozenset({"INSERT"})}
    user, name = User(VALIDATOR, tables), environment.database_name

    def keep(at):
        session = CrashingSession(environment.shared_database.connect(), at, after)
        try:
            users = Users(session, name, Deadline(Context()), logger("migrator"))
            users.keep([user], {VALIDATOR: VALIDATOR_PASSWORD}, is_older=False)
            return session.calls
        finally:
            session.close() if not at else None

    def start():
        environment.server.admin_execute(f"DROP USER IF EXISTS '{VALIDATOR}'@'%'")
        environment.server.admin_execute(f"CREATE USER '{VALIDATOR}'@'%' IDENTIFIED BY 'by hand'")
        environment.server.admin_execute(f"GRANT DELETE ON `{name}`.a TO '{VALIDATOR}'@'%'")

    start()
    calls = keep(0)
    # The user is there twice, made and changed; two tables are given, one privilege is taken.
    assert calls == 5
    expected = held(environment)
    assert expected == {"USAGE ON *.*", "SELECT, UPDATE ON db.`a`", "INSERT ON db.`b`"}
    for at in range(1, calls + 1):
        start()
        with pytest.raises(Crash):
            keep(at)
        keep(0)
        assert held(environment) == expected, f"crash {'after' if after else 'before'} call {at}"
        assert ask(log_in(environment), "SELECT COUNT(*) FROM a") == ((0,),)


def test_a_lost_connection_is_followed_by_another(environment, directory, monkeypatch):
    grant(directory, a=["SELECT"])
    original, lost = Users._privileges, []

    def lose(self, *arguments):
        if not lost:
            lost.append(environment.server.admin_execute(f"KILL {self._session.thread_id()}"))
        return original(self, *arguments)

    monkeypatch.setattr(Users, "_privileges", lose)
    run()
    assert lost and held(environment) == {"USAGE ON *.*", "SELECT ON db.`a`"}


def test_time_that_runs_out_is_told_with_the_place(environment, directory):
    apply(environment, directory)
    session = environment.shared_database.connect()
    users = Users(session, environment.database_name, PassingDeadline(3), logger("migrator"))
    with pytest.raises(OutOfTime, match="time ran out before user validator; the next run goes on there"):
        users.keep([User(VALIDATOR, {})], {VALIDATOR: VALIDATOR_PASSWORD}, is_older=False)
    session.close()


def test_an_image_from_before_there_were_users_leaves_them_alone(environment):
    run()
    before = held(environment)
    # All that such an image does.
    outcome, _ = apply(environment, MIGRATIONS)
    assert outcome.applied == () and held(environment) == before
    assert ask(log_in(environment), "SELECT COUNT(*) FROM accounts") == ((0,),)


def test_an_image_that_is_older_than_the_schema_takes_nothing(environment, directory, capsys):
    old = (directory / "0001_first.sql").read_text()
    write(directory, {"0002_more": "DROP TABLE b; CREATE TABLE c (n INT);"})
    grant(directory, a=["SELECT"], c=["INSERT"])
    run()
    (directory / "0002_more.sql").unlink()
    environment.server.admin_execute(f"GRANT ALL ON `{environment.database_name}`.c TO '{VALIDATOR}'@'%'")
    assert (directory / "0001_first.sql").read_text() == old
    grant(directory, a=["INSERT"], b=["SELECT"], c=["SELECT"])
    capsys.readouterr()
    run()
    assert held(environment) == {"USAGE ON *.*", "SELECT, INSERT ON db.`a`", "ALL PRIVILEGES ON db.`c`"}
    assert ask(log_in(environment), "SELECT COUNT(*) FROM a") == ((0,),)


def test_tables_that_do_not_exist_are_refused_together(environment, directory, cloudformation):
    grant(directory, a=["SELECT"], none=["SELECT"], nothing=["INSERT"])
    answer = handler(cloudformation.event("Create"), Context())
    assert cloudformation.accepted == [answer] and answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("grants.json: there is no table for validator: none, validator: nothing (log")
    assert environment.sql("SELECT COUNT(*) FROM mysql.global_priv WHERE user = %s", VALIDATOR) == [(0,)]
    grant(directory, a=["SELECT"])
    answer = handler(cloudformation.event("Create"), Context())
    assert (answer["Status"], answer["Data"]["Applied"]) == ("SUCCESS", "0")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: e.put_parameter(e.validator_password_parameter, "short", secure=True), "the password of validator"),
        (lambda e: e.ssm.delete_parameter(Name=e.validator_password_parameter), "there is no parameter /tap/"),
    ],
)
def test_a_password_that_is_missing_or_a_mistake_is_answered_before_anything_is_applied(
    environment, cloudformation, change, reason
):
    change(environment)
    answer = handler(cloudformation.event("Create"), Context())
    assert answer["Status"] == "FAILED" and answer["Reason"].startswith(reason)
    assert environment.sql("SHOW TABLES") == []


@pytest.mark.parametrize("name", ["administrator", "stranger"])
def test_a_user_that_is_not_the_migrators_to_make_is_refused(environment, directory, name):
    user = environment.administrator if name == "administrator" else name
    (directory / "grants.json").write_text(json.dumps({"users": {user: {"tables": {}}}}))
    reason = "is the database's administrator" if name == "administrator" else "stranger has no password: no variable"
    with pytest.raises(InvalidGrants, match=reason):
        run()


@pytest.mark.parametrize("missing", ["CREATE USER", "GRANT OPTION"])
def test_what_the_database_refuses_is_answered_without_secrets(environment, cloudformation, capsys, missing):
    administrator = f"'{environment.administrator}'@'%'"
    # Who may write into the tables of users may make users, too.
    environment.server.admin_execute(f"REVOKE INSERT, UPDATE, {missing} ON *.* FROM {administrator}")
    environment.server.admin_execute(f"GRANT ALL ON `{environment.database_name}`.* TO {administrator}")
    if missing == "GRANT OPTION":
        environment.server.admin_execute(f"GRANT CREATE USER ON *.* TO {administrator}")
    answer = handler(cloudformation.event("Create"), Context())
    assert answer["Status"] == "FAILED" and answer["Reason"].startswith("user validator")
    assert ("refused by the database (1227)" in answer["Reason"]) is (missing == "CREATE USER")
    text = capsys.readouterr().out + json.dumps(answer)
    assert '"code": "users-failed"' in text
    for secret in (PASSWORD, VALIDATOR_PASSWORD, "IDENTIFIED", "REQUIRE SSL"):
        assert secret not in text


def test_no_statement_holds_the_password(environment, capsys):
    server = environment.server
    server.admin_execute("TRUNCATE mysql.general_log")
    server.admin_execute("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON")
    try:
        run()
    finally:
        server.admin_execute("SET GLOBAL general_log = OFF")
    statements = [text for (text,) in environment.sql("SELECT argument FROM mysql.general_log")]
    assert any(text.startswith(f"ALTER USER '{VALIDATOR}'@'%' IDENTIFIED WITH") for text in statements)
    assert not any(VALIDATOR_PASSWORD in text for text in statements)
    assert VALIDATOR_PASSWORD not in capsys.readouterr().out


def test_two_migrators_make_one_user(environment, directory):
    grant(directory, a=["SELECT"])
    problems, start = [], threading.Barrier(2)

    def work():
        start.wait()
        try:
            run()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert problems == [] and held(environment) == {"USAGE ON *.*", "SELECT ON db.`a`"}


def test_users_are_kept_under_the_lock(environment):
    session = environment.shared_database.connect()
    applier = Applier(session, environment.database_name, Deadline(Context()), logger("migrator"))
    free = []
    applier.run(load(MIGRATIONS), lambda _: free.extend(environment.sql("SELECT IS_FREE_LOCK(%s)", applier._lock)))
    session.close()
    assert free == [(0,)]


def test_delete_keeps_the_user(environment, cloudformation):
    handler(cloudformation.event("Create"), Context())
    before = held(environment)
    answer = handler(cloudformation.event("Delete", PhysicalResourceId="schema-x"), Context())
    assert answer["Status"] == "SUCCESS" and held(environment) == before


def test_privileges_that_come_back_are_told(environment, directory, monkeypatch):
    grant(directory, a=["SELECT"])
    monkeypatch.setattr(Users, "_held", lambda *_: {"*.*": {"SELECT"}})
    with pytest.raises(UsersFailed, match="user validator: its privileges are not what was given"):
        run()
