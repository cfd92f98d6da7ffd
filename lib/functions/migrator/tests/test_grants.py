from __future__ import annotations

import json

import pytest

from migrator.grants import InvalidGrants, User, load
from migrator.settings import Settings
from migrator.users import InvalidPassword, check_password, parse
from tests.environment import MIGRATIONS, VALIDATOR


def users(tables):
    return {"users": {"reader": {"tables": tables}}}


def test_the_platforms_grants_are_clear(environment):
    granted = load(MIGRATIONS)
    assert [user.name for user in granted] == [VALIDATOR]
    assert set(Settings.read().passwords) == {VALIDATOR}
    given = {privilege for user in granted for privileges in user.tables.values() for privilege in privileges}
    assert given == {"SELECT", "INSERT", "UPDATE"}


def test_a_user_may_have_nothing(tmp_path):
    (tmp_path / "grants.json").write_text(json.dumps(users({})))
    assert load(tmp_path) == [User("reader", {})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read: Expecting"),
        (b"\xff", "cannot be read"),
        ('{"users": {}, "users": {}}', "cannot be read: 'users' is there twice"),
        ([], "grants.json is no object"),
        ({}, "'users' is missing in grants.json"),
        ({"users": {}, "roles": {}}, "'roles' is unknown in grants.json; known: users"),
        ({"users": []}, "users is no object"),
        ({"users": {"reader": {}}}, "'tables' is missing in reader"),
        ({"users": {"reader": {"tables": {}, "host": "%"}}}, "'host' is unknown in reader; known: tables"),
        ({"users": {"re'ader": {"tables": {}}}}, '"re\'ader" is no name of a user'),
        ({"users": {"r" * 33: {"tables": {}}}}, "is no name of a user"),
        (users([]), "reader is no object"),
        (users({"a`b": ["SELECT"]}), "reader: a`b is no name of a table"),
        (users({"schema_migrations": ["SELECT"]}), "reader: schema_migrations is the migrator's own"),
        (users({"a": []}), "reader: a: expected a list of SELECT, INSERT, UPDATE, DELETE"),
        (users({"a": "SELECT"}), "reader: a: expected a list"),
        (users({"a": ["DROP"]}), "reader: a: 'DROP' is no privilege on rows"),
        (users({"a": ["select"]}), "reader: a: 'select' is no privilege on rows"),
        (users({"a": [["SELECT"]]}), "is no privilege on rows"),
        (users({"a": ["SELECT", "SELECT"]}), "reader: a: a privilege is there twice"),
    ],
)
def test_a_file_that_is_not_clear_is_refused(tmp_path, content, message):
    if not isinstance(content, (str, bytes)):
        content = json.dumps(content)
    (tmp_path / "grants.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidGrants) as raised:
        load(tmp_path)
    assert message in str(raised.value) and str(raised.value).startswith("grants.json")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidGrants, match="grants.json cannot be read"):
        load(tmp_path)


def test_what_servers_tell_of_privileges_is_understood():
    mysql = [
        "GRANT USAGE ON *.* TO `u`@`%`",
        "GRANT BACKUP_ADMIN,ROLE_ADMIN ON *.* TO `u`@`%` WITH GRANT OPTION",
        "GRANT ALL PRIVILEGES ON `data\\_base`.* TO `u`@`%`",
        "GRANT SELECT, INSERT (`a`, `b`), UPDATE (`c ON d TO e`) ON `x`.`y` TO `u`@`%`",
        "GRANT EXECUTE ON PROCEDURE `x`.`p``q` TO `u`@`%`",
        "GRANT PROXY ON ''@'' TO 'u'@'%'",
        "GRANT `first`@`%`,`second`@`%` TO `u`@`%` WITH ADMIN OPTION",
    ]
    assert parse(mysql) == {
        "*.*": {"BACKUP_ADMIN", "ROLE_ADMIN", "GRANT OPTION"},
        "`data\\_base`.*": {"ALL PRIVILEGES"},
        "`x`.`y`": {"SELECT", "INSERT (`a`, `b`)", "UPDATE (`c ON d TO e`)"},
        "PROCEDURE `x`.`p``q`": {"EXECUTE"},
        "''@''": {"PROXY"},
        None: {"`first`@`%`", "`second`@`%`"},
    }
    mariadb = [
        "GRANT `role` TO `u`@`%`",
        "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*ABC' REQUIRE SSL",
        "GRANT SELECT, SHOW VIEW ON `x`.* TO `u`@`%` WITH GRANT OPTION",
        "SET DEFAULT ROLE `role` FOR `u`@`%`",
    ]
    assert parse(mariadb) == {None: {"`role`"}, "`x`.*": {"SELECT", "SHOW VIEW", "GRANT OPTION"}}


@pytest.mark.parametrize("password", ["", "short", "a long one with a line's end\n", "größer als alles"])
def test_a_password_that_is_a_mistake_is_refused(password):
    with pytest.raises(InvalidPassword, match="the password of u must be 8 or more printable characters") as raised:
        check_password("u", password)
    assert not password or password not in str(raised.value)
