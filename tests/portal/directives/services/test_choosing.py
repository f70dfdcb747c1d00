"""All that match a list are taken by one act, also beyond its page: told with their number, and as they were told."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.directives.models import ReportRecord, SentReminder
from bluezone.portal.directives.selectors import chasing, choosing, listing
from bluezone.portal.directives.services.chasing import chase
from bluezone.portal.directives.services.deciding import decide_chosen
from bluezone.portal.directives.views import chasing as chasing_views
from bluezone.portal.directives.views import collecting
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.listing import Part
from bluezone.rollout.reports.report import Step
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout

KEY = "son-duong-2020"
WAITING = (TAN_TRAO_COMMITTEE, TRUNG_YEN, "ubnd-minh-thanh", "ubnd-tu-thinh", "ubnd-hop-hoa")
LIST, DECIDE = reverse("report_list", args=[KEY]), reverse("reports_decide_all", args=[KEY])
LATE, REMIND = reverse("late_reports", args=[KEY]), reverse("late_all", args=[KEY])


@pytest.fixture(scope="module")
def made(kept) -> Rollout:
    """Five wait to be decided on; the deadline has passed."""
    rollout = a_rollout(Office())
    for key in WAITING:
        rollout.send(key)
    rollout.consolidator()
    rollout.office.clock[0] = CLOSED
    return rollout


@pytest.fixture
def rollout(made, db, monkeypatch) -> Rollout:
    """A page of the list has two lines, and one of the late three."""
    for room in (listing, collecting):
        monkeypatch.setattr(room, "REPORTS", replace(listing.REPORTS, size=2))
    monkeypatch.setattr(chasing, "PAGE", 3)
    return copy.deepcopy(made)


def client(rollout: Rollout):
    return rollout.office.client(rollout.consolidator())


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def read(answer) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', answer.content.decode())
    assert found is not None
    return found[1]


def states() -> dict[str, str]:
    return dict(ReportRecord.objects.values_list("participant__key", "state"))


def test_the_list_leads_to_all_that_match_where_they_are_more_than_its_page_shows(rollout):
    whole = client(rollout).get(LIST, {"show": "waiting"})

    assert "All 5 that match, on every page" in text(whole)
    assert f'href="{DECIDE}?show=waiting"' in whole.content.decode()
    assert "that match, on every page" not in text(client(rollout).get(LIST, {"q": "Tân Trào"}))


def test_all_are_told_with_number_and_names_and_approved_together(rollout):
    shown = client(rollout).get(DECIDE, {"show": "waiting"})

    assert "5 reports that you are to decide on match the list." in text(shown)
    assert "Approve 5 reports" in text(shown)
    assert 5 == shown.content.decode().count("<li>Ủy ban nhân dân")
    answer = client(rollout).post(f"{DECIDE}?show=waiting", {"read": read(shown), "step": "approve"})
    assert 302 == answer.status_code
    assert dict.fromkeys(WAITING, "approved") == states()
    assert 5 == Entry.objects.filter(act="directives.decide", actor=rollout.consolidator()).count()


def test_looking_decides_nothing(rollout):
    client(rollout).get(DECIDE, {"step": "approve"})

    assert dict.fromkeys(WAITING, "submitted") == states()


def test_a_search_takes_those_alone_that_it_finds(rollout):
    shown = client(rollout).get(DECIDE, {"q": "minh thanh"})

    assert "Searched for: minh thanh." in text(shown)
    client(rollout).post(f"{DECIDE}?q=minh+thanh", {"read": read(shown), "step": "return", "note": "đếm lại"})
    assert {"ubnd-minh-thanh"} == {key for key, state in states().items() if state != "submitted"}


@pytest.mark.parametrize("change", ["another came", "one changed", "one is decided", "another search", "nothing read"])
def test_where_it_is_not_what_was_read_nothing_is_decided(rollout, change):
    what = {"read": read(client(rollout).get(DECIDE)), "step": "approve"}
    address = f"{DECIDE}?q=minh" if change == "another search" else DECIDE
    if change == "another came":
        rollout.send("ubnd-son-duong")
    elif change == "one changed":
        ReportRecord.objects.get(participant__key=TRUNG_YEN).figures.filter(indicator="broadcasts").update(value=99)
    elif change == "one is decided":
        client(rollout).post(
            reverse("reports_decide", args=[KEY]), {"step": "approve", "unit": rollout.ticked(TRUNG_YEN)}
        )
    elif change == "nothing read":
        del what["read"]
    before = states()

    answer = client(rollout).post(address, what)

    assert 409 == answer.status_code
    assert "This has changed since you read it" in text(answer)
    assert before == states()


def test_what_somebody_sent_alone_stays_for_another_and_is_told(rollout):
    mine = ReportRecord.objects.get(participant__key=TRUNG_YEN)
    mine.transitions.update(by=rollout.consolidator())

    shown = client(rollout).get(DECIDE)

    assert "1 of them you sent or took in yourself: another person approves it." in text(shown)
    assert "Approve 4 reports" in text(shown)
    client(rollout).post(DECIDE, {"read": read(shown), "step": "approve"})
    assert {TRUNG_YEN} == {key for key, state in states().items() if state == "submitted"}


def test_too_many_are_refused_and_the_page_says_how_many_go(rollout, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(collecting, "MOST_AT_ONCE", 4)

    shown = client(rollout).get(DECIDE)

    assert "At most 4 are taken together. Narrow the list by a search." in text(shown)
    assert 'name="read"' not in shown.content.decode()
    assert "No office stands like this" not in text(shown)
    for many, refusal in ((501, "choose 1 to 500"), (500, "does not wait for you"), (0, "choose 1 to 500")):
        with pytest.raises(RefusedError, match=refusal):
            decide_chosen(
                actor=rollout.consolidator(),
                record=rollout.record,
                read={str(number): "" for number in range(many)},
                step=Step.APPROVE,
                now=CLOSED,
            )
    assert dict.fromkeys(WAITING, "submitted") == states()


def test_whoever_only_reports_decides_on_nobody(rollout):
    reporter = rollout.office.client(rollout.person(TRUNG_YEN))

    assert {403} == {reporter.get(DECIDE).status_code, reporter.post(DECIDE, {"step": "approve"}).status_code}


def test_all_that_are_late_are_reminded_together_and_noted_once(rollout):
    listed = client(rollout).get(LATE)
    assert "All 33 that match, on every page" in text(listed)

    shown = client(rollout).get(REMIND)
    assert "33 offices are late." in text(shown)
    answer = client(rollout).post(REMIND, {"read": read(shown)})

    assert 302 == answer.status_code
    assert 33 == SentReminder.objects.count()
    assert 33 == Entry.objects.get(act="directives.remind").detail["offices"]


def test_too_many_that_are_late_are_sent_to_the_pages_of_their_list_which_has_no_search(rollout, monkeypatch):
    for room in (choosing, chasing_views):
        monkeypatch.setattr(room, "MOST_AT_ONCE", 4)

    shown = client(rollout).get(REMIND)

    assert "At most 4 are taken together. Choose them on the list instead, page by page." in text(shown)
    listed = client(rollout).get(LATE).content.decode()
    assert ('name="unit"' in listed, 'name="q"' in listed) == (True, False)


def test_the_number_of_the_late_is_that_of_the_filter_and_says_so(rollout):
    top = rollout.participant("culture-office")
    one = chasing.late_offices(top, CLOSED)[0]
    chase(actor=rollout.consolidator(), top=top, read={one.row.key: one.digest}, now=CLOSED)

    def said(show):
        return text(client(rollout).get(REMIND, {"show": show}))

    assert "33 offices are late." in said("")
    assert "32 offices that are late were not reminded today." in said("remind")
    assert "1 office that is late was reminded today." in said("reminded")


@pytest.mark.parametrize("address", [DECIDE, reverse("reports_decide", args=[KEY])])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"step": "return", "note": "x" * 501},
            "What is to be changed : This has 501 characters; at most 500 are taken.",
        ),
        ({"note": "đếm lại"}, "Decision : Please choose what is decided."),
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(rollout, address, wrong, sentence):
    ticked = rollout.ticked(TRUNG_YEN)

    answer = client(rollout).post(address, {**wrong, "read": read(client(rollout).get(DECIDE)), "unit": ticked})

    assert (400, True) == (answer.status_code, sentence in text(answer))
    assert f'value="{wrong["note"]}"' in answer.content.decode()
    assert dict.fromkeys(WAITING, "submitted") == states()


def test_where_one_was_reminded_meanwhile_nobody_is_reminded_again(rollout):
    seen = read(client(rollout).get(REMIND))
    top = rollout.participant("culture-office")
    one = chasing.late_offices(top, CLOSED)[0]
    chase(actor=rollout.consolidator(), top=top, read={one.row.key: one.digest}, now=CLOSED)

    answer = client(rollout).post(REMIND, {"read": seen})

    assert (409, 1) == (answer.status_code, SentReminder.objects.count())


def test_a_filter_under_which_nobody_waits_offers_nobody_to_decide_on(rollout):
    staff, top = rollout.consolidator(), rollout.participant("culture-office")

    chosen = [
        choosing.reports_that_match(staff, top, Part(listing.REPORTS, chosen={"show": show}), CLOSED).names
        for show in ("waiting", "missing")
    ]

    assert [set(WAITING), set()] == list(map(set, chosen))


@pytest.mark.parametrize(("most", "taken"), [(5, set(WAITING)), (4, set())])
def test_as_many_as_go_together_are_taken_and_of_one_more_none(rollout, monkeypatch, most, taken):
    monkeypatch.setattr(choosing, "MOST_AT_ONCE", most)
    staff, top = rollout.consolidator(), rollout.participant("culture-office")

    whole = choosing.reports_that_match(staff, top, Part(listing.REPORTS), CLOSED)

    assert (taken, set(WAITING)) == (set(whole.read), set(whole.names))
