"""How a code reaches a person: what is scanned in the room, and the words of a message."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from bluezone.portal.cases.models import Person
from bluezone.portal.messages.links import sms_link
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets
from bluezone.portal.world import VIET_NAM, IssuedCode
from bluezone.protocol.codes import code_message
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import measure


def told_of(person: Person, issued: IssuedCode, onset: dt.date | None) -> dict[str, object]:
    """What a page shows of a code that was just given out, once. With an onset the phone ticks the days that fit it;
    without one, as a contact's code has none, every day that it keeps."""
    text = gettext("Bluezone: your code is %(code)s. Enter it in the app by %(time)s, %(date)s. Tell nobody else.")
    until, said = issued.expires_at.astimezone(VIET_NAM), issued.spaced
    message = text % {
        "code": said if onset is None else code_message(said, onset),
        "time": f"{until:%H:%M}",
        "date": f"{until:%d/%m}",
    }
    plain, closed = without_marks(message), said.replace(" ", "")
    return {
        "issued": issued,
        "to_scan": closed if onset is None else code_message(closed, onset),
        "message": message,
        "costs": (measure(message), measure(plain)),
        "sms": sms_link(person.phone, message),
        "sms_plain": sms_link(person.phone, plain),
        "may_send": bool({Outlet.GATEWAY, Outlet.QUEUE} & set(outlets())),
    }
