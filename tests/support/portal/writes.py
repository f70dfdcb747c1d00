"""Which tables a request's statements wrote to: what nothing was written to need not be read again."""

from __future__ import annotations

import re

ALWAYS_KEPT = ("audit_", "axes_", "django_session", "account_")
"""Tables that know of requests themselves: who looked, who guessed, who is signed in."""
_WRITES = re.compile(
    r'\s*(?:INSERT (?:OR \w+ )?INTO|REPLACE INTO|UPDATE|DELETE FROM|TRUNCATE) "(?P<table>\w+)"', re.IGNORECASE
)


class Writes:
    """Around each statement of a connection (`execute_wrapper`). A text with a null in it is refused as by PostgreSQL,
    on SQLite, too, which is asked far more often."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql: str, params, many: bool, context):
        if (written := _WRITES.match(sql)) and not written["table"].startswith(ALWAYS_KEPT):
            self.tables.add(written["table"])
        for row in (params or ()) if many else [params or ()]:
            if any(isinstance(one, str) and "\0" in one for one in row):
                raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return execute(sql, params, many, context)
