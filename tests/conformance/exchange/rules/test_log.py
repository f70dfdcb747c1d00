"""Leaves that an exchange could publish under a signed root."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.log import leaves_make_the_root
from bluezone.protocol.log import root_of


def test_leaves_that_make_another_root_are_named() -> None:
    leaves = [bytes([number]) * 32 for number in range(3)]
    visit = SimpleNamespace(leaves=leaves, head=SimpleNamespace(size=3, root=root_of(leaves)))

    assert "3 leaves" == leaves_make_the_root(visit)
    visit.head.root = root_of(leaves[:2])
    with pytest.raises(NotMetError, match="do not make the signed root"):
        leaves_make_the_root(visit)
