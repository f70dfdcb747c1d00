"""The occasion that a place's name begins with."""

from __future__ import annotations

import pytest

from bluezone.portal.tracing.models import Exposure
from bluezone.portal.tracing.occasions import occasion_at

K = Exposure.Kind


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("Chợ trung tâm", K.MARKET),
        ("CHO Tân Trào", K.MARKET),
        ("Trường Tiểu học Kim Bình", K.SCHOOL),
        ("Trạm Y tế xã", K.CARE),
        ("Công ty may", K.WORK),
        ("Xe khách Hà Nội", K.TRANSPORT),
        ("Đám cưới nhà ông Tý", K.PARTY),
        ("Chùa An Vinh", K.WORSHIP),
        ("Tạp hoá bà Tư", K.MARKET),
        ("Quan an Hà Giang", K.MARKET),
        ("Trung tâm", K.OTHER),
        ("Quận ủy", K.OTHER),
        ("Định Hóa", K.OTHER),
        ("Choang", K.OTHER),
        ("", K.OTHER),
    ],
)
def test_a_form_begins_with_what_the_name_of_the_place_tells(place, kind):
    assert kind == occasion_at(place)
