"""Entries at a door by a person's hand: how long each takes from the first touch until the page says "written".

The hand keeps the times of two works. Card, Moran and Newell (The keystroke-level model, CACM 23(7), 1980): 1.35 s to
look and decide, 0.2 s a key for a practised typist; and their model of the human processor (1983): a hand reaches what
is W wide from D away in 100 ms · log2(D/W + 0.5). On telephones 37,370 people typed 36.2 words of five signs a minute,
0.33 s a sign (Palin et al., MobileHCI 2019). A tap itself is given 250 ms. Vietnamese is typed as Telex has it: a mark
is a key.
"""

from __future__ import annotations

import math
import statistics
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.portal.door_browser import DoorDevice, Keeper
from tests.support.webui.frames import film, frame

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Playwright

    from tests.support.portal.door_portal import DoorPortal

DECIDES_S, TAPS_S, REACHES_S = 1.35, 0.25, 0.1
KEY_S = {"practised": 0.2, "usual": 0.33}
TIMES = 5
NAMES = ("Nguyễn Thị Hoa", "Trần Văn Đức", "Lê Thị Mai", "Phạm Quốc Huy", "Hoàng Thu Hà")
_WATCH = """() => {
  window.hand = { begun: 0, first: 0, told: 0, left: 0 };
  ["pointerdown", "keydown"].forEach(kind => document.addEventListener(kind, () => {
    window.hand.first = window.hand.first || performance.now();
  }, true));
  navigator.vibrate = () => {
    window.hand.left -= 1;
    if (window.hand.left === 0) { window.hand.told = performance.now(); }
  };
}"""
_BEGIN = "left => { window.hand = { begun: performance.now(), first: 0, told: 0, left: left }; }"
_TOLD = "() => window.hand.first && window.hand.told && !document.querySelector('[data-view=desk]').hidden"
_SECONDS = "() => ['first', 'begun'].map(since => (window.hand.told - window.hand[since]) / 1000)"
BY_TOUCH, BY_SCAN = 1, 2
"""How often the page tells by then: of what was scanned, and of its row, in the moment in which it writes its words."""


@dataclass
class Hand:
    """One finger, where it was last."""

    keeper: Keeper
    at: tuple[float, float] = (195, 700)

    def taps(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        box = what.bounding_box()
        assert box is not None
        goal = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        away, wide = math.dist(self.at, goal), min(box["width"], box["height"])
        self.rests(REACHES_S * max(0.0, math.log2(away / wide + 0.5)) + TAPS_S)
        self.keeper.page.touchscreen.tap(*goal)
        self.at = goal

    def types(self, text: str, key_s: float) -> None:
        for sign in text:
            self.rests(key_s * keys_of(sign))
            self.keeper.page.keyboard.insert_text(sign)

    def rests(self, seconds: float) -> None:
        self.keeper.page.wait_for_timeout(seconds * 1000)


def keys_of(sign: str) -> int:
    """How many keys Telex asks for a sign: its letter and each of its marks; đ is d twice."""
    return len(unicodedata.normalize("NFD", sign)) + (sign in "đĐ")


def by_hand(play: Playwright, portal: DoorPortal, post: str, folder: Path) -> dict[str, dict[str, float]]:
    """Seconds of each kind of entry, half and the most of a few: from the first touch; and with the look and the way of
    the hand before it."""
    badge = portal.badges(post, 1)[0]
    path = film([frame("plain", badge, 1)], folder / "badge.mjpeg", each=150)
    options = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with DoorDevice(play, folder / "hand").on(
        *options, f"--use-file-for-fake-video-capture={path}", has_touch=True
    ) as keeper:
        keeper.enrol(portal.link(post))
        keeper.begin()
        keeper.page.evaluate(_WATCH)
        hand, said = Hand(keeper), {}
        for pace, key_s in KEY_S.items():
            said[f"new visitor, name alone, {pace}"] = [_new(hand, f"{name} {pace[0]}", key_s) for name in NAMES]
        said["leaves, by list"] = [_by_list(hand, "[data-list]", f"{name} p") for name in NAMES]
        said["comes again, by list"] = [_by_list(hand, "[data-left]", f"{name} p") for name in NAMES]
        said["leaves, sought by three letters"] = [
            _by_list(hand, "[data-list]", f"{name} u", sought=name[-3:].lower().strip()) for name in NAMES
        ]
        said["own staff in, by button"] = [_pressed(hand, "[data-staff=in]") for _ in NAMES]
        said["badge, by a scanner that types"] = [_typed(hand, badge) for badge in portal.badges(post, TIMES)]
        said["badge by camera, opened by a tap"] = [_by_camera(hand)]
    return {name: _spread(times) for name, times in said.items()}


def _spread(times: list[tuple[float, float]]) -> dict[str, float]:
    touched, begun = ([one[at] for one in times] for at in (0, 1))
    return {
        "p50": round(statistics.median(touched), 2),
        "max": round(max(touched), 2),
        "p50_with_a_look_before": round(DECIDES_S + statistics.median(begun), 2),
    }


def _took(hand: Hand) -> tuple[float, float]:
    hand.keeper.page.wait_for_function(_TOLD, timeout=45_000)
    touched, begun = hand.keeper.page.evaluate(_SECONDS)
    hand.keeper.page.wait_for_timeout(300)
    return float(touched), float(begun)


def _new(hand: Hand, name: str, key_s: float) -> tuple[float, float]:
    """Once whoever comes has said who they are."""
    page = hand.keeper.page
    page.evaluate(_BEGIN, BY_TOUCH)
    hand.taps(page.locator("[data-new]"))
    hand.keeper.sees("entry")
    hand.types(name, key_s)
    hand.taps(page.locator("[data-entry] [type=submit]"))
    return _took(hand)


def _by_list(hand: Hand, rows: str, name: str, *, sought: str = "") -> tuple[float, float]:
    """Where a name is sought, whoever keeps the door looks again before pressing."""
    page = hand.keeper.page
    page.evaluate(_BEGIN, BY_TOUCH)
    if sought:
        page.fill("#sought", "")
        hand.taps(page.locator("#sought"))
        hand.types(sought, KEY_S["usual"])
        hand.rests(DECIDES_S)
    hand.taps(page.locator(f"{rows} li", has_text=name).get_by_role("button"))
    took = _took(hand)
    page.fill("#sought", "")
    return took


def _pressed(hand: Hand, button: str, told: int = BY_TOUCH) -> tuple[float, float]:
    hand.keeper.page.evaluate(_BEGIN, told)
    hand.taps(hand.keeper.page.locator(button))
    return _took(hand)


def _typed(hand: Hand, badge: str) -> tuple[float, float]:
    """A scanner on a cable: a sign in five milliseconds."""
    page = hand.keeper.page
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    page.evaluate(_BEGIN, BY_SCAN)
    page.keyboard.type(badge, delay=5)
    page.keyboard.press("Enter")
    return _took(hand)


def _by_camera(hand: Hand) -> tuple[float, float]:
    """The badge is before the camera when that opens; the reader is fetched in this time, too."""
    return _pressed(hand, "[data-scan]", BY_SCAN)
