"""An officer who interviews a case of the demonstration on a device that can lose network and power."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.door_browser import LONG_MS, DoorDevice
from tests.support.portal.served_portal import ServedPortal, demo_portal, served_portal
from tests.support.portal.staff_pages import Visitor, signed_in

CASE, ANOTHER_CASE = "CA-2026-00001", "CA-2026-00004"
KEPT, OFFLINE, ARRIVED, NOT_TAKEN, BESIDE = (
    "Kept on this device",
    "No network: kept on this device",
    "Everything that was noted has arrived",
    "Something was not taken",
    "Another window typed in the same step: both are kept.",
)
_EMPTY = "[...document.querySelectorAll('[data-lines] [name$=full_name]')].findIndex(one => !one.value)"
_NAMED = "[...document.querySelectorAll('[data-lines] [name$=full_name]')].map(one => one.value).filter(one => one)"
_ROWS = """() => new Promise(resolve => {
  const asking = indexedDB.open("bluezone-interview", 1);
  asking.onsuccess = () => {
    const all = asking.result.transaction(["rows"]).objectStore("rows").getAll();
    all.onsuccess = () => { asking.result.close(); resolve(all.result.length); };
  };
})"""


@dataclass
class Interviewer:
    """Whoever asks, before the page."""

    page: Page
    origin: str

    def opens(self, step: str, case: str = CASE) -> None:
        """Opens a step of the case, with what this device keeps of it."""
        self.page.goto(f"{self.origin}/interview/{case}?step={step}")
        expect(self.page.locator("[data-interview]")).to_be_visible(timeout=LONG_MS)

    def goes_to(self, step: str) -> None:
        self.page.click(f'[data-to="{step}"]')
        expect(self.page.locator(f'[data-step="{step}"]')).to_be_visible(timeout=LONG_MS)

    def names(self, name: str) -> None:
        """Types a contact into the first empty line."""
        at = int(self.page.evaluate(_EMPTY))
        if at < 0:
            self.page.click("[name=longer]")
            at = int(self.page.evaluate(_EMPTY))
        self.page.locator("[data-lines] [name$=full_name]").nth(at).fill(name)

    def notes(self, step: str) -> None:
        self.page.locator(f'[data-part="{step}"] [data-note]').click()

    def says(self, words: str) -> None:
        """Waits until the page says so."""
        expect(self.page.locator("[data-line]")).to_contain_text(words, timeout=LONG_MS)

    def rows_kept(self) -> int:
        """How many rows lie on the device."""
        return int(self.page.evaluate(_ROWS))

    def named(self) -> list[str]:
        """Who stands in the lines."""
        return list(self.page.evaluate(_NAMED))

    def beside(self) -> Interviewer:
        """Opens another window on the same device."""
        return Interviewer(self.page.context.new_page(), self.origin)

    @property
    def wrong(self) -> Locator:
        """What was not taken."""
        return self.page.locator("[data-wrong] li")


@dataclass
class InterviewPortal:
    """A served demonstration in which one officer is signed in, and what its store says."""

    served: ServedPortal
    officer: Visitor

    @contextlib.contextmanager
    def on(self, device: DoorDevice) -> Iterator[Interviewer]:
        """Switches the device on, with the officer signed in on it."""
        with device.on(reduced_motion="reduce") as keeper:
            language = {"name": "language", "value": "en", "url": self.served.origin}
            keeper.page.context.add_cookies([*self.officer.cookies, language])
            yield Interviewer(keeper.page, self.served.origin)

    def people(self) -> Counter[str]:
        """Names of everybody, each as often as there is a person called so."""
        return Counter(name for (name,) in self._asked("SELECT full_name FROM cases_person"))

    def parts(self) -> Counter[str]:
        """How many parts came of each step."""
        return Counter(step for (step,) in self._asked("SELECT step FROM interview_part"))

    def move_the_case(self) -> None:
        """Has the case be another commune's from now on."""
        with contextlib.closing(sqlite3.connect(self.served.data / "portal.db", timeout=30)) as store:
            elsewhere = "SELECT id, path FROM places_unit WHERE path LIKE '01-%/_%/' LIMIT 1"
            ((unit, path),) = store.execute(elsewhere).fetchall()
            store.execute("UPDATE cases_case SET unit_id = ?, path = ? WHERE number = ?", [unit, path, CASE])
            store.commit()

    def keys(self) -> int:
        """How many people have a key."""
        return len(self._asked("SELECT id FROM interview_draftkey"))

    def _asked(self, question: str) -> list[tuple[str, ...]]:
        with contextlib.closing(sqlite3.connect(self.served.data / "portal.db", timeout=30)) as store:
            return store.execute(question).fetchall()


@contextlib.contextmanager
def interview_portal(folder: Path) -> Iterator[InterviewPortal]:
    """In which an officer of the case's commune has signed in."""
    data = demo_portal(folder / "portal")
    with served_portal(data, "--clock", str(set_clock(folder, NOON_MS))) as running, signed_in(running, "lan") as lan:
        yield InterviewPortal(running, lan)


def a_telephone(play: Playwright, folder: Path) -> DoorDevice:
    return DoorDevice(play, folder / "telephone")
