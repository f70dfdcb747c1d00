"""Guides before their readers: one's own first, in the reader's language, with pictures that are there."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from PIL import Image

from bluezone.portal.guides import reading
from bluezone.portal.guides.guide import Part, Piece, pieces, shown_words
from bluezone.portal.guides.reading import guides
from bluezone.portal.identity.roles import Role
from tests.support.portal.contents import content_of
from tests.support.portal.guides import STATIC, taken_pictures

KEYS = sorted(guides())
WRITTEN = reading._WRITTEN
ROLES = sorted(Role)


def test_ones_own_work_comes_first(office):
    keeper = office.client(office.staff("Lý Giữ Cửa", Role.DOOR_KEEPER))

    page = content_of(keeper.get(reverse("guides")))

    places = [page.index(words) for words in ("Your work", "Keeping a door", "Work of others")]
    assert all(one < other for one, other in pairwise(places))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_works_here_has_a_guide_of_their_own(role):
    assert [key for key, guide in guides().items() if role in guide.roles]


def test_a_guide_speaks_the_readers_language(office):
    keeper = office.client(office.staff("Lý Giữ Cửa", Role.DOOR_KEEPER))

    keeper.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    vietnamese = content_of(keeper.get(reverse("guide", args=["door-keeper"])))
    keeper.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = content_of(keeper.get(reverse("guide", args=["door-keeper"])))

    assert '<b class="on-screen">Khách mới vào</b>' in vietnamese
    assert "guide-door-vi." in vietnamese
    assert '<b class="on-screen">New visitor</b>' in english
    assert "guide-door-en." in english


@pytest.mark.parametrize("key", KEYS)
def test_all_of_a_guide_stands_on_its_page_and_can_be_printed(office, key):
    page = office.client(office.staff("Lý Giữ Cửa", Role.DOOR_KEEPER)).get(reverse("guide", args=[key]))
    told, guide = html.unescape(re.sub(r"</?b\b[^>]*>", "", content_of(page))), guides()[key]

    with translation.override("en"):
        sentences = [step.en for part in guide.parts for step in part.steps]
        sentences += [said.en for one in guide.troubles for said in (one.seen, one.do)]
        missing = [one for one in sentences if "".join(piece.text for piece in pieces(one)) not in told]
    assert [] == missing
    shapes = [part.shape for part in guide.parts]
    assert [*shapes, "plain"] == re.findall(r'class="guide__part guide__part--(\w+)"', told)
    assert [one.picture.shows.en for one in guide.parts if one.picture] == re.findall(r'<img[^>]*\salt="([^"]*)"', told)
    assert "data-print" in told


@pytest.mark.parametrize("key", KEYS)
def test_a_guide_says_in_two_sentences_what_its_work_is_for_and_of_each_part_where_it_is_done(key):
    guide = guides()[key]

    assert [True, True] == [len(re.findall(r"[.!?](?:\s|$)", said)) <= 2 for said in (guide.aim.vi, guide.aim.en)]
    assert all(part.at for part in guide.parts)


def test_a_part_is_laid_out_by_what_its_picture_was_taken_of():
    shapes = {(part.picture.is_wide if part.picture else None, part.shape) for part in all_parts()}

    assert {(None, "plain"), (True, "wide"), (False, "tall")} == shapes


def test_a_guide_that_is_not_there_is_said_to_be_missing(office):
    keeper = office.client(office.staff("Lý Giữ Cửa", Role.DOOR_KEEPER))

    assert 404 == keeper.get(reverse("guide", args=["nobodys"])).status_code


def test_words_of_the_screen_stand_apart_from_those_of_the_guide():
    sentence = "Press {Print}, then {Sign out}."

    with translation.override("en"):
        taken_apart = pieces(sentence)

    assert [Piece("Press ", False), Piece("Print", True), Piece(", then ", False)] == taken_apart[:3]
    assert ["Print", "Sign out"] == shown_words(sentence)
    with translation.override("vi"):
        assert "Đăng xuất" == pieces(sentence)[3].text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("title = [", "TOML|toml|Unclosed|value"),
        ('symbol = "door"', "missing"),
        ('colour = "red"\n' + (WRITTEN / "door-keeper.toml").read_text("utf-8"), "unknown field `colour`"),
    ],
    ids=["no TOML", "half of one", "a word too many"],
)
def test_a_file_that_is_no_guide_is_named(tmp_path, monkeypatch, written, said):
    (tmp_path / "spoilt.toml").write_text(written, "utf-8")
    monkeypatch.setattr(reading, "_WRITTEN", tmp_path)

    with pytest.raises(ValueError, match=rf"^spoilt\.toml is no guide: .*({said})"):
        guides.__wrapped__()


def test_each_picture_of_a_guide_is_there_and_no_other():
    assert set(sizes_of_files()) == {path.name for path in STATIC.glob("*.png")}


def test_each_picture_is_taken_by_the_command_that_takes_them():
    named = {picture.name: picture for guide in guides().values() for picture in guide.pictures}

    assert {name: picture.is_wide for name, picture in named.items()} == taken_pictures()


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_as_large_as_its_page_says_and_no_heavier_than_it_must_be(path):
    with Image.open(path) as picture:
        assert sizes_of_files()[path.name] == picture.size
    assert path.stat().st_size < 90_000


def all_parts() -> list[Part]:
    return [part for guide in guides().values() for part in guide.parts]


def sizes_of_files() -> dict[str, tuple[int, int]]:
    """What the guides say of their pictures, by the names of the files."""
    pictures = [picture for guide in guides().values() for picture in guide.pictures]
    return {picture.file(language): picture.size for picture in pictures for language in ("vi", "en")}
