"""The page on which somebody says which telephone stands on the posters of a commune."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.premises.forms import TelephoneForm
from bluezone.portal.premises.telephones import ACT, say_telephone, telephones_for

_MOST_SHOWN = 200


def show_telephones(request: StaffRequest) -> HttpResponse:
    """Shows the telephones of one's communes, who said them, and the form for another one."""
    said, form = list(telephones_for(request.staff)[:_MOST_SHOWN]), _form(request)
    about = [("unit", one.unit.key) for one in said]
    status = 400 if form.errors else 200
    context = {"said": said, "form": form}
    return shown(request, "premises/telephones.html", context, about=about, action=ACT, status=status)


@require_GET
@permission_required(ACT)
def premises_telephones(request: StaffRequest) -> HttpResponse:
    """Answers the address of the telephones with their page."""
    return show_telephones(request)


@require_POST
@permission_required(ACT, answer=show_telephones)
def premises_telephone(request: StaffRequest) -> HttpResponse:
    """Has a commune's posters say this number."""
    form = _form(request)
    if not form.is_valid():
        return show_telephones(request)
    given = form.cleaned_data
    say_telephone(actor=request.staff, unit=given["unit"], phone=given["phone"], now=request.now)
    return redirect("premises_telephones")


def _form(request: StaffRequest) -> TelephoneForm:
    typed = request.POST if request.method == "POST" else None
    return TelephoneForm(typed, staff=request.staff, today=request.now.date(), action=ACT)
