"""Who may be listed twice is asked about after the import, once, and the answer is kept."""

from __future__ import annotations

import pytest

from bluezone.portal.lists.models import Candidate, Decision, Entry, Verdict
from tests.portal.lists.test_bringing_in import AN, a_list
from tests.support.portal.lists_desk import a_desk

CUONG = ("Vũ Văn Cường", 1970, "0912000111", "Xã Sơn Dương", None, None, None)
DUNG = ("Hà Thị Dung", 1966, "0912000222", "Xã Sơn Dương", None, None, None)
WITHOUT_PHONE = ("Lê Văn An", 1980, None, "Xã Sơn Dương", None, None, None)
TWICE = ("LÊ VĂN AN", 1980, 912345678, "Xã Sơn Dương", "x", "x", None)


@pytest.fixture
def desk(office):
    return a_desk(office)


def judge(desk, candidate: Candidate, verdict: str):
    return desk.client.post(f"/lists/duplicates/{candidate.pk}/judge", {"verdict": verdict})


def test_a_person_listed_twice_is_shown_side_by_side(desk):
    desk.store(desk.bring(a_list(AN, TWICE)))

    page = desk.client.get("/lists/duplicates").content.decode()

    assert 98 == Candidate.objects.get().score
    assert "same name but for marks" in page
    assert page.count("0912345678") >= 2
    assert 2 == Entry.objects.filter(same_as=None).count()  # nothing was joined by itself


@pytest.mark.parametrize("rows", [(AN, WITHOUT_PHONE), (WITHOUT_PHONE, AN)], ids=["the first", "the second"])
def test_what_one_list_alone_tells_stands_beside_nothing(desk, rows):
    desk.store(desk.bring(a_list(*rows)))

    page = desk.client.get("/lists/duplicates").content.decode()

    assert 1 == page.count("0912345678")
    assert 0 < Candidate.objects.get().score <= 100


def test_the_same_is_shown_once_from_then_on(desk):
    desk.store(desk.bring(a_list(AN, TWICE)))
    candidate = Candidate.objects.get()

    judge(desk, candidate, "same")

    candidate.refresh_from_db()
    assert Verdict.SAME == candidate.verdict
    assert candidate.other == Entry.objects.get(pk=candidate.entry_id).same_as
    assert 1 == desk.client.get("/lists/rosters/staff").content.decode().count('<th scope="row"')
    assert "Nothing waits" in desk.client.get("/lists/duplicates").content.decode()


def test_two_different_ones_are_never_asked_about_again(desk):
    desk.store(desk.bring(a_list(AN)))
    desk.store(desk.bring(a_list(TWICE, CUONG)))
    judge(desk, Candidate.objects.get(), "different")

    desk.store(desk.bring(a_list(TWICE, DUNG)))

    waiting = Candidate.objects.filter(verdict="")
    assert 1 == Decision.objects.count()
    assert all("An" not in one.entry.name or one.pair != Decision.objects.get().pair for one in waiting)


def test_a_pair_called_the_same_is_so_in_every_later_list(desk):
    desk.store(desk.bring(a_list(AN)))
    desk.store(desk.bring(a_list(TWICE, CUONG)))
    judge(desk, Candidate.objects.get(), "same")

    later = desk.store(desk.bring(a_list(TWICE, DUNG)))

    again = Entry.objects.get(sent=later, row=2)
    assert again.same_as is not None
    assert 0 == Candidate.objects.filter(verdict="").count()


def test_a_pair_of_whom_little_is_told_is_asked_about_again(desk):
    """Marks are folded away in comparing, so that Hoà and Hoa of one year and commune are the same to it."""
    first, second = ((name, 1980, None, "Xã Sơn Dương", None, None, None) for name in ("Lê Thị Hoà", "Lê Thị Hoa"))
    desk.store(desk.bring(a_list(first)))
    desk.store(desk.bring(a_list(second, CUONG)))
    judge(desk, Candidate.objects.get(), "same")

    later = desk.store(desk.bring(a_list(second, DUNG)))

    assert None is Entry.objects.get(sent=later, row=2).same_as
    assert 1 == Candidate.objects.filter(verdict="").count()


def test_a_judgement_can_be_turned(desk):
    desk.store(desk.bring(a_list(AN, TWICE)))
    candidate = Candidate.objects.get()
    judge(desk, candidate, "same")

    page = desk.client.get("/lists/duplicates?show=judged").content.decode()
    judge(desk, candidate, "different")

    assert "The same" in page
    assert 2 == Entry.objects.filter(same_as=None).count()
    assert Verdict.DIFFERENT == Decision.objects.get().verdict


def three_alike(desk) -> list[Entry]:
    phones = ("0912345678", None, "0387654321")
    desk.store(desk.bring(a_list(*[("Lê Văn An", 1980, phone, "Xã Sơn Dương", None, None, None) for phone in phones])))
    return list(Entry.objects.order_by("row"))


def test_a_turned_judgement_parts_two_though_the_older_one_has_a_double_itself(desk):
    """Called the same were 2 and 1, then 3 and 2; 3 and 2 are told apart again, and 2 stays the double of 1."""
    one, two, three = three_alike(desk)
    judge(desk, Candidate.objects.get(entry=two, other=one), "same")
    judge(desk, Candidate.objects.get(entry=three, other=two), "same")

    judge(desk, Candidate.objects.get(entry=three, other=two), "different")

    assert [one, three] == list(Entry.objects.filter(same_as=None).order_by("row"))


def test_another_judgement_stands_where_one_is_turned(desk):
    one, two, three = three_alike(desk)
    judge(desk, Candidate.objects.get(entry=three, other=one), "same")
    judge(desk, Candidate.objects.get(entry=three, other=two), "same")

    judge(desk, Candidate.objects.get(entry=three, other=two), "different")

    assert one == Entry.objects.get(pk=three.pk).same_as


def test_father_and_son_with_one_phone_are_no_candidates_by_the_phone_alone(desk):
    desk.store(desk.bring(a_list(AN, ("Lê Thị Hoa", 2008, "0912345678", "Xã Sơn Dương", None, None, None))))

    assert 0 == Candidate.objects.count()


def test_what_is_no_verdict_changes_nothing(desk):
    desk.store(desk.bring(a_list(AN, TWICE)))

    judge(desk, Candidate.objects.get(), "perhaps")

    assert 0 == Decision.objects.count()
