"""The pages of lists: what there is, one register, a list on its way in, and who may stand there twice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.exporting.columns import plain
from bluezone.portal.lists.schemas.fields import Schema
from bluezone.portal.lists.schemas.kinds import schema_named
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.registers import services
from bluezone.portal.registers.columns import export_columns, export_row, shown_facts, value_of
from bluezone.portal.registers.forms import SendForm, choices_from
from bluezone.portal.registers.models import Candidate, Kind, SentList, Verdict
from bluezone.portal.registers.preview import in_language
from bluezone.portal.registers.reading import LETTERS, Choices
from bluezone.portal.registers.selectors import (
    candidate_of,
    entries_within,
    judged_candidates,
    open_candidates,
    page_of_entries,
    registers_of,
    sent_list,
    sent_lists,
)
from bluezone.portal.registers.working import claimed_one, work_on
from bluezone.portal.web.exports import Export, exported, in_chunks
from bluezone.portal.web.paging import number_in
from bluezone.portal.web.uploads import is_too_big
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Language

READ_AT_ONCE_BYTES = 120_000
"""A list up to this size is read while its sender waits; a larger one goes to the worker, with a progress bar."""
_LATEST = 15
_ROSTERS = (Kind.STAFF, Kind.HOUSEHOLD, Kind.BUSINESS)


@require_GET
@may("lists.any")
def lists(request: HttpRequest) -> HttpResponse:
    """What is stored, what is on its way in, what waits for a judgement."""
    staff = signed_in(request)
    facts = {
        "registers": registers_of(staff),
        "sent": sent_lists(staff)[:_LATEST],
        "may_import": is_allowed(staff, "lists.import"),
        "to_judge": open_candidates(staff).count() if is_allowed(staff, "lists.review") else 0,
    }
    return render(request, "registers/lists.html", facts)


@require_GET
@may("lists.see")
def roster(request: HttpRequest, kind: str) -> HttpResponse:
    """One register; the filters stand in the address."""
    return _register(request, _roster_kind(kind), "roster_export", "lists.export")


@require_GET
@may("lists.contacts")
def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts of cases, as lists named them."""
    return _register(request, Kind.CONTACTS, "contacts_export", "lists.contacts_export")


