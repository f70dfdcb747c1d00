"""Papers of a directive: who is late and the letter to them, the consolidated report, and what became of each."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.documents.errors import DocumentError
from bluezone.portal.directives.forms import PaperForm
from bluezone.portal.directives.models import DirectiveRecord, Participant, RolloutPaper
from bluezone.portal.directives.policy import sits_at
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import extensions_of, office_of, reports_of
from bluezone.portal.directives.selectors.differing import changed_since, sums_now
from bluezone.portal.directives.services.composing import Head
from bluezone.portal.directives.services.drafting import Request, draft_rollout_paper, write_anew
from bluezone.portal.directives.views.finding import the_directive, the_post
from bluezone.portal.directives.views.speaking import REFUSALS, refusal
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import VIET_NAM, world_of
from bluezone.rollout.consolidation.deadlines import late

_DAYS_MORE = 2


@require_http_methods(["GET", "POST"])
@permission_required("directives.watch")
def directive_papers(request: HttpRequest, key: str) -> HttpResponse:
    """What was written about this directive; whoever collects drafts the next one."""
    record, now = the_directive(key), world_of(request).now()
    post = the_post(request, record, "directives.watch")
    drafts = _drafts(request, record, post)
    form = PaperForm(request.POST or None, initial=_usual(record, now), choices=_choices(record, now))
    wrong = ""
    if request.method == "POST" and drafts and form.is_valid():
        try:
            draft_rollout_paper(
                actor=signed_in(request),
                record=record,
                post=post,
                asked=_asked(record, form.cleaned_data, now),
                now=now,
                entropy=world_of(request).entropy,
                address_of=lambda key: _address(request, key),
            )
            return redirect("directive_papers", key)
        except (*REFUSALS, DocumentError) as error:
            wrong = str(error) if isinstance(error, DocumentError) else refusal(error)
    return _page(request, record, post, form, wrong, drafts=drafts)


@require_POST
@permission_required("directives.collect")
def directive_paper_anew(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A draft is written once more, from the sums as they stand now."""
    record, now = the_directive(key), world_of(request).now()
    post = the_post(request, record, "directives.collect")
    row = RolloutPaper.objects.filter(directive=record, pk=number).first()
    if row is None or not _drafts(request, record, post):
        raise Http404
    try:
        write_anew(actor=signed_in(request), row=row, now=now, address_of=lambda key: _address(request, key))
    except (*REFUSALS, DocumentError) as error:
        wrong = str(error) if isinstance(error, DocumentError) else refusal(error)
        form = PaperForm(initial=_usual(record, now), choices=_choices(record, now))
        return _page(request, record, post, form, wrong, drafts=True)
    return redirect("paper", row.paper_id)


def _drafts(request: HttpRequest, record: DirectiveRecord, post: Participant) -> bool:
    """Only where all reports come together, or go to: a department's desk sees a part of the sums."""
    reporting = office_of(record).directive.reporting
    return post.key in {reporting.through, reporting.to} and sits_at(signed_in(request), "directives.collect", post)


def _address(request: HttpRequest, check_key: str) -> str:
    return request.build_absolute_uri(reverse("check_paper", args=[check_key]))


def _page(
    request: HttpRequest, record: DirectiveRecord, post: Participant, form: PaperForm, wrong: str, *, drafts: bool
) -> HttpResponse:
    office, now = office_of(record), world_of(request).now()
    reports = reports_of(office)
    totals = sums_now(record)
    rows = RolloutPaper.objects.filter(directive=record).select_related("paper__organisation", "post")
    missing = late(office.expectation, reports, extensions_of(record), now)
    seen = set(Participant.objects.filter(below(post)).values_list("key", flat=True))
    facts = {
        "record": record,
        "post": post,
        "late": [one for one in missing if one.organisation.id in seen],
        "papers": [
            (
                row,
                changed_since(row, totals) if row.what == RolloutPaper.What.REPORT else [],
                is_allowed(signed_in(request), "papers.see", row.paper),
            )
            for row in rows.order_by("-pk")
        ],
        "form": form,
        "drafts": drafts,
        "refusal": wrong,
        "watches": True,
    }
    return render(request, "directives/papers.html", facts, status=400 if wrong or form.errors else 200)


def _choices(record: DirectiveRecord, now: dt.datetime) -> list[tuple[str, str]]:
    office = office_of(record)
    missing = late(office.expectation, reports_of(office), extensions_of(record), now)
    offered = RolloutPaper.What.choices
    return [(value, str(label)) for value, label in offered if missing or value != RolloutPaper.What.CHASING]


def _usual(record: DirectiveRecord, now: dt.datetime) -> dict[str, object]:
    """What the directive's own letter says about its office."""
    letter = office_of(record).directive.letter
    new_due = dt.datetime.combine(now.date() + dt.timedelta(days=_DAYS_MORE), dt.time(17), VIET_NAM)
    return {
        "issuer": letter.issuer,
        "abbreviation": "UBND",
        "place": letter.place,
        "office": "\n".join(letter.authority),
        "drafting_unit": "VHTT",
        "new_due": f"{new_due:%Y-%m-%dT%H:%M}",
    }


def _asked(record: DirectiveRecord, given: dict[str, object], now: dt.datetime) -> Request:
    office = office_of(record)
    what = RolloutPaper.What(str(given["what"]))
    missing = late(office.expectation, reports_of(office), extensions_of(record), now)
    everybody = tuple(expected.organisation.name for expected in missing)[:60]
    addressees = everybody if what is RolloutPaper.What.CHASING else (str(given["addressee"]),)
    head = Head(
        issuer=_lines(given["issuer"]),
        abbreviation=str(given["abbreviation"]),
        place=str(given["place"]),
        signer=str(given["signer"]),
        office=_lines(given["office"]),
        drafting_unit=str(given["drafting_unit"]),
        addressees=addressees,
        recipients=("Như trên",),
    )
    due = given.get("new_due")
    new_due = due.astimezone(VIET_NAM) if isinstance(due, dt.datetime) else None
    return Request(what, head, _lines(given["proposals"]), new_due)


def _lines(text: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())
