"""A mapping is valid or does not exist, and is found again by its header."""

from __future__ import annotations

import pytest

from bluezone.lists.errors import MappingError
from bluezone.lists.mapping.mapping import Mapping, fingerprint_of
from bluezone.lists.mapping.remembering import keep_mapping, mapping_for
from bluezone.lists.schemas.kinds import BUSINESS, STAFF
from tests.support.lists.list_ports import MappingsInMemory
from tests.support.lists.tables import table_of


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ((("full_name", 0), ("shoe_size", 1)), "no field “shoe_size”"),
        ((("full_name", 0), ("phone", 0)), "“0” was chosen twice"),
        ((("full_name", 0), ("full_name", 1)), "“full_name” was chosen twice"),
        ((("phone", 0),), "No column was chosen for “Full name”"),
    ],
)
def test_what_cannot_work_is_refused_at_birth(columns: tuple[tuple[str, int], ...], complaint: str) -> None:
    with pytest.raises(MappingError, match=complaint):
        Mapping(STAFF, columns)


def test_a_given_name_apart_is_enough_for_people_and_not_for_businesses() -> None:
    assert Mapping(STAFF, (("family_name", 0), ("given_name", 1))).has_key
    with pytest.raises(MappingError):
        Mapping(BUSINESS, (("full_name", 0),))


def test_a_header_is_the_same_however_it_is_typed() -> None:
    one = table_of(["STT", "Họ và tên", "SĐT"], [1, "Lê An", 1])
    same = table_of(["DANH SÁCH"], ["stt", "HỌ VÀ\nTÊN", "sđt:"], [2, "Hà Bình", 2])
    other = table_of(["STT", "SĐT", "Họ và tên"], [1, 1, "Lê An"])

    assert fingerprint_of(one) == fingerprint_of(same)
    assert fingerprint_of(one) != fingerprint_of(other)


def test_what_was_confirmed_once_is_taken_next_time() -> None:
    saved = MappingsInMemory()
    august = table_of(["STT", "Họ và tên", "Mã"], [1, "Lê An", "0912345678"])
    proposed, before = mapping_for(august, STAFF, saved)
    keep_mapping(august, Mapping(STAFF, (*proposed.columns, ("note", 2))), saved)

    september = table_of(["STT", "HỌ VÀ TÊN", "MÃ"], [1, "Hà Bình", "x"])
    mapping, known = mapping_for(september, STAFF, saved)

    assert (False, True) == (before, known)
    assert 2 == mapping.index_of("note")


def test_a_saved_mapping_that_no_longer_fits_is_proposed_anew() -> None:
    saved = MappingsInMemory()
    table = table_of(["STT", "Họ và tên", "SĐT"], [1, "Lê An", 912345678])
    saved.keep("staff", fingerprint_of(table), (("a field of last year", 1),))

    mapping, known = mapping_for(table, STAFF, saved)

    assert not known
    assert 1 == mapping.index_of("full_name")
