"""Writing a paper: drafted, rewritten, submitted for signature, and perhaps sent back or thrown away."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable

import msgspec
from django.db import transaction

from bluezone.documents.paper import Paper
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.files import set_draft
from bluezone.portal.papers.followed import tell
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.objections import require_no_objection
from bluezone.portal.papers.services.keeping import locked, note
from bluezone.portal.papers.services.numbering import require_own_head
from bluezone.vietnam.folding import found_by
from bluezone.vietnam.names import normalised_name

MAX_CONTENT = 2_000_000
"""Characters of JSON: a report of a district with all its tables has a tenth of it."""
_KEY_BYTES = 15


@transaction.atomic
def draft_paper(
    *, organisation: Organisation, paper: Paper, by: Staff, now: dt.datetime, entropy: Callable[[int], bytes]
) -> OutgoingPaper:
    """Writes a new draft. Raises RefusedError for an organisation that is closed, PaperError for what cannot be set."""
    if organisation.closed_on is not None:
        raise RefusedError("a closed organisation writes no papers")
    drafted = OutgoingPaper(
        organisation=organisation,
        path=organisation.path,
        check_key=base64.b32encode(entropy(_KEY_BYTES)).decode().lower(),
        drafted_by=by,
        drafted_at=now,
    )
    _write(drafted, paper, now)
    drafted.save()
    note(by, "papers.draft", drafted, now, kind=drafted.kind)
    return drafted


@transaction.atomic
def revise(*, paper: OutgoingPaper, content: Paper, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Puts other words into a draft."""
    held = locked(paper, State.DRAFT, read=None)
    _write(held, content, now)
    held.save()
    note(by, "papers.revise", held, now)
    return held


@transaction.atomic
def submit(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Submits a draft: it waits for its signature, and its words stay as they are from here. Raises RefusedError where
    figures in it are others now: a draft is written anew.
    """
    held = locked(paper, State.DRAFT, read=read)
    require_no_objection(held)
    held.state, held.submitted_by, held.submitted_at, held.remark = State.SUBMITTED, by, now, ""
    held.save()
    note(by, "papers.submit", held, now)
    return held


@transaction.atomic
def send_back(*, paper: OutgoingPaper, read: str, reason: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Sends a submitted paper back to whoever wrote it, with the reason."""
    held = locked(paper, State.SUBMITTED, read=read)
    if held.number is not None:
        raise RefusedError("the paper is out to be signed elsewhere; take its number back first")
    held.state, held.remark = State.DRAFT, the_reason(reason)
    held.save()
    note(by, "papers.return", held, now)
    return held


@transaction.atomic
def discard(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Throws a draft away: it waits for nobody, and its words can still be read. A wish to keep it is a new draft's."""
    held = locked(paper, State.DRAFT, read=read)
    held.state, held.discarded_by, held.discarded_at = State.DISCARDED, by, now
    held.save()
    note(by, "papers.discard", held, now)
    tell(held, by, now)
    return held


def the_reason(text: str) -> str:
    """Reads a reason into a line. Raises RefusedError for none."""
    reason = normalised_name(text)
    if not 5 <= len(reason) <= 300:
        raise RefusedError("a reason has 5 to 300 characters")
    return reason


def _write(drafted: OutgoingPaper, paper: Paper, now: dt.datetime) -> None:
    """Puts the words down. Raises PaperError for a paper that cannot be set: its page could never be opened; and
    RefusedError for one whose head names another body than its register.
    """
    require_own_head(drafted.organisation, paper)
    content = msgspec.json.encode(paper).decode()
    if len(content) > MAX_CONTENT:
        raise RefusedError("the paper is too long to be kept")
    set_draft(paper, content, now)
    drafted.kind, drafted.symbol = paper.kind.value, paper.symbol
    drafted.subject, drafted.content = paper.subject, content
    drafted.search_text = found_by(paper.subject, paper.symbol)
