"""A column is found by the header that somebody named, or by one that is known."""

from __future__ import annotations

import pytest

from bluezone.lists.errors import MappingError
from tests.support.trace.lists import contact_list, line_list


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("case_id,generation,date_of_onset", {"id": "case_id", "onset": "date_of_onset"}),
        ("id,age,dt_onset,dt_report", {"id": "id", "onset": "dt_onset"}),
        ("visualId,dateOfOnset", {"id": "visualId", "onset": "dateOfOnset"}),
        ("uuid,symptoms.onsetDate", {"id": "uuid", "onset": "symptoms.onsetDate"}),
        ("Họ tên,Mã ca bệnh,Ngày khởi phát", {"id": "Mã ca bệnh", "onset": "Ngày khởi phát"}),
        ("id,case_id", {"id": "case_id"}),
    ],
)
def test_headers_of_other_systems_are_known(header: str, taken: dict[str, str]) -> None:
    assert taken == line_list(header, "a,b,c").columns


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("from,to,exposure", {"from": "from", "to": "to"}),
        ("infector,case_id,source", {"from": "infector", "to": "case_id"}),
        ("id,infector", {"from": "infector", "to": "id"}),
        ("source,target,date", {"from": "source", "to": "target", "first_day": "date", "last_day": "date"}),
        (
            "from,to,age,date_first_contact,date_last_contact,was_case",
            {"from": "from", "to": "to", "first_day": "date_first_contact", "last_day": "date_last_contact"},
        ),
        (
            "from,to,first_contact_date,last_contact_date",
            {"from": "from", "to": "to", "first_day": "first_contact_date", "last_day": "last_contact_date"},
        ),
    ],
)
def test_so_are_those_of_contacts(header: str, taken: dict[str, str]) -> None:
    assert taken == contact_list(header).columns


def test_a_named_column_goes_before_any_other() -> None:
    cases = line_list("case_id,national,seen", "1,a,2020-08-01", id="National", onset="seen")
    contacts = contact_list("from,to,infector", "x,y,z", source="infector", target="from")

    assert ["a"] == [person.id for person in cases.people]
    assert [("z", "x")] == [(one.source, one.target) for one in contacts.contacts]


def test_the_column_named_for_one_end_is_not_guessed_for_the_other() -> None:
    contacts = contact_list("from,infector", "a,b", target="from")

    assert [("b", "a")] == [(one.source, one.target) for one in contacts.contacts]


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(MappingError, match="no column “uid”; there are: case_id, sex"):
        line_list("case_id,sex", id="uid")


def test_where_no_header_is_known_somebody_has_to_name_one() -> None:
    with pytest.raises(MappingError, match="ids of people; name one of these: a, b"):
        line_list("a,b")
    with pytest.raises(MappingError, match="who was exposed"):
        contact_list("from,b")
