"""The checker's rules in the reader's language."""

from __future__ import annotations

from bluezone.conformance.rules import RULES
from bluezone.portal.papers.conformance_words import BOXES, DEMANDS


def test_every_rule_of_the_checker_has_words_and_a_box():
    assert {rule.name for rule in RULES} == set(DEMANDS)
    assert {rule.name.partition(".")[0] for rule in RULES} == {name for name, _ in BOXES}
