"""The sums: every figure by clause, opened down to its parts; published rates beside; a level that approves."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.directives.forms import TAKE_BACK, LevelForm, PublishedRateForm
from bluezone.portal.directives.policy import works_for, works_for_or_above
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.finding import participant_with_key
from bluezone.portal.directives.selectors.levels import levels_shown
from bluezone.portal.directives.selectors.sums import figure_context, sums_context
from bluezone.portal.directives.services.levels import approve, take_back
from bluezone.portal.directives.services.others import note_published_rate
from bluezone.portal.directives.views.finding import acting_for, own_or_beneath, the_directive
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed


@require_GET
@permission_required("directives.watch")
def sums(request: StaffRequest, key: str) -> HttpResponse:
    """Shows what all reports add up to, clause by clause."""
    return _sums(request, key)


@require_GET
@permission_required("directives.watch")
def figure(request: StaffRequest, key: str, indicator: str) -> HttpResponse:
    """Shows one figure and what it consists of; each part opens again, down to a report and its evidence."""
    record = the_directive(key)
    top, directive = acting_for(request, record), directive_of(record.source)
    get_or_404(indicator if indicator in {one.id for one in directive.indicators} else None)
    of = get_or_404(participant_with_key(key, request.GET.get("of", top.key)))
    get_or_404(of if works_for_or_above(request.staff, request.action, of) else None)
    context = figure_context(directive, of, indicator)
    context["trail"] = [one for one in context["trail"] if works_for_or_above(request.staff, request.action, one)]
    context["watches"] = True
    about = [("participant", one.participant.pk) for one in context["parts_shown"] if one.says_something]
    if not about:
        return page(request, "directives/figure.html", context)
    return shown(request, "directives/figure.html", context, about=about, path=of.path, action="directives.see")


def show_level(request: StaffRequest, key: str, unit: str) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Shows the sums, beside which a level is approved."""
    return _sums(request, key, LevelForm(request.POST))


@require_POST
@permission_required("directives.approve", answer=show_level)
def level_approve(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Approves all that was reported to a level, or opens again what a level below has approved."""
    level, form = own_or_beneath(request, key, unit), LevelForm(request.POST)
    if not form.is_valid():
        return show_level(request, key, unit)
    opens_again, note = form.cleaned_data["step"] == TAKE_BACK, form.cleaned_data["note"]
    by = (level.reports_to or level) if opens_again else level
    get_or_404(by if works_for(request.staff, request.action, by) else None)
    if opens_again:
        take_back(actor=request.staff, level=level, read=read_in(request), by=by, note=note, now=request.now)
    else:
        approve(actor=request.staff, level=level, read=read_in(request), note=note, now=request.now)
    return redirect("sums", key)


def show_rate(request: StaffRequest, key: str) -> HttpResponse:
    """Shows the sums, beside which a published rate is noted."""
    return _sums(request, key, _rate_form(request, key))


@require_POST
@permission_required("directives.collect", answer=show_rate)
def rate_published(request: StaffRequest, key: str) -> HttpResponse:
    """Notes a rate that somebody announced, to be held against the quotient."""
    top, form = acting_for(request, the_directive(key)), _rate_form(request, key)
    if not form.is_valid():
        return show_rate(request, key)
    given = form.cleaned_data
    note_published_rate(
        actor=request.staff,
        participant=top,
        rate=given["rate"],
        text=given["text"],
        where=given["where"],
        now=request.now,
    )
    return redirect("sums", key)


def _rate_form(request: StaffRequest, key: str) -> PublishedRateForm:
    return PublishedRateForm(request.POST, rates=directive_of(the_directive(key).source).rates)


def _sums(request: StaffRequest, key: str, form: forms.Form | None = None) -> HttpResponse:
    """Shows the sums; names in the audit those who approved a level."""
    record = the_directive(key)
    context = {
        **sums_context(directive_of(record.source), acting_for(request, record, "directives.watch"), request.now),
        "levels": levels_shown(request.staff, record),
        "collects": is_allowed(request.staff, "directives.collect"),
        "form": form,
        "watches": True,
    }
    return shown(
        request,
        "directives/sums.html",
        context,
        about=[("directive", record.key[:40])],
        path=record.path,
        action="directives.sums",
        status=400 if form is not None and form.errors else 200,
    )
