"""Pages of an invitation: an administrator hands a code over, and whoever holds it sets anew what was lost."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import openly, permission_required
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.models import Invitation, Renewal, Staff
from bluezone.portal.identity.session import signed_in
from bluezone.portal.staff import invitations
from bluezone.portal.staff.forms import CodeForm, LostForm, RenewalForm
from bluezone.portal.staff.views.colleagues import found_colleague, show_colleague
from bluezone.portal.world import world_of


@require_POST
@permission_required("staff.reset")
def invitation_new(request: HttpRequest, username: str) -> HttpResponse:
    """Gives a code out; where both are lost, asks another administrator to."""
    world, actor, person = world_of(request), signed_in(request), found_colleague(request, username)
    form = LostForm(request.POST, person=person)
    if not form.is_valid():
        return show_colleague(request, person, refusal=gettext("Please say what is lost."), status=400)
    renews = Renewal(form.cleaned_data["renews"])
    try:
        if renews is Renewal.BOTH:
            invitations.ask_for_both(actor=actor, staff=person, now=world.now())
            return redirect("staff", username)
        code = invitations.invite(actor=actor, staff=person, renews=renews, now=world.now(), entropy=world.entropy)
    except RefusedError as error:
        return show_colleague(request, person, refusal=message_of(error), status=409)
    return _handed_over(request, person, code)


@require_POST
@permission_required("staff.reset")
def invitation_give(request: HttpRequest, username: str) -> HttpResponse:
    """The second administrator gives out what the first asked for."""
    world, person = world_of(request), found_colleague(request, username)
    try:
        code = invitations.give_what_was_asked_for(
            actor=signed_in(request), staff=person, now=world.now(), entropy=world.entropy
        )
    except RefusedError as error:
        return show_colleague(request, person, refusal=message_of(error), status=409)
    return _handed_over(request, person, code)


@require_POST
@permission_required("staff.reset")
def invitation_withdraw(request: HttpRequest, username: str) -> HttpResponse:
    """The open invitation ends."""
    person = found_colleague(request, username)
    try:
        invitations.withdraw(actor=signed_in(request), staff=person, now=world_of(request).now())
    except RefusedError as error:
        return show_colleague(request, person, refusal=message_of(error), status=409)
    return redirect("staff", username)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@openly("whoever comes here has lost what they sign in with; a code opens it, and five wrong passwords close it")
def invitation(request: HttpRequest) -> HttpResponse:
    """First the code, then what is set anew. The code stands in no address, so no proxy writes it down."""
    now, code = world_of(request).now(), request.POST.get("code", "")
    found = invitations.with_code(code, now)
    if found is None:
        refusal = gettext("This code was typed wrongly, was used, or is over.") if request.method == "POST" else ""
        form = CodeForm()
        return render(request, "staff/code.html", {"form": form, "refusal": refusal}, status=409 if refusal else 200)
    form, refusal = RenewalForm(request.POST if "password1" in request.POST else None, invitation=found), ""
    if form.is_valid():
        try:
            return _set_anew(request, form)
        except RefusedError as error:
            refusal = message_of(error)
    return _asks(request, found, form, code, refusal)


def _set_anew(request: HttpRequest, form: RenewalForm) -> HttpResponse:
    given = form.cleaned_data
    used = invitations.renew(
        code=given["code"],
        password=given.get("password", ""),
        new_password=given["password1"],
        now=world_of(request).now(),
    )
    return render(request, "staff/renewed.html", {"invitation": used, "has_second_factor": is_mfa_enabled(used.staff)})


def _asks(request: HttpRequest, found: Invitation, form: RenewalForm, code: str, refusal: str) -> HttpResponse:
    facts = {"invitation": found, "form": form, "code": code, "refusal": refusal}
    return render(request, "staff/renew.html", facts, status=409 if refusal else 400 if form.errors else 200)


def _handed_over(request: HttpRequest, person: Staff, code: str) -> HttpResponse:
    open_now = invitations.open_for(person, world_of(request).now())
    facts = {"person": person, "code": code, "invitation": open_now, "has_second_factor": is_mfa_enabled(person)}
    return render(request, "staff/invited.html", facts)
