"""Whatever our writers are asked to write, the checker has nothing against it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bluezone.conformance import inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue, Paper
from tests.support.amounts import examples
from tests.support.documents.paper_strategies import papers
from tests.support.documents.papers import NOW, decision

pytestmark = pytest.mark.in_turn(of=3)


@pytest.mark.slow
@settings(max_examples=examples(8))
@given(papers())
def test_no_pdf_of_ours_gives_an_alarm(made: tuple[Paper, Issue]) -> None:
    verdict = inspect_paper(write_pdf(*made, now=NOW).pdf)

    assert () == verdict.findings


@pytest.mark.parametrize("subject", ["Ủy vị", "ii ii"])
def test_the_line_under_the_shortest_subject_is_seen(subject: str) -> None:
    paper = decision(subject=subject)

    assert () == inspect_paper(write_pdf(paper, Issue(1, NOW.date()), now=NOW).pdf).findings


@pytest.mark.slow
@settings(max_examples=examples(8))
@given(papers())
def test_no_docx_of_ours_gives_an_alarm(made: tuple[Paper, Issue]) -> None:
    verdict = inspect_paper(write_docx(*made, now=NOW))

    assert () == verdict.findings
