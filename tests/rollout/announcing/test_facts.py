"""Exactly what was approved is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.rollout.announcing.facts import MOST_FACTS, ApprovedFacts, Told, approve
from bluezone.rollout.errors import AnnouncementError
from tests.support.portal.announcements import FACTS, IN_VIETNAMESE, approved
from tests.support.rollout.reporting import SENT


def test_a_changed_comma_is_another_set_of_facts() -> None:
    changed = replace(FACTS, action=Told("Hãy cài ứng dụng, và luôn bật bluetooth", FACTS.action.en))

    assert changed.fingerprint != FACTS.fingerprint
    with pytest.raises(AnnouncementError, match="not those that were approved"):
        ApprovedFacts(changed, FACTS.digest, "district-committee", SENT)


def test_the_same_facts_have_the_same_code() -> None:
    assert approved().fingerprint == approved(replace(FACTS)).fingerprint


def test_an_approval_has_an_author_and_a_moment() -> None:
    with pytest.raises(AnnouncementError, match="author"):
        approve(FACTS, by=" ", at=SENT)
    with pytest.raises(AnnouncementError, match="author"):
        approve(FACTS, by="x", at=SENT.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["x" * 61, "a\nb", " a", "a\x07"])
def test_a_line_of_a_poster_fits_on_it(text: str) -> None:
    with pytest.raises(AnnouncementError):
        replace(FACTS, headline=Told(text, "ok"))
    with pytest.raises(AnnouncementError):
        replace(FACTS, action=Told("được", text))


@pytest.mark.parametrize("many", [0, MOST_FACTS + 1])
def test_there_is_something_to_say_but_not_too_much(many: int) -> None:
    with pytest.raises(AnnouncementError, match="facts"):
        replace(FACTS, facts=FACTS.facts[:1] * many)


def test_english_is_for_whoever_has_it() -> None:
    assert (("vi",), "vi") == (IN_VIETNAMESE.languages, IN_VIETNAMESE.nearest("en"))
    assert (("vi", "en"), "en") == (FACTS.languages, FACTS.nearest("en"))


def test_english_is_whole_or_not_there() -> None:
    with pytest.raises(AnnouncementError, match="has every sentence"):
        replace(FACTS, contact=Told(FACTS.contact.vi))
    with pytest.raises(AnnouncementError, match="has every sentence"):
        replace(IN_VIETNAMESE, contact=FACTS.contact)


def test_nothing_is_said_in_english_alone() -> None:
    with pytest.raises(AnnouncementError, match="in Vietnamese"):
        replace(FACTS, action=Told("", "Keep Bluetooth on"))
