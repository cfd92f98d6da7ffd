from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sql import Kind, UnsupportedSql, kind, split


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        (" ;; \n", []),
        ("SELECT 1", ["SELECT 1"]),
        ("a; b;", ["a", "b"]),
        ("INSERT INTO t VALUES ('a;b', \"c;d\"); x", ["INSERT INTO t VALUES ('a;b', \"c;d\")", "x"]),
        ("INSERT INTO t VALUES ('it''s; \\'fine'); x", ["INSERT INTO t VALUES ('it''s; \\'fine')", "x"]),
        ("CREATE TABLE `a;b` (x INT); y", ["CREATE TABLE `a;b` (x INT)", "y"]),
        ("-- one; two\na; # three; four\nb /* five;\n six */ c", ["a", "b   c"]),
        ("SELECT 1--2; b", ["SELECT 1--2", "b"]),
        ("SELECT 4/2 - 1; b", ["SELECT 4/2 - 1", "b"]),
        ("a --", ["a"]),
    ],
)
def test_statements_end_at_semicolons_that_are_neither_quoted_nor_commented(text, statements):
    assert split(text) == statements


@pytest.mark.parametrize("text", ["SELECT 'a", 'SELECT "a', "SELECT `a", "a /* b"])
def test_an_open_quotation_or_comment_is_refused_with_its_line(text):
    with pytest.raises(UnsupportedSql, match="line 2"):
        split(f"\n{text}")


@pytest.mark.parametrize(
    "word", ["INSERT INTO t VALUES (1)", "update t SET a = 1", "WITH a AS (SELECT 1) DELETE FROM t"]
)
def test_statements_on_rows(word):
    assert kind(word) is Kind.ROWS


@pytest.mark.parametrize(
    "word", ["CREATE TABLE t (a INT)", "alter TABLE t ADD b INT", "DROP TABLE t", "RENAME TABLE a TO b"]
)
def test_statements_on_the_schema(word):
    assert kind(word) is Kind.SCHEMA


@pytest.mark.parametrize(
    "word",
    [
        "SET foreign_key_checks = 0",
        "START TRANSACTION",
        "GRANT ALL ON *.* TO a",
        "TRUNCATE t",
        "(SELECT 1)",
        "DELIMITER //",
        "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW BEGIN SET @a = 1",
    ],
)
def test_what_would_not_survive_an_interruption_is_refused(word):
    with pytest.raises(UnsupportedSql):
        kind(word)


_QUOTED = st.text(st.sampled_from("ab;'\"`-#/* \n"), max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["'", '"', "`"]), _QUOTED), min_size=1, max_size=4))
def test_quoted_text_is_kept_as_it_is(parts):
    statements = [f"SELECT {quote}{text.replace(quote, quote * 2)}{quote}" for quote, text in parts]
    assert split(";\n-- between;\n".join(statements)) == statements
