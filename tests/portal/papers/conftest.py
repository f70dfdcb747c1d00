"""The room for papers of an office, and what its tests share."""

from __future__ import annotations

import pytest

from tests.support.documents.papers import report
from tests.support.portal.paper_offices import DAY, ROOTS, PaperOffice

__all__ = ["DAY", "ROOTS", "PaperOffice"]


@pytest.fixture
def papers(office) -> PaperOffice:
    return PaperOffice.at(office, DAY)


@pytest.fixture
def another_paper():
    return report
