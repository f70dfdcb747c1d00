"""What waits on the paper desk: one paper on its way through everybody's hands."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import services
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.standing import as_read
from tests.support.portal.offices import TAN_TRAO, the_unit
from tests.support.portal.paper_offices import DAY, PaperOffice
from tests.support.portal.waiting import counts_for, waits_for


def test_a_paper_waits_for_leader_then_clerk_then_nobody(office):
    desk = PaperOffice.at(office, DAY)

    def waiting() -> tuple[dict[str, int], dict[str, int]]:
        return counts_for(desk.leader, DAY), counts_for(desk.clerk, DAY)

    mine = {"papers.submitted_by_me": 1}
    assert ({}, {}) == waiting()
    paper = desk.submitted()
    assert ({"papers.to_sign": 1}, mine) == waiting()
    assert f"/papers/{paper.pk}" == waits_for(desk.leader, DAY)["papers.to_sign"].address
    paper = desk.signed(paper)
    assert ({}, {"papers.to_seal": 1}) == waiting()
    paper = desk.sealed(paper)
    assert ({}, {"papers.to_issue": 1}) == waiting()
    desk.issued(paper)
    assert ({}, {}) == waiting()


def test_what_waits_for_an_act_waits_since_it_was_submitted_and_what_is_ones_own_since_it_was_written(office):
    desk, later = PaperOffice.at(office, DAY), DAY + dt.timedelta(days=1)
    paper = desk.drafted()
    services.submit(paper=paper, read=as_read(paper), by=desk.clerk, now=later)

    assert later == waits_for(desk.leader, later)["papers.to_sign"].since
    assert DAY == waits_for(desk.clerk, later)["papers.submitted_by_me"].since


def test_whoever_wrote_a_paper_and_seals_none_sees_that_it_hangs_with_others(office):
    desk = PaperOffice.at(office, DAY)
    paper = desk.signed()
    OutgoingPaper.objects.update(drafted_by=desk.leader)

    assert {"papers.submitted_by_me": 1} == counts_for(desk.leader, DAY)
    assert {"papers.to_seal": 1} == counts_for(desk.clerk, DAY)
    desk.issued(desk.sealed(paper))
    assert ({}, {}) == (counts_for(desk.leader, DAY), counts_for(desk.clerk, DAY))


def test_a_paper_waits_for_nobody_elsewhere_and_for_no_other_role(office):
    desk = PaperOffice.at(office, DAY)
    desk.submitted()
    strangers = [office.staff("Vũ Xa", Role.LEADER, TAN_TRAO), office.staff("Lê Mở", Role.SUPERVISOR)]

    assert [{}, {}] == [counts_for(one, DAY) for one in strangers]


def test_what_is_out_to_be_signed_elsewhere_waits_for_no_signature_here(office):
    desk = PaperOffice.at(office, DAY)

    desk.reserved()

    assert {} == counts_for(desk.leader, DAY)


def test_a_scan_waits_for_another_than_the_one_who_brought_it(office):
    desk = PaperOffice.at(office, DAY)

    paper = desk.scanned()

    assert {"papers.to_confirm": 1} == counts_for(desk.leader, DAY)
    assert not {"papers.to_confirm", "papers.to_issue"} & counts_for(desk.clerk, DAY).keys()
    desk.confirmed(paper)
    assert {} == counts_for(desk.leader, DAY)
    assert 1 == counts_for(desk.clerk, DAY)["papers.to_issue"]


def test_a_draft_that_was_sent_back_waits_for_whoever_wrote_it(office):
    desk = PaperOffice.at(office, DAY)
    paper = desk.submitted()

    services.send_back(paper=paper, read=as_read(paper), reason="Sai ngày", by=desk.leader, now=DAY)

    assert {"papers.sent_back": 1} == counts_for(desk.clerk, DAY)
    assert {} == counts_for(desk.leader, DAY)


def test_an_ordinary_draft_waits_for_whoever_wrote_it_until_it_is_submitted_or_thrown_away(office):
    desk = PaperOffice.at(office, DAY)
    paper = desk.drafted()
    beside = office.staff("Ngô Văn Thư", Role.REGISTRY_CLERK)

    line = waits_for(desk.clerk, DAY)["papers.my_drafts"]
    assert (1, f"/papers/{paper.pk}") == (line.count, line.address)
    assert ({}, {}) == (counts_for(desk.leader, DAY), counts_for(beside, DAY))

    services.submit(paper=paper, read=as_read(paper), by=desk.clerk, now=DAY)
    other = desk.drafted()
    assert {"papers.my_drafts": 1, "papers.submitted_by_me": 1} == counts_for(desk.clerk, DAY)
    services.discard(paper=other, read=as_read(other), by=beside, now=DAY)
    assert {"papers.submitted_by_me": 1} == counts_for(desk.clerk, DAY)


def test_what_somebody_wrote_waits_for_them_no_longer_where_they_have_no_role_any_more(office):
    desk = PaperOffice.at(office, DAY)
    back = desk.submitted()
    services.send_back(paper=back, read=as_read(back), reason="Sai ngày", by=desk.leader, now=DAY)
    desk.drafted()
    desk.submitted()
    mine = {"papers.sent_back": 1, "papers.my_drafts": 1, "papers.submitted_by_me": 1}
    assert mine == counts_for(desk.clerk, DAY)

    desk.clerk.grants.update(unit=the_unit(TAN_TRAO), path=the_unit(TAN_TRAO).path)

    assert {} == counts_for(desk.clerk, DAY)


@pytest.mark.parametrize("leaves", ["grants", "account", "moves"])
def test_drafts_of_somebody_who_left_wait_for_whoever_writes_there_now(office, leaves):
    desk = PaperOffice.at(office, DAY)
    back = desk.submitted()
    services.send_back(paper=back, read=as_read(back), reason="Sai ngày", by=desk.leader, now=DAY)
    other = desk.drafted()
    heir, elsewhere = office.staff("Ngô Văn Thư", Role.REGISTRY_CLERK), office.staff("Vũ Xa", Role.LEADER, TAN_TRAO)
    assert ({}, {}) == (counts_for(heir, DAY), counts_for(desk.leader, DAY))

    if leaves == "grants":
        desk.clerk.grants.update(ended_at=DAY)
    elif leaves == "account":
        Staff.objects.filter(pk=desk.clerk.pk).update(is_active=False)
    else:
        desk.clerk.grants.update(unit=the_unit(TAN_TRAO), path=the_unit(TAN_TRAO).path)

    left = {"papers.left_behind": 2}
    assert (left, left, {}) == (counts_for(heir, DAY), counts_for(desk.leader, DAY), counts_for(elsewhere, DAY))
    page = office.client(heir).get(waits_for(heir, DAY)["papers.left_behind"].address).content.decode()
    assert [True, True] == [f'href="/papers/{paper.pk}"' in page for paper in (back, other)]
    services.discard(paper=back, read=as_read(OutgoingPaper.objects.get(pk=back.pk)), by=heir, now=DAY)
    assert {"papers.left_behind": 1} == counts_for(heir, DAY)


def test_several_lead_to_a_list_of_exactly_these(office):
    desk = PaperOffice.at(office, DAY)
    waiting, out = [desk.submitted(), desk.submitted()], desk.reserved()

    page = office.client(desk.leader).get(waits_for(desk.leader, DAY)["papers.to_sign"].address).content.decode()

    assert [True, True] == [f'href="/papers/{paper.pk}"' in page for paper in waiting]
    assert f'href="/papers/{out.pk}"' not in page
