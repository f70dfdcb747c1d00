"""The page of the audit: newest first, by person, by record; reading it is itself written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.audit.models import Entry, Subject
from bluezone.portal.audit.selectors import (
    PAGE,
    entries_about_for,
    entries_for,
    entries_until_now,
    keys_asked_for,
    subjects_told,
    with_subjects,
)
from bluezone.portal.audit.words import (
    action_in_words,
    detail_in_words,
    known_kinds,
    manner_in_words,
    subject_in_words,
)
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.listing import Column, Empty, Listing, listed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.words import Words

_LONGEST_KEY = 40
_MOST_NAMED = 50
_LOG = Listing(
    caption=_("The audit, the newest line first"),
    columns=(
        Column("at", _("When"), looks="figures moment"),
        Column("who", _("Who")),
        Column("what", _("What")),
        Column("about", _("About")),
        Column("line", _("Line")),
    ),
    kept=("about",),
    empty=Empty("ledger", _("No line here")),
    by_key=True,
    size=PAGE,
    older=_("Older lines"),
)
_COLUMNS = (
    ExportColumn(Words("Dòng", "Line"), 10),
    ExportColumn(Words("Lúc", "When"), 18),
    ExportColumn(Words("Ai", "Who"), 28),
    ExportColumn(Words("Việc", "What"), 32),
    ExportColumn(Words("Về", "About"), 40),
    ExportColumn(Words("Mã băm", "Hash"), 66),
)


@require_GET
@permission_required("audit.read")
def audit_log(request: StaffRequest) -> HttpResponse:
    """Shows the audit; `?about=case:CA-2026-00001` is the answer to "who read this person's record"."""
    entries, about = _asked_for(request)
    kind, _, key = about.partition(":")
    part = _LOG.part_of({**request.GET.dict(), "about": about})
    found = listed(with_subjects(entries), part)
    context = {
        "found": found,
        "about": subject_in_words(kind, key) if about else "",
        "manner": manner_in_words,
        "in_words": action_in_words,
        "detail": detail_in_words,
        "subject_in_words": subject_in_words,
        "told": partial(subjects_told, request.staff, asked=keys_asked_for(about)),
    }
    named = [subject for entry in found.rows for subject in _named(entry)]
    return shown(request, "audit/log.html", context, about=[*named, (kind, key)] if about else named)


@require_GET
@permission_required("audit.export")
def audit_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the lines as a file, the newest first, without those written while it is being made."""
    staff = request.staff
    entries, about = _asked_for(request)
    kind, _, key = about.partition(":")
    return exported(
        request,
        Export(
            name="audit",
            act="audit.export",
            path=staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(entries_until_now(entries)),
            row=partial(_line, partial(subjects_told, staff, asked=keys_asked_for(about))),
            subjects=lambda entry: [*_named(entry), (kind, key)] if about else _named(entry),
        ),
    )


def _asked_for(request: StaffRequest) -> tuple[QuerySet[Entry], str]:
    """The lines within reach, all or about one subject, and which subject."""
    about = request.GET.get("about", "")
    kind, _, key = about.partition(":")
    staff = request.staff
    if kind not in known_kinds() or not key:
        return entries_for(staff), ""
    key = key[:_LONGEST_KEY]  # what was asked is itself noted, and no longer key is known
    return entries_about_for(staff, kind, key), f"{kind}:{key}"


def _named(entry: Entry) -> list[tuple[str, object]]:
    """The colleague whose name stands on the line; nobody's stands on the command line's."""
    return [] if entry.actor_id is None else [("staff", entry.actor_id)]


def _line(told: Callable[[Entry], list[Subject]], entry: Entry) -> tuple[Exported, ...]:
    about = ", ".join(subject_in_words(subject.kind, subject.key) for subject in told(entry)[:_MOST_NAMED])
    what = ": ".join(words for words in (action_in_words(entry.act), detail_in_words(entry.detail)) if words)
    return (entry.number, entry.at.astimezone(VIET_NAM), entry.actor_name, what, about, entry.hash)
