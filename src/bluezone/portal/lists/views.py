"""The pages of lists: what there is, one register, a list on its way in, and who may stand there twice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.lists.exporting.columns import plain
from bluezone.lists.schemas.fields import Schema
from bluezone.lists.schemas.kinds import schema_named
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.finding import get_or_404, require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.sealed_words import opened_words
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.frame.uploads import is_too_big
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.lists import services
from bluezone.portal.lists.at_places import places_of
from bluezone.portal.lists.columns import export_columns, export_row, shown_facts, value_of
from bluezone.portal.lists.forms import SendForm, choices_from, kind_from
from bluezone.portal.lists.holding import HeldFile, held_file, hold_file, let_go
from bluezone.portal.lists.models import Candidate, Entry, Kind, SentList, Verdict
from bluezone.portal.lists.preview import in_language
from bluezone.portal.lists.reading import LETTERS, Choices
from bluezone.portal.lists.selectors import (
    SENT_LISTS,
    candidate_of,
    entries_within,
    first_pairs,
    page_of_entries,
    page_of_sent_lists,
    pairs_to_judge,
    register_of,
    registers_of,
    sent_list,
    to_judge_in,
)
from bluezone.portal.lists.working import read_if_short
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.selectors import organisation_with

_LATEST = 15
_PAIRS = 10
_ROSTERS = (Kind.STAFF, Kind.HOUSEHOLD, Kind.BUSINESS)
_AT_WORK = (SentList.State.READING, SentList.State.STORING)


@require_GET
@permission_required("lists.any")
def lists(request: StaffRequest) -> HttpResponse:
    """Shows what is stored, what is on its way in, what waits for a judgement."""
    staff = request.staff
    context = {
        "registers": registers_of(staff),
        "found": page_of_sent_lists(staff, SENT_LISTS.part_of(request.GET)),
        "may_import": is_allowed(staff, "lists.import"),
        "to_judge": pairs_to_judge(staff) if is_allowed(staff, "lists.review") else 0,
    }
    return page(request, "lists/lists.html", context)


@require_GET
@permission_required("lists.see")
def roster(request: StaffRequest, kind: str) -> HttpResponse:
    """Shows one register; the filters stand in the address."""
    return _register(request, _roster_kind(kind), "roster_export", "lists.export")


@require_GET
@permission_required("lists.contacts")
def contacts(request: StaffRequest) -> HttpResponse:
    """Shows contacts of cases, as lists named them."""
    return _register(request, Kind.CONTACTS, "contacts_export", "lists.contacts_export")


@require_GET
@permission_required("lists.export")
def roster_export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Gives out the register as a file, under the filter of the screen."""
    return _export(request, _roster_kind(kind))


