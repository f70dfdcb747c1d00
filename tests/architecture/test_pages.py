"""What a view module may not do, read off its syntax: catch, query, write, open a transaction, read a clock.

A view parses a request, calls one service or some selectors, and shows a page. Everything else has its own home, where
it is tested without a page. So that none of it comes in by another door, view modules import what is listed here and
what our own rooms made, and nothing else; views stand in view modules alone and wear only decorators that are known
here, a row and a template ask the store nothing by themselves, and whoever else catches what a room refuses is named
with a reason.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.support.sources import PACKAGE, modules_naming, name_of, syntax_of
from tests.support.whole_names import bound_by_imports, strange_in, whole_names

PORTAL = PACKAGE / "portal"
QUERIES = {
    "_base_manager",
    "_default_manager",
    "add",
    "aggregate",
    "alias",
    "all",
    "annotate",
    "bulk_create",
    "bulk_update",
    "clear",
    "complex_filter",
    "contains",
    "create",
    "cursor",
    "dates",
    "datetimes",
    "defer",
    "delete",
    "difference",
    "distinct",
    "earliest",
    "exclude",
    "execute",
    "exists",
    "explain",
    "extra",
    "filter",
    "first",
    "get_or_create",
    "get_queryset",
    "in_bulk",
    "intersection",
    "iterator",
    "last",
    "latest",
    "none",
    "objects",
    "only",
    "order_by",
    "prefetch_related",
    "raw",
    "refresh_from_db",
    "remove",
    "save",
    "select_for_update",
    "select_related",
    "set",
    "union",
    "update_or_create",
    "using",
    "values",
    "values_list",
}
"""Attributes by which rows are asked for or changed."""
QUERIES_BY_NAMES = {"count": 0, "get": 1, "update": 1}
"""Words of dictionaries and lists as well: these ask for rows when nothing is counted in particular, or when what is
wanted is said by names: `.get(pk=1)`."""
AWAITED = {f"a{name}" for name in {*QUERIES, *QUERIES_BY_NAMES}}
"""The same, for whoever waits for the store without a thread."""
LOOKED_UP = {
    "FILES",
    "GET",
    "META",
    "POST",
    "_ENDINGS",
    "alike",
    "asked",
    "cleaned_data",
    "counts",
    "given",
    "headers",
    "kept",
    "places_of",
    "preview",
    "said",
}
"""Dictionaries of which a view gets something by a word, by their last names, or what makes them; of rows that way one
gets what fulfils conditions."""
CLOCKS = {"clock", "localdate", "localtime", "monotonic", "now", "perf_counter", "time_ns", "today", "utcnow"}
"""Asked, they read a clock; `request.now` is a moment that the gate gave."""
HANDED_ON = "request.world.now"
"""A clock that a view may hand on to a function of another of our modules; nobody keeps it to ask it here."""
BY_ANY_NAME = {
    "__import__",
    "attrgetter",
    "eval",
    "exec",
    "getattr",
    "import_module",
    "methodcaller",
    "setattr",
    "vars",
}
"""Ways of doing any of this by a word that no syntax shows."""
CONDITIONS = {"Avg", "Count", "Exists", "F", "OuterRef", "Prefetch", "Q", "Subquery", "Sum"}
FORBIDDEN_NAMES = {
    *BY_ANY_NAME,
    *CLOCKS,
    *CONDITIONS,
    "atomic",
    "connection",
    "get_list_or_404",
    "get_object_or_404",
    "record_read",
    "record_write",
    "signed_in",
    "suppress",
    "timezone",
    "transaction",
    "world_of",
}
IMPORTED_WHOLE = {"datetime", "functools", "hmac", "sys", "tempfile"}
"""Of Python's own, by which a view says `dt.date`; what it may say of them stands below."""
KNOWN = {
    "__future__.annotations",
    "allauth.mfa.utils.is_mfa_enabled",
    "collections.abc",
    "datetime.MAXYEAR",
    "datetime.date",
    "datetime.datetime",
    "datetime.timedelta",
    "django.conf.settings",
    "django.core.exceptions.PermissionDenied",
    "django.db.models.QuerySet",  # what a selector gives back
    "django.forms",
    "django.http",
    "django.shortcuts.redirect",
    "django.shortcuts.render",
    "django.urls.reverse",
    "django.utils.http.content_disposition_header",
    "django.utils.http.url_has_allowed_host_and_scheme",
    "django.utils.translation.get_language",
    "django.utils.translation.gettext",
    "django.utils.translation.gettext_lazy",
    "django.views.decorators.csrf.csrf_exempt",
    "django.views.decorators.debug.sensitive_post_parameters",
    "django.views.decorators.http",
    "functools.partial",
    "hmac.compare_digest",
    "importlib.resources.files",
    "sys.exc_info",
    "tempfile.SpooledTemporaryFile",
    "typing.Any",
    "urllib.parse",
}
"""All that a view module imports of others, and what stands beneath it. Of ours it may know whatever is written in our
modules, and by way of them nothing else."""
BUILTINS = {
    "Exception",
    "all",
    "any",
    "bool",
    "bytes",
    "dict",
    "enumerate",
    "float",
    "frozenset",
    "hasattr",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "max",
    "min",
    "next",
    "object",
    "range",
    "reversed",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
}
"""What Python has without being asked, and no more of it: the others reach for what no syntax shows."""
UNDER_THE_SURFACE = {"_csp_update"}
"""How django-csp's own decorators tell its middleware what one page needs more than others."""
DECORATORS = {
    "csrf_exempt",
    "openly",
    "permission_required",
    "require_GET",
    "require_POST",
    "require_http_methods",
    "sensitive_post_parameters",
}
"""The gate, and those of Django that look at a request only. One of ours could catch, where nobody reads it."""
ENTERED = {"organisations_credential"}
"""What a view may hold open: a credential, which is closed behind the signature. It catches nothing."""
GATES = {"openly", "permission_required"}
BESIDE_THE_VIEWS = {"portal/frame/addresses.py", "portal/frame/gate.py"}
"""Where the gate is made, and where a former address leads on."""
ASKED_BY_ROWS = {"portal/identity/models.py: current_grants"}
"""Asked once a request, whoever needs it first: the gate itself."""


