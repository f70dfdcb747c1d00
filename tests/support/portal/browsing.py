"""A real Chromium before the portal of the test's own process.

What it is: each request of a browser is answered in this process, over the tests' own tables, by whoever is signed in
there and at the hour of the office's clock. So a story passes a fortnight and changes desks as it likes, while its
pages are typed into, clicked and left without a network as they are anywhere.

What it is not: a portal that is served. One request is answered after another, nobody signs in with a second factor,
and nothing goes on by itself; tests/scenario/test_portal_in_a_browser.py and its kin have those.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, Response, expect

from bluezone.portal.identity.models import Staff
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.offices import Office

LONG_MS = 30_000
"""On a machine that has other things to do."""


class _Door(ThreadingMixIn, WSGIServer):
    """A thread for each line: a browser opens some that it leaves idle."""

    daemon_threads = True
    block_on_close = False


class _Silent(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        """Says nothing."""


class OpenPortal:
    """The portal, and where browsers find it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.origin = ""
        self.broken = list[str]()
        """What no story may meet: answers that say that the portal broke, and errors of scripts."""
        self._alone = threading.RLock()
        self._application = StaticFilesHandler(WSGIHandler())
        self._lines = {one.alias: one for one in connections.all()}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one request, while no other is."""
        environ[ENVIRON_KEY] = self.office.world
        with self.rows():
            answer = self._application(environ, self._noting(environ, start))
            try:
                return [b"".join(answer)]
            finally:
                getattr(answer, "close", lambda: None)()

    @contextlib.contextmanager
    def rows(self) -> Iterator[None]:
        """Keeps everybody else waiting while rows are looked at. Each thread would have a line of its own to the
        tables, and so has whatever runs within Playwright's loop: all take the one with which the test began."""
        with self._alone:
            for alias, line in self._lines.items():
                connections[alias] = line
            yield

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Lets other threads use those lines."""
        for line in self._lines.values():
            line.inc_thread_sharing()
        try:
            yield
        finally:
            for line in self._lines.values():
                line.dec_thread_sharing()

    def _noting(self, environ: dict[str, Any], start: Callable[..., Any]) -> Callable[..., Any]:
        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status >= "500":
                self.broken.append(f"{status} of {environ['PATH_INFO']}")
            return start(status, headers, *rest)

        return begin


@contextlib.contextmanager
def open_portal(office: Office) -> Iterator[OpenPortal]:
    """Has it answered on a free door of this machine, for the length of a block."""
    portal = OpenPortal(office)
    door = make_server("localhost", 0, portal, server_class=_Door, handler_class=_Silent)
    portal.origin = f"http://localhost:{door.server_port}"
    answering = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    with portal.shared():
        answering.start()
        try:
            yield portal
        finally:
            door.shutdown()
            door.server_close()
            answering.join()


class Desk:
    """One person before one browser, signed in where a person is named; what it keeps is nobody else's."""

    def __init__(self, browser: Browser, portal: OpenPortal, person: Staff | None = None, *, language: str = "en"):
        self.portal = portal
        self._context = browser.new_context(base_url=portal.origin, reduced_motion="reduce")
        self._context.set_default_timeout(LONG_MS)
        with portal.rows():
            cookies = portal.office.client(person, language=language).cookies
        self._context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": portal.origin}
                for name, morsel in cookies.items()
                if name in {"language", settings.SESSION_COOKIE_NAME}
            ]
        )
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: portal.broken.append(str(error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._context.close()

    def opens(self, address: str) -> int:
        """Goes to an address, and says with which status it was answered."""
        answer = self.page.goto(address)
        return answer.status if isinstance(answer, Response) else 0

    def follows(self, name: str, **how: Any) -> None:
        """Follows the link of that name in the page's middle."""
        self._leaves(self.page.get_by_role("main").get_by_role("link", name=name, **how).first)

    def presses(self, name: str, within: Locator | None = None, **how: Any) -> None:
        """Presses the button of that name, and waits for the page that comes."""
        part = within or self.page.get_by_role("main")
        self._leaves(part.get_by_role("button", name=name, **how).first)

    def unfolds(self, name: str, within: Locator | None = None) -> None:
        (within or self.page.get_by_role("main")).locator("summary", has_text=name).first.click()

    def fills(self, said: Mapping[str, str]) -> None:
        """Types each of these into the field of that label, or chooses it there."""
        for label, words in said.items():
            field = self.page.get_by_label(label, exact=True).first
            is_choice = field.evaluate("field => field.tagName === 'SELECT'")
            field.select_option(label=words) if is_choice else field.fill(words)

    def reads(self, words: str) -> None:
        """Waits until these words stand in the page's middle."""
        expect(self.page.get_by_role("main")).to_contain_text(words, timeout=LONG_MS)

    @contextlib.contextmanager
    def offline(self) -> Iterator[None]:
        """Has no network meanwhile, and the browser knows it."""
        self._context.set_offline(True)
        try:
            yield
        finally:
            self._context.set_offline(False)

    def _leaves(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()
