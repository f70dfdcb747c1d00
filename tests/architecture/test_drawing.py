"""ARCHITECTURE.md is complete and true: its drawings are the contracts', every room has a line, every file is there."""

from __future__ import annotations

import configparser
import functools
import re
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, PROJECT, rooms

PAGE = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"`([\w./-]+\.(?:py|toml|html|js|md))`|\]\(([\w./-]+\.md)[)#]")


def drawn(block: str) -> list[set[str]]:
    """The storeys of a drawing: what stands on one line, without what is said about it."""
    lines = [re.split(r"\s{2,}", line.strip())[0] for line in block.splitlines() if line.strip()]
    return [{one.strip("() ") for one in line.split("│")} for line in lines]


def layers_of(contract: str) -> list[set[str]]:
    linted = configparser.ConfigParser()
    linted.read(PROJECT / ".importlinter", encoding="utf-8")
    said = linted[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [{one.strip("() ") for one in line.split("|")} for line in said if line.strip()]


@pytest.mark.parametrize(("heading", "contract"), [("## The arrows", "arrows"), ("## Inside the portal", "cores")])
def test_a_drawing_is_its_contract(heading: str, contract: str) -> None:
    block = _BLOCK.search(PAGE, PAGE.index(f"{heading}\n"))

    assert block is not None
    assert layers_of(contract) == drawn(block[1])


def lines_of_the_table() -> dict[str, list[str]]:
    """By room: the files with which to begin reading."""
    table = PAGE[PAGE.index("## The rooms") : PAGE.index("## The device engine")]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    return {
        room.rstrip("/"): [start.rstrip("/") for start in re.findall(r"`([^`]+)`", begin)]
        for _, named, _what, begin, _ in rows
        for room in re.findall(r"`([^`]+)`", named)
    }


def apps_of_the_portal() -> list[str]:
    return sorted(f"portal/{path.parent.name}" for path in (PACKAGE / "portal").glob("*/__init__.py"))


def test_every_room_and_every_app_of_the_portal_has_a_line() -> None:
    assert set() == {*rooms(), *apps_of_the_portal()} - set(lines_of_the_table())
    assert set() == {room for room in lines_of_the_table() if not (PACKAGE / room).is_dir()}
    assert len(apps_of_the_portal()) > 15


def test_where_to_begin_reading_is_there() -> None:
    """A row of two rooms names files of either; the shared look and the phone's pages point at one another."""
    missing = [
        f"{room}: {start}"
        for room, starts in lines_of_the_table().items()
        for start in starts
        if not any((folder / start).exists() for folder in (PACKAGE / room, PACKAGE / "portal", PACKAGE))
    ]

    assert [] == missing


def pages() -> list[Path]:
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def sources_named_in(text: str) -> set[str]:
    """Files of ours that a page names or leads to."""
    return {named or linked for named, linked in _FILE.findall(text)}


FORMER = {"test_citizen_axe.py"}
"""Named in docs/tests.md as where a check stood once."""
PATTERNS = {"NNNN-name.md"}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = sources_named_in(page.read_text(encoding="utf-8")) - FORMER - PATTERNS

    assert set() == {one for one in named if not _is_there(one, page)}


def test_every_test_that_a_page_names_is_there() -> None:
    """Each by its name alone, and each that stands behind its file."""
    texts = [path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py")]
    written = {name for text in texts for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)}
    named = {name for page in pages() for name in re.findall(r"(?:`|::)(test_\w+)`", page.read_text("utf-8"))}

    assert len(named) > 20
    assert set() == named - written


def test_every_file_of_tests_in_a_command_of_a_page_is_there() -> None:
    """`scripts/test tests/portal/cases/test_desk.py -k confirm` is typed as it stands."""
    commands = [one for page in pages() for one in re.findall(r"`([^`\n]+)`", page.read_text("utf-8"))]
    named = {name for one in commands for name in re.findall(r"(?<!\S)tests/[\w/]+(?:\.py)?(?=\s|::|$)", one)}

    assert "tests/portal/cases/test_desk.py" in named
    assert set() == {name for name in named if not (PROJECT / name).exists()}


def _is_there(name: str, page: Path) -> bool:
    if (page.parent / name).resolve().exists():
        return True
    return any(f"/{path}".endswith(f"/{name}") for path in files_of_the_project())


@functools.cache
def files_of_the_project() -> list[str]:
    folders = (PROJECT / top for top in ("src", "tests", "scripts", "drills", "docs", "native", "clients", "android"))
    files = (path for folder in folders for path in folder.rglob("*.*") if "__pycache__" not in path.parts)
    return [path.relative_to(PROJECT).as_posix() for path in files]


def test_a_file_that_is_gone_is_seen() -> None:
    named = sources_named_in("the table `accounts/permissions.py` and [why](docs/decisions/0099-gone.md)")

    assert {"accounts/permissions.py", "docs/decisions/0099-gone.md"} == named
    assert [] == [one for one in named if _is_there(one, PROJECT / "README.md")]
