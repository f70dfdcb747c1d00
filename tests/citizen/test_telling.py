"""The owner who never opens a page is told: a real phone, a desktop's screen, and nobody who looks."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest

from bluezone.citizen.condition import Trouble
from bluezone.citizen.noticing import NEWS, matters_of
from bluezone.citizen.telling import MEMORY_FACT, notice_of, tell_what_is_due
from bluezone.device.air_shell import RadioProblem
from bluezone.device.core.exposure import Level
from bluezone.device.errors import StoreError
from bluezone.device.notifying import Notice
from bluezone.protocol.config import PathogenProfile
from bluezone.radio.errors import UnavailableReason
from tests.support.citizen.owners import an_owner, is_up_to_date, is_warned, prefers

NEWS_TITLE = "There is something for you to read"


@dataclass
class Screen:
    """A screen that takes notices, as long as it is there."""

    way: str = "desktop"
    there: bool = True
    rung: list[Notice] = field(default_factory=list)
    standing: dict[str, Notice] = field(default_factory=dict)

    async def is_there(self) -> bool:
        return self.there

    async def tell(self, notice: Notice) -> bool:
        if self.there:
            self.rung.append(notice)
            self.standing[notice.name] = notice
        return self.there

    async def take_back(self, name: str) -> None:
        self.standing.pop(name, None)

    async def close(self) -> None:
        """Lets go of nothing."""


def lives(folder, play, **owner):
    """A phone with a screen beside it; `play` is given the person and that screen."""

    async def whole():
        async with an_owner(folder, **owner) as person:
            is_up_to_date(person.device)
            screen = Screen()
            person.phone.screen = screen
            await play(person, screen)

    asyncio.run(whole())


async def pass_minutes(person, minutes: int) -> None:
    for _ in range(minutes):
        person.device.around.clock.pass_minutes(1)
        await tell_what_is_due(person.phone)


def test_who_never_opens_a_page_is_told_of_a_warning_once(tmp_path):
    async def play(person, screen):
        await pass_minutes(person, 3)
        assert [] == screen.rung
        is_warned(person.device)
        await pass_minutes(person, 60)

        assert [(NEWS, NEWS_TITLE, True)] == [(one.name, one.title, one.urgent) for one in screen.rung]

    lives(tmp_path, play)


def test_the_notice_goes_once_its_warning_is_read(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await pass_minutes(person, 1)
        assert {NEWS} == set(screen.standing)
        await person.gets("/warnings")
        await pass_minutes(person, 1)

        assert {} == screen.standing

    lives(tmp_path, play)


def test_a_warning_that_was_taken_back_is_told_too(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await person.gets("/warnings")
        await pass_minutes(person, 1)
        person.device.store.judged.save_warnings([], person.device.now().wall_ms)
        await pass_minutes(person, 5)

        assert [NEWS] == [one.name for one in screen.rung]

    lives(tmp_path, play)


def test_bluetooth_that_is_off_is_told_once_and_its_notice_goes_with_it(tmp_path):
    async def play(person, screen):
        person.device._air.radio_problem = RadioProblem(UnavailableReason.POWERED_OFF, "Bluetooth is off")
        await pass_minutes(person, 14)
        assert [] == screen.rung
        await pass_minutes(person, 100)
        assert ["Bluetooth is off"] == [one.title for one in screen.rung]
        person.device._air.radio_problem = None
        await pass_minutes(person, 1)

        assert {} == screen.standing

    lives(tmp_path, play)


def test_a_screen_that_was_not_there_is_told_when_it_comes(tmp_path):
    async def play(person, screen):
        screen.there = False
        is_warned(person.device)
        await pass_minutes(person, 5)
        screen.there = True
        await pass_minutes(person, 5)

        assert [NEWS] == [one.name for one in screen.rung]

    lives(tmp_path, play)


def test_a_phone_that_was_restarted_tells_nothing_again(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await pass_minutes(person, 1)
        person.phone.screen = anew = Screen()
        person.phone.told = None  # only what is on disk is known in a new life
        await pass_minutes(person, 5)

        assert [] == anew.rung

    lives(tmp_path, play)


@pytest.mark.parametrize("way", ["desktop", "android", "browser"])
def test_a_warning_that_nobody_read_is_told_once_more_after_each_restart_of_the_phone(tmp_path, way):
    async def play(person, screen):
        boots = iter(["one", "one", "two", "two", "three"])
        screen.way = way
        is_warned(person.device)
        rung = []
        for boot in boots:
            person.phone.boot = lambda boot=boot: boot
            person.phone.told = None  # only what is on disk is known in a new life
            await pass_minutes(person, 5)
            rung.append(len(screen.rung))
        await person.gets("/warnings")
        person.phone.boot = lambda: "four"
        await pass_minutes(person, 5)

        assert ([1, 1, 2, 2, 3], 3) == (rung, len(screen.rung))

    lives(tmp_path, play)


def test_a_boot_that_becomes_known_after_the_start_has_nothing_told_twice(tmp_path):
    async def play(person, screen):
        person.phone.boot = lambda: "one"
        is_warned(person.device)
        await pass_minutes(person, 1)
        person.phone.told = None
        for boot in ("", "", "one"):
            person.phone.boot = lambda boot=boot: boot
            await pass_minutes(person, 1)

        assert 1 == len(screen.rung)

    lives(tmp_path, play)


def test_a_damaged_memory_tells_twice_rather_than_never(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await pass_minutes(person, 1)
        person.device.store.save_fact(MEMORY_FACT, b"rubbish")
        person.phone.told = None
        await pass_minutes(person, 5)

        assert [NEWS, NEWS] == [one.name for one in screen.rung]

    lives(tmp_path, play)


def test_a_full_disk_has_nothing_told_again_and_again(tmp_path):
    async def play(person, screen):
        def full(*_):
            raise StoreError("no room")

        save = person.device.store.save_fact
        is_warned(person.device)
        person.device.store.save_fact = full
        for _ in range(5):
            with pytest.raises(StoreError):
                await pass_minutes(person, 1)
        person.device.store.save_fact = save
        await pass_minutes(person, 1)

        assert [NEWS] == [one.name for one in screen.rung]
        assert None is not person.device.store.fact(MEMORY_FACT)

    lives(tmp_path, play)


def test_who_erased_everything_is_told_of_what_comes_after(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await pass_minutes(person, 1)
        await person.sends("/settings/erase", {"sure": "yes"})
        prefers(person.device, language="en")
        person.phone.__post_init__()
        is_up_to_date(person.device)
        await pass_minutes(person, 1)
        assert {} == screen.standing
        is_warned(person.device)
        await pass_minutes(person, 1)

        assert [NEWS, NEWS] == [one.name for one in screen.rung]

    lives(tmp_path, play)


def test_what_is_erased_while_it_is_told_is_not_written_down_again(tmp_path):
    async def play(person, screen):
        async def tells_meanwhile(notice):
            await person.sends("/settings/erase", {"sure": "yes"})
            return True

        screen.tell = tells_meanwhile
        is_warned(person.device)
        await pass_minutes(person, 1)

        assert None is person.device.store.fact(MEMORY_FACT)

    lives(tmp_path, play)


@pytest.mark.parametrize("choices", [{"notices": False}, {"introduced": False}])
def test_who_wants_no_notices_or_has_agreed_to_nothing_is_told_none(tmp_path, choices):
    async def play(person, screen):
        prefers(person.device, **{"language": "en", **choices})
        person.phone.__post_init__()
        is_warned(person.device)
        await pass_minutes(person, 30)

        assert [] == screen.rung

    lives(tmp_path, play)


def test_the_end_of_the_service_is_told(tmp_path):
    async def play(person, screen):
        person.device._saved.end()
        await pass_minutes(person, 30)

        assert ["The health authority has ended Bluezone"] == [one.title for one in screen.rung]

    lives(tmp_path, play)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_stands_on_a_locked_screen_names_no_illness_and_nobody(tmp_path, language):
    """Whatever is told, in both languages."""
    illness = r"\bF[0-9]\b|\bill|infect|disease|virus|covid|contact|near a|bệnh|nhiễm|dương tính|tiếp xúc|ca mắc"

    async def play(person, screen):
        is_up_to_date(person.device, newest_version="9999.9999.9999.9999")
        matters = [*matters_of(list(Trouble), ["met 1 2020-08-11"], person.phone.newer_version)]
        said = [notice_of(person.phone, matter) for matter in matters]
        told = " ".join(f"{one.title} {one.body}" for one in said)

        assert len(Trouble) + 2 == len(said)
        assert "9999.9999.9999.9999" in told
        assert PathogenProfile().name not in told
        assert None is re.search(illness, told, re.IGNORECASE)
        assert "&" not in told

    lives(tmp_path, play, language=language)


def test_the_browser_is_told_by_an_open_page_and_not_again(tmp_path):
    async def play(person, screen):
        is_warned(person.device, level=Level.F2)
        await pass_minutes(person, 1)
        asked = (await person.gets("/notices")).json()["notices"]
        assert [(NEWS, NEWS_TITLE)] == [(one["name"], one["title"]) for one in asked]
        assert 204 == (await person.sends("/notices/shown", {"name": NEWS})).status_code
        await pass_minutes(person, 30)

        assert [] == (await person.gets("/notices")).json()["notices"]

    lives(tmp_path, play)


def test_no_page_without_the_key_says_what_was_shown(tmp_path):
    async def play(person, screen):
        is_warned(person.device)
        await pass_minutes(person, 1)
        answer = await person.browser.post("/notices/shown", data={"name": NEWS})

        assert 403 == answer.status_code
        assert 1 == len((await person.gets("/notices")).json()["notices"])

    lives(tmp_path, play)


def test_every_open_page_says_that_there_is_something_to_read(tmp_path):
    async def play(person, screen):
        assert NEWS_TITLE not in await person.sees("/places")
        is_warned(person.device)

        assert NEWS_TITLE in await person.sees("/places")
        assert NEWS_TITLE in await person.sees("/now/notice")
        assert NEWS_TITLE not in await person.sees("/")  # it says more

    lives(tmp_path, play)


def test_the_settings_say_where_the_owner_is_told_and_show_one(tmp_path):
    async def play(person, screen):
        assert "This computer's screen yes" in await person.sees("/settings/notices")
        assert "One was shown" in (await person.sends("/settings/notices/try")).text
        screen.there = False
        assert "Nothing there takes notices just now. no" in await person.sees("/settings/notices")
        assert "None could be shown" in (await person.sends("/settings/notices/try")).text
        await person.sends("/settings/notices", {"notices": "no"})

        assert not person.phone.preferences.notices
        assert "You are told on these pages only" in await person.sees("/settings")

    lives(tmp_path, play)


def test_in_the_application_the_pages_speak_of_the_phone_and_of_no_browser(tmp_path):
    async def play(person, screen):
        screen.way = "android"
        assert "on this phone's screen" in await person.sees("/welcome/permissions")
        settings = await person.sees("/settings/notices")
        assert "This phone's screen yes" in settings
        assert "browser" not in settings
        assert "your phone's settings" in (await person.sends("/settings/notices/try")).text
        screen.there = False
        assert "You can allow it in the phone's settings, for Bluezone's notifications. no" in await person.sees(
            "/settings/notices"
        )
        assert "does not let Bluezone show notices" in (await person.sends("/settings/notices/try")).text
        asked = await person.sees("/welcome/permissions")

        assert "Its settings can allow it" in asked
        assert "computer" not in asked

    lives(tmp_path, play)


def test_in_the_application_the_system_shares_an_invitation_and_nothing_is_printed(tmp_path):
    """Its view knows neither, and the application takes what stands in such a link (PagesActivity.java)."""

    async def play(person, screen):
        browser = (await person.gets("/invite")).text
        screen.way = "android"
        application = (await person.gets("/invite")).text
        (shared,) = re.findall(r'href="share:([^"]*)"', application)
        (words,) = re.findall(r'id="message">([^<]*)<', application)

        assert re.fullmatch(r"[!-~]+", shared)
        assert words.strip() == unquote(shared).strip()
        assert ("share:" in browser, "data-share" in browser, "data-print" in browser) == (False, True, True)
        assert ("data-share" in application, "data-print" in application) == (False, False)

    lives(tmp_path, play)


def test_in_the_application_the_steps_against_background_limits_lead_into_the_systems_settings(tmp_path):
    async def play(person, screen):
        browser = (await person.gets("/settings/background?maker=vivo")).text
        screen.way = "android"
        application = (await person.gets("/settings/background?maker=vivo")).text

        assert (0, 1) == (browser.count('href="settings:"'), application.count('href="settings:"'))

    lives(tmp_path, play)


def test_the_first_run_says_whether_this_computer_takes_notices(tmp_path):
    async def play(person, screen):
        assert "It tells you on this computer's screen" in await person.sees("/welcome/permissions")
        screen.there = False
        assert "Nothing on this computer takes notices" in await person.sees("/welcome/permissions")

    lives(tmp_path, play)
