"""A report is approved by another than who sent it, a paper is keyed by two, and nobody confirms their own count."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from bluezone.portal.demo.directives.answers import filled_workbook
from bluezone.portal.directives.models import (
    CorrectionRecord,
    File,
    KeyingRecord,
    Participant,
    ReportRecord,
    TransitionRecord,
)
from bluezone.portal.directives.policy import receiver_of, works_above, works_for
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.directives.services.keying import keep_scan, key_paper
from bluezone.portal.directives.services.levels import answer_correction, propose_correction
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.directives.services.reporting import send_entry
from bluezone.portal.directives.services.workbooks import form_of, take_workbooks
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.rollout.reports.report import Step
from tests.support.amounts import FULL
from tests.support.portal.offices import SON_DUONG, Office, the_unit
from tests.support.portal.rolling import (
    LOADED,
    SENT,
    TAN_TRAO_COMMITTEE,
    TRUNG_YEN,
    Rollout,
    a_pdf,
    a_rollout,
    entry_for,
    plausible,
)
from tests.support.two.promise import AT_ONCE, HOURS, Move, Promise, World, rows

_THROUGH = "culture-office"
_Play = Callable[[World], object]


def _one_who_sits_everywhere(office: Office) -> World:
    """Reports for two communes, one of whose reports others sent and approved, and collects for the district."""
    rollout = a_rollout(office)
    rollout.approved(TAN_TRAO_COMMITTEE)
    player = office.staff("Lê Một Mình", Role.REPORTER)
    give_role(actor=None, staff=player, role=Role.CONSOLIDATOR, unit=the_unit(SON_DUONG), now=LOADED)
    for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE, _THROUGH):
        give_membership(actor=None, participant=rollout.participant(key), staff=player, now=LOADED)
    scan = keep_scan(a_pdf(), name="giay.pdf", now=SENT)
    facts = {"rollout": rollout, "scan": scan.pk, "sheet": _filled_in(rollout)}
    return World(now=SENT, players=[player.pk], facts=facts)


def _filled_in(rollout: Rollout) -> bytes:
    blank = form_of(rollout.participant(TRUNG_YEN), now=SENT)
    values = plausible(rollout.directed.expected(TRUNG_YEN))
    return filled_workbook(blank, rollout.directed.directive, values, "23/08/2020")


def _sending(world: World) -> Iterator[Move]:
    yield Move("sends its own report", _send)
    yield Move("takes in the spreadsheet that it filled in", _take_in)
    for count in (100, 7):
        yield Move(f"keys the paper with {count}", _key(count))


def _deciding(world: World) -> Iterator[Move]:
    for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE):
        for step in (Step.APPROVE, Step.RETURN, Step.TAKE_BACK):
            yield Move(f"takes the step {step.value} on {key}", _decide(key, step))


def _correcting(world: World) -> Iterator[Move]:
    for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE):
        yield Move(f"proposes another count for {key}", _propose(key))
    for row in CorrectionRecord.objects.filter(withdrawn_at=None, confirmed_at=None).values_list("pk", flat=True):
        for agrees in (True, False):
            yield Move(f"says {agrees} to correction {row}", _answer(row, agrees=agrees))


def _seated(world: World, key: str) -> tuple[Staff, Participant]:
    rollout: Rollout = world.facts["rollout"]
    return Staff.objects.get(pk=world.players[0]), rollout.participant(key)


def _require(answer: object) -> None:
    if not answer:
        raise RefusedError("no seat")


def _send(world: World) -> None:
    person, participant = _seated(world, TRUNG_YEN)
    _require(works_for(person, "directives.report", participant))
    entry = entry_for(world.facts["rollout"].directed.expected(TRUNG_YEN), SENT)
    send_entry(actor=person, participant=participant, entry=entry, now=world.now)


def _take_in(world: World) -> None:
    """As whoever collects, who has everybody's blank form."""
    person, through = _seated(world, _THROUGH)
    _require(works_for(person, "directives.collect", through))
    rollout: Rollout = world.facts["rollout"]
    sheet = world.facts["sheet"]
    (outcome,) = take_workbooks(
        actor=person, record=rollout.record, uploads=[Upload("phieu.xlsx", sheet)], now=world.now, among=through
    )
    _require(outcome.is_taken)


def _key(count: int) -> _Play:
    def play(world: World) -> None:
        person, participant = _seated(world, TRUNG_YEN)
        _require(works_above(person, "directives.collect", participant))
        entry = entry_for(world.facts["rollout"].directed.expected(TRUNG_YEN), SENT, broadcasts=count)
        scan = File.objects.get(pk=world.facts["scan"])
        key_paper(actor=person, participant=participant, scan=scan, entry=entry, now=world.now)

    return play


def _decide(key: str, step: Step) -> _Play:
    def play(world: World) -> None:
        person, participant = _seated(world, key)
        receiver, row = receiver_of(person, participant), ReportRecord.objects.filter(participant=participant).first()
        if receiver is None or row is None:
            raise RefusedError("nothing to decide on")
        read = report_as_read(row)
        decide(actor=person, row=row, read=read, step=step, acting_for=receiver, now=world.now, note="theo yêu cầu")

    return play


def _propose(key: str) -> _Play:
    def play(world: World) -> None:
        person, participant = _seated(world, key)
        _require(works_above(person, "directives.collect", participant))
        propose_correction(
            actor=person,
            participant=participant,
            indicator="broadcasts",
            becomes=99,
            note="theo nhật ký phát thanh",
            acting_for=world.facts["rollout"].participant(_THROUGH),
            now=world.now,
        )

    return play


def _answer(row: int, *, agrees: bool) -> _Play:
    def play(world: World) -> None:
        person, found = Staff.objects.get(pk=world.players[0]), CorrectionRecord.objects.get(pk=row)
        _require(works_for(person, "directives.report", found.participant))
        answer_correction(actor=person, row=found, agrees=agrees, now=world.now)

    return play


def _one_person_counted(world: World) -> bool:
    mine = world.players[0]
    if CorrectionRecord.objects.filter(by=mine, confirmed_by=mine).exists():
        return True
    for row in ReportRecord.objects.exclude(state=ReportRecord.State.DRAFT):
        if row.way == ReportRecord.Way.PAPER:
            return True
        steps = TransitionRecord.objects.filter(report=row).order_by("-pk")
        sent, approved = (steps.filter(step=step.value).first() for step in (Step.SUBMIT, Step.APPROVE))
        if sent and approved and row.state == ReportRecord.State.APPROVED and sent.by_id == approved.by_id == mine:
            return True
    return False


def _state(world: World) -> Hashable:
    return (
        rows(ReportRecord, world, "participant_id", "state", "way"),
        rows(TransitionRecord, world, "report_id", "step", "by_id"),
        rows(KeyingRecord, world, "participant_id", "by_id", "values"),
        rows(CorrectionRecord, world, "participant_id", "by_id", "confirmed_by_id", "confirmed_at", "withdrawn_at"),
    )


COUNTED = Promise(
    name="having figures count that one person alone said",
    page="CHANGELOG.md",
    words="or on paper keyed by two people",
    begin=_one_who_sits_everywhere,
    acts=(_sending, _deciding, _correcting),
    broken=_one_person_counted,
    state=_state,
    waits=(AT_ONCE, HOURS) if FULL else (AT_ONCE,),
)
PROMISES = (COUNTED,)