def view_modules() -> list[Path]:
    return sorted([*PORTAL.glob("*/views.py"), *PORTAL.glob("*/views/**/*.py")])


def faults_in(text: str) -> list[str]:
    """What this view module does that is none of its business."""
    module = ast.parse(text)
    rooms = {name for name, meant in bound_by_imports(module).items() if _is_a_rooms(meant)}
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and _root_of(node.func) in rooms]
    handed_on = {id(one) for call in calls for one in _handed_on_by(call)}
    faults = {fault for node in ast.walk(module) if id(node) not in handed_on for fault in _faults_of(node)}
    return sorted(faults | {*_strangers_in(module)} | {*_wrapped_in(module)})


def _is_a_rooms(meant: str) -> bool:
    """A view module is none: it would ask the clock for the other one."""
    return meant.startswith("bluezone.") and "views" not in meant.split(".")


def _root_of(function: ast.expr) -> str:
    """`services.send` is of services; of what was made on the spot nobody knows who made it."""
    while isinstance(function, ast.Attribute):
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""


def _handed_on_by(call: ast.Call) -> Iterator[ast.expr]:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    yield from (one for one in arguments if ast.unparse(one) == HANDED_ON)


def _strangers_in(module: ast.Module) -> Iterator[str]:
    """What it knows of others, by whole names, and by whichever way."""
    for name in {name for _node, name in whole_names(module)} - IMPORTED_WHOLE:
        stranger = strange_in(name) if name.startswith("bluezone.") else name
        if stranger and not _is_known(stranger):
            yield f"knows {stranger}"
    yield from (f"hands {name} on" for _node, name in whole_names(module) if name in IMPORTED_WHOLE)


def _is_known(name: str) -> bool:
    return any(f"{name}.".startswith(f"{one}.") for one in KNOWN)


def _wrapped_in(module: ast.Module) -> Iterator[str]:
    """`case = forgiving(_case)`: what lies around a view stands above it, as a decorator."""
    functions = {node.name for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for statement in module.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr) and statement.value is not None:
            named = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
            yield from (f"wraps {name}" for name in named & functions)


