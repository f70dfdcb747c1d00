"""The staff's pages about field teams: what was counted, links made and revoked, a day taken over as evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.audit.services import record_read
from bluezone.portal.directives.models import Participant
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.models import Link, TeamDay
from bluezone.portal.field.selectors import PAGE, link_for, offices_of, photo_for, sum_of, team_day_for, team_days_for
from bluezone.portal.field.services.links import issue_link, revoke_link, token_of
from bluezone.portal.field.services.overtaking import is_taken_over, kinds_of, take_over
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of
from bluezone.vietnam.numbers import count_typed


class LinkForm(forms.Form):
    """Which team counts on which day, and for whom."""

    office = forms.ModelChoiceField(Participant.objects.none(), label=_("For"), empty_label=None)
    team = forms.CharField(
        label=_("Team code"), max_length=6, help_text=_("Letters and digits, such as D07; never a name")
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [office.pk for office in offices_of(staff)]
        offices = Participant.objects.filter(pk__in=own, is_expected=True).order_by("-directive__date", "place")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined] # of a ModelChoiceField


@require_http_methods(["GET", "POST"])
@permission_required("field.teams")
def teams(request: HttpRequest) -> HttpResponse:
    """What teams counted, the newest day first; POST makes a link."""
    staff, world = signed_in(request), world_of(request)
    may_link = is_allowed(staff, "field.link")
    form = LinkForm(request.POST or None, staff=staff, initial={"day": world.today()})
    refusal = ""
    if request.method == "POST" and may_link and form.is_valid():
        given = form.cleaned_data
        try:
            made = issue_link(
                actor=staff, participant=given["office"], team=given["team"], day=given["day"], now=world.now()
            )
            return redirect("field_link", made.pk)
        except RefusedError as error:
            refusal = message_of(error)
    days = team_days_for(staff)
    page = Paginator(days, PAGE).get_page(request.GET.get("page"))
    facts = {"page": page, "total": sum_of(days), "form": form, "refusal": refusal, "may_link": may_link}
    status = 400 if form.errors or refusal else 200
    return render(request, "field/teams.html", {**facts, "now": world.now()}, status=status)


@require_GET
@permission_required("field.teams")
def team_day(request: HttpRequest, key: int) -> HttpResponse:
    """One team's day: sums, photos, links."""
    return _show(request, _day(request, key, "field.teams"))


@require_GET
@permission_required("field.link")
def link(request: HttpRequest, key: int) -> HttpResponse:
    """The link and its code, to be handed over or printed."""
    found = _link(request, key)
    staff, now = signed_in(request), world_of(request).now()
    record_read(
        actor=staff, act="field.show", now=now, subjects=[("team_day", found.team_day_id)], path=found.team_day.path
    )
    address = request.build_absolute_uri(reverse("field_page")) + "#" + token_of(found)
    works = found.revoked_at is None and found.expires_at > now
    return render(
        request, "field/link.html", {"link": found, "day": found.team_day, "address": address, "works": works}
    )


@require_POST
@permission_required("field.link")
def link_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """A lost phone's link ends."""
    found = _link(request, key)
    try:
        revoke_link(actor=signed_in(request), link=found, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, found.team_day, refusal=message_of(error))
    return redirect("field_team_day", found.team_day_id)


@require_POST
@permission_required("field.link")
def team_day_take_over(request: HttpRequest, key: int) -> HttpResponse:
    """The day becomes evidence."""
    found = _day(request, key, "field.link")
    kind, typed = request.POST.get("kind", "")[:64], request.POST.get("households", "").strip()
    households = count_typed(typed)
    try:
        take_over(
            actor=signed_in(request), team_day=found, kind=kind, now=world_of(request).now(), households=households
        )
    except RefusedError as error:
        return _show(request, found, refusal=message_of(error))
    return redirect("field_team_day", key)


@require_GET
@permission_required("field.teams")
def team_photo(request: HttpRequest, key: int) -> HttpResponse:
    """One photo, as it was written anew."""
    found = photo_for(signed_in(request), "field.teams", key)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.file.content), content_type="image/jpeg")


def _show(request: HttpRequest, day: TeamDay, *, refusal: str = "") -> HttpResponse:
    staff, now = signed_in(request), world_of(request).now()
    day = _day(request, day.pk, "field.teams")
    record_read(actor=staff, act="field.see", now=now, subjects=[("team_day", day.pk)], path=day.path)
    may_link = is_allowed(staff, "field.link")
    facts = {
        "day": day,
        "links": day.links.order_by("pk").select_related("made_by", "revoked_by"),
        "photos": day.photos.order_by("pk").select_related("file"),
        "kinds": kinds_of(day) if may_link and not is_taken_over(day) else [],
        "is_taken_over": is_taken_over(day),
        "now": now,
        "refusal": refusal,
        "may_link": may_link,
    }
    return render(request, "field/team_day.html", facts, status=409 if refusal else 200)


def _day(request: HttpRequest, key: int, act: str) -> TeamDay:
    found = team_day_for(signed_in(request), act, key)
    if found is None:
        raise Http404
    return found


def _link(request: HttpRequest, key: int) -> Link:
    found = link_for(signed_in(request), "field.link", key)
    if found is None:
        raise Http404
    return found
