"""A telephone number is checked as it is typed, in whatever form it stands."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from bluezone.portal.frame.phone_field import PhoneField


@pytest.mark.parametrize("typed", ["0912 345 678", " 0912345678 ", "+84 912 345 678"])
def test_a_number_is_given_as_it_is_kept_however_it_was_typed(typed):
    assert PhoneField().clean("0912345678") == PhoneField().clean(typed)


def test_where_none_is_required_nothing_is_a_good_answer():
    assert "" == PhoneField(required=False).clean("  ")


@pytest.mark.parametrize("typed", ["", "  ", "0912", "0" * 31, "Nguyễn Thị Lan", None])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)
