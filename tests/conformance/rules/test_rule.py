"""Where a finding says that it is."""

from __future__ import annotations

import pytest

from bluezone.conformance.rules.rule import where
from bluezone.conformance.sheet import Line, Run, Type

TYPE = Type("Tinos", 14, bold=False, italic=False)


@pytest.mark.parametrize(("length", "told"), [(60, "K" * 60), (61, "K" * 60 + "…")])
def test_of_a_line_sixty_letters_are_quoted(length: int, told: str) -> None:
    assert f"page 2: {told}" == where(Line((Run("K" * length, TYPE),), 2)).en
