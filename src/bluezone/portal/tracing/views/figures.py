"""The pages of an outbreak as a whole: its chains, its counts, and what it would take under another regime."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.exports import exported
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing import comparing, outbreaks
from bluezone.portal.tracing import seen as seeing
from bluezone.portal.tracing.chain import branches_seen, chain_with
from bluezone.portal.tracing.exporting.chains import file_of_chain, file_of_picture
from bluezone.portal.tracing.forms.outbreaks import BeginForm, EndForm
from bluezone.portal.tracing.models import Evidence
from bluezone.portal.tracing.picture import chosen_in, picture_of
from bluezone.portal.tracing.selectors import involvement_of, seen_by
from bluezone.vietnam.numbers import whole_number

_MOST_DIGITS = 3


def show_chain(request: StaffRequest, person: str) -> HttpResponse:
    """Shows who may have infected whom in the chain to which somebody belongs."""
    involvement, staff = visible_or_404(request, involvement_of(person)), request.staff
    found = chain_with(involvement)
    at = min(max(whole_number(request.GET.get("page", ""), most_digits=_MOST_DIGITS) or 1, 1), found.pages())
    branches = branches_seen(staff, found, at)
    view = seen_by(staff, involvement)
    context = {
        "person": view,
        "chain": found,
        "branches": branches,
        "page": at,
        "further": at + 1 if at < found.pages() else None,
        "may_export": found.is_whole and is_allowed(staff, "tracing.export", involvement),
    }
    everybody = {view.person: view, **{link.person.person: link.person for branch in branches for link in branch}}
    about = [("person", key) for key, one in everybody.items() if one.is_named]
    return shown(request, "tracing/chain.html", context, about=about, path=involvement.path, action="tracing.chain")


@require_GET
@permission_required("tracing.chain")
def chain(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of a chain."""
    return show_chain(request, person)


@require_GET
@permission_required("tracing.export", answer=show_chain)
def chain_file(request: StaffRequest, person: str) -> HttpResponseBase:
    """Gives out a chain as a file."""
    involvement = visible_or_404(request, involvement_of(person))
    return exported(request, file_of_chain(request.staff, involvement, chain_with(involvement)), otherwise="xlsx")


@require_GET
@permission_required("tracing.chain")
def chain_picture(request: StaffRequest, person: str) -> HttpResponse:
    """Shows a chain over time, with whoever is chosen in it and what is supposed of them."""
    involvement, staff = visible_or_404(request, involvement_of(person)), request.staff
    found, view = chain_with(involvement), seen_by(staff, involvement)
    drawn, supposed = picture_of(found), request.GET.get("if", "")
    chosen = chosen_in(staff, found, drawn, request.GET.get("at", ""), supposed)
    context = {"person": view, "chain": found, "picture": drawn, "chosen": chosen, "supposed": supposed}
    named: list[tuple[str, object]] = [("person", view.person)] if view.is_named else []
    named += chosen.named if chosen is not None else []
    about = list(dict.fromkeys(named))
    return shown(request, "tracing/chain_picture.html", context, about=about, path=involvement.path)


@require_GET
@permission_required("tracing.chain")
def chain_picture_file(request: StaffRequest, person: str) -> HttpResponseBase:
    """Gives out the picture of a chain as a file."""
    involvement = visible_or_404(request, involvement_of(person))
    return exported(request, file_of_picture(involvement, chain_with(involvement)), otherwise="svg")


@require_GET
@permission_required("tracing.regimes")
def regimes(request: StaffRequest) -> HttpResponse:
    """Shows what quarantine and tests come to under two regimes, or all, side by side."""
    known = outbreaks.outbreaks_within(request.staff, request.action)
    asked = comparing.asked_in(request.GET, known)
    compared = comparing.compare(request.staff, asked) if asked is not None else None
    context = {
        "outbreaks": known,
        "regimes": comparing.regimes_to_choose(),
        "asked": asked,
        "compared": compared,
    }
    return page(request, "tracing/regimes.html", context)