@require_GET
@permission_required("lists.contacts_export")
def contacts_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the contacts as a file, under the filter of the screen."""
    return _export(request, Kind.CONTACTS)


def show_sending(request: StaffRequest) -> HttpResponse:
    """Shows the form for a list, with what was chosen so far."""
    form, too_big = _send_form(request), _is_too_big(request)
    context = {"form": form, "too_big": too_big, "held": form.held or _held_from_now(request)}
    return page(request, "lists/new.html", context, status=400 if too_big or form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("lists.import", answer=show_sending)
def list_new(request: StaffRequest) -> HttpResponse:
    """Takes a file in. A short one is read while its sender waits."""
    form = _send_form(request)
    if request.method == "GET" or _is_too_big(request) or not form.is_valid():
        return show_sending(request)
    given = form.cleaned_data
    sent = services.receive_list(
        actor=request.staff,
        organisation=given["organisation"],
        kind=Kind(given["kind"]),
        case=given["case"],
        name=given["file"].name,
        data=given["file"].read(),
        now=request.now,
    )
    let_go(given["file"], request.staff)
    read_if_short(sent, request.world.now)
    return redirect("sent_list", sent.pk)


def show_sent(request: StaffRequest, number: int) -> HttpResponse:
    """Shows one list on its way: a progress bar, what was understood of it, or what became of it."""
    sent, language = _sent(request, number), reader_language()
    preview = in_language(sent.preview, language) if sent.preview else None
    context = {
        "sent": sent,
        "shown": preview,
        "choices": Choices.from_json(sent.choices),
        "problem": in_language(sent.problem, language) if sent.problem else "",
        "fields_of": [(field.name, field.label.said(language)) for field in _schema(sent.kind).fields],
        "letters": list(LETTERS),
        "kinds": [(kind.value, kind.label) for kind in _ROSTERS] if sent.kind in _ROSTERS else [],
        "to_judge": to_judge_in(sent),
        "register": "contacts" if sent.kind == Kind.CONTACTS else "roster",
    }
    is_at_work = sent.state in _AT_WORK
    template = "lists/progress.html" if request.htmx and is_at_work else "lists/sent.html"
    if preview is None:
        answer = page(request, template, context)
    else:
        detail = {"rows": len(preview.get("rows", ()))}
        about = [("list", sent.pk)]
        answer = shown(request, template, context, about=about, path=sent.path, detail=detail, action="lists.look")
    if request.htmx and not is_at_work:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_GET
@permission_required("lists.import")
def sent_list_page(request: StaffRequest, number: int) -> HttpResponse:
    """Answers the address of one list with its page."""
    return show_sent(request, number)


@require_POST
@permission_required("lists.import", answer=show_sent)
def sent_list_choose(request: StaffRequest, number: int) -> HttpResponse:
    """Takes other columns and corrected cells; the list is read again."""
    sent = _sent(request, number)
    kind, before = kind_from(request.POST, sent), Choices.from_json(sent.choices)
    choices = choices_from(request.POST, before, is_other_kind=kind is not None)
    chosen = services.choose(actor=request.staff, sent=sent, choices=choices, kind=kind, now=request.now)
    read_if_short(chosen, request.world.now)
    return redirect("sent_list", number)


@require_POST
@permission_required("lists.import", answer=show_sent)
def sent_list_store(request: StaffRequest, number: int) -> HttpResponse:
    """Has what was shown stored, all of it."""
    digest = request.POST.get("digest", "")[:128]
    confirmed = services.confirm_list(actor=request.staff, sent=_sent(request, number), digest=digest, now=request.now)
    read_if_short(confirmed, request.world.now)
    return redirect("sent_list", number)


@require_POST
@permission_required("lists.import", answer=show_sent)
def sent_list_put_aside(request: StaffRequest, number: int) -> HttpResponse:
    """Puts a list aside that is not wanted, and erases its file."""
    services.put_aside(actor=request.staff, sent=_sent(request, number), now=request.now)
    return redirect("lists")


def show_duplicates(request: StaffRequest) -> HttpResponse:
    """Shows two entries side by side, the likeliest pair first; or what was judged."""
    judged = request.GET.get("show") == "judged"
    found, waiting = first_pairs(request.staff, judged=judged, most=_LATEST if judged else _PAIRS)
    pairs = [_side_by_side(candidate) for candidate in found]
    context = {"pairs": pairs, "judged": judged, "waiting": waiting}
    ends = [end for pair in pairs for end in (pair["candidate"].entry_id, pair["candidate"].other_id)]
    if not ends:
        return page(request, "lists/duplicates.html", context)
    about, detail = [("entry", number) for number in ends], {"kind": "duplicates"}
    return shown(request, "lists/duplicates.html", context, about=about, detail=detail, action="lists.see")


@require_GET
@permission_required("lists.review")
def duplicates(request: StaffRequest) -> HttpResponse:
    """Answers the address of duplicates with their page."""
    return show_duplicates(request)


@require_POST
@permission_required("lists.review", answer=show_duplicates)
def duplicate_judge(request: StaffRequest, number: int) -> HttpResponse:
    """Says that two entries are the same, or two different ones."""
    candidate, verdict = get_or_404(candidate_of(request.staff, number)), request.POST.get("verdict", "")
    require(request, candidate)
    if verdict in Verdict.values:
        services.decide(actor=request.staff, candidate=candidate, verdict=Verdict(verdict), now=request.now)
    return redirect("duplicates")


def _register(request: StaffRequest, kind: Kind, export: str, export_action: str) -> HttpResponse:
    staff = request.staff
    part = register_of(kind).part_of(request.GET)
    found = page_of_entries(_filtered(request, kind), part, request.GET.get("after", ""))
    context = {
        "kind": kind,
        "found": found,
        "organisation": _organisation(request),
        "value_of": lambda entry, field: _plain(value_of(entry, field)),
        "export": _export_of(kind, export) if is_allowed(staff, export_action) else "",
        "may_import": is_allowed(staff, "lists.import"),
        "may_register": is_allowed(staff, "premises.register"),
        "places": places_of(found.rows) if kind == Kind.BUSINESS else {},
        "sees_place": lambda place: is_allowed(staff, "premises.list", place),
    }
    if not found.rows:
        return page(request, "lists/register.html", context)
    about, detail = [("entry", entry.pk) for entry in found.rows], {"kind": kind.value}
    return shown(request, "lists/register.html", context, about=about, detail=detail, action="lists.see")


def _export(request: StaffRequest, kind: Kind) -> HttpResponseBase:
    return exported(
        request,
        Export(
            name=kind.value,
            act="lists.export",
            path=request.staff.home,
            columns=export_columns(kind),
            chunks=in_chunks(_filtered(request, kind)),
            row=export_row,
            subjects=lambda entry: [("entry", entry.pk)],
            filters={"kind": kind.value},
        ),
    )


def _filtered(request: StaffRequest, kind: Kind) -> QuerySet[Entry]:
    return entries_within(
        request.staff,
        kind,
        text=opened_words(request.GET.get("q", "")),
        organisation=_organisation(request),
        case=request.GET.get("case", "")[:16],
        sent=number_in(request, "sent"),
    )


def _export_of(kind: Kind, view: str) -> str:
    return reverse(view, args=[kind.value] if kind in _ROSTERS else [])


def _organisation(request: StaffRequest) -> Organisation | None:
    number = number_in(request, "from")
    return organisation_with(number) if number is not None else None


def _side_by_side(candidate: Candidate) -> dict[str, Any]:
    ours, theirs = shown_facts(candidate.entry), shown_facts(candidate.other)
    language = reader_language()
    lines = [
        {"label": label.said(language), "one": _plain(one), "other": _plain(other)}
        for (label, one), (_, other) in zip(ours, theirs, strict=True)
        if one or other
    ]
    return {"candidate": candidate, "lines": lines, "reasons": in_language(candidate.reasons, language)}


def _plain(value: Any) -> str:
    found = plain(value, reader_language())
    if found is None:
        return ""
    return f"{found:%d/%m/%Y}" if hasattr(found, "strftime") else str(found)


def _send_form(request: StaffRequest) -> SendForm:
    case = request.GET.get("case", "")[:16]
    asked = {"kind": Kind.CONTACTS.value, "case": case} if case else None
    is_posted = request.method == "POST" and not _is_too_big(request)
    given = (request.POST, request.FILES) if is_posted else (None, None)
    held = held_file(request.POST.get("held", ""), request.staff) if is_posted and not request.FILES else None
    return SendForm(*given, staff=request.staff, held=held, initial=asked)


def _held_from_now(request: StaffRequest) -> HeldFile | None:
    """Holds the file that came with a form which has to be sent once more."""
    sent = request.FILES.get("file") if request.method == "POST" and not _is_too_big(request) else None
    if sent is None:
        return None
    sent.seek(0)
    return hold_file(sent.read(), sent.name or "", request.staff, request.world.entropy)


def _is_too_big(request: StaffRequest) -> bool:
    return request.method == "POST" and is_too_big(request)


def _sent(request: StaffRequest, number: int) -> SentList:
    """The list of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, sent_list(request.staff, number), "lists.import")


def _roster_kind(kind: str) -> Kind:
    if kind not in _ROSTERS:
        raise Http404
    return Kind(kind)


def _schema(kind: str) -> Schema:
    found = schema_named(kind)
    assert found is not None
    return found
