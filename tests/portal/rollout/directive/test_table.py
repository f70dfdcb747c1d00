"""Every clause is counted and proved, the table says so without an empty cell, and the printed one is in step."""

from __future__ import annotations

import pytest

from bluezone.portal.rollout.directive.loading import shipped_directive
from bluezone.portal.rollout.directive.table import HEAD, as_markdown, clause_table
from bluezone.vietnam.words import Language
from tests.support.sources import PROJECT

SON_DUONG = shipped_directive()
GUIDE = PROJECT / "docs" / "guides" / "directive.md"


def test_no_cell_is_empty() -> None:
    rows = clause_table(SON_DUONG)

    assert 14 == len(rows)
    assert [] == [row.instruction for row in rows for cell in row.cells if not cell.vi.strip() or not cell.en.strip()]


def test_every_paragraph_of_every_clause_has_a_row() -> None:
    places = [row.cells[0].en for row in clause_table(SON_DUONG)]

    assert ["1", "2.1", "2.2", "3", "4", "5", "6", "Closing"] == list(dict.fromkeys(places))


def test_a_rate_names_its_numerator_and_its_denominator() -> None:
    (row,) = [row for row in clause_table(SON_DUONG) if row.instruction == "staff-install"]

    assert "Installed among staff with a smartphone: CB3 / CB2; Installed among all staff: CB3 / CB1" == row.cells[5].en


def test_what_has_no_rate_says_that_it_is_only_counted() -> None:
    (row,) = [row for row in clause_table(SON_DUONG) if row.instruction == "broadcast"]

    assert "none: a count only" == row.cells[5].en


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guide_shows_exactly_this_table(language: Language) -> None:
    """After a change of the file: bluezone inspect directive --language vi (en), into the guide."""
    assert as_markdown(SON_DUONG, language) in GUIDE.read_text(encoding="utf-8")


def test_every_line_of_the_table_has_as_many_cells_as_its_head() -> None:
    lines = as_markdown(SON_DUONG, "vi").splitlines()

    assert {len(HEAD) + 1} == {line.replace("\\|", "").count("|") for line in lines}