@require_GET
@may("lists.export")
def roster_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The register as a file, under the filter of the screen."""
    return _export(request, _roster_kind(kind))


@require_GET
@may("lists.contacts_export")
def contacts_export(request: HttpRequest) -> HttpResponseBase:
    return _export(request, Kind.CONTACTS)


@require_http_methods(["GET", "POST"])
@may("lists.import")
def list_new(request: HttpRequest) -> HttpResponse:
    """A file is sent. A short one is read while its sender waits."""
    world, staff = world_of(request), signed_in(request)
    is_posted, refusal = request.method == "POST", ""
    asked = {"kind": Kind.CONTACTS.value, "case": case} if (case := request.GET.get("case", "")[:16]) else None
    form = SendForm(request.POST or None, request.FILES or None, staff=staff, initial=asked)
    too_big = is_posted and is_too_big(request)
    if is_posted and not too_big and form.is_valid():
        given = form.cleaned_data
        try:
            sent = services.receive_list(
                actor=staff,
                organisation=given["organisation"],
                kind=Kind(given["kind"]),
                case=given["case"],
                name=given["file"].name,
                data=given["file"].read(),
                now=world.now(),
            )
            _read_if_short(request, sent)
            return redirect("sent_list", sent.pk)
        except RefusedError as error:
            refusal = told(error)
    facts = {"form": form, "refusal": refusal, "too_big": too_big}
    return render(request, "registers/new.html", facts, status=400 if is_posted else 200)


@require_GET
@may("lists.import")
def sent_list_page(request: HttpRequest, number: int) -> HttpResponse:
    """One list on its way: a progress bar, what was understood of it, or what became of it."""
    return _show(request, _sent(request, number))


@require_POST
@may("lists.import")
def sent_list_choose(request: HttpRequest, number: int) -> HttpResponse:
    """Other columns, corrected cells: it is read again."""
    sent = _sent(request, number)
    try:
        choices = choices_from(request.POST, Choices.from_json(sent.choices))
        chosen = services.choose(actor=signed_in(request), sent=sent, choices=choices, now=world_of(request).now())
        _read_if_short(request, chosen)
    except RefusedError as error:
        return _show(request, sent, refusal=told(error))
    return redirect("sent_list", number)


@require_POST
@may("lists.import")
def sent_list_store(request: HttpRequest, number: int) -> HttpResponse:
    """What was shown is stored, all of it."""
    sent, world = _sent(request, number), world_of(request)
    try:
        digest = request.POST.get("digest", "")
        confirmed = services.confirm_list(actor=signed_in(request), sent=sent, digest=digest, now=world.now())
        _read_if_short(request, confirmed)
    except RefusedError as error:
        return _show(request, _sent(request, number), refusal=told(error))
    return redirect("sent_list", number)


@require_POST
@may("lists.import")
def sent_list_put_aside(request: HttpRequest, number: int) -> HttpResponse:
    """It is not wanted; the file is erased."""
    sent = _sent(request, number)
    try:
        services.put_aside(actor=signed_in(request), sent=sent, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, sent, refusal=told(error))
    return redirect("lists")


@require_GET
@may("lists.review")
def doubles(request: HttpRequest) -> HttpResponse:
    """Two entries side by side, the likeliest pair first; or what was judged."""
    return _show_doubles(request)


@require_POST
@may("lists.review")
def double_judge(request: HttpRequest, number: int) -> HttpResponse:
    """The same, or two different ones."""
    staff, verdict = signed_in(request), request.POST.get("verdict", "")
    candidate = candidate_of(staff, number)
    if candidate is None:
        raise Http404
    require(request, "lists.review", candidate)
    if verdict in Verdict.values:
        services.decide(actor=staff, candidate=candidate, verdict=Verdict(verdict), now=world_of(request).now())
    return redirect("doubles")


def _register(request: HttpRequest, kind: Kind, export: str, export_act: str) -> HttpResponse:
    staff, text = signed_in(request), request.GET.get("q", "")
    rows = _filtered(request, kind)
    with transaction.atomic():
        page = page_of_entries(rows, request.GET.get("after", ""))
        if page.entries:
            record_read(
                actor=staff,
                act="lists.see",
                now=world_of(request).now(),
                subjects=[("entry", entry.pk) for entry in page.entries],
                path=_shown_at(request),
                detail={"kind": kind.value},
            )
    facts = {
        "kind": kind,
        "page": page,
        "text": text,
        "query": _query(request),
        "organisation": _organisation(request),
        "value_of": lambda entry, field: _plain(value_of(entry, field)),
        "export": export,
        "may_export": is_allowed(staff, export_act),
        "may_import": is_allowed(staff, "lists.import"),
    }
    return render(request, "registers/register.html", facts)


def _export(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    return exported(
        request,
        Export(
            name=kind.value,
            act="lists.export",
            path=_shown_at(request),
            columns=export_columns(kind),
            chunks=in_chunks(_filtered(request, kind)),
            row=export_row,
            subjects=lambda entry: [("entry", entry.pk)],
            filters={"kind": kind.value},
        ),
    )


def _filtered(request: HttpRequest, kind: Kind) -> Any:
    return entries_within(
        signed_in(request),
        kind,
        text=request.GET.get("q", ""),
        organisation=_organisation(request),
        case=request.GET.get("case", "")[:16],
        sent=number_in(request, "sent"),
    )


def _query(request: HttpRequest) -> str:
    """The filters again, for links that keep them."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"q", "from", "sent", "case"}:
            del kept[name]
    return kept.urlencode()


def _organisation(request: HttpRequest) -> Organisation | None:
    number = number_in(request, "from")
    return None if number is None else Organisation.objects.filter(pk=number).first()


