"""A report is not drafted, submitted, signed or issued while it says otherwise than the pages.

Three communes have sent, and nobody has approved what they sent: whoever drafts is told, the paper says so, and once
they are approved the paper that does not hold them goes no step further.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import RolloutPaper
from bluezone.portal.directives.selectors.differing import figures_that_differ
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper, write_anew
from bluezone.portal.directives.services.levels import extend
from bluezone.portal.directives.services.others import keep_vendor_counts
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import services as papers
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import fingerprint_of
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.rollout.reports.report import Step
from tests.support.documents.certificates import body, person
from tests.support.portal.offices import Office
from tests.support.portal.paper_offices import note_both, turn_all
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_head, a_rollout

pytestmark = pytest.mark.in_turn(of=3)
WAITING = (TAN_TRAO_COMMITTEE, "ubnd-minh-thanh", "ubnd-tu-thinh")
What = RolloutPaper.What


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """One commune's report is counted; three have sent theirs, and those wait for approval."""
    made = a_rollout(Office())
    made.approved(TRUNG_YEN, broadcasts=40)
    for key in WAITING:
        made.send(key, broadcasts=7)
    made.office.clock[0] = CLOSED
    return made


@pytest.fixture
def office(rollout) -> Office:
    return rollout.office


def drafted(rollout: Rollout, what: RolloutPaper.What = What.REPORT, **more: object) -> RolloutPaper:
    without = inclusion_at_the_top(rollout.record).digest if what == What.REPORT else ""
    return draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(what, a_head(), **{"without": without, **more}),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )


def approve(rollout: Rollout, *keys: str) -> None:
    for key in keys:
        row = rollout.participant(key).report
        post = rollout.participant("culture-office")
        read = rollout.read(key)
        decide(actor=rollout.consolidator(), row=row, read=read, step=Step.APPROVE, acting_for=post, now=CLOSED)


def the_leader(rollout: Rollout) -> Staff:
    return rollout.office.staff("Lãnh Đạo Huyện", Role.LEADER, None)


def the_clerk(rollout: Rollout) -> Staff:
    return rollout.office.staff("Văn Thư Huyện", Role.REGISTRY_CLERK, None)


class Desk:
    """The steps of a paper, each as whoever takes it."""

    def __init__(self, rollout: Rollout) -> None:
        self.rollout, self.leader, self.clerk = rollout, the_leader(rollout), the_clerk(rollout)

    def submit(self, paper: OutgoingPaper) -> OutgoingPaper:
        return papers.submit(paper=paper, read=as_read(paper), by=self.rollout.consolidator(), now=CLOSED)

    def sign(self, paper: OutgoingPaper) -> OutgoingPaper:
        facts = {"credential": person(), "by": self.leader, "now": CLOSED}
        turn_all(paper, self.leader, CLOSED)
        note_both(paper, self.clerk, self.leader, CLOSED)
        return papers.sign_as_person(paper=paper, read=as_read(paper), **facts)

    def send_out_to_be_signed(self, paper: OutgoingPaper) -> OutgoingPaper:
        return papers.reserve_number(paper=paper, read=as_read(paper), by=self.clerk, now=CLOSED)

    def seal(self, paper: OutgoingPaper) -> OutgoingPaper:
        facts = {"credential": body(), "by": self.clerk, "now": CLOSED}
        return papers.sign_as_organisation(paper=paper, read=as_read(paper), **facts)

    def issue(self, paper: OutgoingPaper) -> OutgoingPaper:
        return papers.issue(paper=paper, read=as_read(paper), by=self.clerk, now=CLOSED)


STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "submitted": ((), "submit"),
    "signed": (("submit",), "sign"),
    "sent out to be signed": (("submit",), "send_out_to_be_signed"),
    "sealed": (("submit", "sign"), "seal"),
    "issued": (("submit", "sign", "seal"), "issue"),
}


@pytest.mark.every_run
def test_three_that_wait_are_told_at_drafting_and_printed_in_the_paper(rollout):
    client = rollout.office.client(rollout.consolidator())
    page = " ".join(client.get(reverse("directive_papers", args=[rollout.record.key])).content.decode().split())
    waiting = [one.name for one in inclusion_at_the_top(rollout.record).waiting]

    paper = str(content_of(drafted(rollout).paper))

    assert 3 == len(waiting)
    told = re.search(r"sent, not approved yet:</strong>(.*?)</p>", page)
    assert told is not None
    assert waiting == [name.strip() for name in told[1].split(";")]
    assert f"Đã gửi nhưng chưa được duyệt: {'; '.join(waiting)}. Số liệu dưới đây không gồm" in paper


