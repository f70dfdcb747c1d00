"""Pages of an invitation: an administrator hands a code over, and whoever holds it sets anew what was lost."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.frame.gate import openly, permission_required
from bluezone.portal.frame.request import PublicRequest, StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.known_devices import remember_device
from bluezone.portal.identity.models import Invitation, Renewal, Staff
from bluezone.portal.staff import invitations
from bluezone.portal.staff.forms import CodeForm, LostForm, RenewalForm
from bluezone.portal.staff.views.colleagues import found_colleague, show_colleague


@require_POST
@permission_required("staff.reset", answer=show_colleague)
def invitation_new(request: StaffRequest, username: str) -> HttpResponse:
    """Gives a code out; where both are lost, asks another administrator to."""
    person = found_colleague(request, username)
    form = LostForm(request.POST, person=person)
    if not form.is_valid():
        request.refusal = gettext("Please say what is lost.")
        answer = show_colleague(request, username)
        answer.status_code = 400
        return answer
    renews = Renewal(form.cleaned_data["renews"])
    if renews is Renewal.BOTH:
        invitations.ask_for_both(actor=request.staff, staff=person, now=request.now)
        return redirect("staff", username)
    code = invitations.invite(
        actor=request.staff, staff=person, renews=renews, now=request.now, entropy=request.world.entropy
    )
    return _handed_over(request, person, code)


@require_POST
@permission_required("staff.reset", answer=show_colleague)
def invitation_give(request: StaffRequest, username: str) -> HttpResponse:
    """Gives out, as the second administrator, what the first asked for."""
    person = found_colleague(request, username)
    code = invitations.give_what_was_asked_for(
        actor=request.staff, staff=person, now=request.now, entropy=request.world.entropy
    )
    return _handed_over(request, person, code)


@require_POST
@permission_required("staff.reset", answer=show_colleague)
def invitation_withdraw(request: StaffRequest, username: str) -> HttpResponse:
    """Ends the open invitation."""
    invitations.withdraw(actor=request.staff, staff=found_colleague(request, username), now=request.now)
    return redirect("staff", username)


def show_invitation(request: PublicRequest) -> HttpResponse:
    """Shows the form for what is set anew; before a code is known, the form for the code."""
    code = request.POST.get("code", "")
    found = invitations.with_code(code, request.now)
    if found is None:
        if request.method == "POST":
            request.refusal = gettext("This code was typed wrongly, was used, or is over.")
        return page(request, "staff/code.html", {"form": CodeForm()}, status=409 if request.refusal else 200)
    form = _form(request, found)
    context = {"invitation": found, "form": form, "code": code}
    return page(request, "staff/renew.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@openly(
    "whoever comes here has lost what they sign in with; a code opens it, and five wrong passwords close it",
    answer=show_invitation,
)
def invitation(request: PublicRequest) -> HttpResponse:
    """Sets anew what was lost, in a browser that is known from then on: somebody who types wrong passwords elsewhere
    does not keep them from signing in. The code stands in no address, so no proxy writes it down."""
    found = invitations.with_code(request.POST.get("code", ""), request.now)
    form = _form(request, found) if found is not None else None
    if form is None or not form.is_valid():
        return show_invitation(request)
    given = form.cleaned_data
    used = invitations.renew(
        code=given["code"],
        password=given.get("password", ""),
        new_password=given["password1"],
        now=request.now,
    )
    context = {"invitation": used, "has_second_factor": is_mfa_enabled(used.staff)}
    answer = page(request, "staff/renewed.html", context)
    remember_device(request, answer, used.staff.username, request.world.entropy)
    return answer


def _form(request: PublicRequest, found: Invitation) -> RenewalForm:
    return RenewalForm(request.POST if "password1" in request.POST else None, invitation=found)


def _handed_over(request: StaffRequest, person: Staff, code: str) -> HttpResponse:
    context = {
        "person": person,
        "code": code,
        "invitation": invitations.open_for(person, request.now),
        "has_second_factor": is_mfa_enabled(person),
    }
    return shown(request, "staff/invited.html", context, about=[("staff", person.pk)], action="staff.see")
