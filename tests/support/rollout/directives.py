"""The shipped directive's file, changed in one place."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bluezone.rollout.directive.loading import SHIPPED, read_directive
from bluezone.rollout.errors import DirectiveError

SHIPPED_TEXT = files("bluezone.rollout").joinpath("data").joinpath(SHIPPED).read_text(encoding="utf-8")


def changed(before: str, after: str) -> bytes:
    """The file with the first `before` replaced; one that is not there is a fault of the test."""
    assert before in SHIPPED_TEXT
    return SHIPPED_TEXT.replace(before, after, 1).encode()


def refusal(data: bytes) -> str:
    """The one line with which the file is refused; it is there in both languages."""
    with pytest.raises(DirectiveError) as refused:
        read_directive(data, "copy.toml")
    assert refused.value.words.vi.isprintable()
    assert str(refused.value).isprintable()
    return str(refused.value)
