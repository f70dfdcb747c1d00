"""The application for Android and its engine, killed at any moment and at any line of their pipe: both come back, and
nothing that was kept is lost.

Android is imitated (android/imitated); its system outlives each kill, as a phone's does: screen and key store. The
service is begun again as Android begins a sticky one, or the application starts its engine again by itself.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import msgspec
import pytest

from bluezone.citizen.communes import _all as communes
from bluezone.citizen.phone import Preferences
from bluezone.protocol.config import RadioDuty
from tests.support.amounts import APPLICATION_KILLS, FULL, within_time
from tests.support.android.application import Application, until
from tests.support.android.killed_engine import KILLED, PLAN
from tests.support.android.owner import Kept, Owner, is_warned_of_a_place, kept_in
from tests.support.device.published import OpenExchange, World
from tests.support.device.world_over_http import served
from tests.support.forking import Forked, begin_forking
from tests.support.ports import free_port
from tests.support.radio.android import NO_JAVA, compiled

pytestmark = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)

ALWAYS_ON = RadioDuty(scan_on_s=60, scan_period_s=60, advertise_on_s=5, advertise_period_s=5)
APPLICATION, ENGINE, BOTH = "application", "engine", "both"
LATEST_LINE = {"order": 15, "event": 45}
"""Of a whole start and some seconds."""
HEARD_AFTER_S = 0.2
"""A few beats of the air."""
ENDS_WITHIN_S = 20.0
"""An engine whose application is gone."""


class Phone:
    """One phone through all its kills, and what must hold after each."""

    def __init__(self, application: Application, chance: random.Random) -> None:
        self.application, self.chance, self.owner = application, chance, Owner()
        self.counts: Counter[str] = Counter()
        self.acknowledged = ""
        """The commune that the pages said was chosen last."""
        self.chosen: set[str] = set()
        """That one, and whatever was asked for since and not answered: one of them is on the disk."""
        self.looked = self.unlooked = 0
        """Engines that had died by the last look into the store, and such as died where the next one may have told its
        owner again before anybody looked."""
        self.heard: set[tuple[str, int]] = set()
        self.news = self.told_again = 0
        """What the owner is to be told, and how often a kill fell between the screen and the disk: that one is told
        once more."""
        self.kept: Kept | None = None
        self.plan: dict[str, object] = {}
        self.told: list[str] = []

    def is_killed(self) -> None:
        """Once, somehow, somewhere between a start and some seconds after it is whole."""
        self._plan()
        if not self.application.is_alive:
            self.application.begin()
            self._may_be_killed_while_it_starts()
        if self._comes_back():
            self.counts["whole returns"] += 1
            self._dies_at_work()
        self._what_is_left()

    def comes_back(self) -> None:
        """For good."""
        for _ in range(9):  # a plan may lie there still
            if not self.application.is_alive:
                self.application.begin()
            if self._comes_back():
                return
            self._what_is_left()
        pytest.fail("it does not come back")

    def _plan(self) -> None:
        self.plan = {}
        if self.chance.random() < 0.6:
            way = self.chance.choice(list(LATEST_LINE))
            self.plan = {
                "way": way,
                "at": self.chance.randint(1, LATEST_LINE[way]),
                "when": self.chance.choice(["before", "half", "after"]),
                "whom": self.chance.choice([APPLICATION, ENGINE, BOTH]),
            }
            self.application.plan(**self.plan)

    def _may_be_killed_while_it_starts(self) -> None:
        if not self.plan and self.chance.random() < 0.5:
            time.sleep(self.chance.uniform(0, 1.5))
            self._kill(self.chance.choice([APPLICATION, APPLICATION, BOTH]), "while it starts")

    def _comes_back(self) -> bool:
        """Whether application and engine are whole again before a plan kills one of them: pages, radio, screen. An
        engine that dies before it has pages the application starts again by itself."""
        since_ms = _now_ms()
        assert until(lambda: self._answers() or not self.application.is_alive), "it does not come back"
        engine = self.application.living()[-1:]
        self._counts_deaths(looked=False)
        try:
            self._is_whole(since_ms, engine)
        except httpx.HTTPError:
            if not until(lambda: self._died(engine), 60):
                raise
        return not self._died(engine)

    def _counts_deaths(self, *, looked: bool) -> None:
        dead = len(self.application.engines) - len(self.application.living())
        self.unlooked += 0 if looked else dead - self.looked
        self.looked = dead

    def _answers(self) -> bool:
        """Whether the application says where the pages are, and they are there."""
        if not self.application.says.startswith("http"):
            return False
        try:
            self.owner.opens(self.application.says)
        except httpx.HTTPError:
            return False
        return True

    def _died(self, engine: list[Forked]) -> bool:
        """The application, or this engine."""
        return not self.application.is_alive or not engine or engine[0].poll() is not None

    def _is_whole(self, since_ms: int, engine: list[Forked]) -> None:
        if self._died(engine):
            return
        if not self.acknowledged:
            self.owner.agrees()
        self._chooses()
        time.sleep(HEARD_AFTER_S)
        self._until(lambda: self._hears_since(since_ms), engine, "it hears nobody")
        self._until(self._is_told, engine, "its owner is not told")

    def _until(self, done: Callable[[], bool], engine: list[Forked], complaint: str) -> None:
        """Waits until something is so, or somebody dies."""
        assert until(lambda: done() or self._died(engine)), complaint

    def _is_told(self) -> bool:
        return self.application.rung().count("news") >= self.news + self.told_again

    def _chooses(self) -> None:
        asked = self.chance.choice(CODES)
        self.chosen.add(asked)
        self.owner.chooses(asked)
        self.acknowledged, self.chosen = asked, {asked}

    def _hears_since(self, since_ms: int) -> bool:
        self.heard |= self.owner.heard()
        return any(moment_ms >= since_ms for _, moment_ms in self.heard)

    def _dies_at_work(self) -> None:
        act = self.chance.choice([self._while_its_owner_chooses, self._while_bluetooth_goes, self._at_rest])
        if (self.application.folder / PLAN).exists() or self.chance.random() < 0.9:
            act()
        else:
            self._by_a_permission_taken_away()

    def _while_its_owner_chooses(self) -> None:
        def choose() -> None:
            with_httpx_errors_ignored(self._chooses)

        choosing = threading.Thread(target=choose)
        choosing.start()
        time.sleep(self.chance.uniform(0, 0.03))
        self._kill(self.chance.choice([APPLICATION, ENGINE, BOTH]), "while its owner chooses")
        choosing.join()

    def _while_bluetooth_goes(self) -> None:
        self.application.act("off")
        time.sleep(self.chance.uniform(0, 0.2))
        if self.chance.random() < 0.5:
            self.application.act("on")
            time.sleep(self.chance.uniform(0, 0.2))
        self._kill(self.chance.choice([APPLICATION, BOTH]), "while Bluetooth goes")

    def _at_rest(self) -> None:
        time.sleep(self.chance.uniform(0, 0.5))
        self._kill(self.chance.choice([APPLICATION, ENGINE, BOTH]), "at rest")

    def _by_a_permission_taken_away(self) -> None:
        """Android ends an application whose permission is taken away, and begins its service again all the same."""
        self._kill(APPLICATION, "by a permission taken away")
        self._nobody_is_left()
        begun = len(self.application.engines)
        self.application.begin(permitted=False)
        assert until(lambda: self.application.says == "over"), "a service goes on without its permission"
        assert begun == len(self.application.engines), "an engine without a permission"
        self.application.kill()

    def _kill(self, whom: str, when: str) -> None:
        engines = self.application.living()
        order = [APPLICATION, ENGINE]
        self.chance.shuffle(order)
        for one in order:
            if one == APPLICATION and whom != ENGINE:
                self.application.java.kill()
            elif one == ENGINE and whom != APPLICATION and engines:
                engines[-1].kill()
        self.counts[f"kills of {whom} {when}"] += 1

    def _what_is_left(self) -> None:
        """After each kill: nobody stands about, and all that was kept is there, once."""
        marker = self.application.folder / KILLED
        if marker.exists():
            died_of = json.loads(marker.read_text())
            marker.unlink()
            self.counts[f"kills of {died_of['whom']} at an {died_of['way']}"] += 1
        if self.application.java is not None and until(lambda: not self.application.is_alive, 0.1):
            self._nobody_is_left()
        assert [] == self.application.strange
        self._looks_into_the_store()

    def _nobody_is_left(self) -> None:
        self.application.let_go()
        assert until(lambda: not self.application.living(), ENDS_WITHIN_S), "an engine outlives its application"

    def _looks_into_the_store(self) -> None:
        if not (self.application.files / "phone" / "phone.store").exists():
            return
        self._counts_deaths(looked=not self.application.is_alive)
        with self.application.store() as store:
            now = kept_in(store)
            rung = self.application.rung().count("news")
            if not now.is_told and rung >= self.news + self.told_again:
                self.told_again += 1
            if now.is_told and not self.application.is_alive and self.acknowledged and self.chance.random() < 0.3:
                is_warned_of_a_place(store, _now_ms())
                self.news += 1
        before, self.kept = self.kept, now
        assert 0 == now.twice
        assert self.heard <= now.sightings, f"{len(self.heard - now.sightings)} sightings are lost"
        if self.acknowledged:
            kept = msgspec.msgpack.decode(now.preferences, type=Preferences).commune
            assert kept in self.chosen
            if not self.application.living():
                self.chosen = {kept}  # nothing is under way any more
        if before is not None:
            assert before.sightings <= now.sightings
            assert before.seeds <= now.seeds
            assert before.visits <= now.visits
            assert all(old in {None, new} for old, new in zip(before.never_changed, now.never_changed, strict=True))


def with_httpx_errors_ignored(act: Callable[[], None]) -> None:
    try:
        act()
    except httpx.HTTPError:
        return


CODES = sorted(communes())
AT_ONCE = 8 if FULL else 1
"""Phones, each with an application of its own: most of a start is waiting."""


@pytest.fixture
def url() -> Iterator[str]:
    world = World(int(time.time()))  # noqa: TID251 - the phone in the other process has the system's clock
    world.publish_configuration(duty=ALWAYS_ON)
    with served(OpenExchange(world)) as address:
        yield address


def test_a_killed_application_comes_back_with_its_engine_and_all_that_was_kept(
    tmp_path: Path, url: str, record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("BLUEZONE_SEED") or secrets.randbits(32))
    print(f"BLUEZONE_SEED={seed}")  # noqa: T201 - with it the same is drawn again
    counts: Counter[str] = Counter()
    begin_forking()
    compiled()  # once, and not by each of the phones
    with ThreadPoolExecutor(AT_ONCE) as phones:
        played = [phones.submit(_play, tmp_path / str(number), url, seed + number) for number in range(AT_ONCE)]
        for one in played:
            counts += one.result()
    counts["kills"] = sum(times for what, times in counts.items() if what.startswith("kills"))
    for what, times in sorted(counts.items()):
        record_property(f"counted {what}", times)


def _play(folder: Path, url: str, seed: int) -> Counter[str]:
    """One phone's share of the kills."""
    application = Application(folder, url, free_port())
    phone = Phone(application, random.Random(seed))
    try:
        for _ in within_time(range(-(-APPLICATION_KILLS // AT_ONCE)), least=2):
            phone.is_killed()
        phone.comes_back()
        rung = application.rung().count("news")
        assert phone.news + phone.told_again <= rung <= phone.news + phone.told_again + phone.unlooked
        phone.counts.update({"notices": phone.news, "notices rung again": rung - phone.news})
    except BaseException as error:
        ends = [one.poll() for one in application.engines[-9:]]
        error.add_note("\n".join(application.said_by_engines()[-20:]))
        error.add_note(f"seed {seed}: after {sum(phone.counts.values())} with {phone.plan}; engines {ends}")
        raise
    finally:
        application.close()
        phone.owner.close()
    return phone.counts


def _now_ms() -> int:
    return time.time_ns() // 1_000_000  # noqa: TID251 - the engine has the system's clock
