"""The register of directives: list, a new one, one with its clauses, its signed letter, and who sits where."""

from __future__ import annotations

from importlib.resources import files

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.directives.models import DirectiveRecord, Participant, Seat
from bluezone.portal.directives.policy import sits_at, watched_by
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import directive_of, office_of
from bluezone.portal.directives.selectors.letters import letter_check_of
from bluezone.portal.directives.selectors.register import duties_of, lines_of, quoted
from bluezone.portal.directives.services.letters import check_letter_again, keep_signed_pdf
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.directives.services.registering import end_seat, register_directive, seat
from bluezone.portal.directives.views.finding import the_directive, ways_of
from bluezone.portal.directives.views.speaking import REFUSALS, refusal, told_of_a_file
from bluezone.portal.directives.views.uploads import uploaded
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of
from bluezone.rollout.addressees.organisations import MOST_BYTES as MOST_LIST_BYTES
from bluezone.rollout.directive.loading import MOST_BYTES

_SHIPPED = ("son-duong-2020.toml", "son-duong-2020-organisations.csv")


@require_GET
@permission_required("directives.see")
def directive_list(request: HttpRequest) -> HttpResponse:
    """All directives, and what the reader has to report."""
    staff, now = signed_in(request), world_of(request).now()
    facts = {
        "lines": lines_of(now),
        "duties": duties_of(staff) if is_allowed(staff, "directives.report") else [],
        "now": now,
        "may_load": is_allowed(staff, "directives.load"),
    }
    return render(request, "directives/list.html", facts)


@require_http_methods(["GET", "POST"])
@permission_required("directives.load")
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
    return render(request, "directives/new.html", {"refusal": wrong}, status=400 if wrong else 200)


@require_GET
@permission_required("directives.load")
def directive_example(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """The shipped directive and its list, to be copied and changed."""
    if name not in _SHIPPED:
        raise Http404
    content = files("bluezone.rollout").joinpath("data").joinpath(name).read_bytes()
    kind = "text/csv" if name.endswith("csv") else "application/toml"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
@permission_required("directives.see")
def directive(request: HttpRequest, key: str) -> HttpResponse:
    """One directive: the letter, its clauses in its own words, and what each asks of whom."""
    return _shown(request, the_directive(key))


@require_GET
@permission_required("directives.see")
def directive_pdf(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """The letter as it was signed, or the photo of it."""
    kept = the_directive(key).signed_pdf
    if kept is None:
        raise Http404
    ending = "jpg" if kept.media_type == "image/jpeg" else "pdf"
    name = f'inline; filename="{key}.{ending}"'
    return HttpResponse(bytes(kept.content), content_type=kept.media_type, headers={"Content-Disposition": name})


@require_POST
@permission_required("directives.load")
def directive_sign(request: HttpRequest, key: str) -> HttpResponse:
    """Keeps the signed letter beside its text."""
    record, file = the_directive(key), uploaded(request, "signed", MOST_BYTES_IN)
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


@require_POST
@permission_required("directives.load")
def directive_check(request: HttpRequest, key: str) -> HttpResponse:
    """Looks at the signatures on the letter once more: a root may have come since."""
    record = the_directive(key)
    try:
        check_letter_again(actor=signed_in(request), record=record, now=world_of(request).now())
    except REFUSALS as error:
        return _shown(request, record, refusal(error))
    return redirect("directive", key)


@require_http_methods(["GET", "POST"])
@permission_required("directives.seat")
def directive_seats(request: HttpRequest, key: str) -> HttpResponse:
    """Who works for which participant; whoever collects the reports says so."""
    record, wrong = the_directive(key), ""
    below_me = _seated_by(request, record)
    if request.method == "POST":
        participant = below_me.filter(key=request.POST.get("participant", "")).first()
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
        "seats": Seat.objects.filter(participant__in=below_me, ended_at=None)
        .select_related("participant", "staff")
        .order_by("participant__place", "staff__sort_key"),
        "participants": below_me.order_by("place"),
        "refusal": wrong,
        **ways_of(request, record),
    }
    return render(request, "directives/seats.html", facts, status=400 if wrong else 200)


@require_POST
@permission_required("directives.seat")
def seat_end(request: HttpRequest, key: str, seat_id: int) -> HttpResponse:
    """Somebody works there no more."""
    below_me = _seated_by(request, the_directive(key))
    given = Seat.objects.filter(pk=seat_id, participant__in=below_me, ended_at=None).first()
    if given is None:
        raise Http404
    end_seat(actor=signed_in(request), given=given, now=world_of(request).now())
    return redirect("directive_seats", key)


def _seated_by(request: HttpRequest, record: DirectiveRecord) -> QuerySet[Participant]:
    """For whom this person says who works there. Whoever sits where all reports come together says so for everybody,
    a department that collects for itself and those who report to it; nobody else for anybody.
    """
    staff = signed_in(request)
    through = record.participants.get(key=directive_of(record.source).reporting.through)
    if sits_at(staff, "directives.seat", through):
        return record.participants.all()
    post = watched_by(staff, "directives.seat", record)
    if post is None or not post.reporters.exists():
        raise Http404
    return record.participants.filter(below(post, itself=True))


def _gives_seats(request: HttpRequest, record: DirectiveRecord) -> bool:
    try:
        _seated_by(request, record)
    except Http404:
        return False
    return True


def _shown(request: HttpRequest, record: DirectiveRecord, wrong: str = "") -> HttpResponse:
    staff, office = signed_in(request), office_of(record)
    facts = {
        "record": record,
        "letter": office.directive.letter,
        "through": office.organisations[office.directive.reporting.through],
        "paragraphs": quoted(office),
        "unaddressed": office.expectation.unaddressed,
        "unasked": record.participants.filter(is_expected=False)
        .exclude(key=office.directive.reporting.to)
        .order_by("place"),
        "expected": len(office.expectation.reports),
        "duties": duties_of(staff, record) if is_allowed(staff, "directives.report") else [],
        "may_load": is_allowed(staff, "directives.load"),
        "gives_seats": _gives_seats(request, record),
        "check": letter_check_of(record),
        "told": told_of_a_file,
        "refusal": wrong,
        **ways_of(request, record),
    }
    return render(request, "directives/directive.html", facts, status=400 if wrong else 200)
