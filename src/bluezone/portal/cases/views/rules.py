"""The page of the code desk's rules: where a second person must look before a code is given out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bluezone.portal.cases.forms import RuleForm
from bluezone.portal.cases.rules import rules_for, set_desk_rule
from bluezone.portal.frame.finding import require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page


def show_rules(request: StaffRequest) -> HttpResponse:
    """Shows the rules, and the form for a new one."""
    form, today = _form(request), request.now.date()
    context = {"form": form, "rules": rules_for(request.staff, today), "today": today}
    return page(request, "cases/rules.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("cases.rule", answer=show_rules)
def desk_rules(request: StaffRequest) -> HttpResponse:
    """Sets a rule."""
    form = _form(request)
    if not form.is_valid():
        return show_rules(request)
    given = form.cleaned_data
    require(request, given["unit"])
    set_desk_rule(
        actor=request.staff,
        unit=given["unit"],
        needs_second_person=form.needs_second_person(),
        valid_from=given["valid_from"],
        now=request.now,
    )
    return redirect("desk_rules")


def _form(request: StaffRequest) -> RuleForm:
    today = request.now.date()
    return RuleForm(request.POST or None, staff=request.staff, today=today, initial={"valid_from": today})
