"""Every sentence in both languages: extracted from the templates, found in the catalogue, with the same blanks."""

from __future__ import annotations

import asyncio
import functools
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bluezone import citizen
from bluezone.citizen.language import words
from tests.support.citizen.owners import PAGES, Desk, an_owner, has_met, is_up_to_date, is_warned, may_report
from tests.support.citizen.screens import CODE
from tests.support.sources import PROJECT

ROOM = Path(citizen.__file__).parent
CATALOGUE = ROOM / "locale" / "vi" / "LC_MESSAGES" / "citizen.po"
_BLANK = re.compile(r"%\(\w+\)s")


@functools.cache
def extracted() -> set[str]:
    """Every string that a template may show."""
    method = [("**/templates/**.html", "jinja2")]
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(ROOM), method, options)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@functools.cache
def translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    return {first(message.id): "" if message.fuzzy else first(message.string) for message in catalogue if message.id}


def first(text: str | tuple[str, ...]) -> str:
    """Of a sentence with a number in it, the form for one; Vietnamese has no other."""
    return text if isinstance(text, str) else text[0]


def test_no_string_is_untranslated():
    known = translated()

    assert [] == sorted(message for message in extracted() if not known.get(message))


def test_no_translation_outlives_its_sentence():
    assert [] == sorted(set(translated()) - extracted())


def test_a_translation_fills_the_same_blanks():
    for message, translation in translated().items():
        assert set(_BLANK.findall(translation)) <= set(_BLANK.findall(message)), message


def test_vietnamese_is_written_in_vietnamese():
    """Long sentences carry tone marks; nobody left English standing."""
    long = [text for text in translated().values() if len(text) > 30]

    assert [] == [text for text in long if not re.search(r"[à-ỹ]", text.lower())]


def test_no_sentence_shouts_in_either_language():
    assert [] == [text for pair in translated().items() for text in pair if "!" in text]


def test_no_template_has_a_sentence_outside_the_catalogue():
    """What stands between tags and is not a call to the catalogue is a name, a sign or a number."""
    allowed = {"Bluezone", "VI", "EN", "ÂL", "F", "F0", "·"}
    for page in ROOM.glob("templates/*.html"):
        text = re.sub(r"(?s)\{#.*?#\}|\{% trans.*?endtrans %\}|\{%.*?%\}|\{\{.*?\}\}", " ", page.read_text())
        text = re.sub(r"(?s)<[^>]*>", " ", text)
        left = set(re.findall(r"[^\W\d_]{2,}", text)) - allowed

        assert set() == left, page.name


def test_a_screen_speaks_the_owners_language(tmp_path):
    async def play():
        async with an_owner(tmp_path, language="vi") as owner:
            is_up_to_date(owner.device)
            vietnamese = (await owner.gets("/")).text
            await owner.sends("/language", {"language": "en"})
            return vietnamese, (await owner.gets("/")).text

    vietnamese, english = asyncio.run(play())

    assert '<html lang="vi">' in vietnamese
    assert "Bluezone đang bật" in vietnamese
    assert "Thứ Ba, 18/8" in vietnamese
    assert "29/6" in vietnamese  # the lunar day, small, in Vietnamese only
    assert '<html lang="en">' in english
    assert "Bluezone is on" in english
    assert "Tuesday, 18 August" in english
    assert "29/6" not in english


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        (f"http://127.0.0.1:8470{PAGES}/settings", "/settings"),
        ("https://evil.example//evil.example/x", "/"),
        ("", "/"),
        ("nonsense", "/"),
        ("http://[", "/"),
        (f"http://127.0.0.1:8470{PAGES}/warnings/report/send", "/"),  # a page that only answers a tap
        (f"http://127.0.0.1:8470{PAGES}/code/disclose?x=1", "/"),
        (f"http://127.0.0.1:8470{PAGES}/questions?q=pin+y%E1%BA%BFu", "/questions?q=pin+y%E1%BA%BFu"),
        (f"http://127.0.0.1:8470{PAGES}/code?key=secret&code=1", "/code?code=1"),
        (f"http://127.0.0.1:8470{PAGES}//evil.example?q=1", "/"),
    ],
)
def test_the_switch_comes_back_to_where_it_was_made(tmp_path, referrer, leads_to):
    async def play():
        async with an_owner(tmp_path) as owner:
            form = {"form_key": owner.phone.form_key, "language": "vi"}
            return await owner.browser.post("/language", data=form, headers={"referer": referrer})

    answer = asyncio.run(play())

    assert (303, PAGES + leads_to) == (answer.status_code, answer.headers["location"])


