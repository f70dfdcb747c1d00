"""The pages of quarantines: the list, and one person with what is proposed, decided and delivered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation import services
from bluezone.portal.isolation.course import OPEN, State
from bluezone.portal.isolation.forms import AT_HOME, DeliveryForm, ExtensionForm, NeedForm, ProposalForm
from bluezone.portal.isolation.models import Decision, Stay
from bluezone.portal.isolation.needed import SUPPLY, needs_of
from bluezone.portal.isolation.needs import digest_of_needs
from bluezone.portal.isolation.selectors import (
    PROPOSE,
    SEE,
    STAYS,
    asked_of,
    centres_near,
    decision_with_number,
    decisions_of,
    is_asked_to_a_centre,
    page_of_stays,
    stay_with_number,
    stays_of,
    symptoms_of,
)
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import involvement_of, seen_by


@require_GET
@permission_required("isolation.list")
def isolation_list(request: StaffRequest) -> HttpResponse:
    """Lists who is in quarantine in one's own units, and who is to be."""
    found = page_of_stays(request.staff, STAYS.part_of(request.GET), request.now)
    about = sorted({("person", one.person.person) for one in found.rows})
    context = {
        "found": found,
        "may_decide": is_allowed(request.staff, "isolation.bulk"),
        "may_see_needs": is_allowed(request.staff, "isolation.needs"),
        "may_see_centres": is_allowed(request.staff, "isolation.centres"),
    }
    return shown(request, "isolation/list.html", context, about=about)


def show_isolated(request: StaffRequest, person: str, proposal: ProposalForm | None = None) -> HttpResponse:
    """Shows one person's quarantines, and the forms for what comes next; a proposal as it was typed."""
    involvement, staff = visible_or_404(request, involvement_of(person), SEE), request.staff
    stays, asked, places = stays_of(staff, involvement, request.now), asked_of(involvement), centres_near(involvement)
    present = next((one for one in stays if one.state in OPEN), None)
    may_propose = is_allowed(staff, PROPOSE, involvement)
    typed = request.POST if "where" in request.POST else None
    form = proposal or ProposalForm(typed, places=places, initial={"where": AT_HOME, **_as_asked(asked)})
    is_free_to_change = present is not None and present.state == State.APART and present.waiting is None
    context = {
        "person": seen_by(staff, involvement),
        "stays": stays,
        "present": present,
        "decisions": decisions_of(staff, involvement),
        "form": form,
        "to_a_centre": is_asked_to_a_centre(involvement),
        "symptoms": symptoms_of(staff, involvement) if present is not None and present.is_ill else [],
        "is_any_full": any(one.free <= 0 for one in places),
        "is_asked": asked is not None,
        "may_propose": may_propose and present is None and asked is not None,
        "may_change": may_propose and is_free_to_change,
        "may_put_aside": may_propose and present is not None and present.waiting is not None,
        "extension": ExtensionForm(),
        "delivery": DeliveryForm(),
        "needs": needs_of(staff, involvement),
        "may_ask": present is not None and is_allowed(staff, SUPPLY, involvement),
        "asking": NeedForm(),
        "needs_as_read": digest_of_needs(present.number) if present is not None else "",
        "as_read": services.digest_of_person(involvement),
    }
    about = [("person", involvement.person_id)]
    status = 400 if form.errors else 200
    return shown(
        request, "isolation/person.html", context, about=about, path=involvement.path, action=SEE, status=status
    )


def _as_asked(asked: services.Asked | None) -> dict[str, object]:
    """What the form begins with where the rules ask for something."""
    if asked is None:
        return {}
    return {"first_day": asked.first_day, "last_day": asked.last_day, "ground": asked.ground}


@require_GET
@permission_required("isolation.see")
def isolated_person(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one person's quarantines."""
    return show_isolated(request, person)


@require_POST
@permission_required("isolation.propose", answer=show_isolated)
def isolation_propose(request: StaffRequest, person: str) -> HttpResponse:
    """Proposes that somebody stays apart."""
    involvement = _person(request, person)
    form = ProposalForm(request.POST, places=centres_near(involvement))
    if not form.is_valid():
        return show_isolated(request, person, form)
    read, now = read_in(request), request.now
    services.propose_stay(actor=request.staff, involvement=involvement, asked=form.asked(), read=read, now=now)
    return redirect("isolated_person", person)


def show_stay(request: StaffRequest, stay: int) -> HttpResponse:
    """Shows the person whose quarantine it is."""
    return show_isolated(request, _stay(request, stay).involvement.person.pseudonym)


@require_POST
@permission_required("isolation.propose", answer=show_stay)
def isolation_extend(request: StaffRequest, stay: int) -> HttpResponse:
    """Proposes that somebody stays apart longer."""
    found, (last_day, reason) = _stay(request, stay), ExtensionForm(request.POST).said()
    services.propose_extension(
        actor=request.staff, stay=found, last_day=last_day, reason=reason, read=read_in(request), now=request.now
    )
    return redirect("isolated_person", found.involvement.person.pseudonym)


@require_POST
@permission_required("isolation.propose", answer=show_stay)
def isolation_end(request: StaffRequest, stay: int) -> HttpResponse:
    """Proposes that somebody is released on their own page, and why."""
    found, reason = _stay(request, stay), request.POST.get("reason", "")
    services.propose_early_release(
        actor=request.staff, stay=found, reason=reason, read=read_in(request), now=request.now
    )
    return redirect("isolated_person", found.involvement.person.pseudonym)


def show_decision(request: StaffRequest, decision: int) -> HttpResponse:
    """Shows the person about whom it is."""
    return show_isolated(request, _decision(request, decision).stay.involvement.person.pseudonym)


@require_POST
@permission_required("isolation.propose", answer=show_decision)
def isolation_aside(request: StaffRequest, decision: int) -> HttpResponse:
    """Puts a decision aside that is not issued."""
    found, reason = _decision(request, decision), request.POST.get("reason", "")
    services.put_aside(actor=request.staff, decision=found, reason=reason, read=read_in(request), now=request.now)
    return redirect("isolated_person", found.stay.involvement.person.pseudonym)


@require_POST
@permission_required("isolation.deliver", answer=show_decision)
def isolation_deliver(request: StaffRequest, decision: int) -> HttpResponse:
    """Notes how a decision was delivered."""
    found, said = _decision(request, decision), DeliveryForm(request.POST).said()
    services.deliver(actor=request.staff, decision=found, read=read_in(request), now=request.now, **said)
    return redirect("isolated_person", found.stay.involvement.person.pseudonym)


def _person(request: StaffRequest, pseudonym: str) -> Involvement:
    """The person of this pseudonym. Whoever may not know of them is told that there is none."""
    found = visible_or_404(request, involvement_of(pseudonym), SEE)
    require(request, found)
    return found


def _stay(request: StaffRequest, number: int) -> Stay:
    return visible_or_404(request, stay_with_number(number))


def _decision(request: StaffRequest, number: int) -> Decision:
    found = get_or_404(decision_with_number(number))
    visible_or_404(request, found.stay)
    return found
