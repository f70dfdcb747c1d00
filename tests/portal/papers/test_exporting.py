"""A register for another system: each field stands under the name that the decree gives it."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.documents.paper import Kind
from bluezone.portal.papers.exporting import table_of
from bluezone.portal.papers.models import Direction
from tests.portal.papers.test_incoming import another, entered


def rows_of(papers, direction: Direction, year: int = 2020) -> list[dict[str, object]]:
    """Each row with the names of its fields."""
    columns, rows = table_of(papers.committee, direction, year)
    return [dict(zip([column.label.vi for column in columns], row, strict=True)) for row in rows]


def told(row: dict[str, object]) -> dict[str, object]:
    """What is told at all; empty fields are those that nobody here knows."""
    return {name: value for name, value in row.items() if value not in ("", None)}


def test_a_paper_that_left_is_told_under_the_names_of_the_decree(papers):
    paper = papers.sealed()

    (row,) = rows_of(papers, Direction.OUT)

    assert {
        "DocOrdinal": 1,
        "TypeName": Kind(paper.kind).title or "Công văn",
        "CodeNumber": paper.number,
        "CodeNotation": paper.symbol,
        "IssuedDate": dt.date(2020, 8, 11),
        "OrganName": "Ủy ban nhân dân huyện Sơn Dương",
        "Subject": paper.subject,
        "Language": "Tiếng Việt",
        "PageAmount": 1,
    } == {name: row[name] for name in list(row)[3:12]}
    assert "SignerInfo.FullName" in told(row)
    assert "To.OrganName" in told(row)


@pytest.mark.parametrize(
    ("typed", "number", "symbol"),
    [("525/STTTT-TTBCXB", "525", "STTTT-TTBCXB"), ("CV-7", "", "CV-7"), (" 12 / A/B ", "12", "A/B")],
)
def test_an_arrival_is_told_with_number_and_symbol_apart_where_they_are_written_so(papers, typed, number, symbol):
    arrival = entered(papers, another(paper_code=typed))

    (row,) = rows_of(papers, Direction.IN)

    assert {
        "DocOrdinal": 1,
        "TypeName": "Công văn",
        "IssuedDate": dt.date(2020, 8, 7),
        "OrganName": "Sở Thông tin và Truyền thông",
        "Subject": "V/v triển khai ứng dụng Bluezone",
        "Language": "Tiếng Việt",
        "ArrivalDate": papers.now.date(),
        "ArrivalNumber": arrival.number,
        "ToPlaces": "Phòng Văn hóa và Thông tin",
    } == {name: row[name] for name in told(row) if name not in {"CodeNumber", "CodeNotation", "PageAmount", "Priority"}}
    assert (number, symbol) == (row["CodeNumber"], row["CodeNotation"])


def test_a_register_has_its_year_its_body_and_its_order(papers):
    for code in ("1/A", "2/A"):
        entered(papers, another(paper_code=code))

    assert [(1, "1"), (2, "2")] == [(row["DocOrdinal"], row["CodeNumber"]) for row in rows_of(papers, Direction.IN)]
    assert [] == rows_of(papers, Direction.IN, 2019)
    assert [] == rows_of(papers, Direction.OUT)


def test_a_book_of_what_went_out_has_the_numbers_of_its_year_alone(papers, office):
    papers.reserved()
    office.clock[0] += dt.timedelta(days=365)
    papers.reserved()
    papers.reserved()

    books = [[row["CodeNumber"] for row in rows_of(papers, Direction.OUT, year)] for year in (2020, 2021)]

    assert [[1], [1, 2]] == books
