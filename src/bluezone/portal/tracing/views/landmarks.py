"""The pages of landmarks: those of one's units, those of a case, one of them with whoever was there, its notice."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.sealed_words import opened_words
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed, sees_name
from bluezone.portal.tracing import landmarks_seen
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.forms.contacts import MeetingForm
from bluezone.portal.tracing.forms.landmarks import CorrectedForm, LandmarkForm, NamedForm, WithdrawnForm, as_noted
from bluezone.portal.tracing.landmarks import expose_those_there, note_presence, note_those_named, record_landmark
from bluezone.portal.tracing.landmarks_seen import PLACES, landmark_seen, may_at_landmark
from bluezone.portal.tracing.models import Landmark
from bluezone.portal.tracing.occasions import occasion_at
from bluezone.vietnam.numbers import whole_number


@require_GET
@permission_required("tracing.places")
def landmarks(request: StaffRequest) -> HttpResponse:
    """Shows where cases have been, those noted last first."""
    found = landmarks_seen.page_of_landmarks(request.staff, PLACES.part_of(request.GET))
    about = [subject for one in found.rows for subject in one.named]
    return shown(request, "tracing/places.html", {"found": found}, about=about)


def show_case_places(request: StaffRequest, number: str) -> HttpResponse:
    """Shows where a case has been, with the form for one place more."""
    case, form = _case(request, number), _form(request)
    context = {
        "case": case,
        "places": landmarks_seen.landmarks_of_case(request.staff, case),
        "form": form,
        "today": request.now.date(),
    }
    status = 400 if form.errors else 200
    return shown(request, "tracing/case_places.html", context, about=subjects_of(case), path=case.path, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("tracing.landmark", answer=show_case_places)
def case_places(request: StaffRequest, number: str) -> HttpResponse:
    """Notes where a case has been."""
    case, form = _case(request, number), _form(request)
    if not form.is_valid():
        return show_case_places(request, number)
    made = record_landmark(actor=request.staff, case=case, now=request.now, **form.said())
    return redirect("landmark", made.pk)


def show_landmark(request: StaffRequest, landmark: int) -> HttpResponse:
    """Shows one place, who was there by whose account, and what can be done about it."""
    found, staff = _found(request, landmark, landmarks_seen.ACT), request.staff
    view, there = landmark_seen(staff, found), landmarks_seen.there_seen(staff, found)
    text = opened_words(request.GET.get("q", ""))
    candidates = landmarks_seen.people_to_add(staff, found, text)
    named, stands = _named(request, found), view.withdrawn is None
    context = {
        "landmark": view,
        "there": there,
        "open": [one for one in there if not one.exposure],
        "searched": text,
        "candidates": candidates,
        "meeting": _meeting(request, found),
        "named": named,
        "may_note": stands and may_at_landmark(staff, "tracing.presence", found),
        "may_expose": stands and may_at_landmark(staff, "tracing.expose", found),
        "may_change": stands and may_at_landmark(staff, "tracing.landmark", found),
        "may_ask_doors": stands and is_allowed(staff, "posts.release", found),
        "may_alert": stands and bool(view.case) and is_allowed(staff, "cases.alert", found.case),
        "as_read": landmarks_seen.digest_of_landmark(found),
    }
    about = view.named + [("person", one.person) for one in candidates]
    about += [("person", one.person.person) for one in there if one.person.is_named]
    return shown(
        request,
        "tracing/landmark.html",
        context,
        about=about,
        path=found.path,
        action=landmarks_seen.ACT,
        status=400 if named.errors else 200,
    )


@require_GET
@permission_required("tracing.places")
def landmark(request: StaffRequest, landmark: int) -> HttpResponse:
    """Answers the address of one place."""
    return show_landmark(request, landmark)


def show_change(request: StaffRequest, landmark: int) -> HttpResponse:
    """Shows what can be said anew of a place, and that it can be withdrawn."""
    found = _found(request, landmark, "tracing.landmark")
    form, why = _corrected(request, found), _withdrawn(request)
    view = landmark_seen(request.staff, found)
    context = {
        "landmark": view,
        "form": form,
        "why": why,
        "today": request.now.date(),
        "as_read": landmarks_seen.digest_of_landmark(found),
    }
    status = 400 if form.errors or why.errors else 200
    return shown(request, "tracing/landmark_change.html", context, about=view.named, path=found.path, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("tracing.landmark", answer=show_change)
def landmark_correct(request: StaffRequest, landmark: int) -> HttpResponse:
    """Says anew where a case has been."""
    found = _found(request, landmark, request.action)
    form = _corrected(request, found)
    if not form.is_valid():
        return show_change(request, landmark)
    correct_landmark(actor=request.staff, landmark=found, read=read_in(request), now=request.now, **form.said())
    return redirect("landmark", landmark)


@require_POST
@permission_required("tracing.landmark", answer=show_change)
def landmark_withdraw(request: StaffRequest, landmark: int) -> HttpResponse:
    """Withdraws that a case has been at a place."""
    found, form = _found(request, landmark, request.action), _withdrawn(request)
    if not form.is_valid():
        return show_change(request, landmark)
    reason = form.cleaned_data["reason"]
    withdraw_landmark(actor=request.staff, landmark=found, reason=reason, read=read_in(request), now=request.now)
    return redirect("landmark", landmark)


@require_GET
@permission_required("tracing.places")
def landmark_notice(request: StaffRequest, landmark: int) -> HttpResponse:
    """Shows what may be put up about a place at which anybody may have been: place and time, and nobody's name."""
    found = _found(request, landmark, request.action)
    if not found.is_public or found.withdrawn_at is not None:
        raise Http404
    seen = landmark_seen(request.staff, found)
    said = {
        "number": seen.number,
        "place": seen.place,
        "commune": seen.commune,
        "begins": seen.begins,
        "ends": seen.ends,
        "is_one_day": seen.is_one_day,
    }
    return page(request, "tracing/notice.html", {"place": said})


