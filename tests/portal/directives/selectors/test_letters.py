"""What can be said of a letter by its signatures alone."""

from __future__ import annotations

import pytest

from bluezone.portal.directives.selectors.letters import LetterCheck, LetterSignature
from tests.support.portal.rolling import SENT


def signature(*, intact: bool = True, covers: str = "revision", added: str = "signatures") -> LetterSignature:
    return LetterSignature("Hoàng Văn Thử", "", SENT, intact, covers, added, holds=False, root="", problem="")


@pytest.mark.parametrize(
    ("told", "is_genuine"),
    [({}, True), ({"intact": False}, False), ({"covers": "part"}, False), ({"added": "other"}, False)],
    ids=["as signed", "changed", "a part", "more behind it"],
)
def test_bytes_are_genuine_as_they_were_signed_with_nothing_but_signatures_behind_them(told, is_genuine: bool):
    assert is_genuine is signature(**told).is_genuine


@pytest.mark.parametrize(("covers", "has_end"), [((), False), (("revision",), True), (("revision", "whole"), False)])
def test_an_end_that_nobody_signed_stands_where_no_signature_covers_the_whole(covers, has_end: bool):
    assert has_end is LetterCheck(SENT, tuple(signature(covers=one) for one in covers)).has_unsigned_end
