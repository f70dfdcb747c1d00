"""The page on which people at a place are alerted: what was typed is shown in words before anything leaves."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bluezone.portal.cases.alerts import alert_place
from bluezone.portal.cases.forms import AlertForm
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import alerts_of, case_with_number
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_alert(request: StaffRequest, number: str) -> HttpResponse:
    """Shows the form, the alerts sent so far, and in words what would be told."""
    case, form = _found(request, number), AlertForm(request.POST or None)
    presence = form.presence(request.now) if form.is_valid() and not request.refusal else None
    context = {
        "case": case,
        "form": form,
        "presence": presence,
        "meant": form.cleaned_data["premises"] if presence else None,
        "alerts": alerts_of(case),
        "today": request.now.date(),
    }
    status = 400 if form.errors else 200
    return shown(
        request, "cases/alert.html", context, about=subjects_of(case), path=case.path, action="cases.see", status=status
    )


@require_http_methods(["GET", "POST"])
@permission_required("cases.alert", answer=show_alert)
def case_alert(request: StaffRequest, number: str) -> HttpResponse:
    """Shows first what would be told; then, said again, sends it."""
    case, form = _found(request, number), AlertForm(request.POST or None)
    if "sure" not in request.POST or not form.is_valid():
        return show_alert(request, number)
    alert_place(
        actor=request.staff,
        case=case,
        presence=form.presence(request.now),
        exchange=request.world.exchange,
        now=request.now,
    )
    return redirect("case_alert", number)


def _found(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, case_with_number(number))
