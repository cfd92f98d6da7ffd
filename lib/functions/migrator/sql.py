"""Splits a migration into statements, and tells what kind each is."""

from __future__ import annotations

import enum
import re

from shared.errors import FunctionError

# A quoted text, a comment, the end of a statement, or anything else up to the next of them.
_TOKEN = re.compile(
    r"""
    (?P<quoted> '(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*" | `(?:[^`]|``)*` )
  | (?P<comment> (?:--(?=[\s]|\Z)|\#)[^\n]* | /\*(?![!+M]).*?\*/ )
  | (?P<end> ; )
  | (?P<open> ['"`] | /\*(?![!+M]) )
  | (?P<other> . [^'"`;\-\#/]* )
    """,
    re.VERBOSE | re.DOTALL,
)
_ROWS = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")
# Without TRUNCATE, which leaves no trace in the schema, so that nobody could tell whether it took place.
_SCHEMA = ("CREATE", "ALTER", "DROP", "RENAME")
_PROGRAM = re.compile(r"CREATE\b.*?\b(TRIGGER|PROCEDURE|FUNCTION|EVENT)\b.*?\bBEGIN\b", re.IGNORECASE | re.DOTALL)


class UnsupportedSql(FunctionError):
    """A migration holds what the migrator cannot apply safely."""

    code = "unsupported-sql"


class Kind(enum.Enum):
    """How a statement is made safe against being applied twice."""

    # Rows: runs in one SQL transaction with the record of it.
    ROWS = "rows"
    # Schema: commits by itself; the record says before and after.
    SCHEMA = "schema"


def split(text: str) -> list[str]:
    """The statements of `text`, without comments between and around them."""
    statements: list[str] = []
    parts: list[str] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # `other` takes any character
        position = match.end()
        if match.lastgroup == "open":
            line = text.count("\n", 0, match.start()) + 1
            raise UnsupportedSql(f"line {line}: a quotation or comment has no end")
        if match.lastgroup == "end":
            statements.append("".join(parts).strip())
            parts = []
        elif match.lastgroup == "comment":
            parts.append(" ")
        else:
            parts.append(match.group())
    statements.append("".join(parts).strip())
    return [statement for statement in statements if statement]


def kind(statement: str) -> Kind:
    """The kind of `statement`, or an error for what would not survive an interruption, such as `SET`."""
    word = (re.match(r"\w*", statement) or [""])[0].upper()
    if _PROGRAM.match(statement):
        raise UnsupportedSql("a trigger or routine must be a single statement, without BEGIN and END")
    if word in _ROWS:
        return Kind.ROWS
    if word in _SCHEMA:
        return Kind.SCHEMA
    raise UnsupportedSql(f"a migration cannot hold {word or 'this'!r} statements")
