"""Sessions that end after rest (`SESSION_COOKIE_AGE`): a page makes them young again, and writes so once a minute.

To write it with each page would be half of what a page writes. A session that rests so ends after 29 to 30 minutes.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

YOUNG = dt.timedelta(minutes=1)
"""How old what is kept of a session's age may be."""


class SessionStore(db.SessionStore):
    """Django's sessions in the database, saved where something in them changed or a minute is over."""

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc] # its stubs leave it out
        if found is not None and self.get_expiry_date(expiry=None) - found.expire_date >= YOUNG:
            self.modified = True
        return found
