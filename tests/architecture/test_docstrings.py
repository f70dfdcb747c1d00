"""How a docstring begins: with the effect, a plain verb and its object; or with the thing that is given.

Whether the words are good, only a reader can say. These rules catch what a reader of one function trips over first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, modules, name_of, syntax_of

NAMELESS = re.compile(
    r"(It|They|Its|Their|Those|These|This|Such|The same|That|Who|Whom|Where|Else|If|Then|Also|Only|Once|Not"
    r"|Of|As|On|In|With|Without|Under|From|By|At|For|After|Before|Behind|Beyond|Below|Over|Until) "
)
"""First words that lean on something said before, or put a circumstance in front of what happens."""
_PERHAPS_NAMELESS = re.compile(rf""":[^\n]*\n(?:\s*#[^\n]*\n)*\s*[rRuU]?["']+\s*{NAMELESS.pattern}""")
"""Where one of them follows what opens a block, or something like it: one module in nine, and only these are parsed."""
VERB = re.compile(r"[A-Z][a-z]+s,? (?!of |whose |within )\S")
"""Writes a line; not "Lines of a register", where a noun only looks like a verb."""
GIVES = ("The ", "Whether ")
"""How one begins that changes nothing."""
READS = {"selectors", "rules", "policy", "access"}
GATES = {"permission_required", "openly"}

Written = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def first_line(node: ast.AST) -> str:
    assert isinstance(node, Written)
    return (ast.get_docstring(node) or "").partition("\n")[0]


def without_verb(nodes: Iterable[ast.FunctionDef], *, gives: tuple[str, ...] = ()) -> list[str]:
    return [f"{node.name}: {line}" for node in nodes for line in [first_line(node)] if not _begins(line, gives)]


def _begins(line: str, gives: tuple[str, ...]) -> bool:
    return VERB.match(line) is not None or line.startswith(gives)


def unfinished(nodes: Iterable[ast.FunctionDef]) -> list[str]:
    """Functions without a docstring, or with one whose first paragraph is no sentence."""
    paragraphs = {node.name: (ast.get_docstring(node) or "").partition("\n\n")[0] for node in nodes}
    return [name for name, paragraph in paragraphs.items() if not paragraph.endswith(".")]


def decorators(node: ast.FunctionDef) -> set[str]:
    """By their last names: `transaction.atomic` is atomic."""
    called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return {
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in called
        if isinstance(one, ast.Attribute | ast.Name)
    }


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in syntax_of(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _portal(*rooms: str) -> list[Path]:
    """Modules of the portal with one of these names, or in a folder with it."""
    return [path for path in modules() if "portal" in path.relative_to(PACKAGE).parts[:1] and _is_in(path, rooms)]


def _is_in(path: Path, rooms: tuple[str, ...]) -> bool:
    return bool({path.stem, *path.relative_to(PACKAGE).parts[:-1]} & set(rooms))


def test_a_first_line_names_what_it_speaks_of() -> None:
    """A reader of one function has not read the one before: "It is said no more" says nothing."""
    perhaps = [path for path in modules() if _PERHAPS_NAMELESS.search(path.read_text(encoding="utf-8"))]
    nameless = [
        f"{name_of(path)}: {first_line(node)}"
        for path in perhaps
        for node in ast.walk(syntax_of(path))
        if isinstance(node, Written) and NAMELESS.match(first_line(node))
    ]

    assert [] == nameless


def test_a_service_says_what_it_does() -> None:
    """Whoever opens a transaction changes something; others of a service may also say what they give."""
    services = [node for path in _portal("services") for node in public_functions(path)]
    atomic = [node for node in services if "atomic" in decorators(node)]

    assert len(atomic) > 50
    assert [] == without_verb(atomic)
    assert [] == without_verb(services, gives=GIVES)


def test_a_view_says_what_it_does() -> None:
    views = [
        node
        for path in _portal("views")
        for node in public_functions(path)
        if node.name.startswith("show_") or decorators(node) & GATES
    ]

    assert len(views) > 150
    assert [] == without_verb(views)


def test_every_public_service_and_read_has_a_whole_sentence() -> None:
    speakers = [node for path in _portal("services", *READS) for node in public_functions(path)]

    assert len(speakers) > 250
    assert [] == unfinished(speakers)


def _function(docstring: str) -> ast.FunctionDef:
    (node,) = ast.parse(f'def planted():\n    """{docstring}"""').body
    assert isinstance(node, ast.FunctionDef)
    return node


@pytest.mark.parametrize("line", ["It is said no more.", "Of the request.", "In the letter's order.", "Where it lies."])
def test_a_planted_line_that_names_nothing_is_found(line: str) -> None:
    assert NAMELESS.match(line)
    assert _PERHAPS_NAMELESS.search(ast.unparse(_function(line)))
    assert _PERHAPS_NAMELESS.search(f"class Case(Model):  # noqa: X\n\n    '''\n    {line}'''")


@pytest.mark.parametrize(
    "line", ["", "A slot.", "Other words.", "Cases within reach.", "The role ends.", "It was read."]
)
def test_a_planted_service_without_a_verb_is_found(line: str) -> None:
    assert [f"planted: {line}"] == without_verb([_function(line)])


@pytest.mark.parametrize("line", ["", "Reads a line", "Reads a line,\n    and another"])
def test_a_planted_docstring_that_is_no_sentence_is_found(line: str) -> None:
    assert ["planted"] == unfinished([_function(line)])


def test_a_verb_with_its_object_passes() -> None:
    assert [] == without_verb([_function("Withdraws the words.")]) == unfinished([_function("Withdraws the words.")])
