from __future__ import annotations

import re
import threading
import time

import pytest

from migrator.app import migrate
from migrator.applier import Applier, ChangedMigration, Interrupted, Locked, MigrationFailed, OutOfOrder, OutOfTime
from migrator.fingerprint import fingerprint
from migrator.history import History
from migrator.migrations import load
from migrator.settings import Settings
from shared.custom_resource import Deadline
from shared.logs import logger
from shared.tests.support import Context
from tests.environment import MIGRATIONS


class Crash(BaseException):
    """The process ends here."""


class CrashingSession:
    """A session whose connection ends before or after one of its calls that change something on the server."""

    def __init__(self, session, at, after):
        self._session, self._at, self._after = session, at, after
        self.calls = 0

    def __getattr__(self, name):
        return getattr(self._session, name)

    def cursor(self):
        return CrashingCursor(self, self._session.cursor())

    def begin(self):
        self.call(self._session.begin)

    def commit(self):
        self.call(self._session.commit)

    def call(self, function, *arguments):
        self.calls += 1
        crash = self.calls == self._at
        if crash and not self._after:
            self._end()
        result = function(*arguments)
        if crash:
            self._end()
        return result

    def _end(self):
        self._session.close()
        raise Crash


class CrashingCursor:
    def __init__(self, session, cursor):
        self._session, self._cursor = session, cursor

    def __getattr__(self, name):
        return getattr(self._cursor, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def execute(self, *arguments):
        if arguments[0].startswith(("SELECT ", "SHOW ")):
            return self._cursor.execute(*arguments)
        return self._session.call(self._cursor.execute, *arguments)


# Every way in which a statement can be repeated or not: tables, columns, keys, triggers, renamings, rows.
MIXED = {
    "0001_things": """
        CREATE TABLE things (
          id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, amount INT NOT NULL, old INT NULL, gone INT NULL
        );
        INSERT INTO things (id, amount) VALUES (1, 1), (2, 2);
        ALTER TABLE things ADD COLUMN note VARCHAR(10) NULL, ADD KEY things_amount (amount);
    """,
    "0002_more": """
        UPDATE things SET amount = amount * 10, note = '100%';
        ALTER TABLE things RENAME COLUMN old TO young;
        ALTER TABLE things DROP COLUMN gone;
        CREATE TRIGGER things_no_delete BEFORE DELETE ON things FOR EACH ROW
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no; never';
        CREATE TABLE parents (id INT NOT NULL PRIMARY KEY);
        ALTER TABLE things ADD CONSTRAINT things_young FOREIGN KEY (young) REFERENCES parents (id);
        ALTER TABLE things ADD CONSTRAINT things_positive CHECK (amount > 0);
        CREATE VIEW sums AS SELECT SUM(amount) AS total FROM things;
        CREATE TABLE copies AS SELECT amount FROM things;
        RENAME TABLE copies TO kept;
        DROP VIEW sums;
        INSERT INTO things (id, amount) SELECT amount + 100, amount + 1 FROM kept;
    """,
}


def write(directory, files):
    directory.mkdir(exist_ok=True)
    (directory / "grants.json").write_text('{"users": {}}')
    for name, text in files.items():
        (directory / f"{name}.sql").write_text(text)
    return directory


def apply(environment, directory, seconds=60.0, at=0, after=False):
    session = CrashingSession(environment.shared_database.connect(), at, after)
    try:
        applier = Applier(session, environment.database_name, Deadline(Context(seconds)), logger("migrator"))
        return applier.run(load(directory)), session.calls
    finally:
        try:
            session.close()
        except Exception:
            pass  # the crash closed it


def schema(environment):
    """All definitions and rows, without what tells when."""
    name = environment.database_name
    found = []
    for (table,) in environment.sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY 1", name
    ):
        definition = environment.sql(f"SHOW CREATE TABLE `{table}`")[0][1]
        # What was rolled back leaves a gap in the numbers.
        found.append(re.sub(" AUTO_INCREMENT=[0-9]+", "", definition))
        if table != "schema_migrations":
            found += environment.sql(f"SELECT * FROM `{table}` ORDER BY 1")
    for query in (
        "SELECT table_name, column_name, ordinal_position, column_default, is_nullable, column_type, collation_name"
        " FROM information_schema.columns WHERE table_schema = %s ORDER BY 1, 3",
        "SELECT table_name, index_name, seq_in_index, column_name, non_unique"
        " FROM information_schema.statistics WHERE table_schema = %s ORDER BY 1, 2, 3",
        "SELECT table_name, constraint_name, constraint_type"
        " FROM information_schema.table_constraints WHERE table_schema = %s ORDER BY 1, 2",
        "SELECT table_name, constraint_name, check_clause"
        " FROM information_schema.check_constraints WHERE constraint_schema = %s ORDER BY 1, 2",
        "SELECT trigger_name, event_manipulation, event_object_table, action_statement"
        " FROM information_schema.triggers WHERE trigger_schema = %s ORDER BY 1",
    ):
        found += environment.sql(query, name)
    found += environment.sql(
        "SELECT name, checksum, statements, position, attempting, fingerprint, applied, finished_at IS NOT NULL"
        " FROM schema_migrations ORDER BY name"
    )
    return found


