"""Accounts: what a sign-in name and a name are made of."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.staff.services import make_staff


def made(**changes):
    return make_staff(**{"username": "lan", "full_name": "Nguyễn Thị Lan", "password": "x", **changes})


@pytest.mark.parametrize("username", ["an", "a" * 40, " Nguyen.Thi.Lan2 "])
def test_a_sign_in_name_has_two_to_forty_plain_signs_and_is_kept_small(db, username):
    assert username.strip().lower() == made(username=username).username


@pytest.mark.parametrize("username", ["a", "a" * 41, "lân", "lan thi", "lan_thi", "..", ""])
def test_any_other_name_to_sign_in_with_is_refused(db, username):
    with pytest.raises(RefusedError, match="sign-in name"):
        made(username=username)


@pytest.mark.parametrize("full_name", ["An", "ă" * 80])
def test_a_name_has_two_to_eighty_letters(db, full_name):
    assert full_name == made(full_name=full_name).full_name


@pytest.mark.parametrize("full_name", ["A", "ă" * 81, " "])
def test_any_other_name_is_refused(db, full_name):
    with pytest.raises(RefusedError, match="2 to 80"):
        made(full_name=full_name)
