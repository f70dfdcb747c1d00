"""Decisions as official papers: written together, in force once their paper is issued, and until it is recalled.

Papers do not know this room. It is named in the settings PAPER_FOLLOWERS, which are told within the act that a paper
was issued, recalled or, as a draft, thrown away, and PAPER_OBJECTORS, which are asked before somebody submits, signs
or issues one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.centres import hold_centres
from bluezone.portal.isolation.composing import Head, Line, decision_paper, people_in, told_of
from bluezone.portal.isolation.course import Act, Standing, What, moved
from bluezone.portal.isolation.models import Decision, Stay
from bluezone.portal.isolation.of_persons import asked_among, ill_among
from bluezone.portal.isolation.services import (
    MOST_AT_ONCE,
    free_whoever_is_left,
    held_stays,
    note_on,
    refresh,
    require_all_as_read,
    written_together_with,
)
from bluezone.portal.isolation.setting_apart import tell_tracing
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.heads import head_lines
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.objections import Difference
from bluezone.portal.papers.selectors import last_paper
from bluezone.portal.papers.services import draft_paper
from bluezone.portal.papers.standing import content_of
from bluezone.portal.tracing.apartness import hold_outbreaks_of
from bluezone.vietnam.words import Words

_STILL = Words(
    "Số người mà văn bản nêu đúng họ tên và ngày, việc cách ly vẫn được đề nghị và còn lý do",
    "People whom the paper tells of by name and day, while it is still proposed and there still is a reason",
)
_WELL = Words(
    "Số người được kết thúc cách ly mà không có triệu chứng chưa được xử trí",
    "People to be released who have no symptoms of which nobody has said what was done",
)
_MOST_GROUNDS = 20

_NOTED = {Act.ISSUE: "isolation.issue", Act.RECALL: "isolation.recall"}


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose paper it is, and who signs it."""

    organisation: Organisation
    abbreviation: str
    place: str
    office: tuple[str, ...]
    signer: str
    drafting_unit: str


