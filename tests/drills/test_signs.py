"""A file of tests is known again as long as it and all that it stands on say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from drills.mutants.signs import signs_of

FILES = {
    "tests/conftest.py": "",
    "tests/support/builders.py": "from tests.support import bricks",
    "tests/support/bricks.py": "SIZE = 1",
    "tests/room/things.py": "",
    "tests/room/test_one.py": "from tests.support.builders import house\nimport tests.room.things",
    "tests/room/test_two.py": "def test_two(): ...",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def changed(root: Path, name: str) -> set[str]:
    """The files of tests that are not known again after a change in one file."""
    files = ["tests/room/test_one.py", "tests/room/test_two.py"]
    before = signs_of(files, root)
    (root / name).write_text(FILES.get(name, "") + "\nMORE = 2")
    return {file.removeprefix("tests/room/") for file, sign in signs_of(files, root).items() if before[file] != sign}


@pytest.mark.parametrize(
    ("name", "known_no_more"),
    [
        ("tests/room/test_two.py", {"test_two.py"}),
        ("tests/room/things.py", {"test_one.py"}),
        ("tests/support/bricks.py", {"test_one.py"}),
        ("tests/conftest.py", {"test_one.py", "test_two.py"}),
        ("tests/room/conftest.py", {"test_one.py", "test_two.py"}),
        ("tests/support/unasked.py", set()),
    ],
)
def test_a_file_is_known_no_more_after_a_change_in_what_it_stands_on(root: Path, name: str, known_no_more) -> None:
    assert known_no_more == changed(root, name)
