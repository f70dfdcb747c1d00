"""Faults are small, stand where a reader could overlook them, and are never a sentence for people."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from drills.mutants.planting import mutants_of, sample
from drills.mutants.rooms import ROOMS, ROOT


def spoilt(source: str) -> set[str]:
    """All that one fault can make of these lines."""
    data = source.encode()
    return {ast.unparse(ast.parse(mutant.planted(data))) for mutant in mutants_of("room.py", data)}


def faults(source: str) -> set[str]:
    return {mutant.fault for mutant in mutants_of("room.py", source.encode())}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("x = a < b", "x = a <= b"),
        ("x = a == b", "x = a != b"),
        ("x = a not in b", "x = a in b"),
        ("x = a and b", "x = a or b"),
        ("x = a and b", "x = b"),
        ("x = not a", "x = a"),
        ("x = 1 if a else 2", "x = 1 if not a else 2"),
        ("x = [y for y in z if y]", "x = [y for y in z if not y]"),
        ("x = a + b", "x = a - b"),
        ("x += 1", "x -= 1"),
        ("x = 7", "x = 8"),
        ("x = 7", "x = 6"),
        ("x = True", "x = False"),
        ("def f():\n    return x", "def f():\n    return None"),
        ("x = rows.filter(a=1, b=2)", "x = rows.filter(a=1)"),
        ("x = max(a, b)", "x = min(a, b)"),
        ("def f():\n    save(x)", "def f():\n    pass"),
        ("def f():\n    raise Refused('no')", "def f():\n    pass"),
        ("x.y = z", "pass"),
        ("x = y['key']", "x = y['key_']"),
        ("x = y.get('key')", "x = y.get('key_')"),
        ("@atomic\ndef f():\n    pass", "@(lambda undecorated: undecorated)\ndef f():\n    pass"),
    ],
)
def test_each_fault_is_planted(source: str, fault: str) -> None:
    assert ast.unparse(ast.parse(fault)) in spoilt(source)


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations\nimport a",
        '"""A sentence."""',
        "def f():\n    '''A sentence.'''",
        "x: int | None",
        "def f(x: A | B) -> C | D: ...",
        "def f():\n    assert x is not None",
        "__all__ = ('a', 'b')",
        "x = Words('Có 2 người', 'There are 2 people')",
        "x = f'{a + b}'",
        "log.info('read %d', 3)",
        "if TYPE_CHECKING:\n    x = 1",
        "@property\ndef f():\n    pass",
    ],
)
def test_what_no_test_has_to_hold_is_left_alone(source: str) -> None:
    assert set() == spoilt(source)


def test_a_fault_in_a_body_acts_when_it_is_called_and_one_at_a_head_while_it_is_imported() -> None:
    source = "A = 1\n@may('x')\ndef f(b=2):\n    return 3\n"
    source += "class C:\n    d = 4\n    def g(self):\n        return 5\ne = lambda: 6\n"

    inside = {mutant.before: mutant.inside for mutant in mutants_of("room.py", source.encode())}

    assert {"1": False, "may('x')": False, "2": False, "4": False} == {k: v for k, v in inside.items() if not v}
    assert {"3", "5", "6"} <= {before for before, acts_when_called in inside.items() if acts_when_called}


def test_bytes_and_not_letters_are_counted() -> None:
    assert "x = ('Tân Trào', 2)" in spoilt("x = ('Tân Trào', 1)")


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    modules = ROOMS["staff"].modules()[:4]

    first, again, other = (sample(modules, ROOT, count=20, seed=seed) for seed in ("1", "1", "2"))

    assert first == again
    assert first != other
    assert 20 == len(set(first))


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    modules = ROOMS["staff"].modules()[:4]

    assert set(sample(modules, ROOT, count=5, seed="1")) < set(sample(modules, ROOT, count=20, seed="1"))


def test_every_room_has_modules_and_tests() -> None:
    for room in ROOMS.values():
        assert room.modules()
        assert [] == [path for path in room.tests if not (ROOT / path).exists()]


def test_no_module_of_a_room_is_a_migration() -> None:
    assert [] == [path for room in ROOMS.values() for path in room.modules() if "migrations" in Path(path).parts]
