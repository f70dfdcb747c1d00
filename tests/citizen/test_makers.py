"""Which maker's steps an owner reads, and that each has steps in both languages that somebody can follow."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.citizen.condition import Trouble
from bluezone.citizen.makers import MOST_CHARACTERS, OTHERS, Maker, maker_called, maker_of, makers
from bluezone.citizen.phone import LANGUAGES
from bluezone.radio.pipe import Made, parse_event
from tests.support.citizen.owners import an_owner, is_up_to_date, words_of
from tests.support.sources import PACKAGE


def shown(folder, path="/settings/background", made_by=(), **owner):
    """The page of a phone whose system says this about who made it."""

    async def play():
        async with an_owner(folder, **owner) as person:
            person.phone.made_by = lambda: made_by
            return (await person.gets(path)).text

    return asyncio.run(play())


def steps_on(html):
    found = re.search(r'<ol class="steps">(.*?)</ol>', html, re.DOTALL)
    return [] if found is None else [words_of(step) for step in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)]


def offered_on(html):
    return re.findall(r"settings/background\?maker=(\w+)", html)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (("samsung", "samsung"), "samsung"),
        (("xiaomi", "redmi"), "xiaomi"),
        (("xiaomi", "poco"), "xiaomi"),
        (("oppo", "realme"), "oppo"),
        (("vivo", "iqoo"), "vivo"),
        (("huawei", "honor"), "huawei"),
        (("oppo", "oneplus"), "oneplus"),
        (("hmdglobal", "nokia"), "nokia"),
        (("hmdglobal",), "nokia"),
        (("vinsmart", "vsmart"), "vsmart"),
        (("google", "google"), OTHERS),
        (("sony",), OTHERS),
    ],
)
def test_a_phone_belongs_to_whoever_its_system_names_and_the_brand_knows_better(said, key):
    assert key == maker_of(said).key


def test_where_the_system_says_nothing_the_owner_is_asked():
    assert maker_of(()) is maker_of(("", "")) is None


@given(st.lists(st.text(max_size=40), max_size=3))
def test_whatever_a_system_says_leads_to_steps_or_to_the_question(said):
    assert (maker_of(said) is None) == (not any(said))


def test_every_name_is_one_that_the_pipe_can_tell_and_nobody_shares_it():
    names = [name for maker in makers() for name in maker.known_as]

    assert len(names) == len(set(names))
    for name in names:
        assert Made(name, "") == parse_event(f"made {name} -".encode())


def test_each_maker_has_as_many_steps_in_both_languages():
    assert OTHERS == makers()[-1].key
    assert len(makers()) == len({maker.key for maker in makers()})
    for maker in makers():
        assert set(LANGUAGES) == set(maker.steps)
        assert 3 <= len(maker.steps["vi"]) == len(maker.steps["en"]) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_short_sentences_and_none_stands_twice(language):
    for maker in makers():
        steps = maker.steps[language]
        assert len(set(steps)) == len(steps)
        for step in steps:
            assert step.endswith(".")
            assert "!" not in step
            assert bool(re.search(r"[à-ỹ]", step.lower())) == (language == "vi"), step


@pytest.mark.parametrize(
    "steps",
    [
        {"vi": ("một.", "hai."), "en": ("one.",)},
        {"vi": (), "en": ()},
        {"vi": ("",), "en": ("one.",)},
        {"vi": ("x" * (MOST_CHARACTERS + 1),), "en": ("one.",)},
    ],
)
def test_a_maker_without_whole_steps_is_none(steps):
    with pytest.raises(ValueError, match="nobody"):
        Maker("nobody", "Nobody", frozenset(), steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_of_this_phones_maker_stand_first(tmp_path, language):
    html = shown(tmp_path, made_by=("xiaomi", "redmi"), language=language)

    assert list(maker_called("xiaomi").steps[language]) == steps_on(html)
    assert [maker.key for maker in makers() if maker.key != "xiaomi"] == offered_on(html)


def test_the_page_says_whose_word_it_is_and_that_nobody_has_tried_it(tmp_path):
    text = words_of(shown(tmp_path, made_by=("samsung",)))

    assert "Samsung The maker of this phone, as its system says Open Settings" in text
    assert "We have tried this on no phone" in text


def test_an_owner_whose_system_says_nothing_picks(tmp_path):
    asked = shown(tmp_path)
    picked = shown(tmp_path, "/settings/background?maker=vivo")

    assert [] == steps_on(asked)
    assert [maker.key for maker in makers()] == offered_on(asked)
    assert "Who made this phone?" in words_of(asked)
    assert list(maker_called("vivo").steps["en"]) == steps_on(picked)
    assert "The maker of this phone" not in words_of(picked)


@pytest.mark.parametrize("typed", ["nobody", "%3Cscript%3E", "x" * 500])
def test_a_maker_that_nobody_knows_is_this_phones_own(tmp_path, typed):
    html = shown(tmp_path, f"/settings/background?maker={typed}", made_by=("nokia",))

    assert list(maker_called("nokia").steps["en"]) == steps_on(html)
    assert "<script>" not in html.partition("<main")[2]


@pytest.mark.parametrize("trouble", [Trouble.BACKGROUND, Trouble.BATTERY_SAVER])
def test_the_troubles_that_they_are_against_and_the_settings_lead_there(tmp_path, trouble):
    async def play():
        async with an_owner(tmp_path, platform=lambda: frozenset({trouble})) as owner:
            is_up_to_date(owner.device)
            return (await owner.gets("/")).text, (await owner.gets("/settings")).text

    home, settings = asyncio.run(play())

    assert 'settings/background">' in home
    assert 'settings/background">' in settings


def test_other_troubles_do_not(tmp_path):
    async def play():
        async with an_owner(tmp_path, platform=lambda: frozenset({Trouble.BLUETOOTH_OFF})) as owner:
            return (await owner.gets("/")).text

    assert "settings/background" not in asyncio.run(play())


def test_who_made_the_phone_goes_to_one_page_and_nowhere_else():
    """What the guide promises of it: no file, no message and no other page has it."""
    know = {
        path.relative_to(PACKAGE).as_posix()
        for room in ("citizen", "device", "joining/device", "protocol", "radio")
        for path in (PACKAGE / room).rglob("*.*")
        if path.suffix in {".py", ".html"} and re.search(r"\bmade_by\b", path.read_text("utf-8"))
    }

    assert {
        "citizen/application.py",
        "citizen/phone.py",
        "citizen/screens/background.py",
        "joining/device/pages.py",
        "joining/device/platform.py",
        "radio/android.py",
    } == know
