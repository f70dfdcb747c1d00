"""The arrows between the rooms hold, and the contract that says so can fail."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser, SectionProxy
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from grimp import ImportGraph

from tests.architecture.storeys import ClosedRoomContract
from tests.support.sources import PACKAGE, PROJECT, imports_in, modules, rooms

PAGES = ("views", "forms", "urls")

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint_imports(sources: Path) -> subprocess.CompletedProcess[str]:
    """The contract over the package in this folder, whatever is installed."""
    environment = {**os.environ, "PYTHONPATH": f"{sources}{os.pathsep}{PROJECT}", "COLUMNS": "400"}
    command = [sys.executable, "-c", LINT_IMPORTS, "--config", str(PROJECT / ".importlinter"), "--no-cache"]
    return subprocess.run(
        command, env=environment, cwd=sources, capture_output=True, text=True, check=False, timeout=240
    )


def copy_of_the_package(folder: Path) -> Path:
    return shutil.copytree(PACKAGE, folder / "bluezone", ignore=shutil.ignore_patterns("__pycache__", "*.so"))


def test_every_arrow_points_down() -> None:
    finished = lint_imports(PACKAGE.parent)

    assert 0 == finished.returncode, finished.stdout
    assert " 0 broken" in finished.stdout


KNOW_DJANGO = {"cli", "joining", "lab", "portal"}
WITHOUT_DJANGO = sorted({*rooms()} - KNOW_DJANGO)
PLANTED = (
    # where                what it imports                       the contract that breaks
    ("kernel", "bluezone.protocol.keys", "An arrow only points down"),
    ("exchange", "bluezone.citizen", "An arrow only points down"),
    ("exchange", "bluezone.device", "phones only by their bytes"),
    ("exchange", "bluezone.radio.base", "phones only by their bytes"),
    ("exchange", "bluezone.joining.clocks", "An arrow only points down"),
    ("simulation", "bluezone.lab.rollout", "An arrow only points down"),
    ("joining", "bluezone.lab.rollout", "An arrow only points down"),
    ("joining", "bluezone.cli.ports", "An arrow only points down"),
    ("lab", "bluezone.cli.whole_numbers", "An arrow only points down"),
    ("device", "numpy", "Only the laboratory learns and fits with numerical libraries"),
    ("kernel", "msgspec", "The kernel knows bytes and numbers only"),
    ("kernel", "os", "The kernel knows bytes and numbers only"),
    ("kernel", "secrets", "The kernel knows bytes and numbers only"),
    ("protocol", "socket", "What both sides agree on touches no world"),
    ("protocol", "pathlib", "What both sides agree on touches no world"),
    ("protocol", "psycopg", "What both sides agree on touches no world"),
    ("device/core", "asyncio", "What a phone decides touches no world"),
    ("device/core", "random", "What a phone decides touches no world"),
    ("device/core", "bluezone.device.runtime", "What a phone decides touches no world"),
    ("vietnam", "bluezone.protocol.calendar", "An arrow only points down"),
    ("vietnam", "django", "What the country knows is pure"),
    ("vietnam", "httpx", "What the country knows is pure"),
    ("vietnam", "pathlib", "What the country knows is pure"),
    ("vietnam", "bluezone.kernel.matching", "What the country knows is pure"),
    ("portal/places", "bluezone.portal.cases.models", "cores only point down"),
    ("portal/papers", "bluezone.portal.lists.models", "cores only point down"),
    ("portal/frame", "bluezone.portal.home.views", "no core knows a page"),
    ("portal/cases", "bluezone.portal.cases.views.desk", "no core knows a page"),
    ("lists", "urllib.request", "The lists of offices are read from bytes"),
    ("rollout", "django.db", "The rollout's arithmetic touches no world"),
    ("rollout", "httpx", "The rollout's arithmetic touches no world"),
    ("rollout", "jinja2", "The rollout's arithmetic touches no world"),
    ("rollout", "urllib.request", "The rollout's arithmetic touches no world"),
    ("rollout", "bluezone.documents", "The rollout's arithmetic touches no world"),
    ("trace", "bluezone.lists.errors", "An arrow only points down"),
    ("trace", "django", "The mathematics of outbreaks touches no world"),
    ("trace", "httpx", "The mathematics of outbreaks touches no world"),
    ("trace", "sqlalchemy", "The mathematics of outbreaks touches no world"),
    ("trace", "time", "The mathematics of outbreaks touches no world"),
    ("trace", "numpy", "Only the laboratory learns and fits with numerical libraries"),
    ("documents", "time", "The kits for papers and figures know no Django"),
    ("indicators", "django", "The kits for papers and figures know no Django"),
    ("indicators", "bluezone.portal.cases.models", "An arrow only points down"),
    ("portal/indicators", "bluezone.portal.operations.clock", "cores only point down"),
    *((room, "django.db", "Only the portal, and who starts or measures it, knows Django") for room in WITHOUT_DJANGO),
    ("webui", "allauth", "Only the portal, and who starts or measures it, knows Django"),
)


@pytest.fixture(scope="module")
def said_of_the_planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy of the package in which every forbidden arrow is planted, each in its module."""
    folder = tmp_path_factory.mktemp("planted")
    package = copy_of_the_package(folder)
    for at, (room, imported, _) in enumerate(PLANTED):
        (package / room / f"planted_{at}.py").write_text(f"import {imported}", encoding="utf-8")
    finished = lint_imports(folder)
    assert 0 != finished.returncode
    return finished.stdout