def show_outbreaks(request: StaffRequest) -> HttpResponse:
    """Shows the outbreaks around one's units, with the form for a new one."""
    may_begin = is_allowed(request.staff, "tracing.outbreak")
    form = BeginForm(request.POST or None, staff=request.staff, today=request.now.date())
    found = outbreaks.with_units(outbreaks.outbreaks_within(request.staff, "tracing.outbreaks"))
    context = {"found": found, "may_begin": may_begin, "form": form}
    return page(request, "tracing/outbreaks.html", context, status=400 if form.errors else 200)


@require_GET
@permission_required("tracing.outbreaks")
def outbreak_list(request: StaffRequest) -> HttpResponse:
    """Answers the address of the outbreaks."""
    return show_outbreaks(request)


@require_http_methods(["POST"])
@permission_required("tracing.outbreak", answer=show_outbreaks)
def outbreak_begin(request: StaffRequest) -> HttpResponse:
    """Begins an outbreak."""
    form = BeginForm(request.POST, staff=request.staff, today=request.now.date())
    if not form.is_valid():
        return show_outbreaks(request)
    made = outbreaks.begin_outbreak(actor=request.staff, now=request.now, **form.said())
    return redirect("outbreak", made.pk)


def show_outbreak(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Shows one outbreak: what it is, where, since when, and how many people have which level."""
    found = get_or_404(outbreaks.outbreak_within(request.staff, "tracing.outbreaks", outbreak))
    form = EndForm(request.POST or None)
    context = {
        "outbreak": found,
        "counts": outbreaks.counts_of(request.staff, found, "tracing.outbreaks"),
        "may_end": found.ended is None and is_allowed(request.staff, "tracing.outbreak", found),
        "may_compare": is_allowed(request.staff, "tracing.regimes"),
        "may_list": is_allowed(request.staff, "tracing.list"),
        "may_export": is_allowed(request.staff, "tracing.export"),
        "form": form,
        "as_read": outbreaks.digest_of_outbreak(found),
        "today": request.now.date(),
    }
    return page(request, "tracing/outbreak.html", context, status=400 if form.errors else 200)


@require_GET
@permission_required("tracing.outbreaks")
def outbreak(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Answers the address of one outbreak."""
    return show_outbreak(request, outbreak)


@require_GET
@permission_required("tracing.outbreaks")
def outbreak_seen(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Shows an outbreak in figures, and who is behind one column of its curve."""
    staff = request.staff
    found = get_or_404(outbreaks.outbreak_within(staff, request.action, outbreak))
    days, may_list = seeing.days_in(request.GET), is_allowed(staff, "tracing.list")
    listed = seeing.people_behind(staff, found, *days) if days is not None and may_list else []
    context = {
        "outbreak": found,
        "seen": seeing.seen_now(staff, found, request.now),
        "held": seeing.HELD,
        "origins": dict(Evidence.Origin.choices),
        "days": days,
        "listed": listed,
        "may_list": may_list,
        "most": seeing.MOST_LISTED,
    }
    about = [("person", one.person) for _, one in listed if one.is_named]
    if not listed:
        return page(request, "tracing/seen.html", context)
    return shown(request, "tracing/seen.html", context, about=about, action="tracing.list")


@require_GET
@permission_required("tracing.outbreaks")
def outbreak_curve(request: StaffRequest, outbreak: int) -> HttpResponseBase:
    """Gives out the curve of an outbreak as a file."""
    found = get_or_404(outbreaks.outbreak_within(request.staff, request.action, outbreak))
    return exported(request, seeing.curve_file(request.staff, found), otherwise="xlsx")


@require_POST
@permission_required("tracing.outbreak", answer=show_outbreak)
def outbreak_end(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Ends an outbreak."""
    found, form = visible_or_404(request, outbreaks.outbreak_with_number(outbreak)), EndForm(request.POST)
    if not form.is_valid():
        return show_outbreak(request, outbreak)
    ended = form.cleaned_data["ended"]
    outbreaks.end_outbreak(actor=request.staff, outbreak=found, ended=ended, read=read_in(request), now=request.now)
    return redirect("outbreak", outbreak)