def _show(request: HttpRequest, sent: SentList, *, refusal: str = "") -> HttpResponse:
    staff, schema = signed_in(request), _schema(sent.kind)
    shown = in_language(sent.preview, _language()) if sent.preview else None
    if shown is not None:
        record_read(
            actor=staff,
            act="lists.look",
            now=world_of(request).now(),
            subjects=[("list", sent.pk)],
            path=sent.path,
            detail={"rows": len(shown.get("rows", ()))},
        )
    facts = {
        "sent": sent,
        "shown": shown,
        "choices": Choices.from_json(sent.choices),
        "problem": in_language(sent.problem, _language()) if sent.problem else "",
        "fields_of": [(field.name, field.label.said(_language())) for field in schema.fields],
        "letters": list(LETTERS),
        "refusal": refusal,
        "to_judge": Candidate.objects.filter(entry__sent=sent, verdict="").count(),
        "register": "contacts" if sent.kind == Kind.CONTACTS else "roster",
    }
    page = "registers/progress.html" if request.htmx and sent.state in _AT_WORK else "registers/sent.html"  # type: ignore[attr-defined] # set by HtmxMiddleware
    response = render(request, page, facts, status=409 if refusal else 200)
    if request.htmx and sent.state not in _AT_WORK:  # type: ignore[attr-defined] # set by HtmxMiddleware
        response.headers["HX-Refresh"] = "true"
    return response


def _show_doubles(request: HttpRequest) -> HttpResponse:
    staff, judged = signed_in(request), request.GET.get("show") == "judged"
    rows = judged_candidates(staff) if judged else open_candidates(staff)
    with transaction.atomic():
        pairs = [_side_by_side(candidate) for candidate in rows[: _LATEST if judged else 10]]
        if pairs:
            ends = [end for pair in pairs for end in (pair["candidate"].entry_id, pair["candidate"].other_id)]
            record_read(
                actor=staff,
                act="lists.see",
                now=world_of(request).now(),
                subjects=[("entry", number) for number in ends],
                path=_shown_at(request),
                detail={"kind": "doubles"},
            )
    return render(request, "registers/doubles.html", {"pairs": pairs, "judged": judged, "waiting": rows.count()})


def _side_by_side(candidate: Candidate) -> dict[str, Any]:
    ours, theirs = shown_facts(candidate.entry), shown_facts(candidate.other)
    lines = [
        {"label": label.said(_language()), "one": _plain(one), "other": _plain(other)}
        for (label, one), (_, other) in zip(ours, theirs, strict=True)
        if one or other
    ]
    return {"candidate": candidate, "lines": lines, "reasons": in_language(candidate.reasons, _language())}


def _plain(value: Any) -> str:
    found = plain(value, _language())
    if found is None:
        return ""
    return f"{found:%d/%m/%Y}" if hasattr(found, "strftime") else str(found)


def _read_if_short(request: HttpRequest, sent: SentList) -> None:
    data = SentList.objects.only("data").get(pk=sent.pk).data
    if data is not None and len(data) <= READ_AT_ONCE_BYTES:
        world = world_of(request)
        ours = claimed_one(sent.pk, world.now())
        if ours is not None:
            work_on(ours, world.now)


def _sent(request: HttpRequest, number: int) -> SentList:
    """Whoever may not know of the list is told that there is none."""
    staff = signed_in(request)
    found = sent_list(staff, number)
    if found is None or not is_allowed(staff, "lists.import", found):
        raise Http404
    return found


def _roster_kind(kind: str) -> Kind:
    if kind not in _ROSTERS:
        raise Http404
    return Kind(kind)


def _schema(kind: str) -> Schema:
    found = schema_named(kind)
    assert found is not None
    return found


def _language() -> Language:
    return "en" if get_language() == "en" else "vi"


def _shown_at(request: HttpRequest) -> str:
    """A list is one line of the audit, at the reader's own unit."""
    return signed_in(request).home


_AT_WORK = (SentList.State.READING, SentList.State.STORING)
