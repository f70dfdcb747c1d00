"""A day's work by role: each begins at Today, and every click is counted until the thing is done and gone from there.
Then whatever else waits is done as well, uncounted, until Today has nothing more and says what was done.

The demonstration's office, in a real browser; `scripts/drill breadth` asks all of them, every run the consolidator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bluezone.joining.portal.demo_logins import CERTIFICATES_FOLDER, PASSPHRASE, ROOTS_FOLDER
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.door_browser import Keeper
from tests.support.portal.people import NOTES
from tests.support.portal.rollout_desk import Person, sign_in, typed
from tests.support.portal.served_portal import ServedPortal, demo_portal
from tests.support.scenario.taps import COUNTED, HOW_MANY
from tests.support.scenario.towns import a_town

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.in_turn(of=4, family="authority"),
]


@dataclass
class Worker:
    """Somebody whose clicks are counted."""

    person: Person
    clicks: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.person.page.wait_for_load_state()
        self.clicks += 1

    def way(self, text: str) -> Locator:
        return self.person.page.locator("main").get_by_role("link", name=text)

    def button(self, text: str) -> Locator:
        return self.person.page.locator("main").get_by_role("button", name=text)

    def home(self) -> None:
        self.click(self.person.page.locator("nav").get_by_role("link", name="Today", exact=True).first)

    def waits(self) -> str:
        """What Today says waits, late or to be done."""
        return "\n".join(self.person.page.locator("main .tasks").all_inner_texts())


@dataclass(frozen=True)
class Desk:
    """The demonstration's portal, and whoever sits down before it."""

    portal: ServedPortal
    browser: Browser

    def worker(self, name: str) -> Worker:
        return Worker(sign_in(self.portal, self.browser, name))


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("day")
    data = demo_portal(folder / "portal")
    roots = ("--roots", str(data / CERTIFICATES_FOLDER / ROOTS_FOLDER))
    with a_town(folder, data) as town, sync_playwright() as play, town.portal(data, *roots, *town.published) as portal:
        for note in NOTES:
            town.phone_sends(note)
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield Desk(portal, browser)
        browser.close()


@dataclass(frozen=True)
class Decided:
    """The consolidator's day, which comes before that of the one reporter who is late."""

    before: str
    after: str
    told: str
    clicks: int
    done: list[str]


@pytest.fixture(scope="module")
def decided(desk) -> Decided:
    nga = desk.worker("nga")
    before = nga.waits()
    nga.click(nga.way("Reports to decide on"))
    nga.click(nga.way("Choose all"))
    nga.click(nga.button("Approve the chosen ones"))
    nga.home()
    after = nga.waits()
    nga.click(nga.way("Offices that are late"))
    nga.click(nga.button("Remind"))
    told = nga.person.page.locator("main").inner_text()
    return Decided(before, after, told, nga.clicks, done_at_the_end_of(nga))


def test_a_consolidator_decides_all_reports_that_wait_and_reminds_one_late_office_in_six_clicks(decided):
    assert "late by 3 days" in decided.before
    assert ("Reports to decide on" in decided.before, "Reports to decide on" in decided.after) == (True, False)
    assert "reminded" in decided.told
    assert 6 == decided.clicks
    assert ["You decided on a report", "You reminded offices"] == sorted(decided.done)


@pytest.mark.breadth
def test_an_administrator_sees_who_has_no_second_factor_in_one_click(desk):
    quantri = desk.worker("quantri")

    quantri.click(quantri.way("Colleagues without a second factor"))

    assert "Vũ Thị Hiền" in quantri.person.page.locator("main").inner_text()
    assert 1 == quantri.clicks
    assert "You ended a role" in done_at_the_end_of(quantri)


@pytest.mark.breadth
def test_an_officer_notes_what_came_of_a_call_and_is_done_with_the_report(desk):
    lan = desk.worker("lan")
    lan.person.page.reload()
    before = lan.waits()

    lan.click(lan.way("New reports from phones"))
    lan.click(lan.person.page.locator("main tbody button").first)
    lan.click(lan.person.page.get_by_label("Reached: no signs of illness"))
    lan.click(lan.button("Note the call"))
    lan.click(lan.button("Mark as done"))
    lan.home()

    assert "2\nNew reports from phones" in before
    assert "1\nNew report" in lan.waits()
    assert 6 == lan.clicks
    assert {"You marked a report as done", "You confirmed a case"} <= set(done_at_the_end_of(lan))


