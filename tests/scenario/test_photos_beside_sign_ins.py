"""Photos made to take long come by a team's link into a portal as it is shipped, while somebody signs in and somebody
else wants to write: all are answered, and nobody has locked the store meanwhile.

`scripts/drill load` brings six hundred, and tells the longest of each (`-k photo`)."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.support.amounts import HOSTILE_PHOTOS, is_limited, within_time
from tests.support.portal.field_portal import FieldPortal, field_portal
from tests.support.portal.hostile_photos import hostile_photos
from tests.support.portal.served_portal import SIGNING_IN_TAKES_LONG

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]
PATIENCE_S = 30
TAKEN, REFUSED = 200, 422
REST_S = 2.5
"""One address may sign in thirty times a minute, and on a calm machine each takes a tenth of a second."""
LEAST = 12
"""However little time a drill has."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[FieldPortal]:
    with field_portal(tmp_path_factory.mktemp("photos"), SIGNING_IN_TAKES_LONG) as running:
        yield running


@dataclass
class Beside:
    """Somebody who does one thing again and again until the photos are through, and how long it took each time."""

    act: Callable[[], object]
    rest_s: float
    taken: list[float] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)

    @contextlib.contextmanager
    def at_it(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._go_on, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(PATIENCE_S)

    def _go_on(self, over: threading.Event) -> None:
        try:
            while not over.wait(self.rest_s if self.taken else 0):
                began = time.perf_counter()
                self.act()
                self.taken.append(time.perf_counter() - began)
        except BaseException as error:  # noqa: BLE001 - told where the test ends
            self.failed.append(error)


def test_hostile_photos_keep_nobody_from_signing_in_or_from_writing(portal, record_property):
    signs_in = Beside(lambda: sign_in(portal.origin), rest_s=REST_S)
    locks = Beside(lambda: lock(portal.data / "portal.db"), rest_s=0.01)
    answers: Counter[int] = Counter()
    longest = 0.0

    with signs_in.at_it(), locks.at_it(), httpx.Client(base_url=portal.origin, timeout=PATIENCE_S) as sender:
        tokens = list(portal.tokens.values())
        for at, (_kind, photo) in enumerate(within_time(hostile_photos(HOSTILE_PHOTOS), least=LEAST)):
            began = time.perf_counter()
            answer = sender.post(
                f"/field/photos/{at:022}",
                content=photo,
                headers={"authorization": f"Bearer {tokens[at % len(tokens)]}", "content-type": "image/jpeg"},
            )
            longest = max(longest, time.perf_counter() - began)
            answers[answer.status_code] += 1

    record_property("counted photos sent beside sign-ins", sum(answers.values()))
    record_property("counted sign-ins beside them", len(signs_in.taken))
    record_property("most ms of a photo beside sign-ins", round(longest * 1_000))
    record_property("most ms of a sign-in", round(max(signs_in.taken) * 1_000))
    record_property("most ms until the portal's store could be written", round(max(locks.taken) * 1_000))
    assert ([], []) == (signs_in.failed, locks.failed)
    assert {TAKEN, REFUSED} >= answers.keys(), answers
    assert is_limited() or HOSTILE_PHOTOS == sum(answers.values())


def sign_in(origin: str) -> None:
    with httpx.Client(base_url=origin, timeout=PATIENCE_S) as client:
        client.get("/account/login")
        form = {"login": "dem", "password": "một câu dài", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert 302 == client.post("/account/login", data=form, headers={"referer": origin}).status_code


def lock(store: Path) -> None:
    """Whoever writes waits until nobody else does."""
    with contextlib.closing(sqlite3.connect(store, isolation_level=None, timeout=PATIENCE_S)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