def _faults_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Try | ast.TryStar):
        yield "catches"
    if isinstance(node, ast.MatchClass):
        yield from (f"reaches for {name}" for name in node.kwd_attrs)
    if isinstance(node, ast.Attribute):
        yield from _faults_of_attribute(node)
    if isinstance(node, ast.Name):
        yield from _faults_of_name(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _faults_of_call(node, node.func)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLOCKS:
        yield "reads a clock"
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _faults_of_import(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from (f"wears {name}" for name in _called(node.decorator_list) - DECORATORS)
    if isinstance(node, ast.With | ast.AsyncWith):
        yield from (f"enters {name}" for name in _called(one.context_expr for one in node.items) - ENTERED)


def _faults_of_name(name: str) -> Iterator[str]:
    is_python = hasattr(builtins, name) or name.startswith("__")
    if name in BY_ANY_NAME or (is_python and name not in {*BUILTINS, "__all__"}):
        yield f"reaches for {name}"


def _faults_of_attribute(node: ast.Attribute) -> Iterator[str]:
    if _asks(node):
        yield f"asks the store by .{node.attr}"
    if node.attr in CLOCKS and ast.unparse(node) != "request.now":
        yield "reads a clock"
    elif node.attr in FORBIDDEN_NAMES - CLOCKS or (node.attr.startswith("_") and node.attr not in UNDER_THE_SURFACE):
        yield f"reaches for {node.attr}"


def _faults_of_call(call: ast.Call, function: ast.Attribute) -> Iterator[str]:
    """`request.now` is no clock until somebody calls it."""
    called = function.attr
    if ast.unparse(function) == "request.now":
        yield "reads a clock"
    least = QUERIES_BY_NAMES.get(called)
    if least is not None and not call.args and len(call.keywords) >= least and (least or not call.keywords):
        yield f"asks the store by .{called}"
    if called == "get" and not call.keywords and not _called([function.value]) & LOOKED_UP:
        yield "asks the store by .get"
    if called == "values" and (call.args or call.keywords):
        yield "asks the store by .values"


def _faults_of_import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """A star brings what nobody reads here."""
    for name in node.names:
        if name.name in FORBIDDEN_NAMES:
            yield f"imports {name.name}"
        if isinstance(node, ast.Import) and name.name not in IMPORTED_WHOLE:
            yield f"imports {name.name}"
        if isinstance(node, ast.ImportFrom) and (name.name == "*" or node.level or not _may_be_imported(node, name)):
            yield f"imports {node.module}.{name.name}"


def _may_be_imported(node: ast.ImportFrom, name: ast.alias) -> bool:
    whole = f"{node.module}.{name.name}"
    stranger = strange_in(whole) if whole.startswith("bluezone.") else whole
    return stranger is None or _is_known(stranger)


def _called(expressions: Iterable[ast.expr]) -> set[str]:
    """By their last names: `decorators.retrying(3)` is retrying."""
    functions = (one.func if isinstance(one, ast.Call) else one for one in expressions)
    return {ast.unparse(one).rpartition(".")[2] for one in functions}


def _asks(node: ast.Attribute) -> bool:
    is_query = node.attr in {*QUERIES, *AWAITED} or node.attr.endswith("_set")
    return is_query and not _is_dictionary(node)


def _is_dictionary(node: ast.Attribute) -> bool:
    """`form.errors.values()` and `Role.values` are no rows."""
    if node.attr != "values":
        return False
    owner = node.value
    return (isinstance(owner, ast.Attribute) and owner.attr in {"errors", "State"}) or (
        isinstance(owner, ast.Name) and owner.id[:1].isupper()
    )


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
        ("case.codes.count()", "asks the store by .count"),
        ("case.codes.get(pk=1)", "asks the store by .get"),
        ("case.codes.update(state='used')", "asks the store by .update"),
        ("case.givencode_set", "asks the store by .givencode_set"),
        ("get = Case._default_manager", "asks the store by ._default_manager"),
        ("from django.shortcuts import get_object_or_404", "imports get_object_or_404"),
        ("from django.db.models import Q", "imports django.db.models.Q"),
        ("from django.db import transaction", "imports django.db.transaction"),
        ("from django import db", "imports django.db"),
        ("import django.db.transaction as kept", "imports django.db.transaction"),
        ("from bluezone.portal.cases.services import transaction", "imports transaction"),
        ("from contextlib import suppress", "imports suppress"),
        ("import contextlib", "imports contextlib"),
        ("from django.utils.timezone import *\nnow()", "imports django.utils.timezone.*"),
        ("from bluezone.portal.cases.selectors import *", "imports bluezone.portal.cases.selectors.*"),
        ("from . import deskpages", "imports None.deskpages"),
        ("import django\ndjango.db.connections['default']", "imports django"),
        ("import django\ndjango.db.connections['default']", "knows django.db.connections"),
        (
            "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(1).submit(f).exception()",
            "knows concurrent.futures.ThreadPoolExecutor",
        ),
        ("import threading", "imports threading"),
        ("import sys\nsys.modules['django.db']", "knows sys.modules"),
        ("import sys\nkept = sys", "hands sys on"),
        ("from django.utils.timesince import timesince", "imports django.utils.timesince.timesince"),
        ("from django.utils.http import http_date", "imports django.utils.http.http_date"),
        ("from email.utils import formatdate", "imports email.utils.formatdate"),
        ("from bluezone.portal.papers.examiner import time", "imports bluezone.portal.papers.examiner.time"),
        ("from bluezone.portal.papers import examiner\nexaminer.time.monotonic", "knows time.monotonic"),
        ("from bluezone.portal.frame import gate\ngate.functools.wraps", "knows functools.wraps"),
        ("Case._meta.default_manager", "reaches for _meta"),
        ("object.__getattribute__(Case, 'objects')", "reaches for __getattribute__"),
        ("Case.__dict__['objects']", "reaches for __dict__"),
        ("case.__enter__()", "reaches for __enter__"),
        ("__builtins__['getattr']", "reaches for __builtins__"),
        ("iter(request.world.now, None)", "reads a clock"),
        ("open('/etc/passwd')", "reaches for open"),
        ("match Case:\n    case object(objects=rows):\n        rows", "reaches for objects"),
        ("cases.get()", "asks the store by .get"),
        ("cases.get(one, two)", "asks the store by .get"),
        ("ROWS.values('x')", "asks the store by .values"),
        ("def _v(request): pass\nv = forgiving(_v)", "wraps _v"),
        ("def _moment(clock): return clock\n_moment(request.world.now)", "reads a clock"),
        ("(lambda f: f())(request.world.now)", "reads a clock"),
        ("def moment(clock): return clock()", "reads a clock"),
        (
            "from bluezone.portal.cases.views.desk import moment\nmoment(request.world.now)",
            "reads a clock",
        ),
        ("import functools\nfunctools.partial(f, request.world.now)", "reads a clock"),
        ("with forgiving(RefusedError):\n    x()", "enters forgiving"),
        ("@forgiving\ndef view(request): pass", "wears forgiving"),
        ("@atomic()\ndef view(request): pass", "wears atomic"),
        ("@transaction.atomic\ndef view(request): pass", "wears atomic"),
        ("from bluezone.portal.audit.services import record_read", "imports record_read"),
        ("import datetime as dt\ndt.datetime.now()", "reads a clock"),
        ("import datetime as dt\ndt.date.today()", "reads a clock"),
        ("from datetime import datetime\ndatetime.now(tz=None)", "reads a clock"),
        ("request.world.now()", "reads a clock"),
        ("from django.utils import timezone", "imports timezone"),
        ("from django.utils.timezone import now as moment", "imports now"),
        ("from django.utils import timezone as zone\nzone.localtime()", "reads a clock"),
        ("from time import time", "imports time.time"),
        ("from bluezone.portal.audit import services as audit\naudit.record_read()", "reaches for record_read"),
        ("world.world_of(request)", "reaches for world_of"),
        ("shortcuts.get_object_or_404(Case, pk=1)", "reaches for get_object_or_404"),
        ("from bluezone.portal.cases.selectors import Q", "imports Q"),
        ("models.Q(pk=1)", "reaches for Q"),
        ("request.world.clock()", "reads a clock"),
        ("f = request.world.now; f()", "reads a clock"),
        ("asked = {'now': request.world.now}", "reads a clock"),
        ("request.now()", "reads a clock"),
        ("case.members.add(person)", "asks the store by .add"),
        ("case.members.set([])", "asks the store by .set"),
        ("case.members.clear()", "asks the store by .clear"),
        ("case.members.remove(person)", "asks the store by .remove"),
        ("await case.asave()", "asks the store by .asave"),
        ("await Case.aget(pk=1)", "asks the store by .aget"),
        ("cases.get(condition)", "asks the store by .get"),
        ("cases_of(staff).get(condition)", "asks the store by .get"),
        ("ours.union(theirs)", "asks the store by .union"),
        ("getattr(Case, 'objects')", "reaches for getattr"),
        ("kept = getattr", "reaches for getattr"),
        ("builtins.getattr(Case, name)", "reaches for getattr"),
        ("from operator import methodcaller", "imports methodcaller"),
        ("from importlib import import_module", "imports import_module"),
    ],
)
def test_a_planted_fault_is_seen(planted: str, fault: str) -> None:
    assert fault in faults_in(planted)


