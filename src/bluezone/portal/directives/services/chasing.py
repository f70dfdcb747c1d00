"""Reminding those who are late, by whoever collects: the words are kept, who sent them when, and to how many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import Participant, SentReminder
from bluezone.portal.directives.selectors.chasing import LateOffice, late_offices
from bluezone.portal.directives.selectors.choosing import MOST_AT_ONCE, late_that_match
from bluezone.portal.directives.services.holding import held
from bluezone.portal.directives.services.reminding import Outlet
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.world import VIET_NAM


@transaction.atomic
def chase(
    *, actor: Staff, top: Participant, read: Mapping[str, str], now: dt.datetime, outlets: tuple[Outlet, ...] = ()
) -> list[SentReminder]:
    """Reminds these offices below `top`, each as its line was read, that their report is overdue. All of them, or none:
    raises RefusedError for nobody, for too many, and for one that is not late; ChangedError for one that was reminded,
    has reported or got more time meanwhile.
    """
    if not 1 <= len(read) <= MOST_AT_ONCE:
        raise RefusedError("choose 1 to 500 offices that are to be reminded")
    top = held(top)
    offices = {one.row.key: one for one in late_offices(top, now, frozenset(read))}
    for key, seen in read.items():
        require_as_read(seen, offices[key].digest if key in offices else "")
    rows = {row.key: row for row in top.directive.participants.filter(key__in=read).select_related("organisation")}
    made = [_reminded(actor, rows[key], office, now, outlets) for key, office in offices.items()]
    record_write(
        actor=actor,
        act="directives.remind",
        now=now,
        subjects=[("participant", one.participant_id) for one in made],
        path=top.path,
        detail={"directive": top.directive.key, "offices": len(made)},
    )
    return made


@transaction.atomic
def chase_all(
    *, actor: Staff, top: Participant, shown: str, read: str, now: dt.datetime, outlets: tuple[Outlet, ...] = ()
) -> list[SentReminder]:
    """Reminds all offices that are late, under one filter of their page, as they were read together. Raises
    ChangedError where one came, went or was reminded meanwhile: then nobody is reminded.
    """
    whole = late_that_match(top, shown, now)
    require_as_read(read, whole.digest)
    return chase(actor=actor, top=top, read=whole.read, now=now, outlets=outlets)


def words_to_the_late(participant: Participant, office: LateOffice) -> str:
    """Words a reminder for an office that is late, short enough to be read out over a telephone."""
    due = office.row.due.astimezone(VIET_NAM)
    since = f"đã quá hạn {office.days} ngày" if office.days else "đã quá hạn từ hôm nay"
    return (
        f"{participant.name}: {since}, chưa có báo cáo kết quả “{participant.directive.subject}”. "
        f"Hạn: trước {due:%H:%M} ngày {due:%d/%m/%Y}. Đề nghị gửi ngay. Không có gì cũng cần báo."
    )


def _reminded(
    actor: Staff, participant: Participant, office: LateOffice, now: dt.datetime, outlets: tuple[Outlet, ...]
) -> SentReminder:
    text = words_to_the_late(participant, office)
    return SentReminder.objects.create(
        directive=participant.directive,
        participant=participant,
        days=None,
        due=office.row.due,
        at=now,
        text=text,
        by=actor,
        told=sum(outlet.remind(participant, text) for outlet in outlets),
    )
