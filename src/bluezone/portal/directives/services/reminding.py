"""Reminders three days, one day and on the morning of the last day, each once, however seldom or often this is called.

What carries a message is a port: an outlet is given who and what, and says whether it took it. What no outlet takes
stands on the page, to be read out, copied or printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord, Membership, Participant, SentReminder
from bluezone.portal.directives.selectors.chasing import callees_of
from bluezone.portal.directives.selectors.cores import context_of, directive_of, extensions_of, reports_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.models import Outlet as MessageOutlet
from bluezone.portal.messages.outlets.opening import outlets as outlets_here
from bluezone.portal.messages.outlets.opening import sends_without_marks
from bluezone.portal.messages.services import queue_messages
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.deadlines import Reminder, days_left, reminders_due
from bluezone.vietnam.folding import without_marks


class Outlet(Protocol):
    """What carries a reminder to an office."""

    def remind(self, participant: Participant, text: str) -> int:
        """Sends a reminder; to how many addresses it was taken over for delivery."""


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """Leaves reminders to the room of messages: to whoever works there and to the office's contacts."""

    outlet: MessageOutlet
    now: dt.datetime
    actor: Staff | None = None
    """In whose name; the directive's own writer where nobody is named."""
    plain: bool = False
    """Whether the carrier takes letters without marks alone."""

    def remind(self, participant: Participant, text: str) -> int:
        """Queues a reminder to the participant's telephones; to how many."""
        phones = dict.fromkeys(one.phone for one in callees_of(participant, self.now) if one.phone)
        addresses = [Address(phone) for phone in phones]
        actor = self.actor or _writer(participant.directive)
        if not addresses or actor is None:
            return 0
        queue_messages(
            actor=actor,
            addresses=addresses,
            body=without_marks(text) if self.plain else text,
            subject=participant.directive.subject,
            outlet=self.outlet,
            path=participant.path,
            now=self.now,
        )
        return len(addresses)


def message_queues(now: dt.datetime, actor: Staff | None = None) -> tuple[Outlet, ...]:
    """The way by which this portal's short messages leave; none where it has no outlet for them."""
    here = outlets_here()
    chosen = next((one for one in (MessageOutlet.GATEWAY, MessageOutlet.QUEUE) if one in here), None)
    if chosen is None:
        return ()
    plain = chosen is MessageOutlet.GATEWAY and sends_without_marks()
    return (MessageQueue(chosen, now, actor, plain),)


def remind_everybody(*, now: dt.datetime, outlets: tuple[Outlet, ...] = ()) -> list[SentReminder]:
    """Sends, for every directive, what is due by now; what was sent before is not sent again."""
    records = DirectiveRecord.objects.order_by("pk")
    return [sent for record in records for sent in remind(record=record, now=now, outlets=outlets)]


@transaction.atomic
def remind(*, record: DirectiveRecord, now: dt.datetime, outlets: tuple[Outlet, ...] = ()) -> list[SentReminder]:
    """Sends every reminder that is due since the last call. An office is told the latest of several, not three at once,
    and nothing once its deadline has passed: that is a letter's work.
    """
    record = DirectiveRecord.objects.select_for_update().get(pk=record.pk)
    context, since = context_of(record), record.reminded_until.astimezone(VIET_NAM)
    due = reminders_due(
        context.expectation, reports_of(context), extensions_of(record), since=since, now=now.astimezone(VIET_NAM)
    )
    latest = {reminder.organisation: reminder for reminder in due if now < reminder.due}
    known = set(record.reminders.filter(days__isnull=False).values_list("participant__key", "days", "due"))
    latest = {key: one for key, one in latest.items() if (key, one.kind.value, one.due) not in known}
    rows = {
        row.key: row for row in record.participants.filter(key__in=latest).select_related("organisation", "directive")
    }
    made = [_sent(record, rows[key], reminder, now, outlets) for key, reminder in latest.items()]
    record.reminded_until = now
    record.save(update_fields=["reminded_until"])
    if made:
        detail = {"directive": record.key, "offices": len(made)}
        record_write(actor=None, act="directives.remind", now=now, subjects=[], path=record.path, detail=detail)
    return made


def text_of(record: DirectiveRecord, participant: Participant, reminder: Reminder, now: dt.datetime) -> str:
    """Words the reminder for the office, short enough to be read out over a telephone. Days are counted from `now`: a
    timer that stood still does not make them more.
    """
    due = reminder.due.astimezone(VIET_NAM)
    left = days_left(due, now)
    how_long = f"còn {left} ngày" if left else "hôm nay là ngày cuối"
    return (
        f"{participant.name}: {how_long} để báo cáo kết quả “{record.subject}”. "
        f"Hạn: trước {due:%H:%M} ngày {due:%d/%m/%Y}. Không có gì cũng cần báo."
    )


def _writer(record: DirectiveRecord) -> Staff | None:
    """The person in whose name reminders go out: who registered the directive, or else works where the reports go."""
    if record.loaded_by is not None:
        return record.loaded_by
    through = directive_of(record.source).reporting.through
    seated = Membership.objects.filter(participant__directive=record, participant__key=through, ended_at=None)
    first = seated.select_related("staff").order_by("pk").first()
    return first.staff if first is not None else None


def _sent(
    record: DirectiveRecord, participant: Participant, reminder: Reminder, now: dt.datetime, outlets: tuple[Outlet, ...]
) -> SentReminder:
    text = text_of(record, participant, reminder, now)
    return SentReminder.objects.create(
        directive=record,
        participant=participant,
        days=reminder.kind.value,
        due=reminder.due,
        at=now,
        text=text,
        told=sum(outlet.remind(participant, text) for outlet in outlets),
    )