@pytest.mark.breadth
def test_a_leader_signs_after_turning_all_pages_and_the_clerk_seals_and_issues(desk):
    khanh, huyen = desk.worker("khanh"), desk.worker("huyen")
    page = khanh.person.page

    khanh.click(khanh.way("Papers to sign"))
    address = page.url
    signs_at_once = page.get_by_role("link", name="Sign", exact=True).count()
    khanh.click(khanh.way("Read and sign: page 1/"))
    pages = turn_all_pages(khanh)
    khanh.click(khanh.way("Sign"))
    with_a_certificate(desk, khanh, "khanh")
    khanh.home()
    huyen.person.page.reload()
    huyen.click(huyen.way("Papers to seal"))
    huyen.click(huyen.way("Sign for the organisation"))
    with_a_certificate(desk, huyen, "ubnd-xa-son-duong")
    huyen.click(huyen.button("Issue it"))
    huyen.home()

    assert (0, 5 + pages) == (signs_at_once, khanh.clicks)
    assert 5 == huyen.clicks
    assert "Papers to sign" not in khanh.waits()
    assert "Papers" not in huyen.waits()
    assert {"You put a person's signature on a paper", "You approved an announcement"} <= set(done_at_the_end_of(khanh))
    assert "You issued a paper" in done_at_the_end_of(huyen)
    assert "Issued" in khanh.person.open(address.removeprefix(desk.portal.origin)).locator("main").inner_text()


@pytest.mark.breadth
@pytest.mark.usefixtures("decided")
def test_a_reporter_sees_how_much_of_the_form_is_filled_in_and_sends_it(desk):
    tu = desk.worker("tu")

    tu.click(tu.way("Ủy ban nhân dân xã Trường Sinh: the report to hand in"))
    fill_in(tu, 12, "Save for later")
    tu.home()
    halfway = tu.waits()
    tu.click(tu.way("Ủy ban nhân dân xã Trường Sinh: the report to hand in"))
    fill_in(tu, 22, "Check and send")
    asked = answer_all_questions(tu)
    tu.home()

    assert "12 of 22 cells" in halfway
    assert "the report to hand in" not in tu.waits()
    assert 7 == tu.clicks
    assert any("List of" in question for question in asked)
    assert "You sent a report" in done_at_the_end_of(tu)


@pytest.mark.breadth
def test_a_door_keeper_needs_the_posts_page_alone_to_begin_and_closes_an_empty_door_in_nine_taps(desk):
    hung, mai = desk.worker("hung"), desk.worker("mai")
    hung.click(hung.way("Premises to approve"))
    hung.click(hung.button("Approve"))
    mai.person.open("/posts")
    mai.click(mai.way("Chợ Tân Trào"))
    shift = mai.person.page.get_by_text("Ca sáng").first.inner_text()
    mai.click(mai.button("Enrol a device"))
    address = re.search(r"http://\S+/door/#E-\w+", mai.person.page.locator("main").inner_text())
    pin = re.search(r"\b[0-9]{4}\b", shift)
    assert address is not None
    assert pin is not None
    context = desk.browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(COUNTED)
    keeper = Keeper(context.new_page())

    keeper.enrol(address[0])
    keeper.begin(pin=pin[0])
    keeper.new_visitor("Lò Văn Chợ")
    keeper.out("Lò Văn Chợ")
    keeper.page.click("[data-go=more]")
    keeper.page.click("[data-go=close]:visible")
    keeper.page.click("[data-close=as-is]")
    keeper.sees("shift")

    assert 9 == keeper.page.evaluate(HOW_MANY)
    assert 0 == keeper.page.locator("[data-list] li").count()
    context.close()


