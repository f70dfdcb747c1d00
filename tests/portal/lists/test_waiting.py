"""What waits among lists, for whom, until when."""

from __future__ import annotations

import pytest

from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Candidate, Entry, SentList, Verdict
from bluezone.portal.places.paths import province_of
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW, TAN_TRAO
from tests.support.portal.waiting import counts_for, waits_for

STAFF_LIST = ("Họ và tên,Điện thoại\nNguyễn Văn An,0912345678\n".encode(), "can-bo.csv")


@pytest.fixture
def desk(office):
    return a_desk(office)


def test_a_list_that_was_read_waits_for_a_word(office, desk):
    neighbour = office.staff("Vũ Xa", Role.SUPERVISOR, TAN_TRAO)
    interviewer = office.staff("Lê Hỏi", Role.INTERVIEWER)

    sent = desk.bring(STAFF_LIST)

    assert {"lists.confirm": 1} == counts_for(desk.officer)
    assert f"/lists/sent/{sent.pk}" == waits_for(desk.officer)["lists.confirm"].address
    assert [{}, {}] == [counts_for(neighbour), counts_for(interviewer)]
    desk.store(sent)
    assert {} == counts_for(desk.officer)


def test_a_pair_waits_until_somebody_has_judged_it(office, desk):
    path = desk.school.path
    sending = {"organisation": desk.school, "path": path, "sent_by": desk.officer, "sent_at": NOW, "stored_at": NOW}
    sent = SentList.objects.create(kind="staff", name="x.csv", state="stored", **sending)
    facts = {"organisation": desk.school, "path": path, "province": province_of(path)}
    facts |= {"compared_as": "", "sort_key": ""}
    one, other = (Entry.objects.create(kind="staff", sent=sent, row=row, name="Vi", **facts) for row in (1, 2))
    Candidate.objects.create(entry=other, other=one, path=path, score=90, reasons=[], pair="p")

    line = waits_for(desk.officer)["lists.pairs"]

    assert ("/lists/duplicates", 1, NOW) == (line.address, line.count, line.since)
    Candidate.objects.update(verdict=Verdict.DIFFERENT)
    assert {} == counts_for(desk.officer)


def test_what_is_to_be_corrected_first_does_not_wait_to_be_confirmed(office, desk):
    wrong = desk.bring(("Họ và tên,Điện thoại\nNguyễn Văn An,12\n".encode(), "sai-so.csv"))
    desk.bring(("Họ và tên,Điện thoại\nLê Thị Bé,34\n".encode(), "sai-nua.csv"))

    assert {"lists.correct": 2} == counts_for(desk.officer)
    line = waits_for(desk.officer)["lists.correct"]
    listed = desk.client.get(line.address).content.decode()
    assert ("sai-so.csv" in listed, "sai-nua.csv" in listed) == (True, True)
    desk.bring(STAFF_LIST)
    assert {"lists.correct": 2, "lists.confirm": 1} == counts_for(desk.officer)
    assert "can-bo.csv" not in desk.client.get(line.address).content.decode()
    SentList.objects.filter(pk=wrong.pk).update(state=SentList.State.PUT_ASIDE, data=None, preview=None)
    assert 1 == counts_for(desk.officer)["lists.correct"]


def test_a_list_of_which_every_row_was_left_out_is_to_be_corrected(desk):
    wrong = desk.bring(("Họ và tên,Điện thoại\nNguyễn Văn An,12\n".encode(), "sai-so.csv"))

    left = desk.say(wrong, leave_out_wrong="on")

    assert (0, 0) == (left.preview["records"], left.preview["wrong_rows"])
    assert {"lists.correct": 1} == counts_for(desk.officer)
