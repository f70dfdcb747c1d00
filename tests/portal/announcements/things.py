"""An approved announcement, read aloud by machine and person and planned once more, for whoever walks every page."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.announcements.models import Announcement, Audio
from bluezone.portal.announcements.services.broadcasting import log_broadcast, plan_broadcast
from bluezone.portal.announcements.wording import facts_of, typed_facts
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Things

EARLIER = dt.time(5)
LINES = {
    "announcement": "announcements.see",
    "announcements": "announcements.list",
    "broadcasts": "announcements.log",
}


def things(known: Things) -> dict[str, object]:
    desk = an_announcing_office(known.office)
    row = desk.approved()
    Audio.objects.create(announcement=row, language="vi", content=b"RIFF", seconds=1, made_at=NOW)
    slot = plan_broadcast(
        actor=desk.writer, announcement=row, unit=the_unit(SON_DUONG), day=NOW.date(), slot=NOW.time(), now=NOW
    )
    read = plan_broadcast(
        actor=desk.writer, announcement=row, unit=the_unit(SON_DUONG), day=NOW.date(), slot=EARLIER, now=NOW
    )
    log_broadcast(actor=desk.writer, row=read, minutes=2, now=NOW)
    return {
        "key": row.pk,
        "language": "vi",
        "broadcast_read.key": slot.pk,
        "broadcast_left_out.key": slot.pk,
    }


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    """Words, and a slot on loudspeakers, of a unit of others."""
    words = typed_facts(facts_of(Announcement.objects.get(pk=known.of("announcements")["key"])))
    return {
        "announcement_new": {**words, "unit": there.unit.pk},
        "broadcast_new": {"unit": there.unit.pk, "day": f"{NOW:%Y-%m-%d}", "slot": "18:00"},
    }
