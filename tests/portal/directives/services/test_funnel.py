"""How far the reporting is: the same four counts on every page and in the paper, and each opens as long a list."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import ReportRecord, RolloutPaper
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.services.deciding import decide_chosen
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.standing import content_of
from bluezone.rollout.consolidation.funnel import Funnel
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.report import Step
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_head, a_rollout

KEY = "son-duong-2020"
LIST, DECIDE = reverse("report_list", args=[KEY]), reverse("reports_decide", args=[KEY])
WAITING = (TAN_TRAO_COMMITTEE, "ubnd-minh-thanh", "ubnd-tu-thinh")


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """38 have to report: one is approved, three wait, the others have sent nothing; the deadline has passed."""
    made = a_rollout(Office())
    made.approved(TRUNG_YEN)
    for key in WAITING:
        made.send(key)
    made.office.clock[0] = CLOSED
    return made


@pytest.fixture
def office(rollout) -> Office:
    return rollout.office


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def offices_in(answer) -> list[str]:
    return re.findall(
        r'<th scope="row"\s*>\s*<a href="/directives/[^/]+/reports/([a-z-]+)\?list=1', answer.content.decode()
    )


def test_pages_and_paper_say_the_same(rollout):
    client = rollout.office.client(rollout.consolidator())
    without = inclusion_at_the_top(rollout.record).digest
    paper = draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.REPORT, a_head(), without=without),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=str,
    ).paper

    assert Funnel(38, 4, 1, 1) == inclusion_at_the_top(rollout.record).funnel
    for name in ("report_list", "sums", "directive_papers", "directive_progress"):
        assert "4/38 offices have reported (10.53 %)" in text(client.get(reverse(name, args=[KEY]))), name
    assert "4/38 đơn vị đã báo cáo (10,53 %)" in str(content_of(paper))
    assert "báo cáo đã được duyệt của 1/38 đơn vị (2,63 %)." in str(content_of(paper))


def test_each_count_opens_a_list_of_as_many(rollout):
    client = rollout.office.client(rollout.consolidator())
    page = client.get(LIST).content.decode()
    steps = re.findall(r'class="funnel__count" href="([^"]+)">\s*<strong class="figures">(\d+)<', page)
    gaps = re.findall(r'funnel__gap" href="([^"]+)">(\d+) ', page)

    assert ["38", "4", "1", "1"] == [count for _, count in steps]
    assert ["34", "3"] == [count for _, count in gaps]
    for address, count in (*steps[:3], *gaps):
        assert int(count) == len(offices_in(client.get(address))), address
    assert "1 of 38 expected reports" in text(client.get(steps[3][0]))


def test_what_is_to_be_decided_on_stands_first_then_what_is_late(rollout):
    client = rollout.office.client(rollout.consolidator())

    found = offices_in(client.get(LIST))

    assert set(WAITING) == set(found[:3])
    assert TRUNG_YEN == found[-1]


@pytest.mark.parametrize("typed", ["tan trao", "Tân Trào", "TRAO", "trao tân"])
def test_an_office_is_found_by_its_name(rollout, typed):
    client = rollout.office.client(rollout.consolidator())

    found = client.get(LIST, {"q": typed})

    assert [TAN_TRAO_COMMITTEE] == offices_in(found)
    assert re.search(r"All · 1\b", text(found))


def test_all_that_wait_are_chosen_at_once_and_decided_on_at_once(rollout):
    client = rollout.office.client(rollout.consolidator())
    assert "checked" not in client.get(LIST).content.decode()
    page = client.get(LIST, {"all": "1"}).content.decode()
    chosen = re.findall(r'name="unit"\s+value="([^"]+)"\s+checked', page)
    assert 3 == len(chosen)

    answer = client.post(DECIDE, {"unit": chosen, "step": "approve"})

    assert 302 == answer.status_code
    assert Funnel(38, 4, 4, 4) == inclusion_at_the_top(rollout.record).funnel


def test_where_one_has_changed_none_is_decided_on_and_the_page_says_whose(rollout):
    client = rollout.office.client(rollout.consolidator())
    ticked = rollout.ticked(*WAITING)
    row = ReportRecord.objects.get(participant__key=WAITING[1])
    row.figures.filter(indicator="broadcasts").update(value=99)

    answer = client.post(DECIDE, {"unit": ticked, "step": "approve"})

    assert 409 == answer.status_code
    assert "xã Minh Thanh" in text(answer).split("None of the chosen reports was decided on")[0]
    assert 3 == ReportRecord.objects.filter(state="submitted").count()
    kept = set(re.findall(r'value="([a-z-]+):[0-9a-f]+"\s+checked', answer.content.decode()))
    assert set(WAITING) == kept


def test_several_go_back_with_one_reason_and_without_one_none_does(rollout):
    client = rollout.office.client(rollout.consolidator())
    ticked = rollout.ticked(*WAITING)

    bare = client.post(DECIDE, {"unit": ticked, "step": "return", "note": ""})
    told = client.post(DECIDE, {"unit": ticked, "step": "return", "note": "thiếu tệp đính kèm"})

    assert [409, 302] == [bare.status_code, told.status_code]
    assert 3 == ReportRecord.objects.filter(state="draft").count()
    notes = ReportRecord.objects.get(participant__key=WAITING[0]).transitions.filter(step="return")
    assert ["thiếu tệp đính kèm"] == [one.note for one in notes]


def test_what_waits_for_somebody_else_refuses_all(rollout):
    read = {key: rollout.read(key) for key in (*WAITING, TRUNG_YEN)}
    facts = {"actor": rollout.consolidator(), "record": rollout.record, "step": Step.APPROVE, "now": CLOSED}

    with pytest.raises(RefusedError, match="does not wait for you"):
        decide_chosen(read=read, **facts)
    with pytest.raises(RefusedError, match="choose 1 to 500 reports"):
        decide_chosen(read={}, **facts)
    with pytest.raises(ChangedError):
        decide_chosen(read=dict.fromkeys(WAITING, "0" * 64), **facts)
    with pytest.raises(ReportError):
        decide_chosen(**{**facts, "read": {WAITING[0]: rollout.read(WAITING[0])}, "step": Step.RETURN})

    assert 3 == ReportRecord.objects.filter(state="submitted").count()


def test_the_office_above_all_sees_its_own_report_in_the_list_and_opens_it(rollout):
    """What the funnel counts, the list shows: the collecting office reports, too."""
    rollout.send("culture-office")
    client = rollout.office.client(rollout.consolidator())

    assert "culture-office" in offices_in(client.get(LIST))
    page = client.get(reverse("report_page", args=[KEY, "culture-office"]))
    assert 200 == page.status_code
    assert 'value="approve"' not in page.content.decode()


def test_the_leader_of_a_commune_sees_its_own_report_alone(rollout):
    leader = rollout.office.client(rollout.person(TRUNG_YEN, Role.LEADER))

    assert [TRUNG_YEN] == offices_in(leader.get(LIST))
    assert "1/1 offices have reported (100.00 %)" in text(leader.get(LIST))


def test_a_report_opened_from_the_list_has_that_list_beside_it_and_keeps_it_when_it_is_decided_on(rollout):
    client = rollout.office.client(rollout.consolidator())
    page = client.get(LIST, {"show": "waiting"}).content.decode()
    opened = re.findall(r'href="([^"]+\?list=1&amp;show=waiting)"', page)[0].replace("&amp;", "&")

    shown = client.get(opened).content.decode()
    action = re.findall(r'action="([^"]+/decide\?list=1&amp;show=waiting)"', shown)[0].replace("&amp;", "&")
    side = re.findall(r'<nav class="list-side.*?</nav>', shown, re.DOTALL)[0]

    assert 3 == side.count("<li>")
    assert 1 == side.count('aria-current="page"')
    assert 1 == shown.count('rel="next"')
    unit = opened.partition("?")[0].rpartition("/")[2]
    read = rollout.ticked(unit)[0].partition(":")[2]
    answer = client.post(action, {"step": "approve", "read": read})
    assert opened == answer.headers["location"]
    left = client.get(answer.headers["location"]).content.decode()
    assert 2 == re.findall(r'<nav class="list-side.*?</nav>', left, re.DOTALL)[0].count("<li>")


def test_a_report_to_which_something_else_led_stands_alone(rollout):
    page = rollout.office.client(rollout.consolidator()).get(reverse("report_page", args=[KEY, TRUNG_YEN]))

    assert "portal--list-side" not in page.content.decode()
