"""The pages on which a case is corrected, closed, and opened again."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases import changing
from bluezone.portal.cases.forms import PatientForm
from bluezone.portal.cases.identity_numbers import opened
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number, digest_of_case
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.cases.views.desk import show_case
from bluezone.portal.frame.beside import lead_back
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.world import VIET_NAM


def show_correcting(request: StaffRequest, number: str) -> HttpResponse:
    """Shows the form with what the case says, or with what was typed so far."""
    case = _found(request, number)
    form = _form(request, case)
    context = {"case": case, "form": form, "as_read": digest_of_case(case), "today": request.now.date()}
    about, status = subjects_of(case), 400 if form.errors else 200
    return shown(request, "cases/correct.html", context, about=about, path=case.path, action="cases.see", status=status)


@require_http_methods(["GET", "POST"])
@permission_required("cases.correct", answer=show_correcting)
def case_correct(request: StaffRequest, number: str) -> HttpResponse:
    """Corrects what a case says of its person."""
    case = _found(request, number)
    form = _form(request, case)
    if not form.is_valid():
        return show_correcting(request, number)
    given = form.cleaned_data
    changing.correct_case(
        actor=request.staff,
        case=case,
        full_name=given["full_name"],
        phone=given["phone"],
        onset=given["onset"],
        card=changing.Card(given["birth_year"], given["identity"], request.world.entropy),
        read=read_in(request),
        now=request.now,
    )
    return lead_back(request, "case", number)


@require_POST
@permission_required("cases.close", answer=show_case)
def case_close(request: StaffRequest, number: str) -> HttpResponse:
    """Closes a case, for a reason."""
    case, reason = _found(request, number), request.POST.get("reason", "")
    changing.close_case(actor=request.staff, case=case, reason=reason, read=read_in(request), now=request.now)
    return lead_back(request, "case", number)


@require_POST
@permission_required("cases.close", answer=show_case)
def case_reopen(request: StaffRequest, number: str) -> HttpResponse:
    """Opens a closed case again."""
    changing.reopen_case(actor=request.staff, case=_found(request, number), read=read_in(request), now=request.now)
    return lead_back(request, "case", number)


def _form(request: StaffRequest, case: Case) -> PatientForm:
    person, opened_on = case.person, case.opened_at.astimezone(VIET_NAM).date()
    says = {
        "full_name": person.full_name,
        "phone": person.phone,
        "birth_year": person.birth_year,
        "identity": opened(person.identity_sealed),
        "onset": case.onset,
    }
    return PatientForm(request.POST or None, initial=says, opened_on=opened_on, today=request.now.date())


def _found(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, case_with_number(number))
