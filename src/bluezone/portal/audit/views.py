"""The page of the audit: newest first, by person, by record; reading it is itself written down."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.selectors import entries_about, entries_for
from bluezone.portal.audit.services import record_read
from bluezone.portal.audit.words import KINDS, act_in_words, subject_in_words
from bluezone.portal.world import world_of

PAGE = 50
_LARGEST = 2**62


@require_GET
@may("audit.read")
def audit_log(request: HttpRequest) -> HttpResponse:
    """`?about=case:CA-2026-00001` is the answer to "who read this person's record"."""
    staff, about, before = signed_in(request), request.GET.get("about", ""), request.GET.get("before", "")
    kind, _, key = about.partition(":")
    entries = entries_for(staff)
    if kind in KINDS and key:
        entries = entries_about(entries, kind, key[:40])
    else:
        about = ""
    if before.isascii() and before.isdigit() and int(before) < _LARGEST:
        entries = entries.filter(number__lt=int(before))
    with transaction.atomic():
        found = list(entries.prefetch_related("subjects")[: PAGE + 1])
        subjects = [(kind, key)] if about else []
        path = min((grant.path for grant in staff.current_grants), key=len)
        record_read(actor=staff, act="audit.read", now=world_of(request).now(), subjects=subjects, path=path)
    more = found[PAGE - 1].number if len(found) > PAGE else None
    facts = {"entries": found[:PAGE], "about": about, "next_before": more}
    return render(request, "audit/log.html", {**facts, "in_words": act_in_words, "subject_in_words": subject_in_words})
