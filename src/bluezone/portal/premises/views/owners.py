"""The pages of owners' links: the owner's form, open to whoever holds a link, and the commune's list of what came."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame import knocking
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import openly, permission_required
from bluezone.portal.frame.request import PublicRequest, StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.second_factor import has_shown_it
from bluezone.portal.premises.forms import CommuneForm, OwnerForm
from bluezone.portal.premises.models import Premises, ToldPlace
from bluezone.portal.premises.owners import (
    ACT,
    LINK_LASTS,
    digest_of_link,
    digest_of_told,
    end_link,
    issue_link,
    link_behind,
    link_with,
    own_commune,
    page_of_owners,
    put_told_aside,
    register_told,
    spaced_receipt,
    tell_place,
    told_with,
)
from bluezone.portal.premises.probable import probably_there

_MOST_A_MINUTE = 30


def show_owner(request: PublicRequest, code: str) -> HttpResponse:
    """Shows the owner's form, with what was typed so far; or that the link opens nothing."""
    link = link_behind(code, request.now)
    if link is None:
        return _not_opened(request)
    form = OwnerForm(request.POST or None, commune=link.unit)
    status = 400 if form.errors else 200
    return page(request, "premises/owner.html", {"link": link, "form": form, "code": code}, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@openly("owners of places have no account; the link that the commune handed out opens a form alone", answer=show_owner)
def premises_owner(request: PublicRequest, code: str) -> HttpResponse:
    """Keeps what an owner tells of their place."""
    link = link_behind(code, request.now)
    form = OwnerForm(request.POST or None, commune=link.unit if link is not None else None)
    if not form.is_valid():
        return show_owner(request, code)
    if _knocks_too_often(request, "told"):
        return _later(request)
    told = tell_place(code=code, told=form.told(), entropy=request.world.entropy, now=request.now)
    return page(request, "premises/owner_told.html", {"told": told, "receipt": spaced_receipt(told.receipt)})


def show_owners(request: StaffRequest) -> HttpResponse:
    """Shows what owners told and nobody settled, the links that are out, and the form for another one."""
    seen = page_of_owners(request.staff, request.now)
    context = {
        "waits": [(one, spaced_receipt(one.receipt), digest_of_told(one), _alike(one)) for one in seen.told],
        "count": seen.count,
        "sees_who": has_shown_it(request, request.staff),
        "links": [(one, digest_of_link(one)) for one in seen.links],
        "form": _form(request),
        "days": LINK_LASTS.days,
    }
    about = [("told_place", one.pk) for one in seen.told] + [("staff", one.made_by_id) for one in seen.links]
    return shown(request, "premises/owners.html", context, about=about, action=ACT)


@require_GET
@permission_required(ACT)
def premises_owners(request: StaffRequest) -> HttpResponse:
    """Answers the address of the list with its page."""
    return show_owners(request)


@require_POST
@permission_required(ACT, answer=show_owners)
def owner_link(request: StaffRequest) -> HttpResponse:
    """Makes a link for owners. The answer to this very request is the only place where its code ever stands."""
    form = _form(request)
    if not form.is_valid():
        return show_owners(request)
    link, code = issue_link(
        actor=request.staff, unit=form.cleaned_data["unit"], entropy=request.world.entropy, now=request.now
    )
    address = request.build_absolute_uri(reverse("premises_owner", args=[code]))
    return page(request, "premises/owner_letter.html", {"link": link, "address": address})


@require_POST
@permission_required(ACT, answer=show_owners)
def owner_link_end(request: StaffRequest, key: int) -> HttpResponse:
    """Ends a link."""
    found = visible_or_404(request, link_with(key))
    end_link(actor=request.staff, link=found, read=read_in(request), now=request.now)
    return redirect("premises_owners")


@require_POST
@permission_required(ACT, answer=show_owners)
def told_register(request: StaffRequest, key: int) -> HttpResponse:
    """Registers a place that its owner told of."""
    found = visible_or_404(request, told_with(key))
    made = register_told(actor=request.staff, told=found, read=read_in(request), now=request.now)
    return redirect("premises", made.pk)


@require_POST
@permission_required(ACT, answer=show_owners)
def told_aside(request: StaffRequest, key: int) -> HttpResponse:
    """Puts aside what an owner told."""
    found = visible_or_404(request, told_with(key))
    put_told_aside(actor=request.staff, told=found, read=read_in(request), now=request.now)
    return redirect("premises_owners")


def _alike(told: ToldPlace) -> list[Premises]:
    return probably_there(told.unit, told.name, told.phone)


def _form(request: StaffRequest) -> CommuneForm:
    typed = request.POST if "place" in request.POST else None
    begun = {"place": own_commune(request.staff)}
    return CommuneForm(typed, staff=request.staff, today=request.now.date(), action=ACT, initial=begun)


def _not_opened(request: PublicRequest) -> HttpResponse:
    """Tells a link that opens nothing, always alike; whoever tries many is told to come back later."""
    if _knocks_too_often(request, "code"):
        return _later(request)
    request.refusal = gettext("This link opens nothing: its days are over, or it was ended. Please ask the commune.")
    return page(request, "premises/owner_told.html", {"told": None}, status=404)


def _later(request: PublicRequest) -> HttpResponse:
    request.refusal = gettext("Too much came from here in a minute. Please try again in a minute.")
    return page(request, "premises/owner_told.html", {"told": None}, status=429)


def _knocks_too_often(request: PublicRequest, what: str) -> bool:
    caller = str(request.META.get("REMOTE_ADDR", ""))
    return knocking.is_too_often("premises", what, caller, most=_MOST_A_MINUTE, now=request.now)
