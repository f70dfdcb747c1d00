"""The register of directives: list, a new one, one with its clauses, its signed letter, and who sits where."""

from __future__ import annotations

from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.rollout.addressees.organisations import MOST_BYTES as MOST_LIST_BYTES
from bluezone.portal.rollout.directive.loading import MOST_BYTES
from bluezone.portal.rollout_desk.models import DirectiveRecord, Participant, Seat
from bluezone.portal.rollout_desk.policy import sits_at
from bluezone.portal.rollout_desk.selectors.cores import office_of
from bluezone.portal.rollout_desk.selectors.register import duties_of, lines_of, quoted
from bluezone.portal.rollout_desk.services import pdfs
from bluezone.portal.rollout_desk.services.registering import end_seat, keep_signed_pdf, register_directive, seat
from bluezone.portal.rollout_desk.views.finding import the_directive, ways_of
from bluezone.portal.rollout_desk.views.speaking import REFUSALS, refusal
from bluezone.portal.rollout_desk.views.uploads import uploaded
from bluezone.portal.world import world_of

_SHIPPED = ("son-duong-2020.toml", "son-duong-2020-organisations.csv")


@require_GET
@may("rollout.see")
def directive_list(request: HttpRequest) -> HttpResponse:
    """All directives, and what the reader has to report."""
    staff, now = signed_in(request), world_of(request).now()
    facts = {
        "lines": lines_of(now),
        "duties": duties_of(staff) if is_allowed(staff, "rollout.report") else [],
        "now": now,
        "may_load": is_allowed(staff, "rollout.load"),
    }
    return render(request, "rollout/list.html", facts)


@require_http_methods(["GET", "POST"])
@may("rollout.load")
def directive_new(request: HttpRequest) -> HttpResponse:
    """A directive from its two files."""
    wrong = ""
    if request.method == "POST":
        source = uploaded(request, "directive", MOST_BYTES)
        listed = uploaded(request, "organisations", MOST_LIST_BYTES)
        if source is None or listed is None:
            wrong = gettext("Please choose both files.")
        else:
            try:
                record = register_directive(
                    actor=signed_in(request),
                    source=source.content,
                    name=source.name,
                    organisations=listed.content,
                    organisations_name=listed.name,
                    now=world_of(request).now(),
                )
                return redirect("directive", record.key)
            except REFUSALS as error:
                wrong = refusal(error)
    return render(request, "rollout/new.html", {"refusal": wrong}, status=400 if wrong else 200)


@require_GET
@may("rollout.load")
def directive_example(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """The shipped directive and its list, to be copied and changed."""
    if name not in _SHIPPED:
        raise Http404
    content = files("bluezone.portal.rollout").joinpath("data").joinpath(name).read_bytes()
    kind = "text/csv" if name.endswith("csv") else "application/toml"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
@may("rollout.see")
def directive(request: HttpRequest, key: str) -> HttpResponse:
    """One directive: the letter, its clauses in its own words, and what each asks of whom."""
    return _shown(request, the_directive(key))


@require_GET
@may("rollout.see")
def directive_pdf(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """The letter as it was signed."""
    kept = the_directive(key).signed_pdf
    if kept is None:
        raise Http404
    name = f'inline; filename="{key}.pdf"'
    return HttpResponse(bytes(kept.content), content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@may("rollout.load")
def directive_sign(request: HttpRequest, key: str) -> HttpResponse:
    """Keeps the signed letter beside its text."""
    record, file = the_directive(key), uploaded(request, "signed", pdfs.MOST_BYTES)
    if file is None:
        return _shown(request, record, gettext("Please choose the signed PDF."))
    try:
        keep_signed_pdf(
            actor=signed_in(request),
            record=record,
            content=file.content,
            name=file.name,
            now=world_of(request).now(),
        )
    except REFUSALS as error:
        return _shown(request, record, refusal(error))
    return redirect("directive", key)


@require_http_methods(["GET", "POST"])
@may("rollout.seat")
def directive_seats(request: HttpRequest, key: str) -> HttpResponse:
    """Who works for which participant; whoever collects the reports says so."""
    record, wrong = the_directive(key), ""
    _require_collector(request, record)
    if request.method == "POST":
        participant = record.participants.filter(key=request.POST.get("participant", "")).first()
        staff = Staff.objects.filter(username=request.POST.get("username", "").strip().lower(), is_active=True).first()
        if participant is None or staff is None:
            wrong = gettext("There is no office or no colleague of this name.")
        else:
            try:
                seat(actor=signed_in(request), participant=participant, staff=staff, now=world_of(request).now())
                return redirect("directive_seats", key)
            except REFUSALS as error:
                wrong = refusal(error)
    facts = {
        "record": record,
        "seats": Seat.objects.filter(participant__directive=record, ended_at=None)
        .select_related("participant", "staff")
        .order_by("participant__place", "staff__sort_key"),
        "participants": record.participants.order_by("place"),
        "refusal": wrong,
        **ways_of(request, record),
    }
    return render(request, "rollout/seats.html", facts, status=400 if wrong else 200)


@require_POST
@may("rollout.seat")
def seat_end(request: HttpRequest, key: str, seat_id: int) -> HttpResponse:
    """Somebody works there no more."""
    record = the_directive(key)
    _require_collector(request, record)
    given = Seat.objects.filter(pk=seat_id, participant__directive=record, ended_at=None).first()
    if given is None:
        raise Http404
    end_seat(actor=signed_in(request), given=given, now=world_of(request).now())
    return redirect("directive_seats", key)


def _require_collector(request: HttpRequest, record: DirectiveRecord) -> None:
    if not _gives_seats(request, record):
        raise Http404


def _gives_seats(request: HttpRequest, record: DirectiveRecord) -> bool:
    """Whoever sits where the reports come together does."""
    staff = signed_in(request)
    through = Participant.objects.get(directive=record, key=office_of(record).directive.reporting.through)
    return is_allowed(staff, "rollout.seat") and sits_at(staff, "rollout.seat", through)


def _shown(request: HttpRequest, record: DirectiveRecord, wrong: str = "") -> HttpResponse:
    staff, office = signed_in(request), office_of(record)
    facts = {
        "record": record,
        "letter": office.directive.letter,
        "through": office.organisations[office.directive.reporting.through],
        "paragraphs": quoted(office),
        "unaddressed": office.expectation.unaddressed,
        "expected": len(office.expectation.reports),
        "duties": duties_of(staff, record) if is_allowed(staff, "rollout.report") else [],
        "may_load": is_allowed(staff, "rollout.load"),
        "gives_seats": _gives_seats(request, record),
        "refusal": wrong,
        **ways_of(request, record),
    }
    return render(request, "rollout/directive.html", facts, status=400 if wrong else 200)