def test_a_language_that_nobody_speaks_here_changes_nothing(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/language", {"language": "xx"})
            return owner.phone.preferences.language

    assert "en" == asyncio.run(play())


def test_the_source_language_needs_no_catalogue():
    assert "Home" == words("en").gettext("Home")
    assert "Trang chủ" == words("vi").gettext("Home")


DECLARED = {
    "for_other": "yes",
    "name": "Trần Văn An",
    "birth_year": "80",
    "phone": "",
    "address": "Thôn Đồng Đài",
    "symptom-2": "yes",
    "met_case": "yes",
    "travelled": "Hà Nội",
}
COMPLETE = {**DECLARED, "birth_year": "1980", "phone": "0912 345 678"}


def test_a_half_filled_declaration_survives_the_switch(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            page = (await owner.gets("/declaration")).text
            return page, (await owner.sends("/declaration", {**DECLARED, "language": "vi"})).text

    page, switched = asyncio.run(play())

    assert re.search(rf'<button\s+form="kept"\s+formaction="{PAGES}/declaration"\s+name="language"\s+value="vi"', page)
    assert '<html lang="vi">' in switched
    for kept in ('value="Trần Văn An"', 'value="80"', 'value="Thôn Đồng Đài"', 'value="Hà Nội"'):
        assert kept in switched
    for ticked in ("for_other", "symptom-2", "met_case"):
        assert re.search(rf'name="{ticked}"\s+value="yes"\s+checked', switched)
    assert "aria-invalid" not in switched


def test_the_enter_key_still_sends_the_form_and_not_the_switch(tmp_path):
    """A browser presses the first button of the form that the cursor is in."""

    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.gets("/declaration")).text

    first = " ".join(re.search(r'<button\s+form="kept"[^>]*>', asyncio.run(play()))[0].split())

    assert "name=" not in first
    assert 'tabindex="-1" aria-hidden="true"' in first


def test_what_would_be_sent_is_shown_in_the_other_language_and_not_sent(tmp_path):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            may_report(owner.device)
            await owner.sends("/declaration", COMPLETE)
            switched = await owner.sends("/declaration/send", {**COMPLETE, "language": "vi"})
            await owner.waits()
            return switched.text, desk

    switched, desk = asyncio.run(play())

    assert '<html lang="vi">' in switched
    assert 'name="name" value="Trần Văn An"' in switched
    assert [] == desk.requests


def test_a_report_half_written_or_looked_at_survives_the_switch(tmp_path):
    written = {"call_back": "0912", "note": "phòng họp", "link": "yes"}

    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            may_report(owner.device)
            is_warned(owner.device)
            has_met(owner.device)
            half = await owner.sends("/warnings/report", {**written, "language": "vi"})
            looked = await owner.sends("/warnings/report/send", {**written, "call_back": "", "language": "en"})
            await owner.waits()
            return half.text, looked.text, desk

    half, looked, desk = asyncio.run(play())

    assert '<html lang="vi">' in half
    assert 'value="0912"' in half
    assert "phòng họp" in half
    assert re.search(r'name="link"\s+value="yes"\s+checked', half)
    assert "Exactly this is sent" in looked
    assert [] == desk.requests


SAID_NOWHERE = {"diary", "slot", "sighting"}
"""Terms of a phone that no screen says."""


def test_screens_say_what_the_glossary_says():
    page = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    part = page.partition("## On the phone\n")[2].partition("## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in part.splitlines() if line.startswith("| ")][1:]
    shown = " ".join(translated().values()).casefold()

    assert len(rows) > 10
    assert SAID_NOWHERE == {english for english, vietnamese in rows if vietnamese.casefold() not in shown}


@pytest.mark.parametrize("nothing", [True, False])
def test_a_day_that_was_unticked_stays_so_after_the_switch(tmp_path, nothing):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            may_report(owner.device)
            form = {"code": CODE, "link": "yes", **({} if nothing else {"language": "vi"})}
            switched = await owner.sends("/code/disclose", form)
            await owner.waits()
            return switched.text, desk

    html, desk = asyncio.run(play())

    assert ('<html lang="en">' if nothing else '<html lang="vi">') in html
    assert re.search(r'name="day"\s+value="\d+"\s*>\s*<span>', html)
    assert re.search(r'name="link"\s+value="yes"\s+checked', html)
    assert re.search(rf'<button\s+form="kept"\s+formaction="{PAGES}/code/disclose"\s+name="language"', html)
    assert [] == desk.requests
