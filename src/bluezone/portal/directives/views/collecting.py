"""Collecting: the expected-report list, and forms that go out and come back."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.directives.forms import DecisionForm
from bluezone.portal.directives.selectors.choosing import MOST_AT_ONCE, reports_that_match
from bluezone.portal.directives.selectors.listing import REPORTS, list_context
from bluezone.portal.directives.services.deciding import decide_all, decide_chosen
from bluezone.portal.directives.services.workbooks import MOST_FILES, Outcome, forms_below, take_workbooks
from bluezone.portal.directives.views.finding import acting_for, the_directive
from bluezone.portal.directives.views.uploads import all_uploaded
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.rollout.workbooks.reading import BOUNDS


def show_list(request: StaffRequest, key: str, form: DecisionForm | None = None) -> HttpResponse:
    """Shows everybody who has to report, and how each stands."""
    top = acting_for(request, the_directive(key), "directives.watch")
    context = list_context(request.staff, top, request.now, REPORTS.part_of(request.GET))
    context["ticks_all"] = request.GET.get("all") == "1"
    chosen = chosen_in(request) if request.method == "POST" else {}
    context |= {"chosen": chosen, "form": form, "watches": True}
    return page(request, "directives/reports.html", context, status=400 if form is not None else 200)


@require_GET
@permission_required("directives.watch")
def report_list(request: StaffRequest, key: str) -> HttpResponse:
    """Lists the expected reports."""
    return show_list(request, key)


@require_POST
@permission_required("directives.decide", answer=show_list)
def reports_decide(request: StaffRequest, key: str) -> HttpResponse:
    """Approves all the chosen reports, or sends all of them back with one reason."""
    record, form = the_directive(key), DecisionForm(request.POST, auto_id="%s")
    acting_for(request, record)
    if not form.is_valid():
        return show_list(request, key, form)
    decide_chosen(
        actor=request.staff,
        record=record,
        read=chosen_in(request),
        step=form.decided(),
        note=form.cleaned_data["note"],
        now=request.now,
    )
    return redirect("report_list", key)


def show_all(request: StaffRequest, key: str, form: DecisionForm | None = None) -> HttpResponse:
    """Shows all reports of a part of the list that wait for this person, before one step is taken with all of them."""
    top, part = acting_for(request, the_directive(key), "directives.watch"), REPORTS.part_of(request.GET)
    whole = reports_that_match(request.staff, top, part, request.now)
    context = {
        "record": top.directive,
        "whole": whole,
        "most": MOST_AT_ONCE,
        "part": part,
        "form": form,
        "watches": True,
    }
    return page(request, "directives/all_reports.html", context, status=400 if form is not None else 200)


@require_http_methods(["GET", "POST"])
@permission_required("directives.decide", answer=show_all)
def reports_decide_all(request: StaffRequest, key: str) -> HttpResponse:
    """Approves all reports that match the list, also beyond its page, or sends all of them back with one reason."""
    record = the_directive(key)
    acting_for(request, record)
    if request.method != "POST":
        return show_all(request, key)
    form = DecisionForm(request.POST, auto_id="%s")
    if not form.is_valid():
        return show_all(request, key, form)
    decide_all(
        actor=request.staff,
        top=acting_for(request, record, "directives.watch"),
        part=REPORTS.part_of(request.GET),
        read=read_in(request),
        step=form.decided(),
        note=form.cleaned_data["note"],
        now=request.now,
    )
    return redirect("report_list", key)


@require_GET
@permission_required("directives.collect")
def forms_zip(request: StaffRequest, key: str) -> HttpResponse:
    """Gives out all pre-filled workbooks in one file."""
    record = the_directive(key)
    content = forms_below(acting_for(request, record), now=request.now)
    headers = {"Content-Disposition": f'attachment; filename="{record.key}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def show_forms(request: StaffRequest, key: str) -> HttpResponse:
    """Shows the form for workbooks that came back."""
    return _forms(request, key)


@require_http_methods(["GET", "POST"])
@permission_required("directives.collect", answer=show_forms)
def forms_upload(request: StaffRequest, key: str) -> HttpResponse:
    """Takes workbooks that came back, many at once; each is taken or refused on its own."""
    record = the_directive(key)
    top = acting_for(request, record)
    if request.method != "POST":
        return show_forms(request, key)
    outcomes = take_workbooks(
        actor=request.staff,
        record=record,
        uploads=all_uploaded(request, "files", BOUNDS.file_bytes, MOST_FILES),
        now=request.now,
        among=top,
    )
    return _forms(request, key, outcomes)


def chosen_in(request: StaffRequest) -> dict[str, str]:
    """Returns which reports were ticked, and as what each was read."""
    pairs = (one.partition(":") for one in request.POST.getlist("unit"))
    return {key: read for key, _, read in pairs}


def _forms(request: StaffRequest, key: str, outcomes: Sequence[Outcome] = ()) -> HttpResponse:
    context = {"record": the_directive(key), "outcomes": outcomes, "watches": True}
    return page(request, "directives/upload.html", context)
