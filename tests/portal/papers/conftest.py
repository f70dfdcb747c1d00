"""The room for papers of an office, and what its tests share."""

from __future__ import annotations

import copy

import pytest

from tests.support.documents.papers import report
from tests.support.portal.offices import Office
from tests.support.portal.paper_offices import DAY, ROOTS, PaperOffice

__all__ = ["DAY", "ROOTS", "PaperOffice"]


@pytest.fixture(scope="module")
def kept_papers(kept) -> PaperOffice:
    return PaperOffice.at(Office(), DAY)


@pytest.fixture
def papers(kept_papers, db) -> PaperOffice:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(kept_papers)


@pytest.fixture
def office(request, db) -> Office:
    """That of the papers, or of a test without any."""
    return request.getfixturevalue("papers").office if "papers" in request.fixturenames else Office()


@pytest.fixture
def another_paper():
    return report
