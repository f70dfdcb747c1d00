"""Paper reports: the scan comes in, two people type from it without seeing each other's figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bluezone.portal.directives.selectors.finding import report_of_participant
from bluezone.portal.directives.selectors.keying import keying_context
from bluezone.portal.directives.services.entering import Entry, is_sent
from bluezone.portal.directives.services.keying import key_from
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.directives.views.entries import entry_in
from bluezone.portal.directives.views.finding import beneath
from bluezone.portal.directives.views.uploads import uploaded
from bluezone.portal.frame.gate import CONFLICT, permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.rollout.reports.findings import Finding


def show_keying(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows one person's form with what they typed; whoever comes second finds none of the first one's figures."""
    return _form(request, key, unit)


@require_http_methods(["GET", "POST"])
@permission_required("directives.collect", answer=show_keying)
def paper_keying(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Keeps one person's keying; the second that agrees sends the report."""
    participant = beneath(request, key, unit)
    if request.method != "POST":
        return show_keying(request, key, unit)
    findings = key_from(
        actor=request.staff,
        participant=participant,
        upload=uploaded(request, "scan_file", MOST_BYTES_IN),
        again=request.POST.get("scan", ""),
        entry=entry_in(request),
        now=request.now,
    )
    if findings:
        return _form(request, key, unit, findings)
    return redirect("report_page" if is_sent(report_of_participant(participant)) else "paper_keying", key, unit)


def _form(request: StaffRequest, key: str, unit: str, findings: Sequence[Finding] = ()) -> HttpResponse:
    participant = beneath(request, key, unit)
    entry = entry_in(request) if request.method == "POST" else Entry()
    context = {
        **keying_context(request.staff, participant, entry),
        "differing": [finding.words for finding in findings],
        "today": request.now.date(),
        "watches": True,
        "title": gettext("Key a paper report"),
    }
    return page(request, "directives/keying.html", context, status=CONFLICT if findings else 200)
