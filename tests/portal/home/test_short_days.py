"""A clerk's and a reporter's day from Today to an empty Today by what each page leads to; every click is counted.

The same in a browser, with everything else that waits: `scenario/test_a_days_work.py`.
"""

from __future__ import annotations

import pytest

from tests.portal.papers.test_pages import certificate, roots
from tests.support.documents.certificates import PASSPHRASE
from tests.support.portal.clicking import Clicking
from tests.support.portal.paper_offices import DAY, PaperOffice
from tests.support.portal.rolling import SENT, TRUNG_YEN, a_rollout, entry_for

__all__ = ["roots"]
EMPTY = "Nothing waits for you"


@pytest.mark.every_run
def test_a_clerk_throws_a_draft_away_seals_and_issues_in_nine_clicks(office, roots):
    desk = PaperOffice.at(office, DAY)
    desk.signed()
    desk.drafted()
    clerk = Clicking(office.client(desk.clerk))

    clerk.link("Papers to seal")
    clerk.link("Sign for the organisation")
    clerk.press("Sign", {"certificate": certificate("Ủy ban nhân dân huyện Sơn Dương"), "passphrase": PASSPHRASE})
    clerk.press("Issue it")
    clerk.home()
    clerk.link("Your drafts to submit")
    clerk.unfold("It is not needed any more")
    clerk.press("Throw it away")
    clerk.home()

    assert (EMPTY in clerk.said, 9) == (True, clerk.clicks)
    assert "You issued a paper" in clerk.said
    assert "You threw a draft away" in clerk.said


@pytest.mark.every_run
def test_a_reporter_keeps_half_a_form_sees_how_far_it_is_and_sends_it_in_six_clicks(office):
    rollout = a_rollout(office)
    rollout.office.clock[0] = SENT
    entry = entry_for(rollout.directed.expected(TRUNG_YEN))
    cells = [(f"figure.{name}", figure) for name, figure in entry.figures.items()]
    reporter = Clicking(rollout.office.client(rollout.person(TRUNG_YEN)))

    reporter.link("the report to hand in")
    reporter.press("Save for later", dict(cells[: len(cells) // 2]) | {"as_of": entry.as_of})
    reporter.home()
    halfway = reporter.said
    reporter.link("the report to hand in")
    reporter.press("Check and send", dict(cells) | {"as_of": entry.as_of})
    reporter.home()

    assert f"{len(cells) // 2} of {len(cells)} cells" in halfway
    assert (EMPTY in reporter.said, 6) == (True, reporter.clicks)
    assert "You sent a report" in reporter.said
