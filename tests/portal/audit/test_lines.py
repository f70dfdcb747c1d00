"""A line of the audit as its page says it: a sentence in both languages, with whole numbers and no keys of tables."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from bluezone.portal.audit.models import Act
from bluezone.portal.audit.words import known_actions, known_kinds, manner_in_words, subject_in_words
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import Office


@pytest.fixture(params=["vi", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def case(office: Office):
    return office.case(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.usefixtures("language")
def test_no_action_begins_with_the_word_that_stands_before_it():
    said = {str(words) for words in known_actions().values()}

    for kind in Act:
        assert [] == [words for words in said if words.split()[0] in manner_in_words(kind).split()]


@pytest.mark.usefixtures("language")
def test_every_kind_of_thing_has_a_name():
    assert [] == [kind for kind, words in known_kinds().items() if not str(words)]


@pytest.mark.parametrize(
    ("kind", "key"), [("exposure", "EX-2026-00012"), ("unit", "02536.2-202611"), ("directive", "son-duong-2020")]
)
def test_a_number_is_said_to_its_end(kind, key):
    assert subject_in_words(kind, key).endswith(f" {key}")


@pytest.mark.parametrize(
    ("language", "only"), [("vi", "Chỉ về ca bệnh {number}"), ("en", "Only about case {number}")], indirect=["language"]
)
def test_what_was_asked_for_is_said_in_words(office, case, language, only):
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR), language=language)

    page = words_of(supervisor.get("/audit", {"about": f"case:{case.number}"}).content.decode())

    assert only.format(number=case.number) in page
    assert "case:" not in page
