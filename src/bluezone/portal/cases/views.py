"""The pages of the code desk: list, opening, one case, the code that is shown once."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_read
from bluezone.portal.cases import services
from bluezone.portal.cases.forms import OpenCaseForm, communes_within_reach
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import (
    CaseView,
    case_with_number,
    cases_within,
    needs_second_person,
    page_of_cases,
    view_of,
)
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.inbox.linking import reports_of_case
from bluezone.portal.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.messages.links import sms_link
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets
from bluezone.portal.web.exports import Export, exported, in_chunks
from bluezone.portal.web.paging import key_before
from bluezone.portal.web.words import told
from bluezone.portal.world import VIET_NAM, IssuedCode, world_of
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import measure
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Số", "Number"), 16),
    ExportColumn(Words("Người bệnh", "Person"), 28),
    ExportColumn(Words("Điện thoại", "Telephone"), 16),
    ExportColumn(Words("Xã", "Commune"), 24),
    ExportColumn(Words("Khởi phát", "First symptoms"), 14),
    ExportColumn(Words("Tình trạng", "State"), 24),
    ExportColumn(Words("Mở lúc", "Opened"), 18),
)


@require_GET
@may("cases.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """Newest first; the filters stand in the address."""
    staff, everywhere = signed_in(request), request.GET.get("reach") == "province"
    state = request.GET.get("state", "")
    with transaction.atomic():
        page = page_of_cases(staff, only_mine=not everywhere, state=state, before=key_before(request))
        subjects = [("case", case.number) for case in page.cases if case.is_named]
        if subjects:
            record_read(
                actor=staff, act="cases.list", now=world_of(request).now(), subjects=subjects, path=_shown_at(request)
            )
    facts = {
        "page": page,
        "everywhere": everywhere,
        "state": state,
        "may_open": is_allowed(staff, "cases.open"),
        "may_rule": is_allowed(staff, "cases.rule"),
    }
    return render(request, "cases/list.html", facts)


@require_GET
@may("cases.export")
def case_export(request: HttpRequest) -> HttpResponseBase:
    """The list as a file, under the filter of the screen; outside one's own units with pseudonyms, as there."""
    staff, everywhere = signed_in(request), request.GET.get("reach") == "province"
    rows = cases_within(staff, only_mine=not everywhere, state=request.GET.get("state", ""))
    return exported(
        request,
        Export(
            name="cases",
            act="cases.export",
            path=_shown_at(request),
            columns=_COLUMNS,
            chunks=in_chunks(rows.order_by("-pk")),
            row=lambda case: _exported(view_of(staff, case)),
            subjects=lambda case: [("case", case.number)] if view_of(staff, case).is_named else [],
        ),
    )


@require_http_methods(["GET", "POST"])
@may("cases.open")
def case_new(request: HttpRequest) -> HttpResponse:
    """Opens a case."""
    world, staff = world_of(request), signed_in(request)
    form = OpenCaseForm(request.POST or None, staff=staff, today=world.today())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        require(request, "cases.open", given["unit"])
        case = services.open_case(
            actor=staff,
            full_name=given["full_name"],
            phone=given["phone"],
            onset=given["onset"],
            unit=given["unit"],
            now=world.now(),
            entropy=world.entropy,
        )
        return redirect("case", case.number)
    return render(request, "cases/new.html", {"form": form, "today": world.today()}, status=400 if form.errors else 200)


@require_GET
@may("cases.open")
def commune_choices(request: HttpRequest) -> HttpResponse:
    """The communes that fit what is being typed, as choices of the form."""
    found = communes_within_reach(signed_in(request), request.GET.get("place", ""), world_of(request).today())
    return render(request, "cases/communes.html", {"found": found, "chosen": ""})


