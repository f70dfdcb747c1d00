"""Tests that are told in turn: over as many turns nobody is left out, each run tells some of each file, no promise of
SECURITY.md hangs on them alone, and docs/tests.md calls none of them one of every run."""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from drills.suites import TESTS as DRILLS
from tests.architecture.test_security import rows
from tests.conftest import pytest_terminal_summary
from tests.support import waiting as room
from tests.support.portal.asking import PORTAL, waits_for_none
from tests.support.sources import PROJECT
from tests.support.turns import TURN
from tests.support.waiting import TESTS, is_everything, leaving_the_process, may_wait_unmarked, waiting

DRILLED = "breadth"
NAMED = pytest.Config.ArgsSource


class Told:
    """A test as it is found, with its marks."""

    def __init__(self, file: str, line: int, example: int | None = None, **marks: pytest.Mark) -> None:
        self.path = Path(file)
        self.location = (file, line, "")
        self.get_closest_marker = marks.get
        if example is not None:
            self.callspec = SimpleNamespace(indices={"one": example})


def in_turn(of: int, **named: str) -> pytest.Mark:
    return pytest.mark.in_turn(of=of, **named).mark


STORY = [
    *(Told(file, line, in_turn=in_turn(3)) for file in ("b.py", "a.py") for line in (40, 10, 30, 20)),
    *(Told("a.py", 50, example, in_turn=in_turn(3)) for example in (2, 0, 1)),
]
NEVER_WAITING = [
    Told("a.py", 1),
    Told("a.py", 2, in_turn=in_turn(3), every_run=pytest.mark.every_run.mark),
]


def told(monkeypatch: pytest.MonkeyPatch, items: list[Told], turn: int) -> set[Told]:
    monkeypatch.setenv(TURN, str(turn))
    return set(items) - waiting(items)  # type: ignore[arg-type] # they are asked for no more than Told has


@pytest.mark.parametrize("first", [0, 1, 2_740_313])
def test_over_as_many_turns_each_test_is_told_once_and_what_waits_for_none_each_time(monkeypatch, first):
    turns = [told(monkeypatch, [*STORY, *NEVER_WAITING], first + turn) for turn in range(3)]

    assert set(STORY) == {one for turn in turns for one in turn} - set(NEVER_WAITING)
    assert len(STORY) == sum(len(turn - set(NEVER_WAITING)) for turn in turns)
    assert all(turn >= set(NEVER_WAITING) for turn in turns)


def test_each_turn_tells_some_of_each_file_and_no_turn_more_than_one_test_more_than_another(monkeypatch):
    turns = [told(monkeypatch, STORY, turn) for turn in range(3)]

    assert all({Path("a.py"), Path("b.py")} == {one.path for one in turn} for turn in turns)
    assert max(map(len, turns)) - min(map(len, turns)) <= 1


def test_whose_turn_it_is_does_not_hang_on_the_order_in_which_tests_are_run(monkeypatch):
    assert told(monkeypatch, STORY, 1) == told(monkeypatch, STORY[::-1], 1)


@pytest.mark.parametrize(("examples", "of"), [(2, 2), (3, 2), (4, 2), (2, 4), (3, 3), (6, 4)])
def test_of_tests_with_as_many_examples_each_a_turn_asks_each_example_at_some_test(monkeypatch, examples, of):
    """As where each is asked on SQLite and on PostgreSQL."""
    tests = [(line, example) for line in range(24) for example in range(examples)]
    written = [Told("a.py", *one, in_turn=in_turn(of)) for one in tests]

    turns = [{one.callspec.indices["one"] for one in told(monkeypatch, written, turn)} for turn in range(of)]

    assert [set(range(examples))] * of == turns


def test_of_a_family_one_whole_file_is_told_in_each_turn(monkeypatch):
    family = [Told(f"{file}.py", line, in_turn=in_turn(3, family="doors")) for file in "abc" for line in (10, 20)]

    turns = [{one.path.stem: one for one in told(monkeypatch, family, turn)} for turn in range(3)]

    assert [["a"], ["b"], ["c"]] == [list(turn) for turn in turns]
    assert 2 == len(told(monkeypatch, family, 0))


