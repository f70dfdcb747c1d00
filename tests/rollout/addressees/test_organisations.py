"""An office's list of organisations is a tree of reporting, or is refused with the line."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.addressees.organisations import Organisations, read_organisations, shipped_organisations
from bluezone.rollout.errors import DirectiveError
from tests.support.rollout.son_duong import FILE

HEAD = "id,name,kind,unit,reports_to\n"


def read(lines: str) -> Organisations:
    return read_organisations((HEAD + lines).encode(), "list.csv")


def refusal(data: bytes) -> str:
    with pytest.raises(DirectiveError) as refused:
        read_organisations(data, "list.csv")
    assert refused.value.words.vi.isprintable()
    return str(refused.value)


def test_the_shipped_list_has_exactly_the_31_communes_of_august_2020() -> None:
    rows = csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())
    units = {row["code"]: row["name"].lower() for row in rows if row["parent"] == "076"}

    communes = {o.unit: o.name for o in shipped_organisations() if o.kind == "commune-committee"}

    assert 31 == len(communes)
    assert units == {unit: name.removeprefix("Ủy ban nhân dân ").lower() for unit, name in communes.items()}


def test_codes_keep_their_zeros() -> None:
    assert "02536" == shipped_organisations()["ubnd-son-duong"].unit


def test_reporting_runs_from_the_bottom_to_the_top() -> None:
    listed = read("c,C,office,1,b\nb,B,office,1,a\na,A,office,1,\n")

    assert ["c", "b", "a"] == [organisation.id for organisation in listed.from_the_bottom()]
    assert ["a"] == [organisation.id for organisation in listed.tops()]
    assert ["c"] == [organisation.id for organisation in listed.below("b")]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("a,A,office,1,\na,B,office,1,\n", "a: stands there twice"),
        ("a,A,office,1,b\n", "a, reports_to: there is no b"),
        ("a,A,office,1,b\nb,B,office,1,a\n", "circle"),
        ("a,A,office,1,a\n", "circle"),
        ("a,A,office\n", "line 2: must have 5 cells"),
        ("A B,A,office,1,\n", "line 2: id and kind"),
        ("a,,office,1,\n", "line 2: id and kind"),
        (f"a,{'x' * 500},office,1,\n", "line 2: has a cell that is too long"),
        ('a,"x\ny",office,1,\n', "line 2: has a cell"),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_its_line(lines: str, why: str) -> None:
    assert why in refusal((HEAD + lines).encode())


@pytest.mark.parametrize("is_top_first", [False, True])
def test_reporting_runs_through_twelve_and_no_more_in_whatever_order_they_stand(is_top_first: bool) -> None:
    def listed(many: int) -> str:
        lines = [f"o{place},N,office,1,{f'o{place - 1}' if place else ''}\n" for place in range(many)]
        return "".join(lines if is_top_first else reversed(lines))

    assert 12 == len(read(listed(12)))
    assert "too deep" in refusal((HEAD + listed(13)).encode())


@pytest.mark.parametrize(
    "data", [b"", b"name,id\n", b"\xff\xfe", b'id,name,kind,unit,reports_to\n"a', b"x" * 9_000_000]
)
def test_what_is_no_list_is_refused_in_one_line(data: bytes) -> None:
    assert refusal(data)


@given(st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers(0, 8)), max_size=9))
def test_whatever_reports_to_whom_the_list_is_a_tree_or_refused(pairs: list[tuple[int, int | None]]) -> None:
    lines = "".join(f"o{a},N,office,1,{'' if b is None else f'o{b}'}\n" for a, b in pairs)

    try:
        listed = read(lines)
    except DirectiveError:
        return
    order = [organisation.id for organisation in listed.from_the_bottom()]
    for organisation in listed:
        if organisation.reports_to is not None:
            assert order.index(organisation.id) < order.index(organisation.reports_to)
