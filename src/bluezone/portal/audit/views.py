"""The page of the audit: newest first, by person, by record; reading it is itself written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.models import Entry, Subject
from bluezone.portal.audit.selectors import entries_about_for, entries_for, subjects_told
from bluezone.portal.audit.services import record_read
from bluezone.portal.audit.words import KINDS, act_in_words, detail_in_words, subject_in_words
from bluezone.portal.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.web.exports import Export, exported, in_chunks
from bluezone.portal.web.paging import key_before
from bluezone.portal.world import VIET_NAM, world_of
from bluezone.vietnam.words import Words

PAGE = 50
_LONGEST_KEY = 40
_MOST_NAMED = 50
_COLUMNS = (
    ExportColumn(Words("Dòng", "Line"), 10),
    ExportColumn(Words("Lúc", "When"), 18),
    ExportColumn(Words("Ai", "Who"), 28),
    ExportColumn(Words("Việc", "What"), 32),
    ExportColumn(Words("Về", "About"), 40),
    ExportColumn(Words("Mã băm", "Hash"), 66),
)


@require_GET
@may("audit.read")
def audit_log(request: HttpRequest) -> HttpResponse:
    """`?about=case:CA-2026-00001` is the answer to "who read this person's record"."""
    staff, before = signed_in(request), key_before(request)
    entries, about = _asked_for(request)
    kind, _, key = about.partition(":")
    if before is not None:
        entries = entries.filter(number__lt=before)
    with transaction.atomic():
        found = list(entries.prefetch_related("subjects")[: PAGE + 1])
        subjects = [(kind, key)] if about else []
        record_read(actor=staff, act="audit.read", now=world_of(request).now(), subjects=subjects, path=staff.home)
    more = found[PAGE - 1].number if len(found) > PAGE else None
    facts = {"entries": found[:PAGE], "about": about, "next_before": more}
    words = {"in_words": act_in_words, "detail": detail_in_words, "subject_in_words": subject_in_words}
    told = partial(subjects_told, staff, about=about)
    return render(request, "audit/log.html", {**facts, **words, "told": told})


@require_GET
@may("audit.export")
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """The lines as a file, the newest first; what is written while it is being made is not in it."""
    staff = signed_in(request)
    entries, about = _asked_for(request)
    kind, _, key = about.partition(":")
    last = entries.values_list("number", flat=True).first() or 0
    return exported(
        request,
        Export(
            name="audit",
            act="audit.export",
            path=staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(entries.filter(number__lte=last).prefetch_related("subjects")),
            row=partial(_line, partial(subjects_told, staff, about=about)),
            subjects=lambda _: [(kind, key)] if about else [],
        ),
    )


def _asked_for(request: HttpRequest) -> tuple[QuerySet[Entry], str]:
    """The lines within reach, all or about one subject, and which."""
    about = request.GET.get("about", "")
    kind, _, key = about.partition(":")
    staff = signed_in(request)
    if kind not in KINDS or not key:
        return entries_for(staff), ""
    key = key[:_LONGEST_KEY]  # what was asked is itself noted, and no longer key is known
    return entries_about_for(staff, kind, key), f"{kind}:{key}"


def _line(told: Callable[[Entry], list[Subject]], entry: Entry) -> tuple[Exported, ...]:
    about = ", ".join(subject_in_words(subject.kind, subject.key) for subject in told(entry)[:_MOST_NAMED])
    what = ": ".join(words for words in (act_in_words(entry.act), detail_in_words(entry.detail)) if words)
    return (entry.number, entry.at.astimezone(VIET_NAM), entry.actor_name, what, about, entry.hash)
