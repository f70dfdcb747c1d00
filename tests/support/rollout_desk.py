"""A served portal's people at work on a rollout: each in a browser, the rest of their forms over the same session."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from bluezone.portal.rollout.addressees.expecting import expect
from bluezone.portal.rollout.addressees.organisations import shipped_organisations
from bluezone.portal.rollout.directive.loading import shipped_directive
from bluezone.portal.rollout_desk.showing.answers import filled_workbook, invented
from tests.support.served_portal import ServedPortal

KEY = "son-duong-2020"
DIRECTIVE, EXPECTED = shipped_directive(), expect(shipped_directive(), shipped_organisations())
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Person:
    """Somebody who is signed in."""

    portal: ServedPortal
    name: str
    context: BrowserContext
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.portal.origin + path)
        assert answer is not None
        assert 200 == answer.status, f"{self.name} {path}: {answer.status}"
        return self.page

    def get(self, path: str) -> bytes:
        answer = self.context.request.get(self.portal.origin + path)
        assert 200 == answer.status, f"{self.name} {path}: {answer.status}"
        return answer.body()

    def post(self, path: str, fields: dict[str, Any], *, form_at: str | None = None, status: int = 302) -> str:
        """Sends a form as the page would; where the answer leads, or its text."""
        page = self.get(form_at or path).decode()
        token = _TOKEN.search(page)
        assert token is not None
        answer = self.context.request.post(
            self.portal.origin + path, multipart={"csrfmiddlewaretoken": token[1], **fields}, max_redirects=0
        )
        assert status == answer.status, f"{self.name} {path}: {answer.status} {_refusals(answer.text())}"
        return answer.headers.get("location", answer.text())


def sign_in(portal: ServedPortal, browser: Browser, name: str) -> Person:
    """Password, then the code of the authenticator app."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": "en", "url": portal.origin}])
    person = Person(portal, name, context)
    page = person.page
    page.goto(f"{portal.origin}/")
    page.fill("#id_login", name)
    page.fill("#id_password", portal.password(name))
    page.locator("main form button[type=submit]").first.click()
    page.fill("#id_code", portal.app_code(name))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{portal.origin}/")
    return person


def counts(unit: str) -> dict[str, int]:
    """What this office answers."""
    expected = EXPECTED.of(unit)
    assert expected is not None
    return invented(DIRECTIVE, expected)


def typed(unit: str, day: str, **more: str) -> dict[str, str]:
    """The same as fields of the form."""
    return {f"figure.{name}": str(value) for name, value in counts(unit).items()} | {"as_of": day, **more}


def workbook(blank: bytes, unit: str, day: str) -> bytes:
    return filled_workbook(blank, DIRECTIVE, counts(unit), day)


def _refusals(text: str) -> str:
    """What a page says is wrong with a form."""
    found = re.findall(r'(?s)role="alert">(.*?)</section>', text)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split())[:600]
