"""A preview shows the beginning of a long list, counts all of it, and has the same parts whatever the list says."""

from __future__ import annotations

import pytest

from bluezone.portal.lists.preview import SHOWN_DOUBLES, SHOWN_ROWS
from tests.portal.lists.test_bringing_in import AN, a_list
from tests.support.portal.lists_desk import a_desk


@pytest.fixture
def desk(office):
    return a_desk(office)


def test_of_a_long_list_twelve_rows_are_shown_and_all_are_counted(desk):
    people = [(f"Lê Văn {'ABCDEFGHIKLMNOPQRST'[at]}n", 1980, f"09123456{at:02}", "Xã Sơn Dương") for at in range(15)]

    sent = desk.bring(a_list(*((*person, "x", "x", None) for person in people)))

    assert 12 == SHOWN_ROWS == len(sent.preview["rows"])
    assert 15 == sent.preview["records"]


def test_of_many_doubles_twenty_are_shown_and_all_are_counted(desk):
    sent = desk.bring(a_list(*[AN] * 8))

    assert 20 == SHOWN_DOUBLES == len(sent.preview["doubles"])
    assert 8 * 7 // 2 == sent.preview["doubles_in_all"]


def test_a_list_whose_columns_say_nothing_has_the_parts_of_any_other(desk):
    read = desk.bring(a_list(AN))
    unread = desk.bring(a_list(AN, header=[["", "k1", "k2", "k3", "k4", "k5", "k6", "k7"]]))

    assert unread.preview["problem"]
    assert read.preview.keys() == unread.preview.keys()
    assert ([], 0, 0) == (unread.preview["rows"], unread.preview["records"], unread.preview["doubles_in_all"])
    assert "Store" not in desk.page(unread)
