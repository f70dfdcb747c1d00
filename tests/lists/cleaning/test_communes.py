"""Communes are found by what people call them, and never guessed silently."""

from __future__ import annotations

import pytest

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.communes import Gazetteer, Unit, bare_name
from tests.support.rollout.son_duong import UNITS

GAZETTEER = Gazetteer(UNITS)


@pytest.mark.parametrize(
    "typed",
    [
        "Xã Tú Thịnh",
        "tu thinh",
        "TÚ THỊNH",
        "x. Tú Thịnh",
        "UBND xã Tú Thịnh",
        "Tú Thịnh, Sơn Dương, Tuyên Quang",
        "thôn Đồng Quan - xã Tú Thịnh - huyện Sơn Dương",
    ],
)
def test_one_commune_has_many_spellings(typed: str) -> None:
    found = GAZETTEER.clean(typed).value

    assert found is not None
    assert ("02560", "Xã Tú Thịnh") == (found.code, found.name)


@pytest.mark.parametrize(("typed", "code"), [("TT Sơn Dương", "02536"), ("Hợp Hoà", "02578"), ("Đồng Quí", None)])
def test_kinds_and_placement_of_tones_do_not_matter_but_letters_do(typed: str, code: str | None) -> None:
    found = GAZETTEER.clean(typed)

    assert code == (found.value.code if found.value else None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Thôn Măng Ngọt, huyện Sơn Dương", None),  # the district, not the town of its name
        ("huyện Sơn Dương", None),
        ("Tân Trào, xã Minh Thanh, huyện Sơn Dương", "02542"),  # a hamlet called as another commune is
        ("Tân Thành, xã Đông Thọ", "02572"),
        ("TDP Đăng Châu, TT Sơn Dương, huyện Sơn Dương", "02536"),
        ("Tổ 3, Minh Thanh, Sơn Dương, Tuyên Quang", "02542"),
        ("Tân Thành, Đông Thọ", None),  # a hamlet and a commune, or two communes
        ("Tổ 3, Sơn Dương, Tuyên Quang", None),  # the town, or somewhere in the district
    ],
)
def test_a_place_that_only_has_a_communes_name_is_not_taken_for_it(typed: str, code: str | None) -> None:
    found = GAZETTEER.clean(typed)

    assert code == (found.value.code if found.value else None)
    assert bool(found.notes) is (code is None)


@pytest.mark.parametrize("typed", ["xã Tú Thịn, huyện Sơn Dương", "Thôn 3, xã Tú Thịn", "Tú Thịn, Sơn Dương"])
def test_a_slip_within_an_address_is_asked_about_and_not_hidden_by_the_district(typed: str) -> None:
    found = GAZETTEER.clean(typed)

    assert None is found.value
    assert [(Weight.ASKED, "Xã Tú Thịnh")] == [(note.weight, note.suggestion) for note in found.notes]


def test_a_slip_is_asked_about() -> None:
    (note,) = GAZETTEER.clean("Tú Thinhj").notes

    assert (Weight.ASKED, "Xã Tú Thịnh") == (note.weight, note.suggestion)


def test_another_place_is_wrong() -> None:
    assert [Weight.WRONG] == [note.weight for note in GAZETTEER.clean("Bắc Kạn City").notes]


def test_a_name_that_two_units_bear_is_asked_about_unless_the_rest_tells() -> None:
    twins = Gazetteer(
        [Unit("1", "Xã Minh Thanh", ("Huyện Sơn Dương",)), Unit("2", "Xã Minh Thanh", ("Huyện Nguyên Bình",))]
    )

    assert None is twins.clean("Minh Thanh").value
    assert [Weight.ASKED] == [note.weight for note in twins.clean("Minh Thanh").notes]
    found = twins.clean("Minh Thanh, Nguyên Bình").value
    assert found is not None
    assert "2" == found.code


def test_a_former_name_finds_what_it_became() -> None:
    found = Gazetteer([Unit("9", "Xã Hồng Sơn", (), ("Xã Hồng Lạc", "Xã Vân Sơn"))]).clean("Vân Sơn").value

    assert found is not None
    assert "9" == found.code


def test_a_kind_alone_stays_a_name() -> None:
    assert "xa" == bare_name("Xã")
