"""The pages of many: what was sent and what became of it, and whom the next press reaches, with the words as they are
sent."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets, sends_without_marks
from bluezone.portal.messages.reminding import is_by_day
from bluezone.portal.reminders.candidates import Candidate, way_to
from bluezone.portal.reminders.forms import chosen_in
from bluezone.portal.reminders.models import Kind
from bluezone.portal.reminders.selectors import (
    REMINDERS,
    TITLES,
    asked_counts,
    chosen,
    counts_of,
    page_of_reminders,
    preview_of,
)
from bluezone.portal.reminders.services import Way, said_so, send_reminders
from bluezone.portal.reminders.wording import CODE_SIGNS, link_to, words_of
from bluezone.vietnam.numbers import whole_number
from bluezone.vietnam.sms import measure


@require_GET
@permission_required("reminders.list")
def reminders(request: StaffRequest) -> HttpResponse:
    """Shows what can be reminded of, and what became of the reminders of seven days."""
    staff, now = request.staff, request.now
    found, counts = page_of_reminders(staff, REMINDERS.part_of(request.GET), now), counts_of(staff, now)
    context = {
        "found": found,
        "titles": TITLES,
        "counts": [(name, TITLES[name], count) for name, count in counts.items() if count],
        "asked": asked_counts(staff, now) if is_allowed(staff, "reminders.send") else [],
        "has_outlet": bool(outlets()),
        "sent": whole_number(request.GET.get("done", "")),
        "left_out": whole_number(request.GET.get("left_out", "")),
    }
    about = sorted({("person", one.person.person) for one in found.rows if one.person.is_named})
    return shown(request, "reminders/list.html", context, about=about)


def show_new(request: StaffRequest, kind: str) -> HttpResponse:
    """Shows whom a press reaches, in which words and at what cost, and who is left out and why."""
    wanted, way = _kind(kind), _way(request)
    preview = preview_of(request.staff, wanted, way.outlets, request.now)
    context = {
        "kind": wanted,
        "preview": preview,
        "wordings": _wordings([one for one, _ in preview.reached], way),
        "has_outlet": bool(way.outlets),
        "is_by_day": is_by_day(request.now),
        "ticked": set(chosen_in(request.POST.getlist("to"))),
    }
    people = [person for _, person in (*preview.reached, *preview.left_out)]
    about = sorted({("person", one.person) for one in people})
    return shown(request, "reminders/new.html", context, about=about, action="reminders.new")


@require_GET
@permission_required("reminders.new")
def reminder_new(request: StaffRequest, kind: str) -> HttpResponse:
    """Answers the address of a press to come."""
    return show_new(request, kind)


@require_POST
@permission_required("reminders.send", answer=show_new)
def reminder_send(request: StaffRequest, kind: str) -> HttpResponse:
    """Reminds everybody who is ticked, and leads to what becomes of it."""
    wanted, read = _kind(kind), chosen_in(request.POST.getlist("to"))
    sent = send_reminders(
        actor=request.staff,
        kind=wanted,
        involvements=chosen(request.staff, wanted, read, request.now),
        read=read,
        way=_way(request),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect(f"{reverse('reminders')}?done={sent.count}&left_out={sent.left_out}")


def _kind(said: str) -> Kind:
    if said not in Kind.values:
        raise Http404
    return Kind(said)


def _way(request: StaffRequest) -> Way:
    page = request.build_absolute_uri(reverse("reminders_own"))
    return Way(tuple(outlets()), page, sends_without_marks())


def _wordings(reached: list[Candidate], way: Way) -> list[tuple[str, int, int]]:
    """Each text that is sent, with a code of as many signs in the place of each person's own; how many parts a short
    message of it has, and to how many people it goes."""
    counts: dict[str, tuple[int, int]] = {}
    for one in reached:
        assert one.consent is not None
        outlet = way_to(one.consent.address, way.outlets)
        link = link_to(way.page, "X" * CODE_SIGNS) if one.has_link else ""
        words = said_so(words_of(link=link, phone=one.call_back), way, outlet or Outlet.MAIL)
        parts = 0 if outlet is Outlet.MAIL else measure(words).segments
        counts[words] = (parts, counts.get(words, (0, 0))[1] + 1)
    return [(words, parts, people) for words, (parts, people) in counts.items()]