@pytest.mark.parametrize("at", range(len(PLANTED)), ids=lambda at: " -> ".join(PLANTED[at][:2]))
def test_a_planted_arrow_is_noticed(at: int, said_of_the_planted: str) -> None:
    room, imported, contract = PLANTED[at]
    importer, outside = f"bluezone.{room.replace('/', '.')}.planted_{at}", imported.partition(".")[0]
    named = imported if imported.startswith("bluezone.") else outside

    assert re.search(rf"{contract}.* BROKEN", said_of_the_planted)
    assert re.search(rf"{re.escape(importer)} (->|is no page and imports) {re.escape(named)}\b", said_of_the_planted)


def test_a_closed_room_knows_only_rooms_that_are_closed() -> None:
    """Or the world would come in by way of another room."""
    contracts = [part for part in _contracts() if part.get("type") == "closed_room"]
    closed = {part["room"] for part in contracts}
    known = {one for part in contracts for one in part["knows"].split() if one.startswith("bluezone.")}
    rooms_known = {one for one in known if not any(one.startswith(f"{room}.") for room in closed)}

    assert len(closed) > 5
    assert set() == rooms_known - closed


def test_a_closed_room_lets_in_what_it_lists_for_whom_it_lists_it_and_tells_what_is_idle() -> None:
    graph = ImportGraph()
    for importer, imported in (("room.a", "uuid"), ("room.b", "uuid"), ("room.b", "msgspec"), ("room.b", "math")):
        graph.add_import(importer=importer, imported=imported)
    knows = ["msgspec", "hmac", "room.a -> uuid"]
    contract = ClosedRoomContract("", session_options={}, contract_options={"room": "room", "knows": knows})

    checked = contract.check(graph, verbose=False)

    assert not checked.kept
    assert {"broken": [("room.b", "uuid")], "idle": ["hmac"]} == checked.metadata


@pytest.mark.parametrize(("contract", "but_for"), [("django", KNOW_DJANGO), ("learning", {"lab"})])
def test_no_room_is_left_out_of_a_contract_for_all_but_some(contract: str, but_for: set[str]) -> None:
    sources = next(part["source_modules"].split() for part in _contracts() if part.name.endswith(f":{contract}"))

    assert {f"bluezone.{room}" for room in {*rooms()} - but_for} == {*sources}


