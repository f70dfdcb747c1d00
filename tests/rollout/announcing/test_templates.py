"""Announcements to begin from: what ships can be read, fits every outlet, and never leaves with a gap in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.announcing.outlets import preview
from bluezone.rollout.announcing.templates import gaps_in, template_for, templates

KEYS = [one.key for one in templates()]


def test_there_is_one_for_an_app_a_case_and_a_place() -> None:
    assert {"install", "case", "place"} <= set(KEYS)
    assert len(KEYS) == len(set(KEYS))


@pytest.mark.parametrize("key", KEYS)
def test_each_is_in_vietnamese_alone_and_every_outlet_can_say_it(key: str) -> None:
    facts = template_for(key)

    assert facts is not None
    assert ("vi",) == facts.languages
    assert 30 < preview(facts, "vi").script.seconds < 120


@pytest.mark.parametrize("key", KEYS)
def test_with_the_longest_commune_it_still_fits(key: str) -> None:
    facts = template_for(key, "Xã Thượng Nông Nguyên Bình")

    assert facts is not None
    assert "[xã]" not in str(facts)


def test_a_commune_stands_small_within_a_sentence_and_great_at_its_beginning() -> None:
    facts = template_for("case", "Xã Sơn Dương")

    assert facts is not None
    assert ("Xã Sơn Dương có ca bệnh", "Ủy ban nhân dân xã Sơn Dương") == (facts.headline.vi, facts.issuer.vi)


def test_what_nobody_ships_is_none() -> None:
    assert template_for("../case") is None


def test_gaps_are_named_once_and_in_order() -> None:
    assert ("[ngày]", "[xã]") == gaps_in("Ngày [ngày], [xã]: ngày [ngày]")
    assert () == gaps_in("Ngày 12/8 [] ]x[")


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert all(gap in text for gap in gaps_in(text))