@require_POST
@permission_required("tracing.presence", answer=show_landmark)
def landmark_named(request: StaffRequest, landmark: int) -> HttpResponse:
    """Enters people whom an account names as having been there."""
    found = _found(request, landmark, request.action)
    form = _named(request, found)
    if not form.is_valid():
        return show_landmark(request, landmark)
    note_those_named(
        actor=request.staff,
        landmark=found,
        people=form.cleaned_data["people"],
        origin=form.cleaned_data["origin"],
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect("landmark", landmark)


@require_POST
@permission_required("tracing.presence", answer=show_landmark)
def landmark_known(request: StaffRequest, landmark: int) -> HttpResponse:
    """Notes that somebody who is known already was there."""
    found = _found(request, landmark, request.action)
    person = landmarks_seen.person_in_the_same(found, request.POST.get("person", ""))
    if person is None or not sees_name(request.staff, "tracing.see", person):
        raise RefusedError("please choose somebody of your own units")
    origin = request.POST.get("origin", "")
    note_presence(actor=request.staff, landmark=found, involvement=person, origin=origin, now=request.now)
    return redirect("landmark", landmark)


@require_POST
@permission_required("tracing.expose", answer=show_landmark)
def landmark_expose(request: StaffRequest, landmark: int) -> HttpResponse:
    """Notes that the case may have infected those who are chosen."""
    found, form = _found(request, landmark, request.action), MeetingForm(request.POST)
    if not form.is_valid():
        raise RefusedError("please say what kind of meeting it was")
    expose_those_there(
        actor=request.staff,
        landmark=found,
        chosen=_chosen(request),
        kind=form.cleaned_data["kind"],
        certainty=form.cleaned_data["certainty"],
        read=read_in(request),
        now=request.now,
    )
    return redirect("landmark", landmark)


def _chosen(request: StaffRequest) -> set[int]:
    said = request.POST.getlist("there")[: landmarks_seen.MOST_THERE]
    return {number for one in said if (number := whole_number(one)) is not None}


def _form(request: StaffRequest) -> LandmarkForm:
    return LandmarkForm(request.POST or None, today=request.now.date())


def _corrected(request: StaffRequest, found: Landmark) -> CorrectedForm:
    said = request.POST if "where" in request.POST else None
    return CorrectedForm(said, initial=as_noted(found), today=request.now.date())


def _withdrawn(request: StaffRequest) -> WithdrawnForm:
    """Bound where nothing else is said."""
    return WithdrawnForm(request.POST if request.POST and "where" not in request.POST else None)


def _named(request: StaffRequest, found: Landmark) -> NamedForm:
    said = request.POST if "people" in request.POST else None
    return NamedForm(said, home=found.unit, today=request.now.date())


def _case(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, case_with_number(number), "tracing.landmark")


def _meeting(request: StaffRequest, found: Landmark) -> MeetingForm:
    """The form for those who were there, begun with what the place's name tells."""
    typed = request.POST if "kind" in request.POST else None
    return MeetingForm(typed, initial={"kind": occasion_at(found.place)})


def _found(request: StaffRequest, number: int, act: str) -> Landmark:
    """The place of this number, if it or its case lies where the table opens it; else there is none."""
    found = landmarks_seen.landmark_with_number(number)
    if found is None or not may_at_landmark(request.staff, act, found):
        raise Http404
    return found
