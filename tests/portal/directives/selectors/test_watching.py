"""Which count of a report holds."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.portal.directives.selectors.watching import ShownFigure
from tests.support.portal.rolling import SENT

FIVE = SimpleNamespace(value=5)


@pytest.mark.parametrize(
    ("figure", "correction", "holds"),
    [
        (None, None, None),
        (FIVE, None, 5),
        (FIVE, SimpleNamespace(becomes=4, confirmed_at=None), 5),
        (FIVE, SimpleNamespace(becomes=4, confirmed_at=SENT), 4),
    ],
    ids=["no figure", "as it was sent", "a correction that waits", "a correction that was confirmed"],
)
def test_the_corrected_count_holds_once_it_was_confirmed(figure, correction, holds):
    assert holds == ShownFigure(None, figure, correction, 0).value
