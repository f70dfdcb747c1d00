"""Whatever our writers are asked to write, the checker has nothing against it."""

from __future__ import annotations

from hypothesis import given, settings

from bluezone.conformance import inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue, Paper
from tests.support.amounts import examples
from tests.support.documents.paper_strategies import papers
from tests.support.documents.papers import NOW


@settings(max_examples=examples(20))
@given(papers())
def test_no_pdf_of_ours_gives_an_alarm(made: tuple[Paper, Issue]) -> None:
    verdict = inspect_paper(write_pdf(*made, now=NOW).pdf)

    assert () == verdict.findings


@settings(max_examples=examples(20))
@given(papers())
def test_no_docx_of_ours_gives_an_alarm(made: tuple[Paper, Issue]) -> None:
    verdict = inspect_paper(write_docx(*made, now=NOW))

    assert () == verdict.findings
