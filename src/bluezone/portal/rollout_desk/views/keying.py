"""Paper reports: the scan comes in, two people type from it without seeing each other's figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.errors import RefusedError
from bluezone.portal.rollout_desk.models import File, Participant, ReportRecord
from bluezone.portal.rollout_desk.selectors.cores import office_of
from bluezone.portal.rollout_desk.selectors.form import sections_of
from bluezone.portal.rollout_desk.services.keying import first_keying, keep_scan, key_paper
from bluezone.portal.rollout_desk.services.photos import MOST_BYTES_IN
from bluezone.portal.rollout_desk.services.reporting import Entry
from bluezone.portal.rollout_desk.views.answering import entry_in
from bluezone.portal.rollout_desk.views.finding import beneath
from bluezone.portal.rollout_desk.views.speaking import REFUSALS, refusal
from bluezone.portal.rollout_desk.views.uploads import uploaded
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Words


@require_http_methods(["GET", "POST"])
@may("rollout.collect")
def paper_keying(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """One person's keying. Whoever comes second finds the scan, and none of the first one's figures."""
    participant = beneath(request, key, unit, "rollout.collect")
    if not participant.is_expected:
        raise Http404
    if request.method == "GET":
        return _page(request, participant, Entry(), ())
    entry, now = entry_in(request), world_of(request).now()
    try:
        scan = _scan(request, participant)
        findings = key_paper(actor=signed_in(request), participant=participant, scan=scan, entry=entry, now=now)
    except REFUSALS as error:
        return _page(request, participant, entry, (), refusal(error))
    if findings:
        return _page(request, participant, entry, tuple(finding.words for finding in findings))
    if ReportRecord.objects.filter(participant=participant).exclude(state=ReportRecord.State.DRAFT).exists():
        return redirect("report_page", key, unit)
    return redirect("paper_keying", key, unit)


def _scan(request: HttpRequest, participant: Participant) -> File:
    """The one that comes with this form, else the one that waits for a second keying. Raises RefusedError."""
    waiting, file = first_keying(participant), uploaded(request, "scan_file", MOST_BYTES_IN)
    if file is None and waiting is not None and request.POST.get("scan") == waiting.scan_id:
        return waiting.scan
    if file is None:
        raise RefusedError("the scan of the paper is missing")
    return keep_scan(file.content, name=file.name, now=world_of(request).now())


def _page(
    request: HttpRequest, participant: Participant, entry: Entry, differing: tuple[Words, ...], wrong: str = ""
) -> HttpResponse:
    office, waiting = office_of(participant.directive), first_keying(participant)
    staff = signed_in(request)
    mine = waiting is not None and waiting.by_id == staff.pk
    others = waiting is not None and participant.keyings.filter(scan=waiting.scan).exclude(by=staff).exists()
    facts = {
        "record": participant.directive,
        "participant": participant,
        "sections": sections_of(office, participant.key, entry),
        "entry": entry,
        "waiting": waiting,
        "is_second": waiting is not None and (not mine or others),
        "mine": mine and not others,
        "differing": differing,
        "refusal": wrong,
        "today": world_of(request).today(),
        "watches": True,
        "title": gettext("Key a paper report"),
    }
    return render(request, "rollout/keying.html", facts, status=409 if differing else 400 if wrong else 200)