@pytest.mark.parametrize(
    "fine",
    [
        "request.GET.get('state', '')",
        "kept.get(name, default)",
        "names.count('x')",
        "today = request.now.date()",
        "from bluezone.portal.lists.working import read_if_short\nread_if_short(sent, request.world.now)",
        "from bluezone.portal.lists import working\nworking.read_if_short(sent, now=request.world.now)",
        "import datetime as dt\ndt.date.min",
        "def _row(case): return case\ndef view(request): return rows_of(_row)",
        "request.GET.get(name)",
        "form.cleaned_data.get('before')",
        "from django.db.models import QuerySet",
        "with organisations_credential(one) as credential:\n    x()",
        "[one for one in form.errors.values()]",
        "Step.values",
        "answer._csp_update = {}",
    ],
)
def test_what_is_a_views_business_is_let_through(fine: str) -> None:
    assert [] == faults_in(fine)


TAKE_IN = {"declarations", "inbox", "show_case"}
"""Pages that ask the exchange when they are looked at (docs/decisions/0022-two-storeys.md)."""
SHOWN_AND_SENT = {"case_alert"}
"""A form that one address shows and takes: it asks once it was taken."""


def test_three_pages_alone_ask_the_exchange_when_they_are_looked_at() -> None:
    found = [one for path in view_modules() for one in asking_on_a_look(path.read_text(encoding="utf-8"))]

    assert sorted(TAKE_IN | SHOWN_AND_SENT) == sorted(found)


