"""How the sources look: modules with a law, of a size that can be read, under names that say something."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.support.sources import PACKAGE, modules, modules_naming, name_of, rooms, syntax_of

LONGEST = 400
MOST_METHODS = 20
MORE_METHODS = {
    "AirShell": 21,
    "BluezRadio": 25,
    "BumbleRadio": 22,
    "Connection": 22,
    "Correspondence": 27,
    "Device": 34,
    "Door": 22,
    "Exchange": 26,
    "Fields": 22,
    "Machine": 30,
    "Store": 32,
    "Styles": 22,
    "Tracing": 28,
    "Visit": 32,
    "_Writer": 22,
}
"""Classes that had more before anybody counted, and how many: none of them grows."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "handlers", "managers"}


def test_every_module_opens_with_a_docstring() -> None:
    """An empty `__init__` is no module, only a folder. Whose first signs are quotes and a word has one."""
    texts = {path: path.read_text(encoding="utf-8").strip() for path in modules()}
    otherwise = [path for path, text in texts.items() if text and not re.match(r'"""\w', text)]

    assert [] == [name_of(path) for path in otherwise if not ast.get_docstring(syntax_of(path))]


def test_every_public_class_says_what_it_is_for() -> None:
    """Django calls the class of every migration the same; what it does stands at the top of its file."""
    public = [one for one in classes() if not one.name.startswith("_") and "migrations" not in one.path.parts]

    assert [] == [f"{name_of(one.path)}: {one.name}" for one in public if not one.explains_itself]


class Written(NamedTuple):
    """A class of the product, as it is written."""

    path: Path
    name: str
    explains_itself: bool
    methods: int


@functools.cache
def classes() -> tuple[Written, ...]:
    """Read once for all that is asked of them."""
    return tuple(
        Written(path, node.name, _explains_itself(node), methods_of(node))
        for path in modules_naming("class ")
        for node in syntax_of(path).body
        if isinstance(node, ast.ClassDef)
    )


def _explains_itself(node: ast.ClassDef) -> bool:
    """A docstring, or nothing but fields, with or without a line under each."""
    return bool(ast.get_docstring(node)) or all(
        isinstance(part, ast.AnnAssign | ast.Pass)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        for part in node.body
    )


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    assert {} == {name: length for name, length in lengths.items() if length > LONGEST}


def test_no_class_grows_into_two() -> None:
    """What has more methods is as a rule two classes: one asks less of the other than both share."""
    numbers = Counter[str]()
    for one in classes():
        numbers[one.name] = max(numbers[one.name], one.methods)

    assert {} == {name: found for name, found in numbers.items() if found > MORE_METHODS.get(name, MOST_METHODS)}
    assert {} == {name: most for name, most in MORE_METHODS.items() if numbers[name] < most}


def methods_of(node: ast.ClassDef) -> int:
    return sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    paths = [path.relative_to(PACKAGE) for path in modules()]

    assert [] == [str(path) for path in paths if FORBIDDEN_NAMES & {*path.parts, path.stem}]


def test_no_pattern_of_a_message_ends_in_a_dollar() -> None:
    """A $ lets a line break through behind the last character, and msgspec searches as re does; \\Z does not."""
    dollars = [
        f"{name_of(path)}: {keyword.value.value}"
        for path in modules_naming("pattern")
        for keyword in ast.walk(syntax_of(path))
        if isinstance(keyword, ast.keyword)
        and keyword.arg == "pattern"
        and isinstance(keyword.value, ast.Constant)
        and str(keyword.value.value).endswith("$")
    ]

    assert [] == dollars


def test_nobody_imports_relatively() -> None:
    relative = [
        name_of(path)
        for path in modules_naming("from .")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert [] == relative


@pytest.mark.parametrize("room", rooms())
def test_a_rooms_face_is_exactly_what_it_lists(room: str) -> None:
    """Where a room lists its names, the list is its namespace; where it lists none, its modules are its face."""
    module = importlib.import_module(f"bluezone.{room}")
    public = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and name != "annotations" and not isinstance(value, ModuleType)
    }

    assert public == set(getattr(module, "__all__", ()))


def test_protocol_loads_no_more_than_it_is_asked_for() -> None:
    """Modules are its face because re-exporting would load signatures and msgspec for whoever wants a Day."""
    script = "import bluezone.protocol.calendar, sys; print('msgspec' in sys.modules, 'cryptography' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert "False False" == finished.stdout.strip()


def test_an_exchange_loads_nothing_of_a_database_that_it_may_not_have() -> None:
    script = "import bluezone.exchange, sys; print([name for name in sys.modules if '.postgresql' in name])"

    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert "[]" == finished.stdout.strip()


def test_every_module_of_the_protocol_is_named_in_its_rooms_law() -> None:
    law = importlib.import_module("bluezone.protocol").__doc__ or ""
    names = [path.stem for path in Path(PACKAGE / "protocol").glob("[a-z]*.py")]

    assert [] == [name for name in names if name not in law]