def test_a_second_run_does_nothing(environment):
    outcome, _ = apply(environment, MIGRATIONS)
    assert outcome.applied == tuple(m.name for m in load(MIGRATIONS))
    assert outcome.version == f"{len(outcome.applied):04}"
    before = schema(environment)
    again, _ = apply(environment, MIGRATIONS)
    assert again.applied == () and again.version == outcome.version
    assert schema(environment) == before


def test_times_are_utc(environment):
    apply(environment, MIGRATIONS)
    ((started, finished),) = environment.sql(
        "SELECT MAX(ABS(TIMESTAMPDIFF(SECOND, started_at, UTC_TIMESTAMP()))),"
        " MAX(ABS(TIMESTAMPDIFF(SECOND, finished_at, UTC_TIMESTAMP()))) FROM schema_migrations"
    )
    assert started < 60 and finished < 60


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("source", ["platform", "mixed"])
def test_a_crash_at_any_call_leads_to_the_same_schema(environment, tmp_path, source, after):
    directory = MIGRATIONS if source == "platform" else write(tmp_path / "m", MIXED)
    _, calls = apply(environment, directory)
    expected = schema(environment)
    for at in range(1, calls + 1):
        environment.empty()
        with pytest.raises(Crash):
            apply(environment, directory, at=at, after=after)
        apply(environment, directory)
        assert schema(environment) == expected, f"crash {'after' if after else 'before'} call {at}"


def test_two_crashes_in_one_file_lead_to_the_same_schema(environment, tmp_path):
    directory = write(tmp_path / "m", MIXED)
    _, calls = apply(environment, directory)
    expected = schema(environment)
    for at in range(calls // 4, calls, 7):
        environment.empty()
        for _ in range(3):
            try:
                apply(environment, directory, at=at, after=True)
            except Crash:
                pass
        apply(environment, directory)
        assert schema(environment) == expected


def test_a_changed_migration_is_refused_and_nothing_is_applied(environment, tmp_path):
    directory = write(tmp_path / "m", MIXED)
    apply(environment, directory)
    before = schema(environment)
    write(directory, {"0001_things": MIXED["0001_things"] + "-- hm", "0003_new": "CREATE TABLE new (a INT)"})
    with pytest.raises(ChangedMigration, match="0001_things.sql was changed after it was applied"):
        apply(environment, directory)
    assert schema(environment) == before


def test_a_migration_that_the_image_does_not_know_is_accepted_and_logged(environment, tmp_path, capsys):
    apply(environment, write(tmp_path / "new", MIXED))
    old = write(tmp_path / "old", {"0001_things": MIXED["0001_things"]})
    outcome, _ = apply(environment, old)
    assert outcome.applied == () and outcome.version == "0002"
    assert '"migration.unknown"' in capsys.readouterr().out


def test_a_new_migration_below_an_applied_one_is_refused(environment, tmp_path):
    directory = write(tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT)", "0003_c": "CREATE TABLE c (a INT)"})
    apply(environment, directory)
    write(directory, {"0002_b": "CREATE TABLE b (a INT)"})
    with pytest.raises(OutOfOrder, match="0002_b.sql is new, but 0003"):
        apply(environment, directory)


def test_a_refused_statement_says_where_and_can_be_corrected(environment, tmp_path):
    files = {
        "0001_a": "CREATE TABLE a (a INT); INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN a INT; DROP TABLE a;"
    }
    directory = write(tmp_path / "m", files)
    with pytest.raises(MigrationFailed, match=r"statement 3 of 4 of 0001_a.sql: Duplicate column name 'a' \(1060\)"):
        apply(environment, directory)
    # Not what was applied already ...
    write(directory, {"0001_a": files["0001_a"].replace("VALUES (1)", "VALUES (2)")})
    with pytest.raises(ChangedMigration, match="its first 2 statements must stay"):
        apply(environment, directory)
    # ... but what was refused.
    write(directory, {"0001_a": "CREATE TABLE a (a INT); INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN b INT;"})
    outcome, _ = apply(environment, directory)
    assert outcome.applied == ("0001_a.sql",)
    assert environment.sql("SELECT a, b FROM a") == [(1, None)]


def test_a_refused_statement_on_rows_leaves_nothing(environment, tmp_path):
    directory = write(tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT PRIMARY KEY); INSERT INTO a VALUES (1), (1);"})
    with pytest.raises(MigrationFailed, match="statement 2 of 2"):
        apply(environment, directory)
    assert environment.sql("SELECT * FROM a") == []


def test_an_object_that_was_there_before_is_not_taken_for_the_migrations(environment, tmp_path):
    environment.sql("CREATE TABLE things (other INT)")
    directory = write(tmp_path / "m", MIXED)
    first = load(directory)[0]
    # A worker recorded its attempt and died before it sent the statement.
    session = environment.shared_database.connect()
    history = History(session)
    history.prepare()
    history.begin(first)
    history.attempt(first, 1, fingerprint(session))
    session.close()
    with pytest.raises(MigrationFailed, match="already exists"):
        apply(environment, directory)


class PassingDeadline(Deadline):
    """Passes at the last of some questions."""

    def __init__(self, questions):
        super().__init__(Context(60))
        self._questions = questions

    def passed(self):
        self._questions -= 1
        return self._questions <= 0


def test_time_that_runs_out_is_told_with_the_place(environment, tmp_path):
    directory = write(
        tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT); INSERT INTO a VALUES (1); CREATE TABLE b (a INT);"}
    )
    session = environment.shared_database.connect()
    applier = Applier(session, environment.database_name, PassingDeadline(4), logger("migrator"))
    with pytest.raises(OutOfTime, match="before statement 3 of 3 of 0001_a.sql; the next run goes on there"):
        applier.run(load(directory))
    session.close()
    outcome, _ = apply(environment, directory)
    assert outcome.applied == ("0001_a.sql",)
    assert environment.sql("SELECT COUNT(*) FROM a") == [(1,)]


