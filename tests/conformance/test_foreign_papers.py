"""Papers that our writer did not make: what is wrong with them is found, and nothing else is said.

Each expectation was written down by looking at the page; the table in docs/guides/papers.md counts them.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from bluezone.conformance import Severity, Verdict, inspect_paper
from bluezone.documents.official import write_pdf
from tests.support.documents.papers import ISSUE, NOW, report
from tests.support.documents.word_style import word_style_report

FOREIGN = Path(__file__).parent / "foreign"
PLAN = {"page.number", "head.body-rule", "head.date", "title.subject-rule", "bases.end", "text.points"}
"""A number at the foot, a line as long as the body's name, tháng 08, a subject without line, a comma, e) after c)."""
LETTER = {"head.number", "head.date", "text.end"}
"""Số: 7, ngày 3, and no ./. at the end."""
LOST = {"head.motto-rule", "head.body-rule", "recipients.head-type"}
"""What Writer made of the style sheet: a frame in place of a line, no line, and an upright Nơi nhận in 11 pt."""


def verdict_on(name: str) -> Verdict:
    return inspect_paper((FOREIGN / name).read_bytes())


def rules(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("letter-chromium.pdf", LETTER),
        ("letter-writer.docx", LETTER | LOST),
        ("plan-writer.pdf", PLAN),
        ("plan-writer.docx", PLAN),
    ],
)
def test_every_fault_and_nothing_else_is_found(name: str, wrong: set[str]) -> None:
    verdict = verdict_on(name)

    assert wrong == rules(verdict)
    assert not verdict.conforms
    assert len(verdict.judged) > 40


def test_a_frame_of_four_lines_and_an_address_at_the_foot_of_the_first_of_two_pages_are_no_faults() -> None:
    """Our own draft with both, exported by Writer."""
    verdict = verdict_on("urgent-writer.pdf")

    assert () == verdict.findings
    assert "urgency.form" in verdict.judged


def test_a_draft_of_ours_that_a_word_processor_opened_and_saved_is_as_sound_as_before() -> None:
    """It calls left and right start and end, and so the lines under titles seemed as wide as the page."""
    verdict = verdict_on("report-writer.docx")

    assert () == verdict.findings
    assert {"head.motto-rule", "head.body-rule", "title.subject-rule", "appendix.head"} <= set(verdict.judged)


def test_a_sound_report_from_a_word_processor_conforms() -> None:
    verdict = inspect_paper(word_style_report())

    assert () == verdict.findings
    assert verdict.conforms


def test_text_in_the_themes_own_face_is_noticed() -> None:
    (finding,) = inspect_paper(word_style_report(theme_text=True)).findings

    assert ("page.typeface", "Calibri") == (finding.rule, finding.found)


def test_a_head_parted_by_tabs_is_read_as_two_columns() -> None:
    """Only the line under the body's name is missing: the typist drew the other one."""
    verdict = inspect_paper(word_style_report(tabs=True))

    assert {"head.body-rule"} == rules(verdict)
    assert {"head.superior-type", "head.number", "head.place", "head.motto-rule"} <= set(verdict.judged)


def test_a_missing_end_is_a_doubt_and_not_an_error() -> None:
    severities = {finding.rule: finding.severity for finding in verdict_on("letter-chromium.pdf").findings}

    assert Severity.DOUBT is severities["text.end"]
    assert Severity.ERROR is severities["head.number"]


def scanned(pdf: bytes) -> bytes:
    """The pages as pictures."""
    pages = [page.render(scale=100 / 72).to_pil().convert("RGB") for page in pdfium.PdfDocument(pdf)]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=100)
    return buffer.getvalue()


def test_a_scan_cannot_be_judged() -> None:
    verdict = inspect_paper(scanned(write_pdf(report(), ISSUE, now=NOW).pdf))

    assert not verdict.readable
    assert not verdict.conforms
    assert ((), ()) == (verdict.findings, verdict.judged)
    assert "scan" in verdict.unjudged[0].why


def test_something_that_is_no_official_paper_cannot_be_judged() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)

    verdict = inspect_paper(buffer.getvalue())

    assert not verdict.readable
    assert "does not look like" in verdict.unjudged[0].why
