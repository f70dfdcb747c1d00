"""Which tests ask for a page: those that name a client, or are brought one by their own file; and which are asked on
another database."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.portal.conftest import FOR_ALL_PAGES, IN_OTHER_WORDS, pytest_collection_modifyitems
from tests.support.amounts import FULL
from tests.support.portal.asking import (
    FILES_A_TURN,
    PAGES_A_TURN,
    SERVICES_A_TURN,
    asks_for_a_page,
    every_third_of_a_file,
    is_asked_on_another,
    one_example_each,
    waiting_for_their_turn,
    waits_for_none,
)
from tests.support.sources import PROJECT
from tests.support.turns import TURN

pytestmark = pytest.mark.every_run
DRILLED = {"breadth": pytest.mark.slow.mark}
"""As what a drill alone asks."""


@pytest.fixture
def visitor() -> Client:
    return Client()


def sent() -> Client:
    return Client()


def test_a_client_in_the_test_itself_is_seen(request):
    assert Client() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_helper_is_seen(request):
    assert sent() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_fixture_is_seen(request, visitor):
    assert asks_for_a_page(request.node)


def test_whoever_names_none_asks_for_no_page(request):
    assert not asks_for_a_page(request.node)


class Asking:
    """A test of a page, and one of rows."""

    def __init__(self, file: str, *fixtures: str, **marks: pytest.Mark) -> None:
        self.path = PROJECT / "tests" / "portal" / file
        self.fixturenames = fixtures
        self.get_closest_marker = marks.get


def test_where_no_promise_stands_tests_of_pages_and_rows_wait_and_of_each_file_some_are_told():
    pages = [Asking("tracing/test_pages.py", "client") for _ in range(PAGES_A_TURN + 1)]
    services = [Asking("tracing/test_pages.py", "db") for _ in range(SERVICES_A_TURN)]
    few = [Asking("tracing/test_glance.py", "client") for _ in range(2)]
    others = [
        Asking("tracing/test_pages.py"),
        Asking("tracing/test_pages.py", "client", in_turn=pytest.mark.in_turn(of=FILES_A_TURN).mark),
        *(Asking("tracing/test_glance.py", "client", **DRILLED) for _ in range(0 if FULL else 1)),
        Asking("tracing/test_glance.py", "db"),
        *(Asking("cases/test_desk.py", "client") for _ in range(PAGES_A_TURN)),
        *(Asking("cases/test_desk.py", "db") for _ in range(SERVICES_A_TURN)),
    ]

    waits = [(page, PAGES_A_TURN) for page in pages] + [(service, SERVICES_A_TURN) for service in services]
    assert waits + [(one, 2) for one in few] == list(waiting_for_their_turn([*others, *pages, *services, *few]))


@pytest.mark.parametrize(
    ("source", "told"),
    [(pytest.Config.ArgsSource.TESTPATHS, [2, 2]), (pytest.Config.ArgsSource.ARGS, [])],
    ids=["everything", "this file"],
)
def test_they_have_the_mark_where_everything_is_loaded(monkeypatch, source, told):
    monkeypatch.setattr("tests.support.waiting.FULL", False)
    marks: list[pytest.MarkDecorator] = []
    pages = [Asking("tracing/test_glance.py", "client") for _ in range(2)]
    for page in pages:
        page.name, page.add_marker = "test_page", marks.append
    option = SimpleNamespace(keyword="", markexpr="")
    hook = SimpleNamespace(pytest_deselected=dict)

    pytest_collection_modifyitems(SimpleNamespace(args_source=source, option=option, hook=hook), pages)

    assert [("in_turn", of) for of in told] == [(mark.name, mark.kwargs["of"]) for mark in marks]


@pytest.mark.parametrize(
    ("file", "waits"),
    [
        ("tracing/test_pages.py", True),
        ("cases/test_desk.py", False),
        ("reminders/test_sending.py", False),
        ("field/test_access.py", False),
        ("frame/test_waiting.py", False),
        ("operations/retention/test_told.py", False),
    ],
    ids=["no promise", "promised", "in a promised folder", "who may see it", "around all pages", "what is erased"],
)
def test_who_stands_for_a_promise_waits_for_no_turn(file, waits):
    assert waits is not waits_for_none(PROJECT / "tests" / "portal" / file)


@pytest.mark.parametrize("one", ["first", "second"])
@pytest.mark.parametrize("other", ["first", "second"])
def test_of_a_table_of_examples_one_is_asked_whatever_their_order(request, one, other):
    mine = [item for item in request.session.items if item.originalname == request.node.originalname]

    for order in (mine, mine[::-1]):
        (chosen,) = one_example_each(order)
        assert {"one": "first", "other": "first"} == chosen.callspec.params


@pytest.mark.each_example
@pytest.mark.parametrize("one", ["first", "second"])
def test_each_example_that_is_a_question_of_its_own_is_asked(request, one):
    mine = [item for item in request.session.items if item.originalname == request.node.originalname]

    assert mine == one_example_each(mine)
    assert 2 == len(mine)


def test_a_test_without_examples_is_asked(request):
    assert [request.node] == one_example_each([request.node])


def test_of_a_file_every_third_test_is_asked_as_they_stand_there_and_each_example_of_its_own(request, monkeypatch):
    mine = [item for item in request.session.items if item.path == request.node.path]
    here = {item.originalname for item in mine}
    names = [name for name in globals() if name in here]

    for order, turn in ((mine, 0), (mine[::-1], 12), (mine, 35)):
        monkeypatch.setenv(TURN, str(turn))
        chosen = {item.originalname for item in every_third_of_a_file(order)}
        own = here & {"test_each_example_that_is_a_question_of_its_own_is_asked"}
        assert {*names[turn // FILES_A_TURN :: 3], *own} == chosen


@pytest.mark.parametrize(("turn", "first"), [(0, "a"), (1, "b"), (11, "l"), (12, "a")])
def test_of_all_files_every_twelfth_is_asked_and_any_whose_examples_are_questions_of_their_own(
    monkeypatch, tmp_path: Path, turn, first
):
    monkeypatch.setenv(TURN, str(turn))
    files = [tmp_path / ("cases" if name < "h" else "places") / f"test_{name}.py" for name in "abcdefghijklmnop"]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text("@pytest.mark.each_example\n" if file.stem == "test_e" else "pass\n")

    in_turn = {file.stem for file in files[ord(first) - ord("a") :: 12]}
    assert {*in_turn, "test_e"} == {file.stem for file in files if is_asked_on_another(file, among=tmp_path)}


def test_a_file_with_a_test_that_is_asked_whatever_happens_is_loaded_in_every_turn(monkeypatch):
    """Each of them stands in one, and where there are files beside it that are not its turn."""
    here = Path(__file__).parent
    written = {path: path.read_text(encoding="utf-8") for path in here.rglob("test_*.py")}
    homes = {
        name: [path for path, text in written.items() if f"def {name}(" in text]
        for name in IN_OTHER_WORDS | FOR_ALL_PAGES
    }

    assert [] == [name for name, paths in homes.items() if len(paths) != 1]
    for turn in range(FILES_A_TURN):
        monkeypatch.setenv(TURN, str(turn))
        asked = {name for name, (path,) in homes.items() if is_asked_on_another(path, IN_OTHER_WORDS | FOR_ALL_PAGES)}
        assert IN_OTHER_WORDS | FOR_ALL_PAGES == asked
