"""Telephone numbers of Viet Nam, against the ministry's numbering plan (Thông tư 22/2014/TT-BTTTT)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.errors import NoPhoneError
from bluezone.vietnam.telephone import (
    however_typed,
    is_phone,
    is_phone_of_any_country,
    national_form,
    normalised_phone,
    spaced_phone,
)

NUMBERS = st.from_regex(r"0([35789][0-9]{8}|2[0-9]{9}|69[0-9]{5,7})", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "0912345678"),
        ("  0912 345 678 ", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("(+84) 0912.345.678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("912345678", "0912345678"),
        ("02073 822 123", "02073822123"),
        ("2073822123", "02073822123"),
        ("(024) 3846-1234", "02438461234"),
        ("069 2342 608", "0692342608"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_written(typed: str, kept: str) -> None:
    assert kept == normalised_phone(typed)


@pytest.mark.parametrize(
    "number",
    [
        "0321234567",  # Viettel, since 2018
        "0561234567",  # Vietnamobile, since 2018
        "0701234567",  # MobiFone, since 2018
        "0831234567",  # VinaPhone, since 2018
        "0912345678",
        "02438461234",  # Hà Nội: 24 and eight digits
        "02838221234",  # Hồ Chí Minh: 28 and eight digits
        "02073822123",  # Tuyên Quang: 207 and seven digits
        "06923426",
        "0692342608",
    ],
)
def test_what_the_plan_gives_out_is_a_number(number: str) -> None:
    assert is_phone(number)


@pytest.mark.parametrize(
    "number",
    [
        "0123456789",  # 01 begins nothing
        "01234567890",  # and since 2018 nothing of eleven digits either
        "0412345678",
        "0612345678",
        "0207382212",  # a landline of ten digits
        "09123456789",
        "091234567",
        "912345678",
        "18001234",
        "113",
        "0999999999\n",
        "０９１２３４５６７８",
        "",
    ],
)
def test_what_it_does_not_is_none(number: str) -> None:
    assert not is_phone(number)


@pytest.mark.parametrize(
    "typed", ["", "không nhớ", "0123 456 789", "gọi 0912345678", "0912345678" + " " * 20 + "x", "+0912345678",
              "0912345678/0387654321", "٠٩١٢٣٤٥٦٧٨", "0" * 10_000, "\ud800", "+84", "0912\x00345678"]
)  # fmt: skip
def test_anything_else_is_refused_in_both_languages(typed: str) -> None:
    with pytest.raises(NoPhoneError) as refused:
        normalised_phone(typed)

    assert "10 chữ số" in refused.value.words.said("vi")
    assert "10 digits" in refused.value.words.said("en")
    assert refused.value.words.en == str(refused.value)


@given(NUMBERS)
def test_every_number_is_kept_as_it_is_and_read_back_from_how_we_show_it(number: str) -> None:
    assert number == normalised_phone(number) == normalised_phone(spaced_phone(number))


@given(NUMBERS, st.sampled_from(["+84", "84", "0084", "+84 (0)", "+84 "]))
def test_the_country_in_front_changes_nothing(number: str, country: str) -> None:
    if len(number) >= 10:  # the shortest private numbers are dialled inside the country only
        assert number == normalised_phone(country + number[1:])


@given(st.text(max_size=40))
def test_any_text_is_a_number_of_the_plan_or_is_refused(text: str) -> None:
    try:
        kept = normalised_phone(text)
    except NoPhoneError:
        return

    assert is_phone(kept)


@given(st.text(alphabet="0123456789", max_size=14))
def test_a_national_form_is_its_own_national_form(digits: str) -> None:
    """But for what begins with two countries, which nobody writes."""
    once = national_form(digits)

    assert once.lstrip("0") == national_form(once).lstrip("0") or once.startswith("0084")


@pytest.mark.parametrize("text", ["0912 345 678", "+7 (495) 123-45-67", "+855 12 345 678"])
def test_a_guest_is_called_back_under_a_number_of_any_country(text: str) -> None:
    assert is_phone_of_any_country(text)


@pytest.mark.parametrize("text", ["", "none", "........", "(091) 234-5", "0912345678901234", "0912345678\n", "９" * 10])
def test_what_no_country_has_is_no_number(text: str) -> None:
    assert not is_phone_of_any_country(text)


@pytest.mark.parametrize(
    "typed",
    ["0977111222", "0977 111 222", "0977.111-222", "+84 977 111 222", "84977111222", "(0977) 111222", "00849 77111222"],
)
def test_a_number_is_found_however_it_was_typed(typed: str) -> None:
    assert re.search(however_typed("0977111222"), f"gọi {typed}, sau 5 giờ")


@pytest.mark.parametrize("typed", ["0977111223", "10977111222", "09771112220", "0977 111 22"])
def test_another_number_is_not_taken_for_it(typed: str) -> None:
    assert not re.search(however_typed("0977111222"), f"gọi {typed}, sau 5 giờ")
