"""What an upgrade asks of the rows, and for how long it keeps the data of before."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.operations.carried_rows import count_rows, require_all_rows
from bluezone.portal.operations.kept_upgrade import FOLDER, KEPT_FOR, Note, aside_name, erase_when_over, write_note

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("after", [{"cases_case": 2}, {"cases_case": 4}, {}, {"cases_case": 3, "places_unit": 8}])
def test_a_table_with_other_rows_than_before_is_refused(after):
    with pytest.raises(ConfigurationError, match="rows and would have"):
        require_all_rows({"cases_case": 3, "places_unit": 9}, after)


def test_new_tables_and_more_units_are_no_trouble():
    require_all_rows({"cases_case": 3, "places_unit": 9}, {"cases_case": 3, "places_unit": 10, "posts_post": 0})


@pytest.mark.django_db
def test_every_table_is_counted():
    found = count_rows()

    assert found["places_unit"] > 0
    assert {"cases_case", "audit_entry", "django_migrations"} <= found.keys()


def kept_in(folder, note: Note | None):
    kept = folder / FOLDER
    kept.mkdir()
    (kept / "before.db").write_bytes(b"names")
    if note is not None:
        write_note(kept, note)
    return kept


@pytest.mark.parametrize("age", [dt.timedelta(0), KEPT_FOR - dt.timedelta(seconds=1)])
def test_the_data_of_before_are_kept_for_a_week(tmp_path, age):
    kept = kept_in(tmp_path, Note(NOON.isoformat(), "0.1.0", "0.2.0", 9))

    assert 0 == erase_when_over(tmp_path, NOON + age)

    assert (kept / "before.db").exists()


@pytest.mark.parametrize("note", [Note(NOON.isoformat(), "0.1.0", "0.2.0", 9), None])
def test_after_a_week_they_are_erased_and_at_once_where_nothing_dates_them(tmp_path, note):
    kept = kept_in(tmp_path, note)

    assert 1 == erase_when_over(tmp_path, NOON + KEPT_FOR)

    assert not kept.exists()
    assert 0 == erase_when_over(tmp_path, NOON + KEPT_FOR)


def test_what_a_rollback_put_aside_is_erased_after_a_week_of_its_own(tmp_path):
    """A later upgrade's week is not over."""
    first, second = NOON, NOON + dt.timedelta(days=5)
    kept = kept_in(tmp_path, Note(second.isoformat(), "0.1.0", "0.2.0", 9))
    asides = [kept / aside_name(at.isoformat(), "portal.db") for at in (first, second)]
    for aside in asides:
        aside.write_bytes(b"names")

    assert 0 == erase_when_over(tmp_path, first + KEPT_FOR - dt.timedelta(seconds=1))
    assert 1 == erase_when_over(tmp_path, first + KEPT_FOR)

    assert [False, True] == [aside.exists() for aside in asides]
    assert (kept / "before.db").exists()
