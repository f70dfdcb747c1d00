"""Turning pages: whoever signs a paper has had each of its pages before them, in just the words that they sign.

Each turn is a row of its own, for one person and for what `as_read` names; where the words or the file are others,
turning begins anew.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.files import pages_of
from bluezone.portal.papers.models import OutgoingPaper, PageTurn, State
from bluezone.portal.papers.services.keeping import locked, note
from bluezone.portal.papers.standing import as_read


@transaction.atomic
def turn_page(*, paper: OutgoingPaper, read: str, page: int, by: Staff, now: dt.datetime) -> None:
    """Notes that somebody has had this page before them; the audit gets one line, with the last of them. Raises
    RefusedError for a page that the paper does not have, ChangedError where it is another paper by now.
    """
    held = locked(paper, State.SUBMITTED, State.SIGNED, read=read)
    pages = pages_of(held, now)
    if not 1 <= page <= pages:
        raise RefusedError("the paper has no such page")
    _, is_new = PageTurn.objects.get_or_create(
        paper=held, by=by, digest=read, page=page, defaults={"pages": pages, "at": now}
    )
    if is_new and is_turned(held, by):
        note(by, "papers.read", held, now, pages=pages)


def is_turned(paper: OutgoingPaper, by: Staff) -> bool:
    """Whether this person has turned every page of the paper as it stands."""
    turned = list(paper.turns.filter(by=by, digest=as_read(paper)).values_list("pages", flat=True))
    return bool(turned) and len(turned) == turned[0]


def require_turned(paper: OutgoingPaper, by: Staff) -> None:
    """Requires that this person has turned every page of the paper as it stands. Raises RefusedError."""
    if not is_turned(paper, by):
        raise RefusedError("turn all pages of the paper before you sign it")
