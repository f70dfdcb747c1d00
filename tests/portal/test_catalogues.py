"""The catalogues lie as `python -m scripts.words` lays them out: running it changes what its caller changed alone."""

from __future__ import annotations

import pytest

from scripts.words import catalogues_as_written, catalogues_there

pytestmark = pytest.mark.slow


def test_writing_the_catalogues_anew_changes_none():
    written, there = catalogues_as_written(), catalogues_there()

    assert set(written) == set(there)
    assert [] == [str(one) for one in there if one.read_bytes() != written[one]], "python -m scripts.words does it"
