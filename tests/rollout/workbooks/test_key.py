"""Only the office makes a key, and any change to one shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.errors import Returned, ReturnedFileError
from bluezone.rollout.workbooks.key import FormKey, find_key
from tests.support.rollout.forms import SECRET

KEY = FormKey("son-duong-2020", "ubnd-trung-yen", "2020-08")
TEXT = KEY.signed(SECRET)


def reason(texts: list[str], secret: bytes = SECRET) -> Returned:
    with pytest.raises(ReturnedFileError) as refused:
        find_key(texts, secret)
    return refused.value.reason


def test_a_key_is_found_among_other_words() -> None:
    assert KEY == find_key(["Xã Trung Yên", f"Mã phiếu: {TEXT} ", TEXT], SECRET)


def test_a_form_without_a_key_is_a_strangers() -> None:
    assert Returned.NO_KEY is reason(["Báo cáo", "BZ1"])


def test_a_key_for_another_organisation_cannot_be_made_from_ours() -> None:
    assert Returned.ALTERED_KEY is reason([TEXT.replace("trung-yen", "minh-thanh")])


def test_two_keys_in_one_file_are_two_forms_mixed() -> None:
    other = FormKey("son-duong-2020", "ubnd-minh-thanh", "2020-08").signed(SECRET)

    assert Returned.ALTERED_KEY is reason([TEXT, other])


def test_another_offices_key_is_not_ours() -> None:
    assert Returned.ALTERED_KEY is reason([TEXT], b"y" * 32)


def test_a_short_secret_makes_no_keys() -> None:
    with pytest.raises(ValueError, match="too short"):
        KEY.signed(b"short")


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="ascii"))
def test_a_key_with_any_sign_changed_is_refused(place: int, sign: str) -> None:
    altered = TEXT[:place] + sign + TEXT[place + 1 :]
    if altered == TEXT:
        return

    assert reason([altered]) in {Returned.NO_KEY, Returned.ALTERED_KEY}


@given(st.lists(st.text()))
def test_no_text_is_a_key_by_chance(texts: list[str]) -> None:
    assert reason(texts) in {Returned.NO_KEY, Returned.ALTERED_KEY}
