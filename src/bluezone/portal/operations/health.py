"""How a portal stands, as far as its store and its files tell: for the operator, read before anything is opened or
changed. No name of anybody is in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, OuterRef

from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, State
from bluezone.portal.operations.clock import HELD
from bluezone.portal.operations.keys import is_former_key_given_up, opens_kept_numbers
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.operations.selectors import BackupView, backup_of
from bluezone.portal.papers.models import NotedCertificate
from bluezone.portal.reports.models import Recovery, ReportKey
from bluezone.portal.settings.chosen import CONFIGURATION

SOON, A_DAY = dt.timedelta(days=30), dt.timedelta(days=1)
STUCK = dt.timedelta(hours=12)
"""A reminder waits through the night; a message that failed is tried again within six hours."""
_HAS_LEFT = (State.SENT, State.ACCEPTED, State.DELIVERED)


@dataclass(frozen=True, slots=True)
class Health:
    """What was found in the store."""

    administrators: int
    """Active ones with a second factor."""
    has_worked: bool
    """Whether anything of what it does by itself was ever done."""
    failing: tuple[str, ...]
    """Works that failed when they were last run."""
    late: tuple[str, ...]
    """Works that nobody has run though they are due."""
    backup: BackupView
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
    """When one last left, by whichever way."""
    stuck_messages: int
    """That should have left half a day ago, and wait."""
    lost_messages: int
    """That failed for good since yesterday, or perhaps left and perhaps did not."""


def health_of(now: dt.datetime) -> Health:
    """Looks at a store whose tables are those of this version."""
    failing = WorkRecord.objects.filter(failures__gt=0).order_by("name")
    late = WorkRecord.objects.filter(next_at__lt=now - HELD).order_by("name")
    signing = NotedCertificate.objects.filter(confirmed_at__isnull=False, ended_at=None)
    return Health(
        administrators=_administrators(),
        has_worked=WorkRecord.objects.filter(ended_at__isnull=False).exists(),
        failing=tuple(failing.values_list("name", flat=True)),
        late=tuple(late.values_list("name", flat=True)),
        backup=backup_of(now),
        is_audit_whole=_is_audit_whole(),
        has_report_key=ReportKey.objects.exists(),
        recoveries=Recovery.objects.filter(staff__is_active=True).count(),
        opens_numbers=opens_kept_numbers(),
        is_key_given_up=CONFIGURATION.data is not None and is_former_key_given_up(CONFIGURATION.data),
        ending=signing.filter(valid_until__lte=(now + SOON).date()).count(),
        last_message=Message.objects.filter(state__in=_HAS_LEFT).aggregate(last=Max("state_at"))["last"],
        stuck_messages=Message.objects.filter(state=State.QUEUED, next_at__lt=now - STUCK).count(),
        lost_messages=Message.objects.filter(state__in=(State.FAILED, State.UNSURE), state_at__gt=now - A_DAY).count(),
    )


def _administrators() -> int:
    grants = Grant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
    people = Staff.objects.filter(is_active=True, pk__in=grants.values("staff"))
    return people.filter(Exists(Authenticator.objects.filter(user=OuterRef("pk")))).count()


def _is_audit_whole() -> bool:
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    head = Head.objects.values_list("number", "hash").first()
    return last == head
