"""Rows read as whole numbers are the rows that Django reads, on whichever database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DataError, connection, transaction
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.columns import DayNumber, Numbered, Otherwise, Packed, columns_of, rows_of
from bluezone.portal.tracing.graph import whole_graph
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.models import (
    NUMBERS_OF_AN_EXPOSURE,
    NUMBERS_OF_AN_INVOLVEMENT,
    Exposure,
    Involvement,
)

pytestmark = pytest.mark.django_db
DAYS = [dt.date(1, 1, 1), dt.date(1582, 10, 15), dt.date(2000, 2, 29), dt.date(2026, 11, 27), dt.date(9999, 12, 31)]
NOBODY = 2**31 - 1
LARGEST, TOO_LARGE, FAR_TOO_LARGE, NEGATIVE = 2**31 - 1, 2**31, 2**32, -1


def the_units() -> list[Unit]:
    return list(Unit.objects.order_by("pk")[: len(DAYS) + 1])


def test_days_are_their_ordinals_and_what_is_not_known_is_as_said():
    units = the_units()
    for unit, day in zip(units, [*DAYS, None], strict=True):
        Unit.objects.filter(pk=unit.pk).update(valid_from=day, valid_to=None)

    read = rows_of(
        Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("-pk"),
        Packed("pk", DayNumber("valid_from", 7), Otherwise("parent_id", NOBODY)),
    )

    ordinals = [*(day.toordinal() for day in DAYS), 7]
    expected = [(unit.pk, day, unit.parent_id or NOBODY) for unit, day in zip(units, ordinals, strict=True)]
    assert expected[::-1] == read
    assert {NOBODY} < {parent for _, _, parent in read}


def test_where_there_is_no_row_there_is_none():
    for nobody in (Unit.objects.filter(code="nobody's"), Unit.objects.filter(pk__in=[])):
        assert [] == rows_of(nobody, Packed("pk", Otherwise("parent_id", 0)))
        assert [[], []] == [[*column] for column in columns_of(nobody, Packed("pk"), Numbered("code", ["01"]))]


def test_a_word_is_its_number_and_any_other_the_next_one():
    one, other, third, *_ = the_units()
    for unit, word in ((one, "a"), (other, ""), (third, "c")):
        Unit.objects.filter(pk=unit.pk).update(search_text=word)
    rows = Unit.objects.filter(pk__in=[one.pk, other.pk, third.pk]).order_by("pk")

    keys, words = columns_of(rows, Packed("pk"), Numbered("search_text", ["", "a"]))

    assert ([one.pk, other.pk, third.pk], [1, 0, 2]) == ([*keys], [*words])
    assert [[0]] == [[*column] for column in columns_of(rows.filter(pk=other.pk), Numbered("search_text", ["", "a"]))]


def test_words_that_begin_alike_or_hold_signs_are_not_taken_for_each_other():
    words = ["", "2021-05", "2021-05-hcmc", "5", ","]
    said = ["2021-05-hcmc", "", "2021-05-hc", "2021-05", "5,5", "", "", ",", "5", "Thông tư"]
    units = list(Unit.objects.order_by("pk")[: len(said)])
    for unit, word in zip(units, said, strict=True):
        Unit.objects.filter(pk=unit.pk).update(search_text=word)

    (read,) = columns_of(
        Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk"), Numbered("search_text", words)
    )

    assert [words.index(word) if word in words else len(words) for word in said] == [*read]


@pytest.mark.parametrize("word", ["0", "1", "><", "'", "%s"])
def test_a_word_that_looks_like_a_sign_of_another_is_taken_for_no_other(word):
    one, other, *_ = the_units()
    Unit.objects.filter(pk=one.pk).update(search_text=word)
    Unit.objects.filter(pk=other.pk).update(search_text="a")
    rows = Unit.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")

    assert [[2, 1]] == [[*column] for column in columns_of(rows, Numbered("search_text", ["", "a"]))]
    assert [[1, 2]] == [[*column] for column in columns_of(rows, Numbered("search_text", ["", word]))]


def test_a_number_that_four_bytes_do_not_hold_is_no_other_number():
    row = Unit.objects.filter(pk=the_units()[0].pk)

    def read(number: int) -> int:
        ((found,),) = rows_of(row, Packed(Otherwise(Cast(F("pk") * 0 + number, BigIntegerField()), 0)))
        return found

    assert (0, LARGEST) == (read(0), read(LARGEST))
    for number in (TOO_LARGE, FAR_TOO_LARGE, NEGATIVE):
        with pytest.raises((OverflowError, DataError)), transaction.atomic():
            read(number)


def test_in_every_place_of_a_row_a_number_is_itself_or_refused():
    """PostgreSQL puts two beside each other: neither may run over into the other."""
    row = Unit.objects.filter(pk=the_units()[0].pk)

    def read(*numbers: int) -> tuple[int, ...]:
        said = [Otherwise(Cast(F("pk") * 0 + number, BigIntegerField()), 0) for number in numbers]
        (found,) = rows_of(row, Packed(*said))
        return found

    for width in range(1, 6):
        for at in range(width):
            for rest in (0, LARGEST):
                numbers = [rest] * width
                numbers[at] = LARGEST - rest
                assert tuple(numbers) == read(*numbers)
                for number in (TOO_LARGE, FAR_TOO_LARGE, NEGATIVE):
                    numbers[at] = number
                    with pytest.raises((OverflowError, DataError)), transaction.atomic():
                        read(*numbers)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of SQLite it is asked below")
def test_postgresql_reads_the_numbers_of_an_outbreak_from_an_index_and_no_row():
    """It does where it has looked through the rows; a table as small as the tests' it reads whole if it may, or its few
    rows by another index that costs the same."""
    outbreak = default_outbreak()
    exposures = Exposure.objects.filter(outbreak=outbreak, is_alive=True).order_by("pk")
    people = Involvement.objects.filter(outbreak=outbreak).order_by("pk")

    with connection.cursor() as cursor:
        for scan in ("seqscan", "bitmapscan", "indexscan"):  # an index alone is not among these
            cursor.execute(f"SET LOCAL enable_{scan} = off")
        cursor.execute("SET LOCAL random_page_cost = 4")
    asked = {
        "exposures_as_numbers": exposures.values_list(NUMBERS_OF_AN_EXPOSURE),
        "involved_as_numbers": people.values_list(NUMBERS_OF_AN_INVOLVEMENT, Numbered("regime", [""])),
    }
    for index, rows in asked.items():
        assert f"Index Only Scan using {index}" in rows.explain()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite finds its index by its words alone")
def test_postgresql_is_told_that_indexes_are_in_memory_while_an_outbreak_is_read():
    """Else it reads the rows of a few hundred thousand people by their keys, whatever an address says of its disk."""
    outbreak = default_outbreak()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 4")

    with transaction.atomic():
        whole_graph(outbreak)
        assert "1.1" == page_cost()
        transaction.set_rollback(True)

    assert "4" == page_cost()


def page_cost() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('random_page_cost')")
        (said,) = cursor.fetchone()
    return said


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of PostgreSQL it is asked above")
def test_sqlite_reads_what_it_said_of_a_row_when_it_was_written():
    outbreak = default_outbreak()
    exposures = Exposure.objects.filter(outbreak=outbreak, is_alive=True).order_by("pk")
    people = Involvement.objects.filter(outbreak=outbreak).order_by("pk")

    assert "Function" not in steps_of(exposures.values_list(NUMBERS_OF_AN_EXPOSURE))
    assert "Function" not in steps_of(people.values_list(NUMBERS_OF_AN_INVOLVEMENT, Numbered("regime", [""])))
    assert "Function" in steps_of(people.values_list(Packed("pk", DayNumber("set_apart_on", 0))))


KEPT = {
    "exposures_as_numbers": (
        """CREATE INDEX "exposures_as_numbers" ON "tracing_exposure" ("outbreak_id", "id", """
        """(printf('%08x%08x%08x%08x%08x', "id", "source_id", "target_id", """
        """COALESCE(CAST(julianday("first_day") - 1721424.5 AS INTEGER), 0), """
        """COALESCE(CAST(julianday("last_day") - 1721424.5 AS INTEGER), 4000000)))) WHERE "is_alive\""""
    ),
    "involved_as_numbers": (
        """CREATE INDEX "involved_as_numbers" ON "tracing_involvement" ("outbreak_id", "id", "regime", """
        """(printf('%08x%08x%08x%08x%08x%08x', "id", "person_id", """
        """COALESCE(CAST(julianday("set_apart_on") - 1721424.5 AS INTEGER), 4000000), """
        """COALESCE("level", 255), COALESCE("through_id", 0), """
        """COALESCE(CAST(julianday("possible_from") - 1721424.5 AS INTEGER), 0))))"""
    ),
}
"""What stands in every store since migration 0008, word for word."""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL holds columns, in whatever words")
def test_stores_keep_what_todays_questions_ask_for():
    """Migration 0008 makes its indexes with the `columns.py` of the day on which it runs. Whoever has numbers said in
    other words changes no store that is there: its levels are then read from rows, slowly and unnoticed. They write a
    migration that takes both indexes away and makes them anew, and the new words here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE '%%_as_numbers'", [])
        assert KEPT == dict(cursor.fetchall())


def steps_of(rows: QuerySet) -> set[str]:
    """What SQLite does for one question."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", values)
        return {name for _, name, *_ in cursor.fetchall()}
