"""The pages of the inbox: what came, one report opened, and the key that opens them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed, paths_for
from bluezone.portal.accounts.selectors import colleagues_of
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.inbox import services
from bluezone.portal.inbox.linking import join_consent, meetings_of
from bluezone.portal.inbox.models import Recovery, Report, ReportKey
from bluezone.portal.inbox.selectors import PAGE, day_of, reports_for, rows_of, symptoms_of
from bluezone.portal.inbox.wrapping import wrapping_key
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.protocol.report import ContactReport, Declaration, Sealable
from bluezone.vietnam.numbers import whole_number


class OfficersForm(forms.Form):
    """Who guards a new report key: colleagues of one's own units."""

    officers = forms.ModelMultipleChoiceField(
        Staff.objects.none(), label=_("Three officers"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, manager: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        holders = colleagues_of(manager).filter(is_active=True, recovery__isnull=False)
        self.fields["officers"].queryset = holders  # type: ignore[attr-defined] # of a ModelMultipleChoiceField


class PhrasesForm(forms.Form):
    """Two recovery phrases, typed by two officers."""

    first = forms.CharField(label=_("First officer's phrase"), max_length=60)
    second = forms.CharField(label=_("Second officer's phrase"), max_length=60)


@require_GET
@may("inbox.list")
def inbox(request: HttpRequest) -> HttpResponse:
    """What came for this person's units. Fetches what waits at the exchange first."""
    staff, state = signed_in(request), request.GET.get("state", "")
    facts = {"is_stale": not _fetch(request), "state": state, "has_key": ReportKey.objects.exists()}
    page = Paginator(reports_for(staff, state=state), PAGE).get_page(request.GET.get("page"))
    return render(request, "inbox/list.html", {**facts, "page": page})


@require_POST
@may("inbox.open")
def report_open(request: HttpRequest, number: int) -> HttpResponse:
    """Opens a sealed report. By POST, because it is an act with consequences and not a look."""
    report = _found(request, number, "inbox.open")
    key, now = wrapping_key(), world_of(request).now()
    try:
        message = services.take_report(actor=signed_in(request), report=report, wrapping_key=key, now=now)
    except RefusedError as error:
        return render(request, "inbox/sealed.html", {"report": report, "refusal": told(error)}, status=409)
    return _opened(request, report, message)


@require_POST
@may("inbox.join")
def report_join(request: HttpRequest, number: int) -> HttpResponse:
    """Says which case a consent belongs to that this report meets."""
    report, staff, now = _found(request, number, "inbox.join"), signed_in(request), world_of(request).now()
    asked = whole_number(request.POST.get("consent", "")) or 0
    consent = Report.objects.filter(pk=asked).select_related("key").first()
    case = case_with_number(request.POST.get("case", "")[:16])
    try:
        message = services.take_report(actor=staff, report=report, wrapping_key=wrapping_key(), now=now)
    except RefusedError as error:
        return render(request, "inbox/sealed.html", {"report": report, "refusal": told(error)}, status=409)
    if consent is None or case is None or not isinstance(message, ContactReport):
        return _opened(request, report, message, refusal=gettext("Please choose a case."))
    try:
        join_consent(
            actor=staff,
            report=report,
            message=message,
            consent=consent,
            case=case,
            wrapping_key=wrapping_key(),
            now=now,
        )
    except RefusedError as error:
        return _opened(request, report, message, refusal=told(error))
    return _opened(request, report, message)


@require_POST
@may("inbox.close")
def report_close(request: HttpRequest, number: int) -> HttpResponse:
    """The work on it is done."""
    report = _found(request, number, "inbox.close")
    try:
        services.close_report(actor=signed_in(request), report=report, now=world_of(request).now())
    except RefusedError as error:
        return render(request, "inbox/sealed.html", {"report": report, "refusal": told(error)}, status=409)
    return redirect("inbox")


@require_http_methods(["GET", "POST"])
@may("web.today")
def recovery_phrase(request: HttpRequest) -> HttpResponse:
    """One's own recovery phrase, shown once. Anybody may be named an officer, so anybody may draw one."""
    staff, world = signed_in(request), world_of(request)
    phrase, refusal = "", ""
    if request.method == "POST":
        try:
            phrase = services.give_phrase(actor=staff, now=world.now(), entropy=world.entropy)
        except RefusedError as error:
            refusal = told(error)
    facts = {"phrase": phrase, "refusal": refusal, "has_one": Recovery.objects.filter(staff=staff).exists()}
    return render(request, "inbox/phrase.html", facts, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
@may("inbox.key")
def report_key(request: HttpRequest) -> HttpResponse:
    """The report key: its state, making one, bringing it back."""
    staff, world = signed_in(request), world_of(request)
    making = OfficersForm(request.POST if "make" in request.POST else None, manager=staff)
    recovering = PhrasesForm(request.POST if "recover" in request.POST else None)
    refusal, wrapping = "", wrapping_key()
    try:
        if making.is_bound and making.is_valid():
            path = min(paths_for(staff, "accounts.list"), key=len)
            services.make_report_key(
                actor=staff,
                officers=list(making.cleaned_data["officers"]),
                path=path,
                wrapping_key=wrapping,
                now=world.now(),
                entropy=world.entropy,
            )
            return redirect("report_key")
        if recovering.is_bound and recovering.is_valid():
            phrases = recovering.cleaned_data["first"], recovering.cleaned_data["second"]
            services.recover_report_keys(
                actor=staff, phrases=phrases, wrapping_key=wrapping, now=world.now(), entropy=world.entropy
            )
            return redirect("report_key")
    except RefusedError as error:
        refusal = told(error)
    keys = [(key, services.private_key(key, wrapping) is not None) for key in ReportKey.objects.order_by("-pk")]
    facts = {"keys": keys, "making": making, "recovering": recovering, "refusal": refusal}
    return render(request, "inbox/key.html", facts, status=409 if refusal else 200)


def _opened(request: HttpRequest, report: Report, message: Sealable, *, refusal: str = "") -> HttpResponse:
    """An opened report, with the cases that it belongs to by the consent of both."""
    report.refresh_from_db()
    facts: dict[str, Any] = {"report": report, "message": message, "rows": [], "meetings": [], "refusal": refusal}
    if isinstance(message, Declaration):
        facts |= {"symptoms": symptoms_of(message), "day": day_of(message)}
    if isinstance(message, ContactReport):
        facts["rows"] = rows_of(message)
        facts["meetings"] = meetings_of(
            staff=signed_in(request),
            report=report,
            message=message,
            wrapping_key=wrapping_key(),
            now=world_of(request).now(),
        )
    return render(request, "inbox/report.html", facts, status=409 if refusal else 200)


def _fetch(request: HttpRequest) -> bool:
    """Whether the inbox is as new as the exchange's."""
    world = world_of(request)
    if world.exchange is None:
        return False
    try:
        services.fetch_reports(exchange=world.exchange, wrapping_key=wrapping_key(), now=world.now())
    except ExchangeError:
        return False
    return True


def _found(request: HttpRequest, number: int, act: str) -> Report:
    """The report, if the table opens it to the reader; else there is none."""
    report = Report.objects.filter(pk=number).select_related("key").first()
    if report is None or not is_allowed(signed_in(request), act, report):
        raise Http404
    return report
