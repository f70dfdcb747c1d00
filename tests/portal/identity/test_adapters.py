"""What somebody is told at the second step, in words of ours."""

from __future__ import annotations

from django.utils import translation

from bluezone.portal.identity.adapters import SecondFactorAdapter


def test_whoever_types_a_code_that_was_used_is_told_to_take_the_next_one():
    with translation.override("en"):
        refused = SecondFactorAdapter().validation_error("incorrect_code")

        assert ["This code is wrong, or was used already: please take the next one."] == refused.messages
