"""Every sentence in both languages: extracted from the templates, found in the catalogue, with the same blanks."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bluezone import citizen
from bluezone.citizen.language import words
from tests.support.owners import PAGES, an_owner, is_up_to_date

ROOM = Path(citizen.__file__).parent
CATALOGUE = ROOM / "locale" / "vi" / "LC_MESSAGES" / "citizen.po"
_BLANK = re.compile(r"%\(\w+\)s")


def extracted() -> set[str]:
    """Every string that a template may show."""
    method = [("**/templates/**.html", "jinja2")]
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(str(ROOM), method, options)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


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
