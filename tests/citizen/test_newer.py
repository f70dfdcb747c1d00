"""A newer version: which one is newer, what the owner is told of it, and where it stands."""

from __future__ import annotations

import asyncio
from importlib import metadata

import pytest

from bluezone.citizen.newer import is_newer, own_version
from bluezone.citizen.noticing import NEWER, matters_of
from bluezone.citizen.telling import notice_of
from tests.citizen.test_telling import lives, pass_minutes
from tests.support.citizen.owners import an_owner, is_up_to_date

GOOD, BAD = "https://bluezone.example.gov.vn/get", "https://bluezone.example/get"


@pytest.mark.parametrize(
    ("published", "own", "newer"),
    [
        ("1.2.1", "1.2", True),
        ("1.10", "1.9.9", True),
        ("2", "1.99.99.99", True),
        ("1.2", "1.2", False),
        ("1.2.0.0", "1.2", False),
        ("1.2", "1.2.0", False),
        ("1.9", "1.10", False),
        ("0.9", "1", False),
        ("", "1.2", False),
        ("9", "", False),
        ("1.2", "1.2.dev3", False),
        ("1.3", "1.2.dev3", True),
    ],
)
def test_versions_are_compared_number_by_number(published, own, newer):
    assert newer is is_newer(published, own)


def test_a_phones_version_is_that_of_the_package_that_runs(tmp_path, monkeypatch):
    assert metadata.version("bluezone") == own_version()

    def has_none(_name):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", has_none)

    assert "" == own_version()


def pages(folder, published, *, own="1.2.0", share_url=""):
    """Home and About of a phone of its own version, under a configuration that names this one."""

    async def play():
        async with an_owner(folder) as owner:
            is_up_to_date(owner.device, newest_version=published, share_url=share_url)
            owner.phone.version = own
            return await owner.sees("/"), await owner.sees("/about"), (await owner.gets("/about")).text

    return asyncio.run(play())


def test_home_and_about_say_that_a_newer_version_is_there_and_where_to_get_it(tmp_path):
    home, about, html = pages(tmp_path, "1.3", share_url=GOOD)

    assert "A newer Bluezone is there: 1.3" in home
    assert "A newer Bluezone is there: 1.3" in about
    assert "Version 1.2.0" in about
    assert f'href="{GOOD}"' in html


@pytest.mark.parametrize("share_url", ["", BAD])
def test_without_a_trusted_address_the_owner_is_sent_to_the_health_station(tmp_path, share_url):
    _, about, html = pages(tmp_path, "1.3", share_url=share_url)

    assert "Ask at your health station how to get it." in about
    assert BAD not in html


@pytest.mark.parametrize(("published", "own"), [("1.2", "1.2.0"), ("1.1", "1.2.0"), ("", "1.2.0"), ("1.3", "")])
def test_who_has_the_newest_or_a_later_one_reads_nothing_of_it(tmp_path, published, own):
    home, about, _ = pages(tmp_path, published, own=own)

    assert "newer Bluezone" not in home + about


def test_the_owner_is_told_once_for_each_version_and_by_day(tmp_path):
    async def play(person, screen):
        person.phone.version = "1.2.0"
        person.device.around.clock.pass_minutes(9 * 60)  # 23:05
        is_up_to_date(person.device, newest_version="1.3")
        await pass_minutes(person, 60)
        assert [] == screen.rung
        person.device.around.clock.pass_minutes(9 * 60)  # 09:05
        is_up_to_date(person.device, newest_version="1.3")
        await pass_minutes(person, 60)
        assert ["A newer Bluezone is there: 1.3"] == [one.title for one in screen.rung]
        assert [False] == [one.urgent for one in screen.rung]
        is_up_to_date(person.device, newest_version="1.3.1")
        await pass_minutes(person, 60)

        assert ["A newer Bluezone is there: 1.3.1"] == [one.title for one in screen.rung[1:]]

    lives(tmp_path, play)


def test_a_version_spelled_otherwise_is_no_other_one(tmp_path):
    async def play(person, screen):
        person.phone.version = "1.2.0"
        for published in ("1.3", "1.3.0", "1.03"):
            is_up_to_date(person.device, newest_version=published)
            await pass_minutes(person, 5)

        assert ["A newer Bluezone is there: 1.3"] == [one.title for one in screen.rung]

    lives(tmp_path, play)


def test_a_notice_says_the_version_that_it_is_about_though_it_is_taken_back_meanwhile(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            (matter,) = matters_of([], (), "1.3")
            assert "" == owner.phone.newer_version
            return notice_of(owner.phone, matter).title

    assert asyncio.run(play()).endswith(": 1.3")


def test_a_version_that_was_named_taken_back_and_named_again_is_told_once(tmp_path):
    async def play(person, screen):
        person.phone.version = "1.2.0"
        for published in ("1.3", "", "1.3"):
            is_up_to_date(person.device, newest_version=published)
            await pass_minutes(person, 5)
            person.device.around.clock.pass_minutes(3 * 24 * 60)
            await pass_minutes(person, 5)

        assert ["A newer Bluezone is there: 1.3"] == [one.title for one in screen.rung if one.name == NEWER]

    lives(tmp_path, play)


def test_a_restart_of_engine_or_phone_tells_no_version_again(tmp_path):
    async def play(person, screen):
        person.phone.version = "1.2.0"
        is_up_to_date(person.device, newest_version="1.3")
        for boot in ("one", "two", "three"):
            person.phone.boot = lambda boot=boot: boot
            person.phone.told = None  # only what is on disk is known in a new life
            await pass_minutes(person, 5)

        assert 1 == len(screen.rung)

    lives(tmp_path, play)


def test_the_notice_goes_once_the_newer_version_runs(tmp_path):
    async def play(person, screen):
        person.phone.version = "1.2.0"
        is_up_to_date(person.device, newest_version="1.3")
        await pass_minutes(person, 1)
        assert {NEWER} == set(screen.standing)
        person.phone.version = "1.3.0"
        await pass_minutes(person, 1)

        assert {} == screen.standing

    lives(tmp_path, play)
