"""The pages of codes for contacts: who waits for one, one contact, and the code that is shown once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bluezone.documents.posters import set_slips
from bluezone.portal.as_read import read_in
from bluezone.portal.cases.handing import told_of
from bluezone.portal.contact_codes import services
from bluezone.portal.contact_codes.exposed import digest_of_contact, exposed
from bluezone.portal.contact_codes.forms import ConsentForm
from bluezone.portal.contact_codes.selectors import MOST_SHOWN, SEE, cases_met, codes_of, open_asks
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.papers.files import PDF
from bluezone.portal.papers.forms import slip_from
from bluezone.portal.papers.views.reading import sent
from bluezone.portal.tracing.meetings_seen import named_in
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import involvement_of


@require_GET
@permission_required("contact_codes.list")
def contact_codes(request: StaffRequest) -> HttpResponse:
    """Lists the contacts of one's own units who agreed within a day and have no code yet."""
    rows = list(open_asks(request.staff, request.now)[: MOST_SHOWN + 1])
    context = {"rows": rows[:MOST_SHOWN], "are_more": len(rows) > MOST_SHOWN, "me": request.staff.pk}
    about = [("person", one.person_id) for one in rows[:MOST_SHOWN]]
    return shown(request, "contact_codes/list.html", context, about=about)


def show_contact(request: StaffRequest, person: str) -> HttpResponse:
    """Shows whom a contact met, whether they agreed, and what became of codes; with the forms for what comes next."""
    found, staff = visible_or_404(request, involvement_of(person), SEE), request.staff
    asked = services.open_ask_of(found.person)
    waits, days = asked is not None and services.can_be_answered(asked, found, request.now), exposed(found)
    met = cases_met(staff, found)
    is_own = asked is not None and asked.asked_by_id == staff.pk
    context = {
        "person": found.person,
        "exposed": days if days is not None and not days.is_too_long_ago(request.now.date()) else None,
        "met": met,
        "asked": asked if waits else None,
        "is_own": is_own,
        "form": ConsentForm(request.POST if "consent" in request.POST else None),
        "as_read": digest_of_contact(found, asked),
        "may_ask": is_allowed(staff, services.ASK, found),
        "may_give": not is_own and is_allowed(staff, services.GIVE, found),
        "codes": [one for one in codes_of(found.person) if one.handle or one.reason],
    }
    about = [("person", found.person_id), *named_in(met)]
    return shown(request, "contact_codes/contact.html", context, about=about, path=found.path, action=SEE)


@require_GET
@permission_required("contact_codes.see")
def contact_code(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one contact's code."""
    return show_contact(request, person)


@require_POST
@permission_required("contact_codes.ask", answer=show_contact)
def contact_code_ask(request: StaffRequest, person: str) -> HttpResponse:
    """Notes that a contact agrees to warn others."""
    found, form = _found(request, person), ConsentForm(request.POST)
    if not form.is_valid():
        return show_contact(request, person)
    said = form.cleaned_data["consent"]
    services.note_consent(actor=request.staff, involvement=found, consent=said, read=read_in(request), now=request.now)
    return redirect("contact_code", person)


@require_POST
@permission_required("contact_codes.give", answer=show_contact)
def contact_code_give(request: StaffRequest, person: str) -> HttpResponse:
    """Gives out the code, as the other one. The answer to this very request is the only place where it ever stands."""
    found = _found(request, person)
    issued = services.give_contact_code(
        actor=request.staff,
        involvement=found,
        exchange=request.world.exchange,
        read=read_in(request),
        now=request.now,
    )
    context = {"person": found.person, **told_of(found.person, issued, None)}
    return page(request, "contact_codes/code.html", context)


@sensitive_post_parameters("code")
@require_POST
@permission_required("contact_codes.give")
def contact_code_slip(request: StaffRequest, person: str) -> HttpResponse:
    """Makes the slip of a code just given out. The code comes from the page that shows it, and is kept nowhere."""
    _found(request, person)
    return sent(set_slips([slip_from(request.POST)], now=request.now), PDF, "slip.pdf")


@require_POST
@permission_required("contact_codes.ask", answer=show_contact)
def contact_code_aside(request: StaffRequest, person: str) -> HttpResponse:
    """Puts a consent aside."""
    found, reason = _found(request, person), request.POST.get("reason", "")
    services.put_aside(actor=request.staff, involvement=found, reason=reason, read=read_in(request), now=request.now)
    return redirect("contact_code", person)


def _found(request: StaffRequest, pseudonym: str) -> Involvement:
    return visible_or_404(request, involvement_of(pseudonym))