def _contracts() -> list[SectionProxy]:
    linted = ConfigParser()
    linted.read(PROJECT / ".importlinter", encoding="utf-8")
    return [linted[name] for name in linted.sections()]


def test_planted_rooms_are_noticed(tmp_path: Path) -> None:
    package = copy_of_the_package(tmp_path)
    for room in ("attic", "portal/attic"):
        (package / room).mkdir()
        (package / room / "__init__.py").touch()

    finished = lint_imports(tmp_path)

    assert 0 != finished.returncode
    assert {"- bluezone.attic", "- bluezone.portal.attic"} <= {*finished.stdout.splitlines()}


def test_every_room_is_drawn() -> None:
    contract = (PROJECT / ".importlinter").read_text(encoding="utf-8")

    assert [] == [room for room in rooms() if room not in contract]


def test_no_two_cores_of_the_portal_need_each_other() -> None:
    """The graph of its apps without their pages can be put in an order: no strongly connected component is left."""
    needs: dict[str, set[str]] = {}
    for path in modules():
        room, *inside = path.relative_to(PACKAGE).with_suffix("").parts
        if room != "portal" or {"migrations", *PAGES} & set(inside):
            continue
        app = inside[0]
        needs.setdefault(app, set()).update(other for other in _apps_named_in(path) if other != app)

    order = list(TopologicalSorter(needs).static_order())

    assert order.index("identity") < order.index("audit") < order.index("cases") < order.index("tracing")


def test_no_files_of_the_house_need_each_other() -> None:
    """Whether at its head, in a function or for a type alone: what a file needs does not need it in return."""
    files = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in modules()}
    files = {name.removesuffix(".__init__"): path for name, path in files.items()}

    needs = {name: files_named_in(path.read_text(encoding="utf-8"), {*files} - {name}) for name, path in files.items()}

    TopologicalSorter(needs).prepare()  # raises CycleError, which names them


@pytest.mark.parametrize(
    "written",
    [
        "import bluezone.b",
        "from bluezone import b",
        "from bluezone.b import One",
        "def late():\n    from bluezone.b import one",
        "if TYPE_CHECKING:\n    from bluezone.b import One",
    ],
)
def test_files_that_need_each_other_are_named(written: str) -> None:
    files = {"bluezone", "bluezone.a", "bluezone.b"}
    needs = {"bluezone.a": files_named_in(written, files), "bluezone.b": files_named_in("import bluezone.a", files)}

    with pytest.raises(CycleError, match=r"bluezone\.a.*bluezone\.b|bluezone\.b.*bluezone\.a"):
        TopologicalSorter(needs).prepare()


def files_named_in(text: str, files: set[str]) -> set[str]:
    """Those of the files from which a module imports, however late."""
    named: list[str] = []
    for node in imports_in(ast.parse(text)):
        if isinstance(node, ast.Import):
            named += [name.name for name in node.names]
        else:
            inside = [f"{node.module}.{name.name}" for name in node.names]
            named += [one if one in files else str(node.module) for one in inside]
    return files.intersection(named)


def _apps_named_in(path: Path) -> set[str]:
    """The apps of the portal that a module imports from, pages of theirs not counted: a core imports none."""
    return apps_named_in(path.read_text(encoding="utf-8"))


def apps_named_in(text: str) -> set[str]:
    named = []
    for node in imports_in(ast.parse(text)):
        if isinstance(node, ast.Import):
            named += [name.name for name in node.names]
        else:
            named += [f"{node.module}.{name.name}" for name in node.names]
    parts = (module.split(".")[2:] for module in named if module.startswith("bluezone.portal."))
    return {app for app, *_ in parts}


@pytest.mark.parametrize(
    "written",
    [
        "from bluezone.portal.cases.models import Case",
        "from bluezone.portal import cases",
        "import bluezone.portal.cases.models",
        "def late():\n    from bluezone.portal.cases import models as kept",
    ],
)
def test_however_an_app_is_imported_it_is_seen(written: str) -> None:
    assert {"cases"} == apps_named_in(written)