@require_GET
@may("cases.see")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case, as this reader may see it."""
    return _show(request, _found(request, number, "cases.see"))


@require_POST
@may("cases.confirm")
def case_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The second person's word."""
    case = _found(request, number, "cases.confirm")
    try:
        services.confirm_case(actor=signed_in(request), case=case, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, case, refusal=told(error))
    return redirect("case", number)


@require_POST
@may("cases.code")
def case_code(request: HttpRequest, number: str) -> HttpResponse:
    """Gives out a code. The answer to this very request is the only place where it ever stands."""
    world, case = world_of(request), _found(request, number, "cases.code")
    long = request.POST.get("form") == "long"
    try:
        issued = services.give_code(
            actor=signed_in(request), case=case, exchange=world.exchange, now=world.now(), long=long
        )
    except ExchangeError:
        return _show(
            request,
            case,
            refusal=gettext("The exchange does not answer now. No code was given out; try again in a minute."),
        )
    except RefusedError as error:
        return _show(request, case, refusal=told(error))
    return render(request, "cases/code.html", _code_facts(case, issued))


def _exported(view: CaseView) -> tuple[Exported, ...]:
    return (
        view.number,
        view.name,
        view.phone,
        view.place,
        view.onset,
        view.state_text,
        view.opened_at.astimezone(VIET_NAM),
    )


def _code_facts(case: Case, issued: IssuedCode) -> dict[str, object]:
    text = gettext("Bluezone: your code is %(code)s. Enter it in the app by %(time)s, %(date)s. Tell nobody else.")
    until = issued.expires_at.astimezone(VIET_NAM)
    message = text % {"code": issued.spaced, "time": f"{until:%H:%M}", "date": f"{until:%d/%m}"}
    plain = without_marks(message)
    return {
        "case": case,
        "issued": issued,
        "message": message,
        "costs": (measure(message), measure(plain)),
        "sms": sms_link(case.person.phone, message),
        "sms_plain": sms_link(case.person.phone, plain),
        "may_send": bool({Outlet.GATEWAY, Outlet.QUEUE} & set(outlets())),
    }


def _show(request: HttpRequest, case: Case, *, refusal: str = "") -> HttpResponse:
    world, staff = world_of(request), signed_in(request)
    is_stale = False
    if world.exchange is not None:
        try:
            services.refresh_codes(case=case, exchange=world.exchange, now=world.now())
        except ExchangeError:
            is_stale = True
    shown = case_with_number(case.number)
    assert shown is not None
    view = view_of(staff, shown)
    with transaction.atomic():
        detail = {"named": view.is_named}
        record_read(
            actor=staff,
            act="cases.see",
            now=world.now(),
            subjects=services.subjects_of(case),
            path=case.path,
            detail=detail,
        )
    facts = {
        "case": view,
        "codes": shown.codes.order_by("-issued_at") if view.is_named else [],
        "refusal": refusal,
        "is_stale": is_stale,
        "may_confirm": is_allowed(staff, "cases.confirm", case) and case.opened_by_id != staff.pk,
        "may_code": is_allowed(staff, "cases.code", case),
        "reports": reports_of_case(staff, case, world.today()) if is_allowed(staff, "inbox.open") else [],
        "may_see_contacts": view.is_named and is_allowed(staff, "lists.contacts", case),
        "listed": case.listed_contacts.filter(same_as=None).count(),
        "may_import": is_allowed(staff, "lists.import", case),
        "may_alert": is_allowed(staff, "cases.alert", case),
        "waits": case.state == Case.State.OPENED and needs_second_person(case.path, world.today()),
        "may_audit": is_allowed(staff, "audit.read", case),
    }
    return render(request, "cases/case.html", facts, status=409 if refusal else 200)


def _found(request: HttpRequest, number: str, act: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    case = case_with_number(number)
    if case is None or not is_allowed(signed_in(request), act, case):
        raise Http404
    return case


def _shown_at(request: HttpRequest) -> str:
    """A list is one line of the audit, at the reader's own unit."""
    return signed_in(request).home
