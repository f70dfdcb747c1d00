"""Questions and answers, searchable, with or without tone marks. The words stand in `answers.html`, a block each."""

from __future__ import annotations

import re

from litestar import Response, get
from litestar.params import FromQuery

from bluezone.citizen.pages import page, render
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.vietnam.folding import fold

_ENTRY = re.compile(r'<details class="fold" id="([a-z-]+)">.*?</details>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@get("/questions")
async def questions(phone: ThePhone, q: FromQuery[str] = "") -> Response[str]:
    typed = q[:80]
    return page(phone, "questions.html", typed=typed, answers=_matching(phone, typed))


def _matching(phone: Phone, typed: str) -> list[str]:
    """The entries that contain every word typed; all of them when nothing was."""
    configuration = phone.device.feed.configuration
    html = render(phone, "answers.html", disease=configuration.profile, retention_days=configuration.retention_days)
    words = fold(typed).split()
    entries = [match.group(0) for match in _ENTRY.finditer(html)]
    return [entry for entry in entries if all(word in fold(_TAG.sub(" ", entry)) for word in words)]


ROUTES = (questions,)
