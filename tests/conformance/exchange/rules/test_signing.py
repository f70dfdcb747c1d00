"""How many signatures a file could have, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.signing import every_file_has_as_many_signatures_as_the_list_asks
from bluezone.protocol.signature import Kind


def visit(of_index: int, of_configuration: int, asked: int = 1) -> SimpleNamespace:
    """Files with so many signatures by different keys, where the key list asks for so many of a configuration."""
    files = [
        SimpleNamespace(signatures=[(bytes([key]), b"") for key in range(many)])
        for many in (of_index, 1, of_configuration)
    ]
    return SimpleNamespace(
        keys=SimpleNamespace(signatures_for=lambda kind: asked if kind is Kind.CONFIG else 1),
        index_file=files[0],
        head_file=files[1],
        listed=lambda *_kinds: [SimpleNamespace(name="config 1", kind=Kind.CONFIG)],
        file=lambda _line: files[2],
    )


@pytest.mark.parametrize(("of_configuration", "asked"), [(1, 1), (2, 1), (2, 2)])
def test_a_configuration_may_have_one_more_than_is_asked(of_configuration: int, asked: int) -> None:
    assert "3 files" == every_file_has_as_many_signatures_as_the_list_asks(visit(1, of_configuration, asked))


@pytest.mark.parametrize(("counts", "named"), [((2, 1, 1), "index has 2"), ((1, 1, 2), "config 1 has 1")])
def test_no_other_file_has_more_and_none_has_less(counts: tuple[int, int, int], named: str) -> None:
    with pytest.raises(NotMetError, match=named):
        every_file_has_as_many_signatures_as_the_list_asks(visit(*counts))
