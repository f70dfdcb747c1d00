"""The register of directives: list, a new one, one with its clauses and its signed letter."""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.directives.selectors.register import DIRECTIVES, duties_of, letter_context, lines_of
from bluezone.portal.directives.services.letters import check_letter_again, keep_signed_pdf
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.directives.services.registering import register_directive
from bluezone.portal.directives.views.finding import the_directive, the_kept_directive
from bluezone.portal.directives.views.uploads import required
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.rollout.addressees.organisations import MOST_BYTES as MOST_LIST_BYTES
from bluezone.rollout.directive.loading import MOST_BYTES

_SHIPPED = ("son-duong-2020.toml", "son-duong-2020-organisations.csv")


@require_GET
@permission_required("directives.see")
def directive_list(request: StaffRequest) -> HttpResponse:
    """Lists all directives, and what the reader has to report."""
    context = {
        "found": lines_of(DIRECTIVES.part_of(request.GET), request.now),
        "duties": duties_of(request.staff) if is_allowed(request.staff, "directives.report") else [],
        "now": request.now,
        "may_load": is_allowed(request.staff, "directives.load"),
    }
    return page(request, "directives/list.html", context)


def show_new(request: StaffRequest) -> HttpResponse:
    """Shows the form for a directive's two files."""
    return page(request, "directives/new.html")


@require_http_methods(["GET", "POST"])
@permission_required("directives.load", answer=show_new)
def directive_new(request: StaffRequest) -> HttpResponse:
    """Registers a directive from its two files."""
    if request.method != "POST":
        return show_new(request)
    source = required(request, "directive", MOST_BYTES)
    listed = required(request, "organisations", MOST_LIST_BYTES)
    record = register_directive(
        actor=request.staff,
        source=source.content,
        name=source.name,
        organisations=listed.content,
        organisations_name=listed.name,
        now=request.now,
    )
    return redirect("directive", record.key)


@require_GET
@permission_required("directives.load")
def directive_example(request: StaffRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Gives out the shipped directive or its list, to be copied and changed."""
    chosen = get_or_404(name if name in _SHIPPED else None)
    content = files("bluezone.rollout").joinpath("data").joinpath(chosen).read_bytes()
    kind = "text/csv" if chosen.endswith("csv") else "application/toml"
    headers = {"Content-Disposition": f'attachment; filename="{chosen}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def show_directive(request: StaffRequest, key: str) -> HttpResponse:
    """Shows one directive: the letter, its clauses in its own words, what each asks of whom; signers by name."""
    record = the_directive(key)
    context, about = letter_context(request.staff, record), [("directive", record.key[:40])]
    return shown(
        request, "directives/directive.html", context, about=about, path=record.path, action="directives.letter"
    )


@require_GET
@permission_required("directives.see")
def directive(request: StaffRequest, key: str) -> HttpResponse:
    """Answers the address of one directive with its page."""
    return show_directive(request, key)


@require_GET
@permission_required("directives.see")
def directive_pdf(request: StaffRequest, key: str) -> HttpResponse:
    """Gives out the letter as it was signed, or the photo of it."""
    record = the_directive(key)
    kept = get_or_404(record.signed_pdf)
    note_shown(request, about=[("directive", record.key[:40])], path=record.path, action="directives.letter")
    ending = "jpg" if kept.media_type == "image/jpeg" else "pdf"
    headers = {"Content-Disposition": f'inline; filename="{record.key}.{ending}"'}
    return HttpResponse(bytes(kept.content), content_type=kept.media_type, headers=headers)


@require_POST
@permission_required("directives.keep", answer=show_directive)
def directive_sign(request: StaffRequest, key: str) -> HttpResponse:
    """Keeps the signed letter beside its text."""
    record, file = the_kept_directive(request, key), required(request, "signed", MOST_BYTES_IN)
    keep_signed_pdf(actor=request.staff, record=record, content=file.content, name=file.name, now=request.now)
    return redirect("directive", key)


@require_POST
@permission_required("directives.keep", answer=show_directive)
def directive_check(request: StaffRequest, key: str) -> HttpResponse:
    """Checks the signatures on the letter once more: a root may have come since."""
    check_letter_again(actor=request.staff, record=the_kept_directive(request, key), now=request.now)
    return redirect("directive", key)