@pytest.mark.parametrize(
    ("source", "chosen", "is_whole"),
    [
        (NAMED.TESTPATHS, {}, True),
        (NAMED.ARGS, {}, False),
        (NAMED.TESTPATHS, {"keyword": "door"}, False),
        (NAMED.TESTPATHS, {"markexpr": "inside"}, False),
        (NAMED.TESTPATHS, {"lf": True}, False),
    ],
)
def test_turns_are_for_whoever_runs_everything(monkeypatch, source, chosen, is_whole):
    monkeypatch.setattr(room, "FULL", False)
    config = SimpleNamespace(args_source=source, option=SimpleNamespace(**{"keyword": "", "markexpr": "", **chosen}))

    assert is_whole == is_everything(config)


def test_in_a_drill_nobody_waits(monkeypatch):
    monkeypatch.setattr(room, "FULL", True)
    config = SimpleNamespace(args_source=NAMED.TESTPATHS, option=SimpleNamespace(keyword="", markexpr=""))

    assert not is_everything(config)


@pytest.mark.parametrize("later", [0, 213])
def test_a_run_says_its_turn_and_how_many_tests_waited_for_another(monkeypatch, later):
    monkeypatch.setenv(TURN, "7")
    said: list[str] = []
    config = SimpleNamespace(stash={room.WAITING: later})
    reporter = SimpleNamespace(config=config, getreports=lambda _: [], write_line=said.append)

    pytest_terminal_summary(reporter)

    assert ([f"213 tests waited for another turn than {TURN}=7"] if later else []) == said


def outside(file: str, *lines: int, **marks: pytest.Mark) -> list[Told]:
    return [Told(str(TESTS / file), line, **marks) for line in lines]


@pytest.mark.parametrize(("tests", "turns"), [(2, 2), (3, 3), (4, 3)])
def test_what_leaves_its_process_and_proves_no_promise_waits_unmarked(tests, turns):
    some = outside("cli/venue/test_places.py", *range(tests))

    assert [turns] * tests == [of for _, of in leaving_the_process(some)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "some",
    [
        outside("cli/venue/test_places.py", 1),
        outside("vietnam/test_names.py", 1, 2, slow=pytest.mark.slow.mark),
        outside("cli/venue/test_places.py", 1, 2, every_run=pytest.mark.every_run.mark),
        outside("cli/venue/test_places.py", 1, 2, in_turn=in_turn(3)),
        outside("cli/venue/test_places.py", 1, 2) + outside("cli/venue/test_places.py", 3, in_turn=in_turn(3)),
        outside("scenario/test_erased.py", 1, 2),
        outside("architecture/test_arrows.py", 1, 2),
        outside("portal/cases/test_desk.py", 1, 2),
        [Told("/elsewhere/test_planted.py", line) for line in (1, 2)],
    ],
    ids=["alone", "slow", "every run", "marked", "beside", "promised", "the house's", "the portal's", "elsewhere"],
)
def test_nothing_else_does(some):
    assert [] == list(leaving_the_process(some))


@functools.cache
def in_turns() -> tuple[tuple[str, str, int, bool], ...]:
    """Each test of a file of which a part waits: the file, its name, of how many turns (of one where its family sees to
    that), and whether it waits for none."""
    return tuple(_in_turns())


def _in_turns() -> Iterator[tuple[str, str, int, bool]]:
    for path in every_file():
        if re.search(r"mark\.in_turn\(of=\d", text := path.read_text("utf-8")):
            yield from ((str(path.relative_to(PROJECT)), *one) for one in in_turns_of(ast.parse(text)))


def in_turns_of(module: ast.Module) -> Iterator[tuple[str, int, bool]]:
    """Each of its tests that is no drill's; an example that is written out is a test."""
    whole = [ast.unparse(one) for one in module.body if ast.unparse(one).startswith("pytestmark = ")]
    for test in module.body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            marks = [ast.unparse(one) for one in test.decorator_list]
            told = re.search(r"mark\.in_turn\(of=(\d+)(?P<family>, family=)?", " ".join(whole + marks))
            if f"pytest.mark.{DRILLED}" not in marks:
                waits_for_none = told is None or "pytest.mark.every_run" in marks
                of = 1 if waits_for_none or told is None or told["family"] else int(told[1])
                yield from [(test.name, of, waits_for_none)] * examples_of(test)