def test_a_statement_that_takes_too_long_is_told_with_the_place(environment, tmp_path):
    directory = write(tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT); INSERT INTO a SELECT SLEEP(3);"})
    with pytest.raises(Interrupted, match="the connection was lost at statement 2 of 2 of 0001_a.sql"):
        apply(environment, directory, seconds=1.5)


def test_a_table_that_is_in_use_is_waited_for(environment, tmp_path, monkeypatch):
    monkeypatch.setattr("shared.database.LOCK_WAIT_SECONDS", 1)
    write(tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT)"})
    apply(environment, tmp_path / "m")
    holder = environment.database().connect()
    holder.begin()
    holder.cursor().execute("SELECT * FROM a")
    threading.Timer(1.5, holder.commit).start()
    write(tmp_path / "m", {"0002_b": "ALTER TABLE a ADD COLUMN b INT"})
    outcome, _ = apply(environment, tmp_path / "m")
    assert outcome.applied == ("0002_b.sql",)
    holder.close()


def test_a_lost_connection_is_followed_by_another(environment, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "MIGRATIONS_DIRECTORY",
        str(
            write(
                tmp_path / "m",
                {"0001_a": "CREATE TABLE a (a INT); INSERT INTO a SELECT SLEEP(1.5); CREATE TABLE b (a INT);"},
            )
        ),
    )

    def kill():
        for _ in range(100):
            for (connection,) in environment.sql(
                "SELECT id FROM information_schema.processlist WHERE db = %s AND info LIKE '%%SLEEP(1.5)%%'"
                " AND info LIKE 'INSERT%%'",
                environment.database_name,
            ):
                environment.server.admin_execute(f"KILL {connection}")
                return
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    outcome = migrate(Settings.read(), Deadline(Context(60)), logger("migrator"))
    killer.join()
    assert outcome.applied == ("0001_a.sql",)
    assert environment.sql("SELECT COUNT(*) FROM a") == [(1,)]


def test_two_migrators_apply_everything_once(environment, tmp_path):
    directory = write(tmp_path / "m", MIXED)
    outcomes, start = [], threading.Barrier(2)

    def run():
        start.wait()
        outcomes.append(apply(environment, directory)[0])

    threads = [threading.Thread(target=run) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(len(o.applied) for o in outcomes) == [0, 2]
    assert environment.sql("SELECT COUNT(*) FROM things") == [(4,)]


def test_a_migrator_that_does_not_end_is_not_waited_for_forever(environment, tmp_path):
    directory = write(tmp_path / "m", {"0001_a": "CREATE TABLE a (a INT)"})
    holder = environment.database().connect()
    lock = Applier(holder, environment.database_name, Deadline(Context(5)), logger("migrator"))
    lock._acquire()
    try:
        with pytest.raises(Locked, match="another migrator"):
            apply(environment, directory, seconds=3.0)
    finally:
        holder.close()
