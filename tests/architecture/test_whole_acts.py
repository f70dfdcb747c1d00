"""An act of the portal is done whole or not at all: row, number and the audit's line stand or fall together."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from django.db.transaction import Atomic

from tests.architecture.test_pages import view_modules
from tests.support.modules import functions_of
from tests.support.sources import name_of, syntax_of

_ACTORS = ("actor", "by")
IN_A_BLOCK_OF_THEIR_OWN = {
    "announcements.services.audio.make_audio": "speaks first",
    "cases.alerts.alert_place": "tells the exchange first",
    "cases.services.give_code": "asks the exchange first",
    "contact_codes.services.give_contact_code": "asks the exchange first",
    "directives.services.evidence.add_evidence": "looks into a file first",
    "directives.services.keying.key_from": "looks into a scan first",
    "directives.services.letters.check_letter_again": "looks into a signature first",
    "directives.services.letters.keep_signed_pdf": "looks into a file first",
    "directives.services.workbooks.take_workbooks": "takes each workbook by itself",
    "frame.exports.write_export": "notes each part as it is written",
    "messages.services.send_code": "keeps its line before anything leaves",
    "papers.services.elsewhere.take_returned": "looks into a file first",
    "papers.services.scans.keep_scan": "looks into a scan first",
    "posts.services.hearing.take_heard": "is begun anew after a deadlock",
    "posts.services.sheets.key_sheet": "is begun anew after a deadlock",
    "premises.changing.agree_to_change": "asks for the published list first",
    "premises.services.approve_premises": "asks for the published list first",
    "premises.services.renew_code": "asks for the published list first",
}
"""These say where their transaction begins, for what comes first takes its time."""
APART = {"views", "demo"}
"""Pages call services, and invented people act for nobody."""
STEPS_OF_AN_ACT = {
    "cases.classifying.classify",
    "cases.many.hold_by_list",
    "frame.evidence.offer_evidence",
    "premises.services.sign_anew",
    "reports.evidence.offer_report",
}
"""Taken within the transaction of whoever acts."""
WRITE_NOTHING_THEMSELVES = {
    "announcements.services.proving.prove",
    "directives.services.drafting.organisation_of",
    "directives.services.registering.appoint",
    "places.paths.few_within",
    "places.paths.rows_within",
    "tracing.services.exposure_of",
}


def is_atomic(function: Callable[..., Any] | None) -> bool:
    """Whether it, or what it is wrapped around, was decorated with a transaction."""
    while function is not None:
        if any(isinstance(cell.cell_contents, Atomic) for cell in getattr(function, "__closure__", None) or ()):
            return True
        function = getattr(function, "__wrapped__", None)
    return False


def names_who_acts(function: Callable[..., Any]) -> bool:
    told = inspect.signature(function).parameters
    return any(name in told and told[name].kind is inspect.Parameter.KEYWORD_ONLY for name in _ACTORS)


def test_whoever_acts_acts_whole():
    acts = {
        f"{one.__module__}.{one.__name__}".removeprefix("bluezone.portal."): is_atomic(one)
        for one in functions_of("bluezone.portal")
        if not APART.intersection(one.__module__.split("."))
        and not one.__name__.startswith("_")
        and names_who_acts(one)
    }

    assert len(acts) > 100
    assert IN_A_BLOCK_OF_THEIR_OWN.keys() | STEPS_OF_AN_ACT | WRITE_NOTHING_THEMSELVES == {
        name for name, whole in acts.items() if not whole
    }


WRITES_ONE_ROW = {"lists.holding.let_go"}
_WRITES = re.compile(
    r"\.(bulk_create|bulk_update|create|delete|get_or_create|save|select_for_update|update_or_create)\("
    r"|\brecord_write\("
)


def test_whatever_a_view_has_written_is_written_whole():
    """Also by whoever has no account, and acts by a link or a code alone."""
    called = {short_name(one): is_atomic(one) for one in called_by_views() if _WRITES.search(source_of(one))}
    whole = {name for name, is_whole in called.items() if is_whole}

    assert set() == called.keys() - whole - IN_A_BLOCK_OF_THEIR_OWN.keys() - WRITES_ONE_ROW
    assert {
        "field.services.taking.take_entries",
        "posts.services.enrolling.enrol",
        "premises.owners.tell_place",
    } <= whole


def called_by_views() -> Iterator[FunctionType]:
    """Functions of the portal's rooms that a view module calls by a name that it imports."""
    for path in view_modules():
        module = importlib.import_module(
            "bluezone." + name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        called = {ast.unparse(one.func) for one in ast.walk(syntax_of(path)) if isinstance(one, ast.Call)}
        for first, *more in (name.split(".") for name in called if re.fullmatch(r"[\w.]+", name)):
            found: Any = vars(module).get(first)
            for name in more:
                found = getattr(found, name, None)
            if inspect.isfunction(found) and found.__module__.startswith("bluezone.portal."):
                yield found


def short_name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__name__}".removeprefix("bluezone.portal.")


def source_of(function: FunctionType) -> str:
    return inspect.getsource(inspect.unwrap(function))