def examples_of(test: ast.FunctionDef) -> int:
    lists = [node for one in test.decorator_list for node in ast.walk(one) if isinstance(node, ast.List)]
    return max([1, *(sum(DRILLED not in ast.unparse(one) for one in found.elts) for found in lists)])


def test_each_run_tells_some_of_each_file() -> None:
    """A file in turns has a test for each turn, or one that waits for none; or one file of its family is told."""
    files: defaultdict[str, list[int]] = defaultdict(list)
    for file, _, of, _ in in_turns():
        files[file].append(of)

    assert len(files) > 10
    assert [] == [file for file, turns in files.items() if len(turns) < min(turns)]


def test_a_family_has_a_file_for_each_of_its_turns() -> None:
    texts = [path.read_text("utf-8") for path in every_file()]
    families = [one for text in texts for one in set(re.findall(r"mark\.in_turn\(of=(\d+), family=(\"[^\"]+\")", text))]

    assert len(set(families)) > 1
    assert [] == [(of, name) for of, name in set(families) if families.count((of, name)) < int(of)]


def test_a_mark_stands_where_it_marks_something() -> None:
    """In a program that a test writes down, say, it would mark nothing."""
    waits: defaultdict[str, list[bool]] = defaultdict(list)
    for file, _, _, is_every in in_turns():
        waits[file].append(not is_every)

    assert [] == [file for file, some in waits.items() if not any(some)]


def test_a_drill_runs_every_file_of_which_a_part_waits() -> None:
    run = {test.partition("::")[0] for test in DRILLS["breadth"]()}
    unmarked = {str(path.relative_to(PROJECT)) for path in every_file() if waits_unmarked(path)}

    assert len(unmarked) > 50
    assert set() == {file for file, *_ in in_turns()} - run
    assert set() == unmarked - run


def test_no_promise_hangs_on_tests_that_wait_alone() -> None:
    """Each row of SECURITY.md names a proof that is asked in every run, or a test that waits for no turn."""
    late = {(file, name) for file, name, _, waits_for_none in in_turns() if not waits_for_none}
    files = {file for file, _ in late}

    assert [] == [row.promise for row in rows() if all(_waits(proof, late, files) for proof in row.proofs)]


def _waits(proof: str, late: set[tuple[str, str]], files: set[str]) -> bool:
    file, _, name = proof.partition("::")
    return (file, name) in late if name else file in files or not file.startswith("tests/")


def test_what_the_page_says_of_every_run_waits_for_none() -> None:
    """Of a file in which tests wait, docs/tests.md says so only where some of it has the mark `every_run`."""
    said = list(files_of_every_run((PROJECT / "docs" / "tests.md").read_text("utf-8")))

    assert len({name for _, name in said}) > 30
    assert [] == [f"{clause}: {name}" for clause, name in said if not is_told_in_every_run(the_file(name))]


def test_what_a_row_says_of_every_run_without_a_name_waits_by_no_rule() -> None:
    """It is about the file of the check: of one whose tests wait without a mark, no later row takes it back."""
    said = list(checks_of_every_run((PROJECT / "docs" / "tests.md").read_text("utf-8")))

    assert len({name for _, name in said}) > 50
    assert [] == [f"{clause}: {name}" for clause, name in said if all(map(waits_unmarked, files_called(name)))]


