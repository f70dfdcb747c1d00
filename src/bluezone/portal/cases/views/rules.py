"""The page of the code desk's rules: where a second person must look before a code is given out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.cases import rules
from bluezone.portal.cases.forms import RuleForm
from bluezone.portal.cases.models import AskedRule
from bluezone.portal.frame.finding import require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed


def show_rules(request: StaffRequest, asked: int | None = None) -> HttpResponse:  # noqa: ARG001 - the same page for each ask
    """Shows the rules with who said so, what waits for a second person, and the form for a new one."""
    form, today = _form(request), request.now.date()
    known, waiting = rules.rules_for(request.staff, today), rules.asked_rules(request.staff, request.now)
    units = [*(one.unit for one in known), *(one.unit for one in waiting)]
    about = {("unit", unit.key) for unit in units if unit is not None}
    sees_cases = is_allowed(request.staff, "cases.list")
    context = {"form": form, "rules": known, "asked": waiting, "today": today, "sees_cases": sees_cases}
    status = 400 if form.errors else 200
    return shown(request, "cases/rules.html", context, about=about, action="cases.rules", status=status)


@require_http_methods(["GET", "POST"])
@permission_required("cases.rule", answer=show_rules)
def desk_rules(request: StaffRequest) -> HttpResponse:
    """Sets a rule, or asks a second person for one."""
    form = _form(request)
    if not form.is_valid():
        return show_rules(request)
    given = form.cleaned_data
    require(request, given["unit"])
    rules.set_desk_rule(
        actor=request.staff,
        unit=given["unit"],
        needs_second_person=form.needs_second_person(),
        valid_from=given["valid_from"],
        now=request.now,
    )
    return redirect("desk_rules")


@require_POST
@permission_required("cases.rule", answer=show_rules)
def rule_agree(request: StaffRequest, asked: int) -> HttpResponse:
    """Agrees, as the second person, that one is enough."""
    rules.agree_to_rule(actor=request.staff, asked=_found(request, asked), now=request.now)
    return redirect("desk_rules")


@require_POST
@permission_required("cases.rule", answer=show_rules)
def rule_leave(request: StaffRequest, asked: int) -> HttpResponse:
    """Leaves it at two people."""
    rules.put_rule_aside(actor=request.staff, asked=_found(request, asked), now=request.now)
    return redirect("desk_rules")


def _found(request: StaffRequest, number: int) -> AskedRule:
    """Finds what was asked for within one's units. Raises Http404 for everything else."""
    return visible_or_404(request, rules.asked_rule_with_number(number))


def _form(request: StaffRequest) -> RuleForm:
    """Bound where a rule is being said, and not where a button of an ask was pressed."""
    today = request.now.date()
    said = request.POST if "second_person" in request.POST or "place" in request.POST else None
    return RuleForm(said, staff=request.staff, today=today, initial={"valid_from": today})