@pytest.mark.every_run
@pytest.mark.parametrize(("before", "step"), STEPS.values(), ids=STEPS)
def test_a_report_that_the_pages_have_overtaken_goes_no_step_further(rollout, before, step):
    desk, paper = Desk(rollout), drafted(rollout).paper
    for one in before:
        paper = getattr(desk, one)(paper)
    take: Callable[[OutgoingPaper], OutgoingPaper] = getattr(desk, step)
    state = paper.state

    approve(rollout, *WAITING)

    with pytest.raises(RefusedError, match="figures have changed since the paper was written"):
        take(paper)
    paper.refresh_from_db()
    assert state == paper.state


def test_as_long_as_nothing_differs_it_goes_its_whole_way(rollout):
    desk, paper = Desk(rollout), drafted(rollout).paper

    for step in ("submit", "sign", "seal", "issue"):
        paper = getattr(desk, step)(paper)

    assert "issued" == paper.state


def test_what_is_told_names_the_sums_and_how_many_are_counted(rollout):
    paper = drafted(rollout).paper

    approve(rollout, *WAITING)

    told = {one.code or one.words.en: (one.written, one.now) for one in figures_that_differ(paper)}
    assert (40, 61) == told["TT1"]
    assert (1, 4) == told["Offices whose report is approved and counted"]
    assert "Offices that have sent a report" not in told


@pytest.mark.every_run
def test_a_report_that_comes_in_changes_no_sum_and_is_told(rollout):
    paper = drafted(rollout).paper

    rollout.send("ubnd-hop-thanh", CLOSED)

    assert [("Offices that have sent a report", 4, 5)] == [
        (one.words.en, one.written, one.now) for one in figures_that_differ(paper)
    ]


@pytest.mark.every_run
def test_the_same_sum_of_other_figures_is_told(rollout):
    """The appendix gives each office's own figure: +3 here and −3 there leave the sum, and not the paper."""
    approve(rollout, *WAITING)
    paper = drafted(rollout).paper
    one, other = (rollout.participant(key).report.figures.get(indicator="broadcasts") for key in WAITING[:2])
    one.value, other.value = one.value + 3, other.value - 3
    one.save()
    other.save()

    (told,) = figures_that_differ(paper)

    assert ("TT1", 61, 61) == (told.code, told.written, told.now)
    assert told.words.vi.endswith("tổng không đổi, số của từng đơn vị đã đổi")


@pytest.mark.every_run
def test_as_many_left_out_but_others_is_told(rollout):
    """As many of them in time, too."""
    paper = drafted(rollout).paper
    row, post = rollout.participant(WAITING[0]).report, rollout.participant("culture-office")
    facts = {"acting_for": post, "now": CLOSED, "note": "thiếu trang 2"}

    decide(actor=rollout.consolidator(), row=row, read=rollout.read(WAITING[0]), step=Step.RETURN, **facts)
    rollout.send("ubnd-hop-thanh")

    (told,) = figures_that_differ(paper)
    assert told.words.en.startswith("Offices that the sums leave out (as many as before")
    assert told.written == told.now


@pytest.mark.every_run
def test_counts_of_the_maker_that_came_since_are_told(rollout):
    paper = drafted(rollout).paper
    counts = {TRUNG_YEN: {"residents-installed": 7}}

    keep_vendor_counts(actor=None, record=rollout.record, counts=counts, as_of=CLOSED.date(), now=CLOSED)

    (told,) = figures_that_differ(paper)
    assert (None, 7) == (told.written, told.now)
    assert told.words.vi.endswith("nhà phát triển đếm")


def test_a_letter_to_the_late_is_not_signed_once_one_of_them_has_reported(rollout):
    desk = Desk(rollout)
    paper = desk.submit(drafted(rollout, What.CHASING, new_due=CLOSED.replace(day=28)).paper)

    rollout.send("ubnd-hop-thanh", CLOSED)

    (told,) = figures_that_differ(paper)
    assert 1 == told.written - told.now
    with pytest.raises(RefusedError, match="figures have changed"):
        desk.sign(paper)


