"""Somebody before the portal without a browser, who goes where the page before leads; every click is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.core.files.uploadedfile import UploadedFile
from django.test import Client


@dataclass
class Clicking:
    """Begins at Today."""

    client: Client
    clicks: int = 0
    _page: Any = field(default=None, init=False)
    _at: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._open("/")

    @property
    def said(self) -> str:
        """What stands in the middle of the page."""
        return _words(self._main())

    def home(self) -> None:
        self.clicks += 1
        self._open("/")

    def link(self, words: str) -> None:
        """Follows the first link of the page that says this."""
        (address, *_) = [one.get("href") for one in self._main().iter("a") if words in _words(one)]
        self.clicks += 1
        self._open(address)

    def unfold(self, words: str) -> None:
        """Opens the fold that says this."""
        assert any(words == _words(one) for one in self._main().iter("summary"))
        self.clicks += 1

    def press(self, words: str, typed: dict[str, str | UploadedFile] | None = None) -> None:
        """Presses the first button that says exactly this; its form is sent as it stands, with what was typed."""
        (button, *_) = [one for one in self._main().iter("button") if words == _words(one)]
        form = next(button.iterancestors("form"))
        sent = {**dict(form.form_values()), **(typed or {})}
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        self.clicks += 1
        self._take(self.client.post(form.get("action") or self._at, sent, follow=True))

    def _open(self, address: str) -> None:
        self._take(self.client.get(address, follow=True), address)

    def _take(self, answer: Any, address: str = "") -> None:
        assert 200 == answer.status_code
        self._at = answer.redirect_chain[-1][0] if answer.redirect_chain else address or self._at
        self._page = lxml.html.fromstring(answer.content.decode())

    def _main(self) -> Any:
        return self._page.xpath("//main")[0]


def _words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()
