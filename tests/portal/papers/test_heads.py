"""How the register's name of an organisation may stand in the head of a paper."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.documents.paper import Issuer
from bluezone.portal.papers.heads import is_named

UNIT = SimpleNamespace(name="Xã Tân Trào")


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("HĐND", "Hội đồng nhân dân"),
        ("HDND", "Hội đồng nhân dân"),
        ("UBND", "Ủy ban nhân dân"),
        ("MTTQ", "Mặt trận Tổ quốc"),
    ],
)
def test_what_the_register_shortens_the_head_spells_out(short: str, whole: str):
    body = SimpleNamespace(name=f"{short} xã Tân Trào", unit=UNIT)

    heads = [
        Issuer(name=(name, "xã Tân Trào"), abbreviation="TT", place="Tân Trào") for name in (whole, "Hội nông dân")
    ]

    assert [True, False] == [is_named(head, body) for head in heads]
