"""What a view module may not do, read off its syntax: catch, query, write, open a transaction, read a clock.

A view parses a request, calls one service or some selectors, and shows a page. Everything else has its own home, where
it is tested without a page.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, name_of

QUERIES = {
    "aggregate",
    "all",
    "annotate",
    "bulk_create",
    "create",
    "defer",
    "delete",
    "distinct",
    "exclude",
    "exists",
    "filter",
    "first",
    "get_or_create",
    "iterator",
    "last",
    "objects",
    "only",
    "order_by",
    "prefetch_related",
    "refresh_from_db",
    "save",
    "select_for_update",
    "select_related",
    "update_or_create",
    "values",
    "values_list",
}
"""Attributes by which rows are asked for or changed. `get` and `count` are words of dictionaries and lists as well."""
FORBIDDEN_NAMES = {"record_read", "record_write", "signed_in", "timezone", "transaction", "world_of"}
PASSED_ON = {"django.db.models"}
"""For annotations of what a selector gives back."""


def view_modules() -> list[Path]:
    portal = PACKAGE / "portal"
    return sorted([*portal.glob("*/views.py"), *portal.glob("*/views/**/*.py")])


def faults_in(text: str) -> list[str]:
    """What this view module does that is none of its business."""
    return sorted({fault for node in ast.walk(ast.parse(text)) for fault in _faults_of(node)})


def _faults_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Try | ast.TryStar):
        yield "catches"
    if isinstance(node, ast.Attribute) and node.attr in QUERIES and not _is_dictionary(node):
        yield f"asks the store by .{node.attr}"
    if isinstance(node, ast.Attribute) and node.attr in {"now", "today"} and _is_clock(node.value):
        yield "reads a clock"
    if (
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.db")
        and node.module not in PASSED_ON
    ):
        yield f"imports {node.module}"
    if isinstance(node, ast.Import) and any(name.name in {"time", "django.db"} for name in node.names):
        yield "imports what is not its business"
    if isinstance(node, ast.alias) and node.name in FORBIDDEN_NAMES:
        yield f"imports {node.name}"


def _is_store(module: str) -> bool:
    return module.startswith("django.db") and module not in PASSED_ON


def _is_dictionary(node: ast.Attribute) -> bool:
    """`form.errors.values()` and `Role.values` are no rows."""
    if node.attr != "values":
        return False
    owner = node.value
    return (isinstance(owner, ast.Attribute) and owner.attr in {"errors", "State"}) or (
        isinstance(owner, ast.Name) and owner.id[:1].isupper()
    )


def _is_clock(owner: ast.expr) -> bool:
    """`dt.datetime.now()`; `request.now` is a moment that the gate gave."""
    return isinstance(owner, ast.Attribute) and owner.attr in {"datetime", "date"}


@pytest.mark.parametrize("path", view_modules(), ids=name_of)
def test_a_view_only_parses_calls_and_shows(path: Path) -> None:
    assert [] == faults_in(path.read_text(encoding="utf-8"))


def test_there_are_views_to_read() -> None:
    assert len(view_modules()) > 20


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("try:\n    x()\nexcept RefusedError:\n    pass", "catches"),
        ("Case.objects.filter(pk=1)", "asks the store by .objects"),
        ("case.codes.order_by('pk')", "asks the store by .order_by"),
        ("case.save()", "asks the store by .save"),
        ("from django.db import transaction", "imports django.db"),
        ("from django.db import transaction", "imports transaction"),
        ("from bluezone.portal.audit.services import record_read", "imports record_read"),
        ("import datetime as dt\ndt.datetime.now()", "reads a clock"),
        ("import datetime as dt\ndt.date.today()", "reads a clock"),
        ("from django.utils import timezone", "imports timezone"),
    ],
)
def test_a_planted_fault_is_seen(planted: str, fault: str) -> None:
    assert fault in faults_in(planted)


@pytest.mark.parametrize("path", view_modules(), ids=name_of)
def test_a_view_takes_the_request_that_the_gate_gives(path: Path) -> None:
    """`HttpRequest` knows neither who asks nor what moment it is."""
    functions = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    views = [one for one in functions if one.decorator_list]

    assert [] == [view.name for view in views if _request_of(view) not in {"StaffRequest", "PublicRequest"}]


def _request_of(view: ast.FunctionDef) -> str:
    annotation = view.args.args[0].annotation if view.args.args else None
    return ast.unparse(annotation) if annotation is not None else ""


def test_no_address_holds_a_number_longer_than_a_database_counts() -> None:
    """`<int:key>` takes any length, `<number:key>` eighteen digits (portal/frame/addresses.py)."""
    tables = sorted((PACKAGE / "portal").glob("*/urls.py"))

    assert [] == [name_of(path) for path in tables if "<int:" in path.read_text(encoding="utf-8")]
    assert any("<number:" in path.read_text(encoding="utf-8") for path in tables)
