"""Whoever has a keyboard and no mouse: goes from one thing of a page to the next, as far as it can be seen where."""

from __future__ import annotations

from playwright.sync_api import Page

_MOST_STEPS = 60
_IS_HERE = "sought => document.activeElement.matches(sought) && document.activeElement.matches(':focus-visible')"


def at(page: Page, sought: str) -> None:
    """Presses the tabulator until what is sought has the focus, and shows it."""
    for _ in range(_MOST_STEPS):
        if page.evaluate(_IS_HERE, sought):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no keyboard reaches {sought}")


def entered(page: Page, text: str = "") -> None:
    """Types this where the focus is, and presses Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