def asking_on_a_look(text: str) -> list[str]:
    """Functions that reach for the exchange and are no form's alone."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    asking = [one for one in functions if "world.exchange" in ast.unparse(one)]
    return [one.name for one in asking if "require_POST" not in _called(one.decorator_list)]


def test_a_page_that_asks_the_exchange_is_seen() -> None:
    asks = "def view(request):\n    fetch(request.world.exchange)\n"

    assert ["view"] == asking_on_a_look(f"@require_GET\n{asks}")
    assert [] == asking_on_a_look(f"@require_POST\n{asks}")


def test_views_stand_in_view_modules_alone() -> None:
    """Elsewhere nothing of the above would be read."""
    elsewhere = {*modules_of_the_portal()} - {*view_modules()}
    naming = elsewhere & {*modules_naming(*GATES)}
    gated = {name_of(path) for path in naming if GATES & _names_imported_by(path)}

    assert gated == BESIDE_THE_VIEWS - {"portal/frame/gate.py"}


def modules_of_the_portal() -> list[Path]:
    return [path for path in sorted(PORTAL.rglob("*.py")) if "migrations" not in path.parts]


def _names_imported_by(path: Path) -> set[str]:
    nodes = ast.walk(syntax_of(path))
    return {name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}


def test_a_row_asks_the_store_nothing_by_itself() -> None:
    """What looks like a fact of a row would be a query, in a view as well as in a page of a hundred rows."""
    models = [path for path in modules_of_the_portal() if path.name == "models.py" or path.parent.name == "models"]
    asking = {f"{name_of(path)}: {name}" for path in models for name in rows_that_ask(path.read_text(encoding="utf-8"))}

    assert asking == ASKED_BY_ROWS


def rows_that_ask(text: str) -> set[str]:
    """Whatever a class of rows is given to do: written as a function, or as a lambda under a name."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    done = [(_named_by(node), part) for one in classes for node in one.body for part in _functions_in(node)]
    return {name for name, function in done if any(map(_is_asked, ast.walk(function)))}


def _named_by(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return statement.name
    return ast.unparse(statement).partition(" ")[0]


def _functions_in(statement: ast.stmt) -> list[ast.AST]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(statement) if isinstance(node, functions)]


