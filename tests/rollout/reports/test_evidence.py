"""Evidence shows what was done, never by whom, and the same picture is one piece however often it is sent."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.evidence import Evidence, check_forms, counted
from bluezone.rollout.reports.figures import LARGEST, Source
from tests.support.rollout.reporting import SENT, SON_DUONG

DAY = dt.date(2020, 8, 20)


def photo(number: int) -> str:
    return f"{number:064x}"


def poster(number: int = 1, **changes: object) -> Evidence:
    whole: dict[str, object] = {
        "kind": "poster",
        "organisation": "a",
        "day": DAY,
        "file": photo(number),
        "place": "Nhà văn hóa",
    }
    return Evidence(**(whole | changes))  # type: ignore[arg-type]


def test_posters_with_photo_and_place_add_up() -> None:
    figures = counted(SON_DUONG, [poster(1), poster(2), poster(3)], SENT)

    assert {"posters"} == set(figures)
    assert (3, Source.COUNTED_EVIDENCE) == (figures["posters"].value, figures["posters"].source)
    assert (photo(1), photo(2), photo(3)) == figures["posters"].evidence


def test_one_picture_sent_a_hundred_times_is_one_poster() -> None:
    assert 1 == counted(SON_DUONG, [poster(1, place=f"Điểm {i}") for i in range(100)], SENT)["posters"].value


def test_a_round_of_visits_counts_its_households() -> None:
    rounds = [Evidence("household-visit", "a", DAY, count=40), Evidence("household-visit", "a", DAY, count=35)]

    assert 75 == counted(SON_DUONG, rounds, SENT)["households-visited"].value


def test_what_was_done_after_the_moment_is_not_counted() -> None:
    assert {} == counted(SON_DUONG, [poster(day=SENT.date() + dt.timedelta(days=1))], SENT)


def test_a_kind_that_counts_nothing_adds_to_nothing() -> None:
    item = Evidence("news-item", "a", DAY, link="https://example.vn/tin")

    assert {} == counted(SON_DUONG, [item], SENT)


@pytest.mark.parametrize(
    ("piece", "lacks"),
    [
        (poster(file=None), "the photo is missing"),
        (poster(place=None), "the place is missing"),
        (Evidence("broadcast", "a", DAY), "the script is missing"),
        (Evidence("news-item", "a", DAY), "the link is missing"),
        (Evidence("inspection", "a", DAY), "the signed scan is missing"),
    ],
)
def test_a_piece_without_what_its_kind_must_have_is_refused(piece: Evidence, lacks: str) -> None:
    with pytest.raises(ReportError, match=lacks):
        check_forms(piece, SON_DUONG.evidence_kind(piece.kind))


@pytest.mark.parametrize(
    "piece",
    [poster(), Evidence("household-visit", "a", DAY, count=3), Evidence("news-item", "a", DAY, link="http://a.vn/1")],
)
def test_a_whole_piece_is_taken(piece: Evidence) -> None:
    check_forms(piece, SON_DUONG.evidence_kind(piece.kind))


@pytest.mark.parametrize(
    "changes",
    [{"file": "x"}, {"file": photo(1).upper() + "A"}, {"place": ""}, {"place": "a\nb"}, {"place": "x" * 121},
     {"link": "javascript:alert(1)"}, {"link": "file:///etc/passwd"}, {"link": "https://"}, {"link": "http://[x"},
     {"count": 0}, {"link": "https://a.vn/" + "x" * 500}],
)  # fmt: skip
def test_what_is_no_evidence_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ReportError, match="no evidence"):
        poster(**changes)


def test_there_is_no_field_for_a_persons_name() -> None:
    names = {field.name for field in dataclasses.fields(Evidence)}

    assert {"kind", "organisation", "day", "file", "place", "link", "count", "log"} == names


def test_a_line_of_the_loudspeakers_log_needs_no_script_beside_it_and_names_nobody() -> None:
    kind = SON_DUONG.evidence_kind("broadcast")

    check_forms(Evidence("broadcast", "a", DAY, log="broadcast-12"), kind)
    with pytest.raises(ReportError, match="script"):
        check_forms(Evidence("broadcast", "a", DAY), kind)
    for line in ("Nguyễn Thị Sáu", "broadcast-", "broadcast-1 \n", "-1"):
        with pytest.raises(ReportError, match="no evidence"):
            Evidence("broadcast", "a", DAY, log=line)


def test_two_lines_of_one_log_are_two_broadcasts() -> None:
    lines = [Evidence("broadcast", "a", DAY, log=f"broadcast-{number}") for number in (1, 2)]

    assert 2 == counted(SON_DUONG, lines, SENT)["broadcasts"].value


def test_more_evidence_than_a_figure_can_hold_is_as_much_as_it_can() -> None:
    rounds = [Evidence("household-visit", "a", DAY, count=LARGEST) for _ in range(2)]

    assert LARGEST == counted(SON_DUONG, rounds, SENT)["households-visited"].value
