"""The person's own link: one person says how they are, without an account, once in each slot, until their days end.

Whoever holds a link may answer for one person and learns nothing: neither the name nor that of a case. Of the code a
hash is kept. A code stands behind the `#` of an address and travels in the body of a form, so no proxy writes it down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b32encode
from collections.abc import Callable

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Answer, Channel
from bluezone.portal.followup.models import Link, Visit, Watch
from bluezone.portal.followup.planning import plan_in_force
from bluezone.portal.followup.services import digest_of_watch, held_watch, is_followed, keep_answer, note_on
from bluezone.portal.identity.models import Staff
from bluezone.portal.world import VIET_NAM

_CODE_BYTES = 20
"""160 bits: nobody finds one by trying."""
LONGEST_CODE = 64
"""As people type it, with blanks."""
_GROUP = 4
_NO_LINK = "this code opens nothing: it was typed wrongly, was ended, or its days are over"


@transaction.atomic
def give_link(*, actor: Staff, watch: Watch, read: str, now: dt.datetime, entropy: Callable[[int], bytes]) -> str:
    """Draws a code for one person, and ends the one before; the code is known this once. Raises RefusedError."""
    held = held_watch(watch)
    require_as_read(read, digest_of_link(held))
    if not is_followed(held, now):
        raise RefusedError("this person is not followed up today")
    held.links.filter(ended_at=None).update(ended_at=now)
    code = b32encode(entropy(_CODE_BYTES)).decode()
    Link.objects.create(watch=held, digest=_hash(code), made_by=actor, made_at=now)
    note_on(held, actor, "followup.link", now)
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


@transaction.atomic
def end_link(*, actor: Staff, watch: Watch, read: str, now: dt.datetime) -> None:
    """Ends a person's link: from now on its code opens nothing. Raises RefusedError."""
    held = held_watch(watch)
    require_as_read(read, digest_of_link(held))
    if not held.links.filter(ended_at=None).update(ended_at=now):
        raise RefusedError("this person has no link")
    note_on(held, actor, "followup.end_link", now)


@transaction.atomic
def take_own_answer(*, code: str, answer: Answer, now: dt.datetime) -> Visit:
    """Takes what somebody says of themselves, once in a slot; symptoms raise a task, and somebody still asks. Raises
    RefusedError."""
    found = watch_behind(code, now)
    if found is None:
        raise RefusedError(_NO_LINK)
    held = held_watch(found)
    if watch_behind(code, now) is None:  # ended while it waited
        raise RefusedError(_NO_LINK)
    return _kept(held, answer, now)


@transaction.atomic
def take_reminded_answer(*, watch: Watch, answer: Answer, now: dt.datetime) -> Visit:
    """Takes the same of somebody who opened the link of a message (`reminders/own.py`). Raises RefusedError."""
    held = held_watch(watch)
    if not is_followed(held, now):
        raise RefusedError(_NO_LINK)
    return _kept(held, answer, now)


def watch_behind(code: str, now: dt.datetime) -> Watch | None:
    """Finds whose link this code is; None for a code that opens nothing now, whatever the reason."""
    link = Link.objects.filter(digest=_hash(code), ended_at=None).select_related("watch__involvement__outbreak").first()
    return link.watch if link is not None and is_followed(link.watch, now) else None


def has_answered(watch: Watch, now: dt.datetime) -> bool:
    """Whether the person has used their link in this slot."""
    plan = plan_in_force(watch)
    begun = [begins for begins in plan.slots_on(now.astimezone(VIET_NAM).date()) if begins <= now] if plan else []
    return bool(begun) and watch.visits.filter(channel=Channel.OWN, at__gte=begun[-1], at__lte=now).exists()


def digest_of_link(watch: Watch) -> str:
    """Names what a page shows of somebody's link, for the forms that make or end it."""
    newest = watch.links.order_by("-pk").values_list("pk", "ended_at").first()
    return digest_of(digest_of_watch(watch), newest)


def _kept(held: Watch, answer: Answer, now: dt.datetime) -> Visit:
    if has_answered(held, now):
        raise RefusedError("the answer for now is here already")
    return keep_answer(held, answer, None, now)


def _hash(code: str) -> str:
    """Hashes what was drawn, however it was typed; no key and no stretching could add to its bits."""
    drawn = "".join(sign for sign in code[:LONGEST_CODE].upper() if sign.isalnum())
    return hashlib.sha256(b"bluezone/portal/followup/1" + drawn.encode()).hexdigest()
