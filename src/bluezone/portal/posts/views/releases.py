"""The pages on which rows of a door are asked for and agreed to, and a row that two agreed to open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, shown
from bluezone.portal.posts.forms import AskForm
from bluezone.portal.posts.photos import photo_opened_with, read_photo
from bluezone.portal.posts.releases_seen import asks_seen, case_at, doors_near, release_with, released_with
from bluezone.portal.posts.services.releasing import (
    agree_to_rows,
    ask_for_rows,
    hours_of,
    keys_at_hand,
    put_rows_aside,
    read_row,
)
from bluezone.portal.premises.selectors import premises_with
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.landmarks_seen import landmark_with_number

_BEFORE = 1
"""Hours, where nobody says otherwise."""


def show_asking(request: StaffRequest, landmark: int) -> HttpResponse:
    """Shows which doors were near, with how many people each would name, and the form that asks."""
    found, form = visible_or_404(request, landmark_with_number(landmark), "posts.release"), _form(request)
    said = form.cleaned_data.get("before") if form.is_bound and form.is_valid() else None
    before = _BEFORE if said is None else said
    begins, ends = hours_of(found, before)
    context = {
        "landmark": found,
        "doors": doors_near(found, before, request.now),
        "case": case_at(found, request.now),
        "begins": begins,
        "ends": ends,
        "form": form,
        "chosen": request.POST.get("premises", ""),
    }
    status = 400 if form.errors else 200
    about = [("landmark", found.pk)]
    return shown(
        request, "posts/ask.html", context, about=about, path=found.path, action="posts.releases", status=status
    )


@require_http_methods(["GET", "POST"])
@permission_required("posts.release", answer=show_asking)
def row_ask(request: StaffRequest, landmark: int) -> HttpResponse:
    """Asks that rows of a place be opened for a landmark."""
    found, form = visible_or_404(request, landmark_with_number(landmark)), _form(request)
    if not form.is_valid():
        return show_asking(request, landmark)
    given = form.cleaned_data
    ask_for_rows(
        actor=request.staff,
        landmark=found,
        premises=visible_or_404(request, premises_with(given["premises"])),
        before=given["before"],
        purpose=given["purpose"],
        why_many=given["why_many"],
        now=request.now,
    )
    return redirect("row_releases")


def show_releases(request: StaffRequest, **_key: int) -> HttpResponse:
    """Shows asks for rows that are not settled."""
    asks = asks_seen(request.staff, request.now)
    about = [("row_release", one.release.pk) for one in asks]
    return shown(request, "posts/releases.html", {"asks": asks}, about=about, action="posts.releases")


@require_GET
@permission_required("posts.release")
def row_releases(request: StaffRequest) -> HttpResponse:
    """Answers the address of the asks with their page."""
    return show_releases(request)


@require_POST
@permission_required("posts.release", answer=show_releases)
def row_agree(request: StaffRequest, key: int) -> HttpResponse:
    """Opens the rows of an ask."""
    found = visible_or_404(request, release_with(key))
    agree_to_rows(
        actor=request.staff, release=found, read=read_in(request), wrapping_key=wrapping_key(), now=request.now
    )
    return redirect("evidence_inbox")


@require_POST
@permission_required("posts.release", answer=show_releases)
def row_aside(request: StaffRequest, key: int) -> HttpResponse:
    """Leaves the rows of an ask sealed."""
    found = visible_or_404(request, release_with(key))
    put_rows_aside(actor=request.staff, release=found, read=read_in(request), now=request.now)
    return redirect("row_releases")


@require_POST
@permission_required("posts.release")
def door_row(request: StaffRequest, key: int) -> HttpResponse:
    """Reads what a visitor said. By POST, because it is an act with consequences and not a look."""
    found = get_or_404(released_with(key))
    visible_or_404(request, found.release)
    typed = read_row(released=found, wrapping_key=wrapping_key())
    has_photo = photo_opened_with(found) is not None
    context = {"row": found.row, "typed": typed, "release": found.release, "opened": found, "has_photo": has_photo}
    about = [("door_row", found.row_id)]
    return shown(request, "posts/row.html", context, about=about, path=found.release.path, action="posts.row")


@require_POST
@permission_required("posts.release")
def door_photo(request: StaffRequest, key: int) -> HttpResponse:
    """Gives out the photograph of the page from which an opened row was keyed."""
    found = get_or_404(released_with(key))
    visible_or_404(request, found.release)
    photo = get_or_404(photo_opened_with(found))
    note_shown(request, about=[("sheet", photo.sheet.number)], path=found.release.path, action="posts.see_photo")
    return HttpResponse(read_photo(photo, keys_at_hand(wrapping_key())), content_type="image/jpeg")


def _form(request: StaffRequest) -> AskForm:
    return AskForm(request.POST if request.method == "POST" else None, initial={"before": _BEFORE})
