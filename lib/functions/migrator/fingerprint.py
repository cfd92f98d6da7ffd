"""One value that changes whenever the schema does."""

from __future__ import annotations

import hashlib
import re

from shared.database import Session

# The next number is of the rows, not of the schema.
_NEXT_NUMBER = re.compile(r" AUTO_INCREMENT=[0-9]+")
_PROGRAMS = (
    "SELECT trigger_name, event_manipulation, event_object_table, action_order, action_timing, action_statement"
    " FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY trigger_name",
    "SELECT routine_type, routine_name, dtd_identifier, routine_definition, security_type"
    " FROM information_schema.routines WHERE routine_schema = DATABASE() ORDER BY routine_type, routine_name",
    "SELECT specific_name, routine_type, ordinal_position, parameter_mode, parameter_name, dtd_identifier"
    " FROM information_schema.parameters WHERE specific_schema = DATABASE()"
    " ORDER BY specific_name, routine_type, ordinal_position",
    "SELECT event_name, event_definition, event_type, execute_at, interval_value, interval_field, status"
    " FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY event_name",
)


def fingerprint(session: Session) -> str:
    """SHA-256 of all definitions in the session's database."""
    total = hashlib.sha256()
    with session.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name"
        )
        for (name,) in cursor.fetchall():
            # For views too.
            cursor.execute(f"SHOW CREATE TABLE `{name.replace('`', '``')}`")
            total.update(_NEXT_NUMBER.sub("", repr(cursor.fetchone()[:2])).encode())
        for query in _PROGRAMS:
            cursor.execute(query)
            total.update(repr(cursor.fetchall()).encode())
    return total.hexdigest()
