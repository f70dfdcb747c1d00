"""What is asked of a list before somebody's word is taken, and what the audit keeps of it."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.models import Candidate, Entry, Kind, SentList, Verdict
from bluezone.portal.lists.reading import Choices
from bluezone.portal.lists.services import (
    MOST_UNFINISHED,
    NAMELESS,
    choose,
    confirm_list,
    decide,
    forget_file_names,
    put_aside,
    receive_list,
)
from bluezone.portal.places.paths import province_of
from tests.support.portal.lists_desk import Desk, a_desk
from tests.support.portal.offices import NOW, TAN_TRAO, the_unit

pytestmark = pytest.mark.every_run

ROWS = "Họ và tên,Điện thoại\nNguyễn Văn An,0912345678\n".encode()


@pytest.fixture
def desk(office) -> Desk:
    return a_desk(office)


def received(desk: Desk, kind: Kind = Kind.STAFF, case=None) -> SentList:
    return receive_list(
        actor=desk.officer, organisation=desk.school, kind=kind, case=case, name="Nguyễn Văn An.csv", data=ROWS, now=NOW
    )


def test_twenty_lists_of_a_unit_may_wait_and_no_more(desk):
    facts = {"kind": "staff", "organisation": desk.school, "path": desk.school.path, "sent_by": desk.officer}
    SentList.objects.bulk_create(SentList(name="x", state="shown", sent_at=NOW, **facts) for _ in range(19))

    received(desk)

    assert 20 == MOST_UNFINISHED == SentList.objects.count()
    with pytest.raises(RefusedError, match="too many"):
        received(desk)


def test_lists_that_are_done_keep_no_other_from_coming_in(desk):
    facts = {"kind": "staff", "organisation": desk.school, "path": desk.school.path, "sent_by": desk.officer}
    states = ["stored", "refused", "put_aside"] * MOST_UNFINISHED
    SentList.objects.bulk_create(
        SentList(name="x", state=state, digest=f"{number}", sent_at=NOW, **facts) for number, state in enumerate(states)
    )

    assert SentList.State.READING == received(desk).state


def test_what_is_said_of_a_pair_in_one_unit_is_not_said_of_it_in_another(desk):
    sent = received(desk)
    facts = {"organisation": desk.school, "path": sent.path, "province": province_of(sent.path), "compared_as": ""}
    one, other, third = (
        Entry.objects.create(kind="staff", sent=sent, row=row, name="Lê An", sort_key="an", **facts)
        for row in (1, 2, 3)
    )
    here, there = (
        Candidate.objects.create(entry=later, other=one, path=path, pair="p", score=90, reasons=[])
        for later, path in ((other, sent.path), (third, the_unit(TAN_TRAO).path))
    )

    decide(actor=desk.officer, candidate=here, verdict=Verdict.SAME, now=NOW)

    said = [Candidate.objects.get(pk=pair.pk).verdict for pair in (here, there)]
    assert ([Verdict.SAME, ""], [one, third]) == (said, list(Entry.objects.filter(same_as=None).order_by("row")))


def test_nobody_confirms_what_was_not_read_yet(desk):
    sent = received(desk)

    with pytest.raises(RefusedError, match="no longer what was shown"):
        confirm_list(actor=desk.officer, sent=sent, digest="", now=NOW)


def test_other_columns_leave_contacts_with_their_case_and_every_act_names_it(desk):
    case = desk.office.case(desk.officer)
    sent = received(desk, Kind.CONTACTS, case)

    chosen = choose(actor=desk.officer, sent=sent, choices=Choices(sheet="Sổ"), now=NOW)
    put_aside(actor=desk.officer, sent=chosen, now=NOW)

    assert (Kind.CONTACTS, case, "Sổ", 0) == (chosen.kind, chosen.case, chosen.choices["sheet"], chosen.percent)
    lines = Line.objects.filter(act__startswith="lists.").order_by("number")
    assert ["lists.receive", "lists.choose", "lists.aside"] == [line.act for line in lines]
    about = {("list", str(sent.pk)), ("case", case.number)}
    assert [about] * 3 == [set(line.subjects.values_list("kind", "key")) for line in lines]


def test_a_file_of_contacts_is_nameless_once_its_case_is_old_and_one_that_still_waits_is_not(desk):
    case, later = desk.office.case(desk.officer), dt.timedelta(days=1)
    waits, done = received(desk, Kind.CONTACTS, case), received(desk, Kind.CONTACTS, case)
    put_aside(actor=desk.officer, sent=done, now=NOW)

    assert [0, 1, 0] == [forget_file_names(case.opened_at + after) for after in (-later, later, later)]
    for sent in (waits, done):
        sent.refresh_from_db()
    assert ("Nguyễn Văn An.csv", NAMELESS) == (waits.name, done.name)