@pytest.mark.parametrize(
    ("file", "text", "waits"),
    [
        ("cli/venue/test_places.py", "import subprocess\n\ndef test_one(): ...\n\ndef test_two(): ...", True),
        ("cli/venue/test_places.py", "import subprocess\n\n@mark.parametrize('a', (1, 2))\ndef test_one(a): ...", True),
        ("cli/venue/test_places.py", "import subprocess\n\ndef test_one(): ...", False),
        ("cli/venue/test_places.py", "import math\n\n@mark.slow\ndef test_one(): ...\n\ndef test_two(): ...", False),
        ("cli/venue/test_places.py", "import math\n\ndef test_one(): ...\n\ndef test_two(): ...", False),
    ],
    ids=["leaves its process", "with examples", "alone", "slow", "inside"],
)
def test_what_could_wait_by_the_rule_is_read_from_a_file(tmp_path, monkeypatch, file, text, waits):
    monkeypatch.setattr(room, "TESTS", tmp_path)
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(text)

    assert waits == waits_unmarked(planted)


def files_of_every_run(page: str) -> Iterator[tuple[str, str]]:
    """Each file that a clause says is asked in every run, with that clause; what was so once is none."""
    for line in page.splitlines():
        _, check, _, *now = line.split("|") if line.startswith("|") else ("", line, "")
        for clause in re.split(r"; |\. ", "; ".join([check, *now])):
            if re.search(r"\bevery run\b", clause) and "in turn" not in clause:
                yield from ((clause.strip(), name) for name in re.findall(r"`([\w/]*test_\w+\.py)", clause))


def checks_of_every_run(page: str) -> Iterator[tuple[str, str]]:
    """Each file whose check a clause about every run is about, since it names no other file, with that clause."""
    for line in page.splitlines():
        _, check, _, *now = line.split("|") if line.startswith("|") else ("", "", "")
        for clause in re.split(r"; |\. ", "; ".join(now)):
            if re.search(r"\bevery run\b", clause) and "in turn" not in clause and "test_" not in clause:
                yield from ((clause.strip(), name) for name in re.findall(r"`([\w/]*test_\w+\.py)", check))


def files_called(name: str) -> list[Path]:
    return [path for path in every_file() if path.match(name)]


@functools.cache
def every_file() -> tuple[Path, ...]:
    return tuple(sorted((PROJECT / "tests").rglob("test_*.py")))


def the_file(name: str) -> Path:
    """The one that the page means."""
    (only,) = files_called(name)
    return only


def is_told_in_every_run(path: Path) -> bool:
    text = path.read_text("utf-8")
    if "mark.every_run" in text:
        return True
    waits_by_its_folder = PORTAL in path.parents and not waits_for_none(path) and needs_rows(ast.parse(text))
    return "mark.in_turn(" not in text and not waits_by_its_folder and not waits_unmarked(path)


@functools.cache
def waits_unmarked(path: Path) -> bool:
    """Whether tests of it wait by the rule of other rooms: two that could leave it, or one with two examples."""
    text = path.read_text("utf-8")
    if not may_wait_unmarked(path) or re.search(r"mark\.(every_run|in_turn\()", text):
        return False
    return sum(map(examples_told, suite_tests(ast.parse(text)))) > 1


def suite_tests(module: ast.Module) -> list[ast.FunctionDef]:
    """Those that are not a drill's."""
    whole = [ast.unparse(one) for one in module.body if ast.unparse(one).startswith("pytestmark = ")]
    if f"mark.{DRILLED}" in " ".join(whole):
        return []
    found = [one for one in module.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return [one for one in found if f"pytest.mark.{DRILLED}" not in map(ast.unparse, one.decorator_list)]


def examples_told(test: ast.FunctionDef) -> int:
    """As many as are written out; of a table that stands elsewhere, or is made, two at the least."""
    tables = [one for one in test.decorator_list if "parametrize(" in ast.unparse(one)]
    is_written = all(isinstance(one, ast.Call) and isinstance(one.args[1], ast.List) for one in tables)
    return examples_of(test) if is_written else max(2, examples_of(test))


def needs_rows(module: ast.Module) -> bool:
    """Whether a test is given anything but its examples: of the portal's, that is what its database brings."""
    if "mark.django_db" in ast.unparse(module):
        return True
    tests = [one for one in module.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return any(
        not re.search(rf"parametrize\(\W*([\w, ']*\W)?{given.arg}\W", " ".join(map(ast.unparse, test.decorator_list)))
        for test in tests
        for given in test.args.args
    )
