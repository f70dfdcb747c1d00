"""How a portal stands, as far as its store and its files tell: for the operator, read before anything is opened or
changed. No name of anybody is in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, Purpose, State
from bluezone.portal.operations.clock import HELD
from bluezone.portal.operations.erased import ERASED, ErasingView, erasing_of
from bluezone.portal.operations.keys import is_former_key_given_up, opens_kept_numbers
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.operations.selectors import BackupView, backup_of
from bluezone.portal.papers.models import NotedCertificate
from bluezone.portal.reports.models import Recovery, ReportKey
from bluezone.portal.settings.chosen import CONFIGURATION

SOON, A_DAY = dt.timedelta(days=30), dt.timedelta(days=1)
STUCK = dt.timedelta(hours=12)
"""A reminder waits through the night; tries at any other message are over within nine hours."""
_HAS_LEFT = (State.SENT, State.ACCEPTED, State.DELIVERED)
_LATEST = 100
"""Among so many that were written last and left is the one that left last: to look at all takes longer each month."""


@dataclass(frozen=True, slots=True)
class Health:
    """What was found in the store."""

    administrators: int
    """Active ones with a second factor."""
    bare_administrators: int
    """Active ones without; no page opens to them until they have set one up."""
    has_worked: bool
    """Whether anything of what it does by itself was ever done."""
    failing: tuple[str, ...]
    """Works that failed when they were last run."""
    late: tuple[str, ...]
    """Works that nobody has run though they are due."""
    backup: BackupView
    erasing: ErasingView
    is_audit_whole: bool
    """Whether the audit ends with the line that its head names."""
    has_report_key: bool
    recoveries: int
    """Officers with a phrase; two of them bring the report key back."""
    opens_numbers: bool
    """Whether the key of cards' numbers opens those that are kept."""
    is_key_given_up: bool
    """Whether that key stands in the place of one that somebody said is lost for good."""
    ending: int
    """Certificates that sign papers and end within a month, or have ended."""
    last_message: dt.datetime | None
    """When one last left, by whichever way, of the hundred that were written last and left."""
    stuck_messages: int
    """That were written half a day ago, and wait; of reminders, that have not been tried for so long."""
    lost_messages: int
    """That failed for good since yesterday, or perhaps left and perhaps did not. A reminder that was not to leave is
    none of them."""


def health_of(now: dt.datetime) -> Health:
    """Looks at a store whose tables are those of this version."""
    failing = WorkRecord.objects.filter(failures__gt=0).order_by("name")
    late = WorkRecord.objects.filter(next_at__lt=now - HELD).order_by("name")
    signing = NotedCertificate.objects.filter(confirmed_at__isnull=False, ended_at=None)
    return Health(
        administrators=_administrators().filter(_has_second_factor()).count(),
        bare_administrators=_administrators().exclude(_has_second_factor()).count(),
        has_worked=WorkRecord.objects.filter(ended_at__isnull=False).exclude(name=ERASED).exists(),
        failing=tuple(failing.values_list("name", flat=True)),
        late=tuple(late.values_list("name", flat=True)),
        backup=backup_of(now),
        erasing=erasing_of(now),
        is_audit_whole=_is_audit_whole(),
        has_report_key=ReportKey.objects.exists(),
        recoveries=Recovery.objects.filter(staff__is_active=True).count(),
        opens_numbers=opens_kept_numbers(),
        is_key_given_up=CONFIGURATION.data is not None and is_former_key_given_up(CONFIGURATION.data),
        ending=signing.filter(valid_until__lte=(now + SOON).date()).count(),
        last_message=_last_message(),
        stuck_messages=_stuck(now).count(),
        lost_messages=_lost(now).count(),
    )


def _last_message() -> dt.datetime | None:
    left = Message.objects.filter(state__in=_HAS_LEFT).order_by("-pk")
    return max(left.values_list("state_at", flat=True)[:_LATEST], default=None)


def _stuck(now: dt.datetime) -> QuerySet[Message]:
    """Messages that were written long ago: each try moves on when one is due. A reminder rests at night, and ends in
    the morning."""
    reminders = Q(purpose=Purpose.REMINDER)
    waits = Message.objects.filter(state=State.QUEUED, created_at__lt=now - STUCK)
    return waits.filter(~reminders | Q(next_at__lt=now - STUCK))


def _lost(now: dt.datetime) -> QuerySet[Message]:
    """Messages that ended without leaving, but for reminders that nobody tried to send: their day was over, or their
    person is to hear nothing."""
    ended = Message.objects.filter(state__in=(State.FAILED, State.UNSURE), state_at__gt=now - A_DAY)
    return ended.exclude(purpose=Purpose.REMINDER, state=State.FAILED, attempts=0)


def _administrators() -> QuerySet[Staff]:
    grants = Grant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
    return Staff.objects.filter(is_active=True, pk__in=grants.values("staff"))


def _has_second_factor() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk")))


def _is_audit_whole() -> bool:
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    head = Head.objects.values_list("number", "hash").first()
    return last == head
