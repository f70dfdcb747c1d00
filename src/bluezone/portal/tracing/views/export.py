"""An outbreak as files: what there is, how many names are in it, and a second person's word where they are many."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.exports import exported
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.exporting import releases
from bluezone.portal.tracing.exporting.files import FORMS, TITLES, What, export_of, names_in
from bluezone.portal.tracing.forms.export import ReleaseForm
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.models import Outbreak, Release
from bluezone.portal.tracing.outbreaks import outbreak_within, outbreaks_within
from bluezone.vietnam.numbers import whole_number

_NOTES = {
    What.PEOPLE: _("Everybody involved, with level, case and where they are"),
    What.EXPOSURES: _("Who met whom, when and how, and on how much evidence it stands"),
    What.SAMPLES: _("What was taken when, how it was tested and what it came to; of a pool a row for each person"),
    What.OUTBREAK: _("One FHIR R4 bundle"),
    What.COUNTS: _("People at each level today, and results of tests by day, by commune; nobody is named"),
}
_OUTBREAK = "outbreak"
"""In an address and in a form: the number of the one that is taken out."""
_FORM_NAMES = {"xlsx": "Excel", "csv": "CSV", "jsonl": "JSON", "fhir": "FHIR R4", "dhis2": "DHIS2"}


def show_export(request: StaffRequest, release: int | None = None, what: str = "") -> HttpResponse:  # noqa: ARG001 - the same page for each
    """Shows what can leave, and what waits for a second person."""
    staff, now, outbreak = request.staff, request.now, _outbreak(request)
    asked, form = releases.asked_of(staff, outbreak, now), _form(request)
    files = [
        {
            "what": one,
            "title": TITLES[one],
            "note": _NOTES[one],
            "forms": [(ending, _FORM_NAMES[ending]) for ending in FORMS[one]],
            "names": (names := names_in(one, outbreak, staff)),
            "is_many": names > releases.MOST_ALONE,
            "asked": asked.get(one),
            "digest": releases.digest_of_release(asked[one]) if one in asked else "",
        }
        for one in What
    ]
    waiting = releases.releases_to_agree(staff, now) if is_allowed(staff, "tracing.release") else []
    context = {
        "outbreak": outbreak,
        "others": [one for one in outbreaks_within(staff, "tracing.export") if one.pk != outbreak.pk],
        "files": files,
        "form": form,
        "may_ask": is_allowed(staff, "tracing.release") and any(one["is_many"] and not one["asked"] for one in files),
        "waiting": [(one, TITLES[What(one.what)], releases.digest_of_release(one)) for one in waiting],
    }
    about = [("release", one.pk) for one in waiting]
    status = 400 if form.errors else 200
    return shown(request, "tracing/export.html", context, about=about, action="tracing.exports", status=status)


@require_GET
@permission_required("tracing.export")
def outbreak_export(request: StaffRequest) -> HttpResponse:
    """Answers the address of the page."""
    return show_export(request)


@require_GET
@permission_required("tracing.export", answer=show_export)
def outbreak_file(request: StaffRequest, what: str) -> HttpResponseBase:
    """Gives out one list as a file."""
    if what not in FORMS:
        raise Http404
    wanted, outbreak = What(what), _outbreak(request)
    releases.require_may_leave(request.staff, outbreak, wanted, request.now)
    return exported(request, export_of(wanted, outbreak, request.staff, request.now), otherwise=FORMS[wanted][0])


@require_POST
@permission_required("tracing.release", answer=show_export)
def release_ask(request: StaffRequest) -> HttpResponse:
    """Asks a second person that many names may leave."""
    form, outbreak = _form(request), _outbreak(request)
    if not form.is_valid():
        return show_export(request)
    releases.ask_for_release(
        actor=request.staff,
        outbreak=outbreak,
        what=form.wanted(),
        reason=form.cleaned_data["reason"],
        now=request.now,
    )
    return _back_to(outbreak.pk)


@require_POST
@permission_required("tracing.release", answer=show_export)
def release_agree(request: StaffRequest, release: int) -> HttpResponse:
    """Agrees, as the second person, that many names leave."""
    found = _found(request, release)
    releases.agree_to_release(actor=request.staff, release=found, read=read_in(request), now=request.now)
    return _back_to(found.outbreak_id)


@require_POST
@permission_required("tracing.release", answer=show_export)
def release_leave(request: StaffRequest, release: int) -> HttpResponse:
    """Leaves the names where they are."""
    found = _found(request, release)
    releases.put_release_aside(actor=request.staff, release=found, read=read_in(request), now=request.now)
    return _back_to(found.outbreak_id)


def _outbreak(request: StaffRequest) -> Outbreak:
    """The outbreak that is asked for, ended or not; that of the reader's units today where none is."""
    said = request.POST.get(_OUTBREAK, request.GET.get(_OUTBREAK))
    if said is None:
        return outbreak_at(request.staff.home, request.now.date())
    return get_or_404(outbreak_within(request.staff, "tracing.export", whole_number(said) or 0))


def _back_to(outbreak: int) -> HttpResponse:
    """Leads to the page of the outbreak about which somebody decided."""
    return redirect(f"{reverse('outbreak_export')}?{_OUTBREAK}={outbreak}")


def _found(request: StaffRequest, number: int) -> Release:
    """Finds what was asked for within one's units. Raises Http404 for everything else."""
    return visible_or_404(request, releases.release_with_number(number))


def _form(request: StaffRequest) -> ReleaseForm:
    """Bound where a list was asked for."""
    return ReleaseForm(request.POST if "reason" in request.POST else None)