@transaction.atomic
def draw_up(
    *,
    actor: Staff,
    decisions: Sequence[Decision],
    signing: Signing,
    read: Mapping[int, str],
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> OutgoingPaper:
    """Writes one draft paper about all of these decisions, which say the same. Raises RefusedError for one that is not
    proposed any more, and for an organisation whose papers the actor does not write."""
    if not 1 <= len(decisions) <= MOST_AT_ONCE:
        raise RefusedError("please choose 1 to 500 people")
    require_writes(actor, signing)
    held = held_stays([one.stay_id for one in decisions])
    require_one_kind(decisions)
    require_all_as_read(held, read)
    rows = _complete(Decision.objects.filter(pk__in=[one.pk for one in decisions]))
    found = list(rows.order_by("stay__involvement__unit__sort_key", "pk"))
    grounds = tuple(dict.fromkeys(f"Xét đề nghị của cán bộ y tế: {one.ground}" for one in found))[:_MOST_GROUNDS]
    what = What(found[0].what)
    content = decision_paper(what, [_line(one) for one in found], head_of(signing), grounds)
    organisation = signing.organisation
    paper = draft_paper(organisation=organisation, paper=content, by=actor, now=now, entropy=entropy)
    for one in found:
        one.standing, one.paper = moved(one.standing, Act.DRAW_UP), paper
    Decision.objects.bulk_update(found, ["standing", "paper"], batch_size=200)
    note_on(held, actor, "isolation.draw_up", now, paper=paper.pk, what=what)
    return paper


def signing_before(organisation: Organisation) -> dict[str, object]:
    """Finds who signed the organisation's last paper, to begin from."""
    last = last_paper(organisation)
    if last is None:
        return {"organisation": organisation.pk, "place": organisation.unit.name}
    content = content_of(last)
    return {
        "organisation": organisation.pk,
        "office": content.signatory.office[0],
        "post": content.signatory.office[-1],
        "signer": content.signatory.name,
        "abbreviation": content.issuer.abbreviation,
        "place": content.issuer.place,
        "drafting_unit": content.drafting_unit,
    }


def follow_paper(paper: OutgoingPaper, by: Staff, now: dt.datetime) -> None:
    """Brings what a paper decides into force when it is issued, takes it back when it is recalled, and proposes it for
    another paper when its draft is thrown away; within the act. Raises RefusedError where one of its decisions was put
    aside meanwhile."""
    if paper.state == State.DISCARDED:
        _propose_again(paper, by, now)
        return
    keys = list(Decision.objects.filter(paper=paper).values_list("stay", flat=True))
    if not keys:
        return
    hold_outbreaks_of(Stay.objects.filter(pk__in=keys).values_list("involvement", flat=True))
    act = Act.ISSUE if paper.state == State.ISSUED else Act.RECALL
    every = held_stays([*keys, *written_together_with(keys)])
    held = [one for one in every if one.pk in set(keys)]
    hold_centres(held)
    for stay in held:
        one = stay.decisions.get(paper=paper)
        one.standing = moved(one.standing, act)
        one.save(update_fields=["standing"])
        refresh(stay)
    tell_tracing(held)
    note_on(held, by, _NOTED[act], now, paper=paper.pk)
    free_whoever_is_left(held, every, by, now)


def names_that_left(paper: OutgoingPaper) -> tuple[Difference, ...]:
    """Counts the people of a paper of whom it should not be decided any more, or of whom its words do not tell; none
    for a paper of another room."""
    named = Decision.objects.filter(paper=paper)
    keys = set(named.values_list("pk", flat=True))
    if not keys:
        return ()
    content, waiting = content_of(paper), list(_complete(named.filter(standing=Standing.DRAWN_UP)).order_by("pk"))
    asked = asked_among(one.stay for one in waiting)
    still = [one for one in waiting if one.what == What.RELEASE or one.stay_id in asked]
    about = [(one.pk, one.stay.involvement.person.full_name, one.last_day) for one in still]
    told = told_of(content, about)
    released = [one for one in waiting if one.what == What.RELEASE]
    sick = ill_among(one.stay for one in released)
    written, ill = people_in(content), {one.pk for one in released if one.stay_id in sick}
    found = [Difference("", _STILL, written, len(told), _whose(keys - told))] if written != len(told) else []
    found += [Difference("", _WELL, len(keys), len(keys) - len(ill), _whose(ill))] if ill else []
    return tuple(found)


def require_writes(actor: Staff, signing: Signing) -> None:
    """Requires that somebody writes papers of this organisation. Raises RefusedError."""
    if not is_allowed(actor, "papers.draft", signing.organisation):
        raise RefusedError("papers of this office are written by staff of its own unit")


def require_one_kind(decisions: Sequence[Decision]) -> None:
    """Requires that all of them say the same. Raises RefusedError."""
    if len({one.what for one in decisions}) > 1:
        raise RefusedError("one paper orders, extends or releases; choose decisions of one kind")


def _propose_again(paper: OutgoingPaper, by: Staff, now: dt.datetime) -> None:
    drawn_up = Decision.objects.filter(paper=paper, standing=Standing.DRAWN_UP)
    every = held_stays(list(drawn_up.values_list("stay", flat=True)))
    freed = set(drawn_up.values_list("stay", flat=True))
    drawn_up.update(standing=moved(Standing.DRAWN_UP, Act.FREE), paper=None)
    note_on([one for one in every if one.pk in freed], by, "isolation.free", now, paper=paper.pk)


def _whose(decisions: set[int]) -> str:
    return " ".join(str(key) for key in sorted(decisions))


def head_of(signing: Signing) -> Head:
    """Makes the head of a paper, as the register spells the organisation out."""
    return Head(
        issuer=head_lines(signing.organisation),
        abbreviation=signing.abbreviation,
        place=signing.place,
        office=signing.office,
        signer=signing.signer,
        drafting_unit=signing.drafting_unit,
    )


def _line(decision: Decision) -> Line:
    stay = decision.stay
    person, home = stay.involvement.person, stay.involvement.unit
    where = stay.centre.name if stay.centre is not None else "nơi ở"
    last = stay.decisions.filter(standing=Standing.IN_FORCE).select_related("paper").order_by("-pk").first()
    return Line(
        name=person.full_name,
        birth_year=person.birth_year,
        home=home.name,
        place=where,
        first_day=stay.first_day if decision.what == What.ORDER else decision.first_day,
        last_day=decision.last_day,
        cites=_cited(last) if decision.what != What.ORDER and last is not None else "",
    )


def _cited(decision: Decision) -> str:
    paper = decision.paper
    assert paper is not None
    assert paper.dated_on is not None  # it is in force
    return f"{paper.code} ngày {paper.dated_on:%d/%m/%Y}"


def _complete(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("stay__involvement__person", "stay__involvement__unit", "stay__centre", "paper")
