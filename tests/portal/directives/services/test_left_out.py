"""What the sums leave out is one question for page and paper: it is named in the paper, and asked about before."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import RolloutPaper
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.standing import content_of
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_head, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT

PAPERS = reverse("directive_papers", args=["son-duong-2020"])
HEAD = {
    "what": "report",
    "addressee": "Ủy ban nhân dân huyện Sơn Dương",
    "signer": "Hoàng Văn Thử",
    "office": "TRƯỞNG PHÒNG",
    "abbreviation": "PVHTT",
    "drafting_unit": "VHTT",
    "place": "Sơn Dương",
}


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """One commune's report is approved, another's waits, the others have sent nothing."""
    made = a_rollout(Office())
    made.approved(TRUNG_YEN, broadcasts=40)
    made.send(TAN_TRAO_COMMITTEE, broadcasts=7)
    made.office.clock[0] = CLOSED
    return made


def drafted(rollout: Rollout, without: str) -> RolloutPaper:
    return draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.REPORT, a_head(), without=without),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )


def sentences(row: RolloutPaper) -> str:
    return str(content_of(row.paper))


def test_a_report_that_waits_for_approval_is_in_no_sum_and_is_named(rollout):
    inclusion = inclusion_at_the_top(rollout.record)
    assert [TRUNG_YEN] == [one.key for one in inclusion.counted]
    assert [TAN_TRAO_COMMITTEE] == [one.key for one in inclusion.waiting]

    row = drafted(rollout, inclusion.digest)

    told = sentences(row)
    assert f"báo cáo đã được duyệt của 1/{inclusion.expected} đơn vị (" in told
    assert "Đã gửi nhưng chưa được duyệt: Ủy ban nhân dân xã Tân Trào" in told
    absent = re.search(r"Chưa báo cáo: ([^.]*)\.", told)
    assert absent is not None
    assert [one.name for one in inclusion.missing] == absent[1].split("; ")
    assert 40 == row.figures["broadcasts"]
    assert "chưa được duyệt" in told.split("Tổng cộng")[0]


def test_page_and_paper_count_the_same_offices(rollout):
    inclusion = inclusion_at_the_top(rollout.record)
    page = rollout.office.client(rollout.person("district-committee", Role.CONSOLIDATOR))
    shown = " ".join(page.get(reverse("sums", args=["son-duong-2020"])).content.decode().split())

    told = sentences(drafted(rollout, inclusion.digest))

    assert f"1 of {inclusion.expected} expected reports are approved and counted here" in shown
    assert f"báo cáo đã được duyệt của 1/{inclusion.expected} đơn vị (" in told


def test_whoever_drafts_is_asked_first(rollout):
    client = rollout.office.client(rollout.consolidator())
    shown = client.get(PAPERS).content.decode()
    box = re.search(r'name="without" value="([0-9a-f]{64})"', shown)
    assert box is not None
    assert "Ủy ban nhân dân xã Tân Trào" in shown

    unasked = client.post(PAPERS, HEAD)
    rollout.send("ubnd-minh-thanh", CLOSED)  # somebody sends meanwhile: others are left out now
    stale = client.post(PAPERS, {**HEAD, "without": box[1]})
    known = client.post(PAPERS, {**HEAD, "without": inclusion_at_the_top(rollout.record).digest})

    assert [409, 409, 302] == [unasked.status_code, stale.status_code, known.status_code]
    assert "leave out reports" in unasked.content.decode()
    assert 1 == RolloutPaper.objects.count()


def test_where_nothing_is_left_out_nothing_is_asked(rollout):
    rollout.record.participants.exclude(key=TRUNG_YEN).update(is_expected=False)

    assert "" == inclusion_at_the_top(rollout.record).digest


def test_the_head_is_that_of_the_register_that_numbers_the_report(rollout):
    """A number of the committee is drawn from the committee's register, and the department's head has its own."""
    client = rollout.office.client(rollout.consolidator())
    known = {"without": inclusion_at_the_top(rollout.record).digest}

    client.post(PAPERS, {**HEAD, **known, "issuing": "district-committee", "abbreviation": "UBND"})
    client.post(PAPERS, {**HEAD, **known, "abbreviation": "PVHTT"})
    borrowed = client.post(PAPERS, {**HEAD, **known, "abbreviation": "UBND"})

    committee, department = (row.paper for row in RolloutPaper.objects.order_by("pk"))
    assert ("Ủy ban nhân dân", "huyện Sơn Dương") == content_of(committee).issuer.name
    assert "Ủy ban nhân dân huyện Sơn Dương" == committee.organisation.name
    assert ("Phòng Văn hóa và Thông tin huyện",) == content_of(department).issuer.name
    assert 409 == borrowed.status_code


def test_the_committee_of_one_directive_is_not_that_of_the_next(rollout):
    """The same offices stand in each directive under the same names."""
    a_rollout(rollout.office, SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "son-duong-2021"', 1))

    row = draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.COVER, a_head(), issuing="district-committee"),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=str,
    )

    assert rollout.participant("district-committee").organisation == row.paper.organisation


def test_a_paper_is_not_drafted_for_an_office_that_only_takes_part(rollout):
    asked = PaperRequest(RolloutPaper.What.COVER, a_head(), issuing=TRUNG_YEN)

    with pytest.raises(RefusedError, match="writes no papers"):
        draft_rollout_paper(
            actor=rollout.consolidator(),
            record=rollout.record,
            acting_for=rollout.participant("culture-office"),
            asked=asked,
            now=CLOSED,
            entropy=rollout.office.chance.randbytes,
            address_of=str,
        )