def _is_asked(node: ast.AST) -> bool:
    """`self.codes.filter()` and `Case.objects`; `self.last` is a column."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        is_by_name = any("by ." in fault for fault in _faults_of_call(node, node.func))
        return is_by_name or (_asks(node.func) and not ast.unparse(node.func).startswith("super()"))
    return isinstance(node, ast.Attribute) and (node.attr == "objects" or node.attr.endswith("_set"))


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("return self.codes.filter(state='issued')", True),
        ("return Code.objects", True),
        ("return self.codes.count()", True),
        ("return f'{self.year}: {self.last}'", False),
        ("super().save(*args)", False),
    ],
)
def test_a_planted_row_that_asks_is_seen(body: str, *, asks: bool) -> None:
    """In whichever way it is written."""
    value = body.removeprefix("return ")
    written = [
        f"def current(self, *args):\n        {body}",
        f"async def current(self, *args):\n        {body}",
        f"current = property(lambda self, *args: {value})",
    ]
    found = [rows_that_ask(f"class Case(models.Model):\n    {one}") for one in written]

    assert [{"current"} if asks else set()] * 3 == found


ASKED_IN_TEMPLATES = {
    "portal/staff/templates/staff/list.html: grants.all": "the grants that the list has fetched for all its lines",
    "portal/staff/templates/staff/staff.html: grants.all": "the grants of one person",
}
"""Where a template calls a way of asking the store, and what it asks for."""
_WAYS_OF_ASKING = {*QUERIES, *QUERIES_BY_NAMES} - {"get", "values"}
_PERHAPS_ASKING = re.compile(rf"\.\s*(?:{'|'.join(sorted(_WAYS_OF_ASKING))}|objects|\w*_set)\b")


def test_a_template_asks_the_store_for_nothing() -> None:
    """What a page of a hundred lines asks in each of them is asked a hundred times, and no view shows it."""
    pages = sorted(PORTAL.glob("*/templates/**/*.html"))
    asking = {f"{name_of(path)}: {asked}" for path in pages for asked in asked_by(path.read_text(encoding="utf-8"))}

    assert {*ASKED_IN_TEMPLATES} == asking
    assert len(pages) > 150


def asked_by(template: str) -> set[str]:
    """Dictionaries too have `get` and `values`, so they are none of these ways. What is written in no template is not
    read as syntax: that takes a second."""
    if not _PERHAPS_ASKING.search(template):
        return set()
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(template)
    called = [call.node for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Getattr)]
    asking = [one for one in called if one.attr in _WAYS_OF_ASKING]
    asking += [one for one in tree.find_all(nodes.Getattr) if one.attr == "objects" or one.attr.endswith("_set")]
    return {f"{getattr(one.node, 'attr', getattr(one.node, 'name', ''))}.{one.attr}" for one in asking}


@pytest.mark.parametrize(
    ("planted", "asked"),
    [
        ("{{ case.codes.count() }}", {"codes.count"}),
        ("{% for code in case.codes.order_by('pk') %}{% endfor %}", {"codes.order_by"}),
        ("{% if case.codes.filter(state='used') %}{% endif %}", {"codes.filter"}),
        ("{{ case.givencode_set }}", {"case.givencode_set"}),
        ("{{ found.all.persons }}{{ bar.first.isoformat() }}{{ tones.get(one, 'x') }}", set()),
    ],
)
def test_a_planted_template_that_asks_is_seen(planted: str, asked: set[str]) -> None:
    assert asked == asked_by(planted)


EVERYTHING = {"ArithmeticError", "BaseException", "DatabaseError", "Exception", "UnicodeError", "ValueError"}
"""Under which Python and Django have errors that the gate tells: a paper that cannot be is a `ValueError` as well."""
CATCH_A_REFUSAL = {
    "portal/announcements/forms.py": "says beside the field what facts cannot be",
    "portal/tracing/forms/contacts.py": "says in the line of the grid which days cannot be",
    "portal/announcements/in_app.py": "shows the page without what the exchange publishes, and why",
    "portal/announcements/services/proving.py": "a month's log is no proof: nothing was asked for",
    "portal/audit/committing.py": "raises it anew in each thread whose line was to be written",
    "portal/cases/services.py": "shows a case with codes as old as they are, and says so",
    "portal/directives/services/attachment_examiner.py": "a process of its own: the refusal goes back over its pipe",
    "portal/directives/services/letters.py": "keeps a letter that cannot be read, and that it cannot",
    "portal/directives/services/workbooks.py": "one file of many is refused, the others are taken",
    "portal/frame/gate.py": "the gate",
    "portal/frame/troubles.py": "the last page, when the store that its frame asks is what broke",
    "portal/lists/reading.py": "shows the list, and what is wrong with its columns",
    "portal/lists/working.py": "a worker: nobody waits for the answer, it is written beside the list",
    "portal/messages/services.py": "a run of deliveries: what one letter met is written down, and the next goes out",
    "portal/operations/clock.py": "a worker: what one work met is written down, and the next is done",
    "portal/operations/carrying_over.py": "a row that has its like at the successor stays where it is, and is told",
    "portal/papers/examiner.py": "a process of its own, which answers with what it found",
    "portal/papers/files.py": "a draft that cannot be set has no picture",
    "portal/papers/forms/drafting.py": "says beside the form what a paper cannot be",
    "portal/papers/previewer.py": "a process of its own, which answers with why there is nothing to see",
    "portal/papers/plain_text.py": "asks whether it can be printed",
    "portal/posts/services/telling.py": "one release is not taken, the others are told, and the clock hears of it",
    "portal/public_site/printing.py": "a poster that does not fit is left out",
    "portal/sampling/judging.py": "says beside the line what its result cannot be",
    "portal/tracing/forms/inbox.py": "says beside the field what days cannot be",
    "portal/reports/services.py": "shows the inbox as old as it is, and says so",
}
"""Who else turns what a room refuses into an answer, and why it is none of the gate's."""
CATCH_WHAT_IS_NO_REFUSAL = {
    "portal/field/services/taking.py": "letters that are no digits: another photo than any that was announced",
    "portal/frame/knocking.py": "a count that the cache dropped",
    "portal/frame/middleware.py": "what a proxy names is no address",
    "portal/frame/paging.py": "a day in an address",
    "portal/frame/sealed_words.py": "words in an address that this portal did not seal",
    "portal/frame/searching.py": "an extension of the database that is not there",
    "portal/frame/standby.py": "a standby that does not answer: the database itself is asked",
    "portal/interview/forms/steps.py": "a day in an address",
    "portal/lists/columns.py": "a text that is as long as a day and is none",
    "portal/messages/forms.py": "a link that is none, which the next line refuses",
    "portal/operations/backups.py": "a note without a moment",
    "portal/operations/kept_upgrade.py": "a note that says nothing",
    "portal/papers/forms/posters.py": "an address that is none, which the next line refuses",
    "portal/posts/wire.py": "bytes that no device of ours seals",
    "portal/tracing/comparing.py": "a day in a form of two columns",
    "portal/tracing/seen.py": "days in an address",
}
"""Who catches what Python or the database says under a name under which the gate tells something too, and what of."""


