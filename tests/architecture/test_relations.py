"""What no import shows and every row knows: the rows that point at it, and tables by their names in SQL.

Django gives a row of `cases` a way back to each row above that points at it (`case.listed_contacts`), and SQL reaches
any table. A core that takes such a way asks a room above it, as an import would; a page may.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.test_arrows import PAGES
from tests.architecture.test_late_arrows import heights_of_cores
from tests.support.sources import PACKAGE, name_of, syntax_of

PORTAL = PACKAGE / "portal"
ANOTHER_THING = {
    ("portal/cases/alerts.py", "entries"): "what is published of each day of somebody's places",
    ("portal/messages/models.py", "reminder"): "a purpose of a message",
    ("portal/tracing/exporting/files.py", "samples"): "one of the files that can leave",
}
"""Words of a core that are also the name of a way up from rows that it knows, and what they mean there."""
_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+\"?(\w+)", re.IGNORECASE)


def test_no_core_takes_the_way_back_to_rows_of_a_room_above():
    ways = ways_up()
    found = {(name_of(path), way) for path in cores() for way in taken_in(syntax_of(path), ways[_room_of(path)])}

    assert set(ANOTHER_THING) == found
    assert {"involvements", "landmarks", "listed_contacts"} <= ways["cases"]
    assert "listed_contacts" not in ways["lists"]


def test_no_core_names_a_table_of_a_room_above():
    tables, heights = {model._meta.db_table: room for model, room in models_of_the_portal()}, heights_of_cores()
    named = {(name_of(path), table) for path in cores() for table in tables_named_in(syntax_of(path)) & {*tables}}
    above = {one for one in named if heights[tables[one[1]]] > heights[one[0].split("/")[1]]}

    assert set() == above
    assert ("portal/audit/keeping.py", "audit_head") in named


def cores() -> list[Path]:
    """Modules of the rooms that the drawing puts in an order, without their pages."""
    paths = ((path, path.relative_to(PORTAL).with_suffix("").parts) for path in sorted(PORTAL.rglob("*.py")))
    return [path for path, parts in paths if not {"migrations", *PAGES}.intersection(parts) and _is_drawn(parts[0])]


def _is_drawn(room: str) -> bool:
    return room in heights_of_cores()


def _room_of(path: Path) -> str:
    return path.relative_to(PORTAL).with_suffix("").parts[0]


def models_of_the_portal() -> list[tuple[type[Model], str]]:
    """Each with the room that made it."""
    return [
        (model, model.__module__.split(".")[2])
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("bluezone.portal.")
    ]


def ways_up() -> Mapping[str, set[str]]:
    """By room: names under which rows that it knows lead to rows of a room above it, and to nothing else it knows."""
    heights, leading = heights_of_cores(), defaultdict[str, list[tuple[int, int]]](list)
    for pointing, room in models_of_the_portal():
        for column in pointing._meta.get_fields():
            if isinstance(column, Field) and (reached := _reached_by(column)) is not None:
                for name in {column.remote_field.get_accessor_name(), column.related_query_name()} - {None, "+"}:
                    leading[name].append((heights[room], heights[reached]))
    return {
        room: {name for name, ends in leading.items() if _leads_up_alone(ends, height)}
        for room, height in heights.items()
    }


def _leads_up_alone(ends: Collection[tuple[int, int]], height: int) -> bool:
    """Of all that has this name for a room at this height."""
    known = [end for end, reached in ends if reached <= height]
    return bool(known) and min(known) > height


def _reached_by(column: Field) -> str | None:
    """The room of the rows at which a column points."""
    model = column.related_model if column.is_relation else None
    is_ours = isinstance(model, type) and model.__module__.startswith("bluezone.portal.")
    return model.__module__.split(".")[2] if is_ours else None


def taken_in(tree: ast.Module, ways: Collection[str]) -> set[str]:
    return {way for node in ast.walk(tree) for way in _said_by(node)}.intersection(ways)


def _said_by(node: ast.AST) -> Iterator[str]:
    """`person.involvements`, `filter(involvements__level="f1")` and `prefetch_related("involvements__outbreak")`."""
    if isinstance(node, ast.Attribute):
        yield node.attr
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg.partition("__")[0]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.removeprefix("-").partition("__")[0]


def tables_named_in(tree: ast.Module) -> set[str]:
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {table for text in texts for table in _TABLE.findall(text)}


@pytest.mark.parametrize(
    "planted",
    [
        "person.involvements.count()",
        "Person.objects.filter(involvements__level='f1')",
        "Person.objects.exclude(involvements=None)",
        "persons.prefetch_related('involvements__outbreak')",
        "persons.order_by('-involvements')",
        "Count('involvements')",
    ],
)
def test_a_planted_way_up_is_seen(planted):
    assert {"involvements"} == taken_in(ast.parse(planted), ways_up()["cases"])


@pytest.mark.parametrize(
    "planted", ['"SELECT count(*) FROM tracing_exposure"', "f'update {x} join \"tracing_exposure\"'"]
)
def test_a_planted_table_is_seen(planted):
    assert "tracing_exposure" in tables_named_in(ast.parse(planted))
