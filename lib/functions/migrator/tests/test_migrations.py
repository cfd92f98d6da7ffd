from __future__ import annotations

import pytest

from migrator.migrations import InvalidMigrations, digest, load
from tests.environment import MIGRATIONS


def write(directory, **files):
    for name, text in files.items():
        (directory / f"{name}.sql").write_text(text)


def test_the_platforms_migrations_are_in_order():
    migrations = load(MIGRATIONS)
    assert [m.number for m in migrations] == list(range(1, len(migrations) + 1))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no migrations"),
        ({"first": "DROP TABLE a"}, "must look like"),
        ({"0001_a": "DROP TABLE a", "0001_b": "DROP TABLE b"}, "is taken by 0001_a"),
        ({"0001_a": "-- nothing"}, "no statement"),
        ({"0001_a": "SET a = 1"}, "0001_a.sql: a migration cannot hold 'SET'"),
        ({"0001_a": "DROP TABLE 'a"}, "has no end"),
    ],
)
def test_what_is_no_clear_order_is_refused(tmp_path, files, message):
    write(tmp_path, **files)
    with pytest.raises(InvalidMigrations, match=message):
        load(tmp_path)


def test_a_missing_directory_is_refused(tmp_path):
    with pytest.raises(InvalidMigrations, match="cannot be read"):
        load(tmp_path / "none")


def test_line_ends_do_not_change_the_checksum(tmp_path):
    (tmp_path / "unix").mkdir()
    (tmp_path / "dos").mkdir()
    (tmp_path / "unix" / "0001_a.sql").write_bytes(b"DROP TABLE a;\nDROP TABLE b;\n")
    (tmp_path / "dos" / "0001_a.sql").write_bytes(b"DROP TABLE a;\r\nDROP TABLE b;\r\n")
    assert load(tmp_path / "unix") == load(tmp_path / "dos")


def test_statements_do_not_run_together_in_a_digest():
    assert digest(["ab", "c"]) != digest(["a", "bc"])
