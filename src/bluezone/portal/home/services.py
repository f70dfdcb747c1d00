"""The message of the morning: asked for by whoever wants it, sent once a day, with numbers and no names."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.waiting import Waiting, Whose, waiting_for
from bluezone.portal.home.models import MorningMessage
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.addresses import Address, read_address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.services import queue_messages

_TODAY = frozenset({Whose.MINE, Whose.LATER})
"""The message comes before the day does: what has its hour later today is told, too."""


@transaction.atomic
def ask_for_mornings(*, actor: Staff, address: str, now: dt.datetime) -> None:
    """Notes that this person wants the message, and where to. Raises RefusedError for what is no e-mail address."""
    read = read_address(address)
    if not read.is_mail:
        raise RefusedError("this is no e-mail address")
    MorningMessage.objects.update_or_create(staff=actor, defaults={"address": read.text})
    record_write(actor=actor, act="home.morning", now=now, subjects=[("staff", actor.pk)], path=actor.home)


@transaction.atomic
def stop_mornings(*, actor: Staff, now: dt.datetime) -> None:
    """Forgets the wish, and the address with it."""
    if MorningMessage.objects.filter(staff=actor).delete()[0]:
        record_write(actor=actor, act="home.no_morning", now=now, subjects=[("staff", actor.pk)], path=actor.home)


def send_mornings(now: dt.datetime) -> int:
    """Queues this morning's messages, one a person for whom something waits; how many."""
    not_yet = MorningMessage.objects.filter(Q(sent_on=None) | Q(sent_on__lt=now.date()), staff__is_active=True)
    return sum(_send(number, now) for number in list(not_yet.values_list("pk", flat=True)))


@transaction.atomic
def _send(number: int, now: dt.datetime) -> int:
    """Queues one; the row says that it was, in the same transaction, so that nobody is told twice."""
    wish = MorningMessage.objects.select_for_update(of=("self",)).select_related("staff").filter(pk=number).first()
    if wish is None or wish.sent_on == now.date():
        return 0
    wish.sent_on = now.date()
    wish.save(update_fields=["sent_on"])
    with translation.override("vi"):
        lines = [one for one in waiting_for(wish.staff, now) if one.whose in _TODAY]
        subject, body = gettext("Bluezone: what waits for you today"), _words(lines)
    if not lines:
        return 0
    queue_messages(
        actor=wish.staff,
        addresses=[Address(wish.address)],
        body=body,
        subject=subject,
        outlet=Outlet.MAIL,
        path=wish.staff.home,
        now=now,
    )
    return 1


def _words(lines: list[Waiting]) -> str:
    """How many things wait in all, and where to look. What they are about stands behind the sign-in alone."""
    many = sum(one.count for one in lines)
    return gettext("%(count)s things wait for you today. See them here: %(address)s") % {
        "count": many,
        "address": settings.CSRF_TRUSTED_ORIGINS[0],
    }
