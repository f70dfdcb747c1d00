"""Whatever leaves the portal asks one gate: modules that reach a network, sign, or hand over a key are found by what
they import, and each of them asks; no page names a telephone but by the function that asks, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.support.sources import PACKAGE, modules_naming, name_of, syntax_of

NETWORK = frozenset({"httpx", "smtplib", "socket", "http.client", "urllib.request", "ftplib", "asyncio"})
MAIL = "django.core.mail"
SIGNING = frozenset(
    {
        "check_returned",
        "issue_paper",
        "open_pkcs12",
        "open_token",
        "sign_attachment",
        "sign_copy",
        "sign_pdf",
        "write_venue",
    }
)
KEYS = frozenset({"public_line", "published_figures", "report_key_of_the_portal", "write_backup", "write_release"})
"""What commands hand over a portal's keys, figures and store by."""
SPREADSHEETS = frozenset({"csv_lines", "write_form", "write_xlsx"})
ASKING = frozenset({"leave_by", "leave_from"})
ASKED_BY_OTHERS = {
    "portal/papers/examiner.py": "opens a file in a process of its own to see whether it can be; forms/files.py asks",
    "cli/portal/backup.py": "operations/backups.py asks",
}


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def ways_out(module: ast.Module) -> set[str]:
    found = set()
    for name in imported(module):
        room, _, last = name.rpartition(".")
        is_signing = last in SIGNING and room.startswith(("bluezone.documents.signing", "bluezone.protocol.venue"))
        if name in NETWORK or name.startswith(MAIL) or is_signing or (last in KEYS and room.startswith("bluezone.")):
            found.add(name)
    return (
        found
        | {f"{node.value.id}.{node.attr}" for node in ast.walk(module) if is_signing_by_name(node)}
        | {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef) and is_outlet(node)}
    )


def is_signing_by_name(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in SIGNING


def is_outlet(node: ast.ClassDef) -> bool:
    """Whatever hands a letter over; the protocol that says what an outlet is hands over nothing."""
    sends = any(isinstance(one, ast.FunctionDef) and one.name == "send" for one in node.body)
    return sends and not any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


def asks(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKING
        for node in ast.walk(module)
    )


def with_ways_out() -> dict[str, ast.Module]:
    words = (*NETWORK, MAIL, *SIGNING, *KEYS, "def send")
    found = {name_of(path): syntax_of(path) for path in modules_naming(*words) if is_of_the_portal(path)}
    return {name: module for name, module in found.items() if ways_out(module)}


def is_of_the_portal(path: Path) -> bool:
    return name_of(path).startswith(("portal/", "cli/portal/"))


PLACES = with_ways_out()


def test_the_ways_out_are_those_that_we_know():
    """Found by what they import: one that is new stands in no list, and is asked all the same by the test below."""
    known = {
        "exchange_desk.py",
        "published_desk.py",
        "gateway.py",
        "mail.py",
        "queue_file.py",
        "signing.py",
        "codes.py",
    }

    assert known <= {name.rpartition("/")[2] for name in PLACES}


@pytest.mark.parametrize("name", sorted(PLACES))
def test_whatever_leaves_asks_the_gate(name):
    assert asks(PLACES[name]) or name in ASKED_BY_OTHERS, f"{name} lets {ways_out(PLACES[name])} leave a training"


def test_nothing_is_excused_that_leads_nowhere_or_asks_by_itself():
    assert set() == {name for name in ASKED_BY_OTHERS if name not in PLACES or asks(PLACES[name])}


def test_every_spreadsheet_says_what_stands_above_it():
    """In a training it is the mark (`frame/exports.mark_above`)."""
    found = {name_of(path): syntax_of(path) for path in modules_naming(*SPREADSHEETS) if is_of_the_portal(path)}
    bare = [name for name, module in found.items() for call in writing(module) if "above" not in named_in(call)]

    assert found
    assert [] == bare


def writing(module: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPREADSHEETS:
            yield node


def named_in(call: ast.Call) -> set[str | None]:
    return {one.arg for one in call.keywords}


def test_a_number_on_a_page_leads_to_a_telephone_by_one_function():
    pages = [path for path in PACKAGE.glob("portal/**/templates/**/*.html") if "/public_site/" not in path.as_posix()]

    assert [] == [path.name for path in pages if "tel:" in path.read_text(encoding="utf-8")]


def test_every_page_that_begins_by_itself_bears_the_mark_of_a_training():
    """All others stand in one of these."""
    pages = [path for path in PACKAGE.glob("portal/**/templates/**/*.html") if "/public_site/" not in path.as_posix()]
    bare = [path for path in pages if "<body" in (text := path.read_text(encoding="utf-8")) and MARK not in text]

    assert [] == [path.name for path in bare]


MARK = '{% include "frame/training.html" %}'
