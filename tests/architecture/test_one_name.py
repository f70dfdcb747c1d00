"""Folder, address, prefix of the actions and folder of the templates have one name; whatever has another says why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bluezone.portal.identity.permissions import BY_ACT
from tests.support.sources import PACKAGE

APPS = sorted(path.parent for path in (PACKAGE / "portal").glob("*/apps.py"))
ASKED_FOR_BY_NAME = {"frame": {"429.html", "base.html", "errors"}, "staff": {"account", "mfa"}}
"""Templates that Django, allauth and every page of ours look for."""
OTHERWISE = {"announcements", "field", "frame", "home", "messages", "operations", "papers", "posts", "staff"}
"""Apps of which an address begins with another word."""


def test_the_head_of_an_address_table_names_every_address_that_begins_otherwise() -> None:
    tables = {app.name: (app / "urls.py").read_text(encoding="utf-8") for app in APPS if (app / "urls.py").exists()}
    beginning = {name: {*beginning_otherwise(name, text)} for name, text in tables.items()}

    assert {name for name, found in beginning.items() if found} == OTHERWISE
    assert {} == {name: left for name, found in beginning.items() if (left := found - said_at_the_head(tables[name]))}


def beginning_otherwise(app: str, text: str) -> list[str]:
    """`contact-codes` is how an address writes `contact_codes`."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
    routes = [str(ast.literal_eval(one.args[0])) for one in calls if ast.unparse(one.func) == "path"]
    firsts = {route.partition("/")[0] for route in routes}
    return sorted(f"/{first}" for first in firsts if first.replace("-", "_") != app)


def said_at_the_head(text: str) -> set[str]:
    return {*re.findall(r"(?<![\w/])/[\w-]*", ast.get_docstring(ast.parse(text)) or "")}


@pytest.mark.parametrize(
    ("head", "left"),
    [
        ("Addresses of cases.", ["/broadcasts"]),
        ("Addresses of cases. What is read is at /broadcasts, because it is.", []),
    ],
)
def test_an_address_without_a_reason_is_seen(head: str, left: list[str]) -> None:
    table = f'"""{head}"""\nurlpatterns = [path("cases", a), path("broadcasts/<number:key>", b)]'

    assert left == sorted({*beginning_otherwise("cases", table)} - said_at_the_head(table))


def test_every_action_begins_with_the_name_of_an_app() -> None:
    assert set() == {act.partition(".")[0] for act in BY_ACT} - {app.name for app in APPS}


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_templates_of_an_app_lie_under_its_name(app: Path) -> None:
    found = {path.name for path in app.glob("templates/*")}

    assert found - {app.name} == ASKED_FOR_BY_NAME.get(app.name, set())
