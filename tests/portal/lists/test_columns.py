"""A register as a file: where much is written, there is room for it."""

from __future__ import annotations

import pytest

from bluezone.portal.lists.columns import _fields, export_columns


@pytest.mark.parametrize(("kind", "wide"), [("contacts", "note"), ("business", "address")])
def test_a_column_of_long_texts_is_wider_than_one_of_telephones(kind, wide):
    widths = dict(zip(_fields(kind), (column.width for column in export_columns(kind)), strict=False))

    assert widths[wide] > widths["phone"]