@pytest.mark.every_run
def test_a_report_that_was_sent_in_time_and_is_sent_anew_too_late_is_told(rollout):
    """The same figures by as many offices; but the paper says how many of them were in time."""
    desk, row = Desk(rollout), drafted(rollout)
    paper, post = desk.submit(row.paper), rollout.participant("culture-office")
    facts = {"acting_for": post, "now": CLOSED, "note": "thiếu trang 2"}
    decide(
        actor=rollout.consolidator(),
        row=rollout.participant(WAITING[0]).report,
        read=rollout.read(WAITING[0]),
        step=Step.RETURN,
        **facts,
    )
    rollout.send(WAITING[0], CLOSED, broadcasts=7)

    (told,) = figures_that_differ(paper)

    assert ("Offices that have sent their report in time", 4, 3) == (told.words.en, told.written, told.now)
    assert f"{told.written} đơn vị gửi đúng hạn" in str(content_of(paper))
    assert f"{told.now} đơn vị gửi đúng hạn" in str(content_of(drafted(rollout).paper))
    with pytest.raises(RefusedError, match="figures have changed"):
        desk.sign(paper)
    RolloutPaper.objects.filter(pk=row.pk).update(beside={k: v for k, v in row.beside.items() if k != "on_time"})
    assert () == figures_that_differ(paper)


def test_a_letter_to_the_late_is_not_signed_once_one_of_them_was_given_more_time(rollout):
    desk = Desk(rollout)
    row = drafted(rollout, What.CHASING, new_due=CLOSED.replace(day=28))
    paper = desk.submit(row.paper)

    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(row.beside["named"][0]),
        to=CLOSED.replace(day=30),
        note="bão lũ",
        acting_for=rollout.participant("culture-office"),
        now=CLOSED,
    )

    (told,) = figures_that_differ(paper)
    assert (len(row.beside["named"]), 1) == (told.written, told.written - told.now)
    with pytest.raises(RefusedError, match="figures have changed"):
        desk.sign(paper)


def test_the_leader_takes_note_after_signing_and_the_clerk_issues(rollout):
    desk, paper = Desk(rollout), drafted(rollout).paper
    for step in ("submit", "sign", "seal"):
        paper = getattr(desk, step)(paper)
    approve(rollout, WAITING[0])
    leader, clerk = rollout.office.client(desk.leader), rollout.office.client(desk.clerk)
    address = f"/papers/{paper.pk}"
    before = clerk.get(address).content.decode()
    noted = {
        "fingerprint": fingerprint_of(figures_that_differ(paper)),
        "reason": "gửi kịp hạn, số mới báo cáo bổ sung",
        "read": as_read(paper),
    }

    answer = leader.post(f"{address}/differences", noted)

    assert f"{address}/issue" not in before
    assert 'id="differences"' in before
    assert (302, address) == (answer.status_code, answer.headers["location"])
    assert f"{address}/issue" in clerk.get(address).content.decode()
    assert "issued" == desk.issue(paper).state


@pytest.mark.every_run
def test_one_note_is_for_one_set_of_offices(rollout):
    """As many counted as when it was noted, but another office's report: that was not taken note of."""
    desk, paper = Desk(rollout), drafted(rollout).paper
    paper = desk.submit(paper)
    approve(rollout, WAITING[0])
    seen = fingerprint_of(figures_that_differ(paper))
    papers.note_differences(
        paper=paper, read=as_read(paper), fingerprint=seen, reason="đã biết", by=desk.leader, now=CLOSED
    )
    post = rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(),
        row=rollout.participant(WAITING[0]).report,
        read=rollout.read(WAITING[0]),
        step=Step.TAKE_BACK,
        acting_for=post,
        now=CLOSED,
        note="đếm lại",
    )
    approve(rollout, WAITING[1])

    with pytest.raises(RefusedError, match="figures have changed"):
        desk.sign(paper)


def test_written_anew_it_says_what_the_pages_say(rollout):
    row = drafted(rollout)
    approve(rollout, *WAITING)

    write_anew(
        actor=rollout.consolidator(),
        row=row,
        without=inclusion_at_the_top(rollout.record).digest,
        now=CLOSED,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )

    row.paper.refresh_from_db()
    assert () == figures_that_differ(row.paper)
    assert "Đã gửi nhưng chưa được duyệt" not in str(content_of(row.paper))


def test_of_a_paper_from_before_the_sums_alone_are_compared(rollout):
    row = drafted(rollout)
    RolloutPaper.objects.update(beside={})

    rollout.send("ubnd-hop-thanh", CLOSED)
    assert () == figures_that_differ(row.paper)
    approve(rollout, WAITING[0])

    assert "TT1" in {one.code for one in figures_that_differ(row.paper)}
