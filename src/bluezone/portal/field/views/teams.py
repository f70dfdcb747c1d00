"""The staff's pages about field teams: what was counted, links made and revoked, a day taken over as evidence."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.field.forms import LinkForm, TakeOverForm
from bluezone.portal.field.models import TeamDay
from bluezone.portal.field.selectors import link_for, page_of_team_days, photo_for, team_day_context, team_day_for
from bluezone.portal.field.services.links import issue_link, revoke_link, token_of
from bluezone.portal.field.services.overtaking import take_over
from bluezone.portal.frame.finding import get_or_404, require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, page, shown
from bluezone.portal.identity.policy import is_allowed


def show_teams(request: StaffRequest) -> HttpResponse:
    """Shows what teams counted, the newest day first, and the form for a link."""
    form, found = _link_form(request), page_of_team_days(request.staff, request.GET.get("page"))
    context = {
        "page": found.page,
        "total": found.total,
        "form": form,
        "may_link": is_allowed(request.staff, "field.link"),
        "now": request.now,
    }
    return page(request, "field/teams.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("field.teams", answer=show_teams)
def teams(request: StaffRequest) -> HttpResponse:
    """Makes a link for a team."""
    form = _link_form(request)
    if not form.is_valid():
        return show_teams(request)
    given = form.cleaned_data
    require(request, given["office"], "field.link")
    made = issue_link(
        actor=request.staff,
        participant=given["office"],
        team=given["team"],
        day=given["day"],
        now=request.now,
        is_doubted=request.world.doubts_clock(),
    )
    return redirect("field_link", made.pk)


@require_GET
@permission_required("field.teams")
def team_day(request: StaffRequest, key: int) -> HttpResponse:
    """Shows one team's day: sums, photos, links and who made them."""
    return show_day(request, key)


def show_day(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the day's page after what was refused on it."""
    return _day(request, get_or_404(team_day_for(request.staff, request.action, key)), _take_over_form(request))


@require_GET
@permission_required("field.link")
def link(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the link and its code, to be handed over or printed."""
    found = get_or_404(link_for(request.staff, request.action, key))
    context = {
        "link": found,
        "day": found.team_day,
        "address": request.build_absolute_uri(reverse("field_page")) + "#" + token_of(found),
        "works": found.revoked_at is None and found.expires_at > request.now,
    }
    about = [("team_day", found.team_day_id)]
    return shown(request, "field/link.html", context, about=about, path=found.team_day.path, action="field.show")


def show_revoking(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the day whose link is revoked."""
    return _day(request, get_or_404(link_for(request.staff, request.action, key)).team_day, TakeOverForm())


@require_POST
@permission_required("field.link", answer=show_revoking)
def link_revoke(request: StaffRequest, key: int) -> HttpResponse:
    """Revokes a lost phone's link."""
    found = get_or_404(link_for(request.staff, request.action, key))
    revoke_link(actor=request.staff, link=found, now=request.now)
    return redirect("field_team_day", found.team_day_id)


@require_POST
@permission_required("field.link", answer=show_day)
def team_day_take_over(request: StaffRequest, key: int) -> HttpResponse:
    """Makes the day evidence."""
    found, form = get_or_404(team_day_for(request.staff, request.action, key)), _take_over_form(request)
    if not form.is_valid():
        return show_day(request, key)
    kind, households = form.cleaned_data["kind"], form.cleaned_data["households"]
    take_over(actor=request.staff, team_day=found, kind=kind, now=request.now, households=households)
    return redirect("field_team_day", key)


@require_GET
@permission_required("field.teams")
def team_photo(request: StaffRequest, key: int) -> HttpResponse:
    """Gives out one photo, as it was written anew."""
    found = get_or_404(photo_for(request.staff, request.action, key))
    day = found.team_day
    note_shown(request, about=[("team_day", day.pk)], path=day.path, detail={"photo": found.pk}, action="field.see")
    return HttpResponse(bytes(found.file.content), content_type="image/jpeg")


def _link_form(request: StaffRequest) -> LinkForm:
    typed = request.POST if request.method == "POST" else None
    return LinkForm(typed, staff=request.staff, today=request.now.date())


def _take_over_form(request: StaffRequest) -> TakeOverForm:
    return TakeOverForm(request.POST if request.method == "POST" else None)


def _day(request: StaffRequest, day: TeamDay, form: TakeOverForm) -> HttpResponse:
    context = {**team_day_context(request.staff, day, request.now), "form": form}
    return shown(
        request,
        "field/team_day.html",
        context,
        about=[("team_day", day.pk)],
        path=day.path,
        action="field.see",
        status=400 if form.errors else 200,
    )
