"""The room for papers of an office, and what its tests share."""

from __future__ import annotations

import pytest

from tests.support.paper_offices import DAY, ROOTS, PaperOffice
from tests.support.papers import report

__all__ = ["DAY", "ROOTS", "PaperOffice"]


@pytest.fixture
def papers(office) -> PaperOffice:
    return PaperOffice.at(office, DAY)


@pytest.fixture
def another_paper():
    return report
