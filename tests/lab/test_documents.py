"""`bluezone bench documents` measures what it says it measures."""

from __future__ import annotations

from tests.support.commands import bluezone, refused


def test_every_step_of_a_letter_is_measured() -> None:
    figures = bluezone("bench", "documents", "--papers", 1, "--json").json

    assert {
        "papers",
        "set_per_minute",
        "drafts_per_minute",
        "set_and_signed_twice_per_minute",
        "verified_per_minute",
        "judged_pdf_per_minute",
        "judged_docx_per_minute",
        "signed_bytes",
    } == set(figures)
    assert min(figures.values()) > 0


def test_no_letters_are_no_measurement() -> None:
    assert "between 1 and 10000" in refused(bluezone("bench", "documents", "--papers", 0))
