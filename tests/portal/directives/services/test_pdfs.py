"""A PDF is bounded before anybody opens it."""

from __future__ import annotations

import pytest

from bluezone.portal.directives.services.pdfs import require_pdf
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import a_pdf

TEN_MEGABYTES = 10 << 20


@pytest.mark.parametrize(
    ("size", "said"), [(TEN_MEGABYTES, "does not open"), (TEN_MEGABYTES + 1, "at most 10 MB")], ids=["as much", "more"]
)
def test_a_file_above_ten_megabytes_is_not_looked_at(size: int, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        require_pdf(b"%PDF-".ljust(size, b"\0"))


def test_a_file_has_up_to_three_hundred_pages() -> None:
    assert 300 == require_pdf(a_pdf(300))
    with pytest.raises(RefusedError, match="300"):
        require_pdf(a_pdf(301))
