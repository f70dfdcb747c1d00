"""Each word that a guide gives as the screen's is one that the pages of its part say, in both of its languages; and
whoever the guide is for sees these pages, with some of these words on them."""

from __future__ import annotations

import copy
import html

import pytest
from django.conf import settings
from django.test import Client

from bluezone.portal.guides.guide import Part, shown_words
from bluezone.portal.guides.reading import guides
from tests.portal.test_language import said_where, translated
from tests.support.portal.contents import content_of
from tests.support.portal.guides import words_of, words_of_troubles
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run
from tests.support.portal.views import View, every_view

GUIDES = sorted(guides())
ROOM_OF_ALL = "frame"
LANGUAGES = ("vi", "en")


@pytest.fixture(scope="module")
def made(kept) -> Things:
    return things_of_the_run()


@pytest.fixture
def things(made, db) -> Things:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(made)


def page_called(name: str) -> View:
    return next(view for view in every_view() if view.name == name)


@pytest.mark.in_turn(of=4)
@pytest.mark.parametrize("key", GUIDES)
def test_the_words_of_a_part_are_said_by_its_pages_rooms(key):
    rooms, strange = said_where(), []
    for part in guides()[key].parts:
        of_its_pages = {page_called(name).app for name in part.at} | {ROOM_OF_ALL}
        strange += [f"{part.title.en}: {word}" for word in words_of(part) if not rooms.get(word, set()) & of_its_pages]

    assert [] == strange


@pytest.mark.parametrize("key", GUIDES)
def test_the_words_of_a_guides_troubles_are_said_by_some_page(key):
    assert set() == words_of_troubles(guides()[key]) - set(said_where())


@pytest.mark.parametrize("key", GUIDES)
def test_both_languages_of_a_sentence_name_the_same_words_of_the_screen(key):
    guide = guides()[key]
    sentences = [*(step for part in guide.parts for step in part.steps)]
    sentences += [sentence for one in guide.troubles for sentence in (one.seen, one.do)]

    assert [] == [one.en for one in sentences if sorted(shown_words(one.vi)) != sorted(shown_words(one.en))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", GUIDES)
def test_the_pages_of_a_part_open_to_its_reader_with_its_words_on_them(key, language, things):
    pages = pages_of(key, language, things)

    seen = {part: words_on([pages[name] for name in part.at], part, language) for part in guides()[key].parts}

    assert [] == [part.title.en for part, words in seen.items() if words_of(part) and not words]


def pages_of(key: str, language: str, things: Things) -> dict[str, str]:
    """What stands on each page of the guide's parts, before the first of its roles to whom it opens. A page that opens
    to none of them fails."""
    readers, pages = readers_of(key, language, things), dict[str, str]()
    for part in guides()[key].parts:
        for name in [one for one in part.at if one not in pages]:
            before = (page_before(reader, name, language, things) for reader in readers)
            pages[name] = next(filter(None, before), "")
            assert pages[name], f"{part.title.en}: {name} opens to nobody whom the guide is for"
    return pages


def words_on(pages: list[str], part: Part, language: str) -> set[str]:
    """Which of the part's words stand on any of them."""
    return {word for word in words_of(part) if any(in_language(word, language) in page for page in pages)}


def page_before(reader: Client, name: str, language: str, things: Things) -> str:
    """What stands on the page, or nothing where it is shut."""
    answer = reader.get(things.address(page_called(f"{name}_en" if language == "en" and is_public(name) else name)))
    return html.unescape(content_of(answer)) if answer.status_code == 200 else ""


def readers_of(key: str, language: str, things: Things) -> list[Client]:
    readers = []
    for role in guides()[key].roles:
        person = things.office.staff(f"Lý {role}", role)
        things.enter(person)
        readers.append(things.office.client(person))
        readers[-1].cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return readers


def is_public(name: str) -> bool:
    """Of a page that a device keeps there is one in each language."""
    return any(view.name == f"{name}_en" for view in every_view())


def in_language(word: str, language: str) -> str:
    return word if language == "en" else translated()[word]
