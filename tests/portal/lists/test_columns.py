"""A register as a file: where much is written, there is room for it."""

from __future__ import annotations

import pytest

from bluezone.lists.cleaning.dates import Birth
from bluezone.portal.lists.columns import _fields, export_columns, value_of
from bluezone.portal.lists.models import Entry


@pytest.mark.parametrize(("kind", "wide"), [("contacts", "note"), ("business", "address")])
def test_a_column_of_long_texts_is_wider_than_one_of_telephones(kind, wide):
    widths = dict(zip(_fields(kind), (column.width for column in export_columns(kind)), strict=False))

    assert widths[wide] > widths["phone"]


def test_what_a_row_has_of_its_own_stands_in_its_column():
    row = Entry(kind="staff", name="Lê Văn An", birth="1980-08-05", phones="0912345678", commune="Sơn Dương")

    shown = [value_of(row, name) for name in ("full_name", "birth", "phone", "commune", "sex")]

    assert ["Lê Văn An", Birth(1980, 8, 5), "0912345678", "Sơn Dương", None] == shown
