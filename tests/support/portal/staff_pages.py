"""A colleague before the pages of a served portal, without a browser: signs in, looks, fills in forms."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from html import unescape

import httpx

from tests.support.portal.served_portal import ServedPortal

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextlib.contextmanager
def signed_in(portal: ServedPortal, name: str) -> Iterator[Visitor]:
    visitor = Visitor(portal)
    try:
        assert "Today" in visitor.signs_in(name)
        yield visitor
    finally:
        visitor.close()


class Visitor:
    """Somebody with a cookie jar. Reads English."""

    def __init__(self, portal: ServedPortal) -> None:
        self._portal = portal
        self._http = httpx.Client(
            base_url=portal.origin, follow_redirects=True, cookies={"language": "en"}, timeout=120
        )
        self._proof = ""

    def close(self) -> None:
        self._http.close()

    def signs_in(self, name: str) -> str:
        """With the password and the authenticator app; the page that comes then."""
        self.sends("/account/login", login=name, password=self._portal.password(name))
        return self.sends("/account/second-factor/authenticate", code=self._portal.app_code(name)).text

    def confirms(self, password: str) -> None:
        """Shows once more who this is: what asks for that is open for five minutes then."""
        self.can_confirm(password)
        self.confirms_again()

    def can_confirm(self, password: str) -> None:
        """Has what it takes to be asked who this is."""
        self._proof = password

    def confirms_again(self) -> None:
        """For five minutes more; whoever never did is still asked to."""
        if self._proof:
            self.sends("/account/reauthenticate", password=self._proof)

    def sees(self, path: str) -> str:
        """The page as a text, without its tags."""
        return _text(self._http.get(path))

    def gets(self, path: str) -> httpx.Response:
        return self._http.get(path)

    @property
    def cookies(self) -> list[dict[str, str]]:
        """What a browser must carry to be this person."""
        kept = self._http.cookies.jar
        return [{"name": one.name, "value": one.value or "", "url": self._portal.origin} for one in kept]

    def sends(self, path: str, *, on: str = "", **fields: str) -> httpx.Response:
        """A form of the page `on` (of its own address, if nothing is said) to this path."""
        page = self._http.get(on or path)
        found = _TOKEN.search(page.text)
        assert found is not None, f"{on or path} has no form: {page.status_code}"
        return self._http.post(path, data={"csrfmiddlewaretoken": found[1], **fields})

    def hands_in(self, path: str, name: str, data: bytes, **fields: str) -> httpx.Response:
        """A form with a file."""
        found = _TOKEN.search(self._http.get(path).text)
        assert found is not None, f"{path} has no form"
        return self._http.post(path, data={"csrfmiddlewaretoken": found[1], **fields}, files={"file": (name, data)})

    def opens_reports(self) -> list[httpx.Response]:
        """Presses "Open" at every report of the inbox."""
        paths = re.findall(r'action="(/reports/\d+/open)[?"]', self._http.get("/reports").text)
        return [self.sends(path, on="/reports") for path in sorted(paths)]


def _text(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
