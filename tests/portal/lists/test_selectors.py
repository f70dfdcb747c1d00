"""Pairs that may be the same: each is found by its own number, within one's own units."""

from __future__ import annotations

from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Candidate, Entry, Kind, SentList, Verdict
from bluezone.portal.lists.selectors import (
    SENT_LISTS,
    candidate_of,
    contacts_listed_of,
    entries_within,
    judged_candidates,
    open_candidates,
    page_of_entries,
    page_of_sent_lists,
    register_of,
    sent_list,
)
from bluezone.portal.places.paths import province_of
from tests.support.portal.lists_desk import Desk, a_desk
from tests.support.portal.offices import NOW, TAN_TRAO


def rows_of(desk: Desk, *names: str) -> list[Entry]:
    path = desk.school.path
    sending = {"organisation": desk.school, "path": path, "sent_by": desk.officer, "sent_at": NOW, "stored_at": NOW}
    sent = SentList.objects.create(kind="staff", name="x.csv", state="stored", **sending)
    facts = {"organisation": desk.school, "path": path, "province": province_of(path), "compared_as": ""}
    return [
        Entry.objects.create(kind="staff", sent=sent, row=row, name=name, sort_key=name, **facts)
        for row, name in enumerate(names, 2)
    ]


def test_a_pair_is_found_by_its_number_and_by_nobody_elsewhere(office):
    desk = a_desk(office)
    one, other, third = rows_of(desk, "Vi Thị A", "Vi Thị A", "Vi Thị A")
    facts = {"path": desk.school.path, "score": 90, "reasons": []}
    pairs = [Candidate.objects.create(entry=later, other=one, pair=later.pk, **facts) for later in (other, third)]
    stranger = office.staff("Vũ Xa", Role.SUPERVISOR, TAN_TRAO)

    assert pairs == [candidate_of(desk.officer, pair.pk) for pair in pairs]
    assert [None, None] == [candidate_of(stranger, pair.pk) for pair in pairs]
    assert [one.sent, None] == [sent_list(staff, one.sent_id) for staff in (desk.officer, stranger)]


def test_a_pair_is_among_those_to_judge_or_among_those_that_somebody_judged(office):
    desk = a_desk(office)
    one, other, third = rows_of(desk, "Vi Thị A", "Vi Thị A", "Vi Thị A")
    facts = {"path": desk.school.path, "other": one, "score": 90, "reasons": []}
    waits = Candidate.objects.create(entry=other, pair="1", **facts)
    judged = Candidate.objects.create(entry=third, pair="2", verdict=Verdict.DIFFERENT, **facts)

    assert [waits] == list(open_candidates(desk.officer))
    assert [judged] == list(judged_candidates(desk.officer))


def test_contacts_are_counted_for_the_case_for_which_they_were_sent_and_each_once(office):
    desk = a_desk(office)
    case, elsewhere = office.case(desk.officer), office.case(desk.officer)
    one, again, other, _of_no_case = rows_of(desk, "Vi Thị A", "Vi Thị A", "Vi Thị B", "Vi Thị C")
    Entry.objects.filter(pk__in=[one.pk, again.pk]).update(case=case)
    Entry.objects.filter(pk=other.pk).update(case=elsewhere)
    Entry.objects.filter(pk=again.pk).update(same_as=one)

    assert [1, 1] == [contacts_listed_of(each) for each in (case, elsewhere)]


def test_a_page_begins_behind_the_last_row_of_the_one_before_though_several_have_one_name(office):
    desk = a_desk(office)
    rows = rows_of(desk, "Vi Thị A", "Vi Thị B", "Vi Thị B", "Vi Thị C")
    part = register_of(Kind.STAFF).part_of({})

    behind = [list(page_of_entries(entries_within(desk.officer, Kind.STAFF), part, str(row.pk)).rows) for row in rows]

    assert [rows[1:], rows[2:], rows[3:], []] == behind


def test_each_filter_of_what_was_sent_shows_its_own_lists_and_none_of_them_all(office):
    desk = a_desk(office)
    facts = {"kind": "staff", "organisation": desk.school, "path": desk.school.path, "sent_by": desk.officer}
    said = {
        "ready": ("shown", {"records": 2, "wrong_rows": 0, "digest": "d"}),
        "to_correct": ("shown", {"records": 2, "wrong_rows": 1, "digest": "d"}),
        "stored": ("stored", None),
    }
    for name, (state, preview) in said.items():
        SentList.objects.create(name=name, state=state, preview=preview, sent_at=NOW, **facts)

    found = {
        state: [one.name for one in page_of_sent_lists(desk.officer, SENT_LISTS.part_of({"state": state})).rows]
        for state in (*said, "shown", "")
    }

    of_one = {name: [name] for name in said}
    assert {**of_one, "shown": ["to_correct", "ready"], "": ["stored", "to_correct", "ready"]} == found


def test_of_what_somebody_looks_for_eighty_letters_count(office):
    desk, long = a_desk(office), "a" * 79
    for row in rows_of(desk, f"{long}b", f"{long}c"):
        Entry.objects.filter(pk=row.pk).update(search_text=f" {row.name} | |  |")

    found = [[one.name for one in entries_within(desk.officer, Kind.STAFF, text=f"{long}{end}")] for end in ("b", "cd")]

    assert [[f"{long}b"], [f"{long}c"]] == found


def test_for_whom_somebody_looks_in_a_register_stands_in_no_address(office):
    part = register_of(Kind.STAFF).part_of({"q": "Vi"})

    assert "q=" in part.on(after="1")
    assert "q=Vi" not in part.on(after="1")