CATCHING = ("except", "suppress", "exit__", "process_exception")
"""One of them stands in every module that catches."""


def test_whoever_catches_a_refusal_beside_the_gate_has_a_reason() -> None:
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in modules_of_the_portal()}
    catching = {name for name, text in texts.items() if any(map(text.__contains__, CATCHING)) and caught_in(text)}

    assert catching == {*CATCH_A_REFUSAL, *CATCH_WHAT_IS_NO_REFUSAL}
    assert [] == [name for name in CATCH_WHAT_IS_NO_REFUSAL if caught_in(texts[name]) - {"DatabaseError", "ValueError"}]


def caught_in(text: str) -> set[str]:
    """The errors that a gate would tell, where they are caught and nothing is sure to be raised instead."""
    tree = ast.parse(text)
    if any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _may_swallow(node) for node in ast.walk(tree)):
        return {"BaseException"}
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    ending = [one.type for one in handlers if not _always_raises(one)]
    suppressing = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and "suppress" in _called([node])]
    caught = [*ending, *(argument for call in suppressing for argument in call.args)]
    named = set().union(*map(_named_in, caught))
    return _meant_by(named, _other_names(tree)) & {*EVERYTHING, *refusals()}


def _may_swallow(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A context that says yes as it is left lets no error out, nor does a middleware that has an answer to one."""
    is_asked = function.name in {"__aexit__", "__exit__", "process_exception"}
    return is_asked and any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function))


def _always_raises(handler: ast.ExceptHandler) -> bool:
    """Its last word is an error, and no way out leads past that."""
    ways_out = (ast.Return, ast.Break, ast.Continue)
    return isinstance(handler.body[-1], ast.Raise) and not any(isinstance(node, ways_out) for node in ast.walk(handler))


def _other_names(tree: ast.Module) -> dict[str, set[str]]:
    """`from errors import RefusedError as R` and `STOPPED = (Refusal, KeyError)`: what else an error is called."""
    other = {name: {meant.rpartition(".")[2]} for name, meant in bound_by_imports(tree).items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in {name for target in targets for name in _named_in(target)}:
                other[name] = other.get(name, set()) | _errors_listed_in(node.value)
    return other


def _errors_listed_in(value: ast.expr) -> set[str]:
    """Of a name, or of a tuple of names, however put together; what is called on the way is no error."""
    is_list = not any(isinstance(node, ast.Call | ast.Constant | ast.Dict) for node in ast.walk(value))
    return _named_in(value) if is_list else set()


def _meant_by(names: set[str], other: dict[str, set[str]]) -> set[str]:
    while more := {meant for name in names for meant in other.get(name, ())} - names:
        names = names | more
    return names


def _named_in(caught: ast.expr | None) -> set[str]:
    """A bare `except` catches all there is."""
    if caught is None:
        return {"BaseException"}
    parts = [node for node in ast.walk(caught) if isinstance(node, ast.Name | ast.Attribute)]
    return {ast.unparse(node).rpartition(".")[2] for node in parts}


@functools.cache
def refusals() -> frozenset[str]:
    """The names of all that the gate tells, of what is derived from it anywhere in the package, and of lists of it."""
    above: dict[str, set[str]] = {}
    for path in modules_naming("class ", "Error"):
        for node in syntax_of(path).body:
            if isinstance(node, ast.ClassDef):
                above.setdefault(node.name, set()).update(*map(_named_in, node.bases))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple | ast.Name | ast.Attribute):
                above.setdefault(ast.unparse(node.targets[0]), set()).update(_errors_listed_in(node.value))
    found = told_by_the_gate()
    while more := {name for name, listed in above.items() if listed & found} - found:
        found |= more
    return frozenset(found)


def told_by_the_gate() -> set[str]:
    lists = {
        ast.unparse(node.targets[0]): node.value
        for node in syntax_of(PORTAL / "frame" / "refusals.py").body
        if isinstance(node, ast.Assign)
    }
    return {*_named_in(lists["REFUSALS"]), *_named_in(lists["UNKEEPABLE"])} - {"UNKEEPABLE"}


def test_what_the_gate_tells_is_known_with_all_its_kinds() -> None:
    assert {"RefusedError", "DocumentError", "PaperError", "OutletError", "MappingError", "DataError"} <= refusals()


@pytest.mark.parametrize(
    "planted",
    [
        "try:\n    x()\nexcept RefusedError:\n    pass",
        "try:\n    x()\nexcept (KeyError, errors.ListError) as error:\n    tell(error)",
        "try:\n    x()\nexcept:\n    pass",
        "try:\n    x()\nexcept Exception:\n    pass",
        "with suppress(IntegrityError):\n    x()",
        "with contextlib.suppress(RefusedError):\n    x()",
        "Refusal = RefusedError\ntry:\n    x()\nexcept Refusal:\n    pass",
        "from errors import RefusedError as R\ntry:\n    x()\nexcept R:\n    pass",
        "try:\n    x()\nexcept STOPPED:\n    pass",
        "from bluezone.portal.frame import refusals as all\ntry:\n    x()\nexcept all.REFUSALS:\n    pass",
        "def f():\n    ours = (KeyError, ListError)\n    try:\n        x()\n    except ours:\n        pass",
        "try:\n    x()\nexcept ListError:\n    if a:\n        raise",
        "try:\n    x()\nexcept ListError:\n    if a:\n        return\n    raise",
        "try:\n    x()\nexcept ValueError:\n    pass",
        "class Forgiving:\n    def __exit__(self, *error):\n        return True",
        "class Last:\n    def process_exception(self, request, error):\n        return HttpResponse()",
    ],
)
def test_a_planted_catch_is_seen(planted: str) -> None:
    assert caught_in(planted)


@pytest.mark.parametrize(
    "fine",
    [
        "try:\n    x()\nexcept KeyError:\n    pass",
        "try:\n    x()\nexcept PaperError as error:\n    raise Other from error",
    ],
)
def test_what_is_told_on_is_not_caught(fine: str) -> None:
    assert set() == caught_in(fine)


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