def answer_all_questions(worker: Worker) -> list[str]:
    """Lists of the office count otherwise than it reports: each question is answered in words, and the form is sent."""
    page = worker.person.page
    questions = page.locator("#questions .field")
    asked = questions.all_inner_texts()
    for at in range(len(asked)):
        questions.nth(at).locator("input, textarea").first.fill("đếm lại ngày 25/8")
    worker.click(page.get_by_role("button", name="Check and send", exact=True))
    return asked


def done_at_the_end_of(worker: Worker) -> list[str]:
    """Does what still waits, each on its own page, and reads on the empty Today what was done."""
    page = worker.person.page
    for _ in range(MOST_THINGS):
        worker.person.open("/")
        waiting = page.locator("main .task:not(.task--quiet)")
        if not waiting.count():
            break
        what = waiting.first.locator("strong").inner_text()
        press(page, waiting.first)
        next(step for begins, step in WAYS_TO_DO_IT.items() if what.startswith(begins))(page)
    assert "Nothing waits for you" == page.locator("main .empty h2").inner_text()
    return page.locator("main .done-for-now .done li > span:first-of-type").all_inner_texts()


def press(page: Page, what: Locator) -> None:
    """Clicks, and waits for the page that answers."""
    with page.expect_navigation(timeout=60_000):
        what.click()


def button(page: Page, text: str) -> Locator:
    return page.locator("main").get_by_role("button", name=text).first


def call_and_be_done(page: Page) -> None:
    press(page, page.locator("main tbody button").first)
    page.get_by_label("Reached: no signs of illness").check()
    press(page, button(page, "Note the call"))
    press(page, button(page, "Mark as done"))


def ask_everybody(page: Page) -> None:
    while (well := page.locator("main").get_by_role("button", name="Well", exact=True)).count():
        press(page, well.first)


def close_one_meeting(page: Page) -> None:
    """Several stand in a list; the only one is led to at once."""
    if not button(page, "Close the ticked evidence").count():
        press(page, page.locator("main tbody a").first)
    press(page, button(page, "Close the ticked evidence"))


def throw_away(page: Page) -> None:
    page.locator("main summary", has_text="It is not needed any more").click()
    press(page, button(page, "Throw it away"))


WAYS_TO_DO_IT: dict[str, Callable[[Page], None]] = {
    "People to ask how they are": ask_everybody,
    "New reports from phones": call_and_be_done,
    "Meetings to be looked at": close_one_meeting,
    "Cases to confirm": lambda page: press(page, button(page, "I have checked it: confirm")),
    "Lists to correct": lambda page: press(page, button(page, "Put it aside")),
    "Lists to confirm": lambda page: press(page, button(page, "Put it aside")),
    "Pairs that may be the same": lambda page: press(page, button(page, "Two different ones")),
    "Your drafts to submit": throw_away,
    "Announcements to approve": lambda page: press(page, button(page, "Approve these words")),
    "Colleagues without a second factor": lambda page: press(page, button(page, "End this role")),
}
MOST_THINGS = 12


def turn_all_pages(worker: Worker) -> int:
    """By the button of each page, until the way to sign appears; how many there were."""
    page, turned = worker.person.page, 0
    pages = int(page.locator("aside h2").first.inner_text().rpartition("/")[2])
    for number in range(1, pages + 1):
        page.locator("aside h2", has_text=f"page {number}/{pages}").wait_for()
        worker.click(page.get_by_role("button", name="Read;"))
        turned += 1
    page.get_by_role("link", name="Sign").wait_for()
    return turned


def with_a_certificate(desk: Desk, worker: Worker, name: str) -> None:
    """Signs with a file of the demonstration; filling in a form is no click, sending it is one."""
    page = worker.person.page
    page.set_input_files("#id_certificate", desk.portal.data / CERTIFICATES_FOLDER / f"{name}.p12")
    page.fill("#id_passphrase", PASSPHRASE)
    worker.click(worker.button("Sign"))


def fill_in(worker: Worker, most: int, button: str) -> None:
    """Fills in the first cells of the form as this office counts, and sends it with this button."""
    page = worker.person.page
    for name, value in list(typed("ubnd-truong-sinh", "2020-08-25").items())[:most]:
        page.fill(f'[name="{name}"]', value)
    page.fill('[name="as_of"]', "2020-08-25")
    worker.click(page.get_by_role("button", name=button, exact=True))
