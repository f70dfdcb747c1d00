"""A served portal's people at work on a rollout: each in a browser, the rest of their forms over the same session."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from bluezone.portal.demo.directives.answers import filled_workbook, invented
from bluezone.rollout.addressees.expecting import expect
from bluezone.rollout.addressees.organisations import read_organisations
from bluezone.rollout.directive.loading import shipped_directive
from tests.support.portal.half_minutes import digits_of
from tests.support.portal.rolling import WITH_SCHOOLS
from tests.support.portal.served_portal import ServedPortal

KEY = "son-duong-2020"
DIRECTIVE, EXPECTED = shipped_directive(), expect(shipped_directive(), read_organisations(WITH_SCHOOLS, "list.csv"))
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TOLD = {name: re.compile(rf'name="{name}" value="([0-9a-f]{{64}})"') for name in ("read", "without")}
"""What was read, and whom the sums leave out: hidden in a form, or a box that is ticked."""


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

    def status(self, path: str) -> int:
        return self.context.request.get(self.portal.origin + path).status

    def post(self, path: str, fields: dict[str, Any], *, form_at: str | None = None, status: int = 302) -> str:
        """Sends a form as the page would, with what the page says was read; where the answer leads, or its text."""
        page = self.get(form_at or path).decode()
        token = _TOKEN.search(page)
        assert token is not None
        form = page.split(f'action="{path}"', 1)[-1]  # a form without an address of its own goes where the page is
        told = {name: found[1] for name, sign in _TOLD.items() if (found := sign.search(form)) is not None}
        answer = self.context.request.post(
            self.portal.origin + path, multipart={"csrfmiddlewaretoken": token[1], **told, **fields}, max_redirects=0
        )
        assert status == answer.status, f"{self.name} {path}: {answer.status} {_refusals(answer.text())}"
        return answer.headers.get("location", answer.text())


def sign_in(portal: ServedPortal, browser: Browser, name: str) -> Person:
    """Password, then the code of the authenticator app."""
    person = Person(portal, name, _english(portal, browser))
    page = person.page
    page.goto(f"{portal.origin}/")
    page.fill("#id_login", name)
    page.fill("#id_password", portal.password(name))
    page.locator("main form button[type=submit]").first.click()
    page.fill("#id_code", portal.app_code(name))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{portal.origin}/")
    return person


def hire(manager: Person, browser: Browser, name: str, *, full_name: str, role: str, place: str) -> Person:
    """A colleague who never was here: hired on the page, with a first password, an own one, and an app where the role
    asks for it. Signed in at the end.
    """
    told = manager.post(
        "/staff/new",
        {"full_name": full_name, "username": name, "role": role, "place": place},
        form_at="/staff/new",
        status=200,
    )
    first = re.search(r"secret__code[^>]*>\s*([^<\s]+)\s*<", told)
    assert first is not None, _refusals(told)
    person = Person(manager.portal, name, _english(manager.portal, browser))
    page = person.page
    page.goto(f"{manager.portal.origin}/")
    page.fill("#id_login", name)
    page.fill("#id_password", first[1])
    page.locator("main form button[type=submit]").first.click()
    if role == "consolidator":
        _set_up_an_app(page, manager.portal.origin, first[1])
        page.goto(f"{manager.portal.origin}/")
    own = f"câu riêng của {name} năm 2020"
    page.locator("#id_oldpassword").fill(first[1])
    for field_name in ("password1", "password2"):
        page.fill(f"#id_{field_name}", own)
    page.locator("main form button[type=submit]").first.click()
    person.open("/")
    return person


def _set_up_an_app(page: Page, origin: str, password: str) -> None:
    page.goto(f"{origin}/account/second-factor/app/activate")
    if page.locator("#id_password").count():
        page.fill("#id_password", password)
        page.locator("main form button[type=submit]").first.click()
    secret = page.locator("#authenticator_secret").inner_text().strip()
    page.fill("#id_code", digits_of(secret))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/second-factor(/codes)?$"))


def _english(portal: ServedPortal, browser: Browser) -> BrowserContext:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": "en", "url": portal.origin}])
    return context


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
