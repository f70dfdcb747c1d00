"""A device at a door as a keeper uses it: a browser with a memory of its own, that can lose network and power."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.clear_words import words_in
from tests.support.portal.door_office import PIN

LONG_MS = 45_000
"""A loaded machine is slow; nothing here waits for a fixed time."""
expect.set_options(timeout=LONG_MS)
REST_TOLD = "() => window.bluezoneDoor.openStore().then(s => s.get('device')).then(device => device.rest)"
KEPT_IN_FULL = """() => new Promise(resolve => {
  const asking = indexedDB.open("bluezone-door", 1);
  asking.onsuccess = () => {
    const all = asking.result.transaction(["rows"]).objectStore("rows").getAll();
    all.onsuccess = () => resolve(all.result.map(one => one.id));
  };
})"""

ROWS_IN_FULL = KEPT_IN_FULL.replace("one.id", "({ post: one.post, row: one.row })")

_HEIGHTS_OF_COUNTS = """() => ["[data-in]", "[data-out]"]
  .map(one => Math.round(document.querySelector(one).getBoundingClientRect().top))"""
_TOUCHING = """() => {
  const [shift, other] = ["[data-go=more]", "[data-other]"].map(one => document.querySelector(one));
  const [left, right] = [shift, other].map(one => one.getBoundingClientRect());
  const isOneRow = shift.offsetParent && left.top < right.bottom && right.top < left.bottom;
  return isOneRow && right.left - left.right < 4 ? [`${right.left - left.right} px between the bar's buttons`] : [];
}"""
_PRESSED = """() => {
  const [last, words, back] = ["last", "last-said", "undo"].map(name => document.querySelector(`[data-${name}]`));
  if (document.querySelector("[data-view=desk]").hidden) return [];
  const was = [last.hidden, back.hidden, words.textContent], range = document.createRange(), found = [];
  last.hidden = back.hidden = false;
  for (let length = 1; length < 60; length += 1) {
    words.textContent = "m".repeat(length);
    range.selectNodeContents(words);
    const [said, way] = [range, back].map(one => one.getBoundingClientRect());
    if (said.top < way.bottom && way.top < said.bottom && way.left - said.right < 8) found.push(`${length} letters`);
  }
  [last.hidden, back.hidden, words.textContent] = was;
  return found.length ? [`what was written touches its undo: ${found}`] : [];
}"""
"""While a row can still be taken back, its words and the button stand apart, however long a name is."""
_SMALL = """() => [...document.querySelectorAll("button, a, input, summary, .door__answer")]
  .filter(e => e.offsetParent && !["radio", "checkbox", "file"].includes(e.type))
  .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
  .filter(([box]) => Math.min(box.height, box.width) < 48).map(([box, said]) => `${innerWidth}: ${said}`)"""
"""For a gloved finger, as wide and as high."""


_NOTES_STATES = """() => {
  const line = document.querySelector("[data-line]"), seen = window.statesSaid = [];
  new MutationObserver(() => seen.push(line.dataset.state)).observe(line, { attributeFilter: ["data-state"] });
}"""


@dataclass
class Keeper:
    """Whoever stands at the door, before the page."""

    page: Page

    def enrol(self, link: str, label: str = "Điện thoại ở cổng") -> None:
        """Opens what the sheet's code says, and enrols."""
        self.opened(link)
        self.page.fill("#label", label)
        self.page.click("[data-enrolling] [type=submit]")
        self.sees("shift")

    def opened(self, address: str) -> None:
        self.page.goto(address)
        expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=LONG_MS)

    def begin(self, shift: str = "Ca sáng", pin: str = PIN) -> None:
        self.page.locator("[data-keepers] label", has_text=shift).click()
        self.page.fill("#pin", pin)
        self.page.click("[data-shifting] [type=submit]")
        self.sees("desk")

    def sees(self, view: str) -> None:
        expect(self.page.locator(f"[data-view={view}]")).to_be_visible(timeout=LONG_MS)

    def new_visitor(self, name: str, *, more: dict[str, str] | None = None, choose: tuple[str, ...] = ()) -> None:
        """Writes somebody who was not here today, and waits until the page says that it is written."""
        self.page.click("[data-new]")
        self.sees("entry")
        for field_name, text in {"name": name, **(more or {})}.items():
            if not self.page.locator(f"#{field_name}").is_visible():
                self.page.click("[data-entry] summary")
            self.page.fill(f"#{field_name}", text)
        for answer in choose:
            self.page.locator("[data-entry] label", has_text=answer).first.click()
        self.page.click("[data-entry] [type=submit]")
        self.sees("desk")
        self.wrote(name)

    def out(self, name: str) -> None:
        self.page.locator("[data-list] li", has_text=name).get_by_role("button").click()
        self.wrote(name)

    def again(self, name: str) -> None:
        self.page.locator("[data-left] li", has_text=name).get_by_role("button").click()
        self.wrote(name)

    def scan(self, text: str) -> None:
        """By a scanner that types."""
        if not self.page.locator("#wedge").is_visible():
            self.page.click("[data-scan]")
        self.page.fill("#wedge", text)
        self.page.press("#wedge", "Enter")

    def wrote(self, what: str) -> None:
        expect(self.page.locator("[data-last-said]")).to_contain_text(what, timeout=LONG_MS)

    def figures(self, *, inside: int, came: int, left: int) -> None:
        """Waits until the page shows these."""
        for name, count in (("inside", inside), ("in", came), ("out", left)):
            expect(self.page.locator(f"[data-{name}]").first).to_have_text(str(count), timeout=LONG_MS)

    def misshapen(self) -> list[object]:
        """What is too small for a gloved finger, buttons of the bar that touch each other on a telephone, and counts
        that do not stand on one line where there is room."""
        small: list[object] = []
        touching: list[object] = []
        for width in (320, 390, 1280):
            self.page.set_viewport_size({"width": width, "height": 844})
            small += self.page.evaluate(_SMALL)
            touching += self.page.evaluate(_PRESSED) + (self.page.evaluate(_TOUCHING) if width < 1280 else [])
        tops = self.page.evaluate(_HEIGHTS_OF_COUNTS)
        return [*small, *touching, *([tops] if len(set(tops)) > 1 else [])]

    def all_arrived(self) -> None:
        expect(self.page.locator("[data-line]")).to_have_attribute("data-state", "sent", timeout=LONG_MS)

    def waits(self, state: str) -> None:
        expect(self.page.locator("[data-line]")).to_have_attribute("data-state", state, timeout=LONG_MS)

    def notes_states(self) -> None:
        """Has the page note from now on what its line says: some of it stands there no longer than a look may take."""
        self.page.evaluate(_NOTES_STATES)

    def states_said(self) -> list[str]:
        """What the line has said since, in turn."""
        return list(self.page.evaluate("window.statesSaid"))

    def kept(self) -> list[str]:
        """The ids of the rows that wait on the device's disk."""
        return list(self.page.evaluate(KEPT_IN_FULL))

    def told_rest_ms(self) -> int:
        """What the device remembers to leave between two parcels."""
        return int(self.page.evaluate(REST_TOLD))

    def rows_of_before(self) -> str:
        """The rows that wait, as a file of a release whose devices closed nothing."""
        kept = self.page.evaluate(ROWS_IN_FULL)
        return json.dumps(
            {"v": 1, "post": kept[0]["post"], "rows": [one["row"] for one in kept]}, separators=(",", ":")
        )

    def mark(self, state: str = "on", *, minutes_ago: int = 0) -> str:
        """What a phone's app shows now, as its code."""
        minute = int(self.page.evaluate("Math.floor(Date.now() / 60000)")) - minutes_ago
        return f"BZM1:{minute}:{state}"


@dataclass
class DoorDevice:
    """The device: its browser's folder stays when the browser ends."""

    play: Playwright
    folder: Path

    @contextlib.contextmanager
    def on(self, *arguments: str, **options) -> Iterator[Keeper]:
        """Switches it on, its browser with these arguments besides."""
        context = self.play.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=str(CHROMIUM),
            args=[*LEAN, *arguments],
            viewport={"width": 390, "height": 844},
            accept_downloads=True,
            **options,
        )
        try:
            yield Keeper(context.pages[0] if context.pages else context.new_page())
        finally:
            with contextlib.suppress(Exception):
                context.close()

    def kill(self) -> None:
        """At once, as a battery ends: every process of this browser, found by its own folder."""
        mark = str(self.folder).encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)

    def holds(self, word: str) -> list[str]:
        """Files of the browser's folder in which a word stands, in whichever way browsers write it."""
        return [
            str(path.relative_to(self.folder))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and words_in([word], [path.read_bytes()])
        ]


def kept_for_offline(page: Page) -> None:
    """Waits until the service worker looks after the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=LONG_MS)
