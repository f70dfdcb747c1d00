"""Whether a reminder that waits may still leave, asked at the last moment (the setting REMINDER_LEAVES;
`messages/services.py`): what was true when somebody pressed may be so no more."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.reminders.candidates import LeftOut, shared_among, why_not
from bluezone.portal.reminders.models import Reminder

_PROBLEMS = {
    LeftOut.NOT_ASKED: "nobody agrees to it any more",
    LeftOut.ANOTHER_NUMBER: "their telephone is another one by now",
    LeftOut.OF_AGE: "they are of age, and have to agree themselves",
    LeftOut.MINOR: "a parent or guardian has to agree",
}
"""What a message says of itself, without a name."""

_READ_BY_OTHERS = "it has a link, and others read that number by now"


def why_it_stays(message: int, now: dt.datetime) -> str | None:
    """Says why the reminder of this message must not leave any more; None while it may."""
    found = Reminder.objects.select_related("consent__person").filter(message=message).first()
    why = LeftOut.NOT_ASKED if found is None else why_not(found.consent.person, found.consent, now)
    if why is not None or found is None:
        return _PROBLEMS[why or LeftOut.NOT_ASKED]
    return _READ_BY_OTHERS if found.digest and shared_among([found.consent]) else None
