"""The office's people before their pages, as far as a load needs them: a device gets a code, a
team its link, all by forms of the portal. The people are invented (`bluezone portal demo-data`).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from html import unescape

import httpx

from bluezone.joining.clocks import system_clock
from bluezone.joining.portal.demo_logins import code_at
from drills.machines.calling import SERVICE_NAMES, behind_the_proxy
from drills.machines.load import hidden_fields
from drills.machines.machine import StuckError

_PLACE, _POST, _LINK = "/premises/1", "/posts/1", "/teams/links/1"
"""Of the invented office: its market, the door of that, and the link of its one field team."""
_APPROVES, _KEEPS, _COUNTS = "hung", "mai", "thao"


def a_door_and_a_team(logins: str, port: int) -> tuple[str, str]:
    """The token of a device that was enrolled at the market's door, and that of the team's link; by the pages of the
    portal that listens on this port of ours. Raises StuckError."""
    with _signed_in(logins, _APPROVES, port) as hung:
        _sends(hung, f"{_PLACE}/approve", on=_PLACE)
    with _signed_in(logins, _KEEPS, port) as mai:
        code = _found(r"#E-([\w-]+)", _sends(mai, f"{_POST}/code", on=_POST))
        enrolled = mai.post("/door/enrol", json={"code": code, "label": "Máy ở cổng"})
    with _signed_in(logins, _COUNTS, port) as thao:
        team = _found(r"/field/#([\w.~-]+)", thao.get(_LINK))
    return str(enrolled.json()["token"]), team


@contextlib.contextmanager
def _signed_in(logins: str, name: str, port: int) -> Iterator[httpx.Client]:
    there, origin = behind_the_proxy(port), f"https://{SERVICE_NAMES['portal']}"
    _, _, password, secret, *_ = next(line.split() for line in logins.splitlines() if line.startswith(f"{name} "))
    with httpx.Client(
        transport=there, base_url=origin, headers={"origin": origin, "referer": f"{origin}/"},
        cookies={"language": "en"}, follow_redirects=True, timeout=60,
    ) as who:  # fmt: skip
        _sends(who, "/account/login", login=name, password=password)
        entered = _sends(who, "/account/second-factor/authenticate", code=code_at(secret, system_clock()))
        if entered.url.path.startswith("/account"):
            raise StuckError(f"{name} cannot sign in: {entered.url.path}")
        yield who


def _sends(who: httpx.Client, path: str, *, on: str = "", **words: str) -> httpx.Response:
    page = who.get(on or path)
    token = _found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    hidden = hidden_fields(page.text, path) if on else {}
    answer = who.post(path, data={"csrfmiddlewaretoken": token, **hidden, **words})
    if answer.status_code != httpx.codes.OK:
        raise StuckError(f"{path}: {answer.status_code}")
    return answer


def _found(pattern: str, page: httpx.Response) -> str:
    found = re.search(pattern, unescape(page.text))
    if found is None:
        raise StuckError(f"{page.url.path}: {page.status_code}: nothing like {pattern}")
    return found[1]
