"""A row is a contact where it names two people; its days are kept where it has them."""

from __future__ import annotations

import datetime as dt

from tests.support.trace.lists import contact_list, said

AUGUST = dt.date(2020, 8, 1)


def test_rows_that_name_no_two_people_are_told() -> None:
    contacts = contact_list("from,to", "a,b", ",b", "a,NA", "a,a", "a,b")

    assert [("a", "b", 2), ("a", "b", 6)] == [(one.source, one.target, one.line) for one in contacts.contacts]
    assert [(3, "There is no id"), (4, "There is no id"), (5, "Nobody exposes themselves")] == [
        (line, words.partition(";")[0]) for line, words in said(contacts.told)
    ]


def test_one_date_is_the_first_and_the_last_day() -> None:
    (contact,) = contact_list("from,to,date", "a,b,1/8/2020").contacts

    assert (AUGUST, AUGUST) == (contact.first_day, contact.last_day)


def test_either_end_may_be_missing() -> None:
    contacts = contact_list("from,to,exposure_start,exposure_end", "a,b,2020-08-01,", "a,c,,2020-08-01").contacts

    assert [(AUGUST, None), (None, AUGUST)] == [(one.first_day, one.last_day) for one in contacts]


def test_days_in_the_wrong_order_are_told_and_not_believed() -> None:
    contacts = contact_list("from,to,exposure_start,exposure_end", "a,b,2020-08-02,2020-08-01")

    assert [(None, None)] == [(one.first_day, one.last_day) for one in contacts.contacts]
    assert [(2, "The last day lies before the first; both were taken as not known.")] == said(contacts.told)
