"""What no arrow shows: modules and attributes that are reached by a word at run time, and who calls whom by a setting.

The contracts read imports. Whoever imports by a text, reaches through a package above or asks a module for an attribute
by its name passes all of them, so each place that does is named here, with the reason. Inside the portal, cores call
rooms above them by dotted names in the settings; those are all named here as well: who calls, and who is called.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser

import pytest

from tests.support.sources import PACKAGE, PROJECT, modules, modules_naming, name_of, syntax_of
from tests.support.whole_names import bound_by_imports, reached_through, whole_names

BY_A_WORD = {
    "__builtins__",
    "__dict__",
    "__getattribute__",
    "__globals__",
    "__import__",
    "__loader__",
    "__subclasses__",
    "all_models",
    "attrgetter",
    "django.urls.resolve",
    "eval",
    "exec",
    "exec_module",
    "find_spec",
    "get_app_config",
    "get_app_configs",
    "get_callable",
    "get_containing_app_config",
    "get_model",
    "get_models",
    "get_resolver",
    "import_module",
    "import_string",
    "load_module",
    "methodcaller",
    "model_class",
    "module_from_spec",
    "related_model",
    "related_objects",
    "resolve_name",
    "resolver_match",
    "run_module",
    "run_path",
    "vars",
}
"""Whatever these reach, no import says."""
OF_MODULES = {"getattr", "setattr", "delattr"}
"""The same, where they are asked of something that was imported."""
REACH_LATE = {
    (
        "cli/__main__.py",
        "import_module",
    ): "a group of commands is read once one of it is given, so that help is instant",
    ("cli/__main__.py", "sys.modules"): "looks whether Django was loaded, and loads nothing",
    ("device/core/proximity/minutes.py", "attrgetter"): "of a sample, in a loop that is measured",
    ("documents/signing/asn1_classes.py", "__subclasses__"): "asn1crypto's classes, none of ours",
    ("joining/clocks.py", "getattr of time"): "a clock that not every system has",
    ("joining/device/living.py", "getattr of time"): "the same",
    ("joining/portal/application.py", "import_module"): "the url table is read before the first request",
    ("kernel/_pure.py", "import_module"): "Python's own digest has another name by version",
    ("kernel/choosing.py", "import_module"): "the C extension may not be there",
    ("portal/app.py", "get_app_configs"): "what each room names in its own apps.py",
    ("portal/audit/aliases.py", "import_string"): "AUDIT_ALIASES",
    ("portal/cases/alerts.py", "import_string"): "CODES_SHOWN",
    ("portal/cases/classifying.py", "import_string"): "CASE_FOLLOWERS",
    ("portal/cases/merging.py", "import_module"): "PERSON_FOLLOWERS",
    ("portal/directives/selectors/measuring.py", "import_string"): "SEEN_AT_DOORS",
    ("portal/frame/evidence.py", "import_module"): "EVIDENCE_KEEPER",
    ("portal/frame/field_words.py", "__dict__"): "what a field says itself, and not by its base",
    ("portal/frame/held.py", "import_module"): "what each room names in its own apps.py",
    ("portal/frame/troubles.py", "resolver_match"): "the name of the view that broke, for the log",
    ("portal/frame/waiting.py", "import_string"): "what each room names in its own apps.py",
    ("portal/messages/services.py", "import_string"): "REMINDER_LEAVES",
    ("portal/operations/carrying_over.py", "get_model"): "a table that stands in a row of what was carried over",
    ("portal/operations/carrying_over.py", "get_models"): "every column that says to whom a row belongs",
    ("portal/operations/clock.py", "import_string"): "what each room names in its own apps.py",
    ("portal/operations/tables.py", "get_app_configs"): "which tables are ours",
    ("portal/operations/tables.py", "get_models"): "a new portal's tables, made at once",
    ("portal/papers/followed.py", "import_string"): "PAPER_FOLLOWERS",
    ("portal/papers/objections.py", "import_string"): "PAPER_OBJECTORS",
    ("portal/papers/waiting.py", "import_string"): "PAPER_DRAFTS_OFFERED",
    ("portal/tracing/exporting/samples.py", "import_module"): "SAMPLES_LISTED",
    ("portal/tracing/followed.py", "import_string"): "LEVEL_FOLLOWERS",
}
"""Where, by what, and why; of the portal's cores the setting that names who is called."""
WRITTEN_OUT = {"kernel/choosing.py"}
"""Where the word is a text in the same line: it names a module of the same room."""
DATA_OF_THE_PACKAGE = "importlib.resources"


def modules_that_say(*words: str) -> Mapping[str, ast.Module]:
    """Those in whose text one of the words stands, as syntax. Migrations meet tables by Django's registry of then."""
    paths = [path for path in modules_naming(*words) if "migrations" not in path.parts]
    return {name_of(path): syntax_of(path) for path in paths}


@pytest.mark.slow
def test_whoever_reaches_by_a_word_has_a_reason() -> None:
    trees = modules_that_say(*BY_A_WORD, *OF_MODULES, "modules", "resolve")
    found = {(name, word) for name, tree in trees.items() for word in reached_by_a_word(tree)}

    assert set(REACH_LATE) == found


def reached_by_a_word(tree: ast.Module) -> set[str]:
    """By whatever name: imported under another one, or asked of a module that was imported."""
    imported = {meant.rpartition(".")[2] for meant in bound_by_imports(tree).values()}
    said = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    whole = {name for _node, name in whole_names(tree)} | {*bound_by_imports(tree).values()}
    table = {"sys.modules" for name in whole if f"{name}.".startswith("sys.modules.")}
    return ((imported | said | asked | whole) & BY_A_WORD) | table | {*_asked_of_what_was_imported(tree)}


def _asked_of_what_was_imported(tree: ast.Module) -> Iterator[str]:
    names = {id(node): name for node, name in whole_names(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in OF_MODULES and id(node.args[0]) in names:
            yield f"{ast.unparse(node.func)} of {names[id(node.args[0])]}"


def test_what_is_reached_by_a_word_is_not_written_into_the_same_line() -> None:
    """Such a word is an import that no contract reads."""
    trees = modules_that_say(*BY_A_WORD)

    assert WRITTEN_OUT == {name for name, tree in trees.items() if any(map(_is_written_out, ast.walk(tree)))}


def _is_written_out(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {*BY_A_WORD} - {"attrgetter"}
    return is_call and any(isinstance(one, ast.Constant) for one in node.args)


def test_nobody_reaches_through_a_package_above() -> None:
    """`import bluezone.portal` and `portal.tracing` later on is an arrow to tracing. Migrations are as Django writes
    them: it imports what a column names in this way."""
    texts = {path: path.read_text(encoding="utf-8") for path in modules() if "migrations" not in path.parts}
    bringing = [path for path, text in texts.items() if any(map(is_package, imported_from_ours(text)))]
    through = {name_of(path): [*reached_through(syntax_of(path))] for path in bringing}

    assert {} == {name: modules for name, modules in through.items() if modules}
    assert [] == [name_of(path) for path, text in texts.items() if WHOLE.search(text)]
    assert bringing


WHOLE = re.compile(r"^\s*import\s+(.*,\s*)?bluezone\b", re.MULTILINE)
FROM_OURS = re.compile(r"^\s*from\s+(bluezone[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)


def imported_from_ours(text: str) -> Iterator[str]:
    """By whole names, read off the text: reading all of the package as syntax takes seconds."""
    return (f"{module}.{name}" for module, names in FROM_OURS.findall(text) for name in re.findall(r"\w+", names))


def is_package(name: str) -> bool:
    return PACKAGE.parent.joinpath(*name.split("."), "__init__.py").is_file()


def test_a_closed_room_knows_only_its_data_of_the_import_machinery() -> None:
    """The contract says `importlib`, because it knows libraries by their first names alone."""
    closed = tuple(room.removeprefix("bluezone.").replace(".", "/") + "/" for room in closed_rooms())
    found = {
        (name, whole.rpartition(".")[2])
        for name, tree in modules_that_say("importlib").items()
        if name.startswith(closed)
        for whole in {*bound_by_imports(tree).values(), *(one for _node, one in whole_names(tree))}
        if whole.startswith("importlib.") and not whole.startswith(DATA_OF_THE_PACKAGE)
    }

    assert {one for one in REACH_LATE if one[0].startswith("kernel/")} == found
    assert len(closed) == 7


def closed_rooms() -> list[str]:
    return [section["room"] for section in drawing().values() if section.get("type") == "closed_room"]


def drawing() -> ConfigParser:
    read = ConfigParser()
    read.read(PROJECT / ".importlinter")
    return read


@pytest.mark.parametrize(
    "planted",
    [
        "from importlib import import_module\nimport_module('django.db')",
        "from importlib import import_module as bring\nbring('time').time",
        "import importlib as i\ni.import_module('time')",
        "__import__('django.db')",
        "from operator import attrgetter\nattrgetter('now')(datetime)",
        "import operator\noperator.methodcaller('now')(datetime)",
        "from django.apps import apps\napps.get_model('registers', 'Case')",
        "from django.apps import apps\napps.all_models['tracing']['exposure']",
        "from django.apps import apps\napps.get_app_config('tracing').models",
        "from django.urls import resolve\nresolve('/cases').func",
        "from django import urls as addresses\naddresses.resolve('/cases')",
        "request.resolver_match.func",
        "Case._meta.related_objects",
        "from django.utils.module_loading import import_string\nimport_string('bluezone.portal.tracing.gathering')",
        "import datetime as dt\ngetattr(dt.datetime, 'now')()",
        "import sys\nsys.modules['django.db']",
        "import datetime\nvars(datetime)['datetime']",
    ],
)
def test_a_planted_word_is_seen(planted: str) -> None:
    assert reached_by_a_word(ast.parse(planted))


@pytest.mark.parametrize(
    "planted",
    [
        "import bluezone.portal\nbluezone.portal.tracing.gathering.keep()",
        "from bluezone import portal\nportal.tracing.gathering",
        "from bluezone.portal import (\n    cases,\n    tracing as t,\n)\nt.gathering.keep()",
    ],
)
def test_a_planted_way_through_a_package_is_seen(planted: str) -> None:
    assert [*reached_through(ast.parse(planted))]
    assert WHOLE.search(planted) or any(map(is_package, imported_from_ours(planted)))


def test_what_a_module_imports_it_may_ask() -> None:
    assert [] == [*reached_through(ast.parse("from bluezone.portal.tracing import gathering\ngathering.keep()"))]
    assert set() == reached_by_a_word(ast.parse("import datetime as dt\ngetattr(error.cause, 'sqlstate', None)"))


CALLED_UPWARD: dict[str, tuple[str, set[str]]] = {
    "AUDIT_ALIASES": (
        "portal/audit/aliases.py",
        {"cases.merging.aliases_of_person", "cases.in_audit.aliases_of_record"},
    ),
    "CASE_FOLLOWERS": ("portal/cases/classifying.py", {"tracing.following.follow_case"}),
    "CODES_SHOWN": ("portal/cases/alerts.py", {"posts.codes_shown.codes_shown_at"}),
    "EVIDENCE_KEEPER": ("portal/frame/evidence.py", {"tracing.gathering"}),
    "LEVEL_FOLLOWERS": (
        "portal/tracing/followed.py",
        {"followup.planning.follow_levels", "sampling.planning.follow_levels"},
    ),
    "PAPER_DRAFTS_OFFERED": ("portal/papers/waiting.py", {"isolation.selectors.drafts_offered"}),
    "PAPER_FOLLOWERS": ("portal/papers/followed.py", {"isolation.papers.follow_paper"}),
    "PAPER_OBJECTORS": (
        "portal/papers/objections.py",
        {
            "directives.selectors.differing.figures_that_differ",
            "isolation.papers.names_that_left",
            "situation.differing.figures_that_differ",
        },
    ),
    "PERSON_FOLLOWERS": (
        "portal/cases/merging.py",
        {
            "followup.merged_persons",
            "households.merged_persons",
            "isolation.merged_persons",
            "reminders.merged_persons",
            "sampling.merged_persons",
            "tracing.merged_persons",
        },
    ),
    "REMINDER_LEAVES": ("portal/messages/services.py", {"reminders.leaving.why_it_stays"}),
    "SAMPLES_LISTED": ("portal/tracing/exporting/samples.py", {"sampling.exporting"}),
    "SEEN_AT_DOORS": ("portal/directives/selectors/measuring.py", {"posts.measuring.seen_at_doors"}),
}
"""Every call of a core to a room above it: the setting, who calls by it, and who is called."""
READ_BY_LIBRARIES = {
    "ACCOUNT_ADAPTER",
    "AUTH_PASSWORD_VALIDATORS",
    "AXES_LOCKOUT_CALLABLE",
    "AXES_USERNAME_CALLABLE",
    "CSRF_FAILURE_VIEW",
    "DATABASE_ROUTERS",
    "FILE_UPLOAD_HANDLERS",
    "FORMAT_MODULE_PATH",
    "INSTALLED_APPS",
    "MFA_ADAPTER",
    "MFA_FORMS",
    "MIDDLEWARE",
    "ROOM",
    "ROOT_URLCONF",
    "SESSION_ENGINE",
    "TEMPLATES",
}
"""Dotted names by which Django, allauth and axes find what is ours; and where the package lies."""
OURS = "bluezone.portal."


def test_every_dotted_name_in_the_settings_is_a_librarys_or_a_declared_call() -> None:
    named = dotted_names_in_the_settings()

    assert {*READ_BY_LIBRARIES, *CALLED_UPWARD} == set(named)
    assert {setting: called for setting, (_caller, called) in CALLED_UPWARD.items()} == {
        setting: {name.removeprefix(OURS) for name in named[setting]} for setting in CALLED_UPWARD
    }


def dotted_names_in_the_settings() -> dict[str, set[str]]:
    """By the setting in which they stand."""
    named: dict[str, set[str]] = {}
    for path in sorted((PACKAGE / "portal" / "settings").glob("*.py")):
        for node in syntax_of(path).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and (found := {*_dotted_names_in(node)}):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                named[ast.unparse(target)] = found
    return named


def _dotted_names_in(node: ast.AST) -> Iterator[str]:
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return (one for one in texts if one.startswith("bluezone.") and " " not in one)


def test_who_calls_by_a_setting_is_the_one_who_says_so() -> None:
    trees = {name: tree for name, tree in modules_that_say(*CALLED_UPWARD).items() if "portal/settings/" not in name}
    calling = {(name, setting) for name, tree in trees.items() for setting in _said_in(tree) & {*CALLED_UPWARD}}

    assert {(caller, setting) for setting, (caller, _called) in CALLED_UPWARD.items()} == calling
    assert {(name, why) for (name, _word), why in REACH_LATE.items() if why.isupper()} == calling


def _said_in(tree: ast.Module) -> set[object]:
    """In whichever way, but in a docstring: the name of a setting means nothing else."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Constant)]
    return {node.attr if isinstance(node, ast.Attribute) else node.value for node in nodes}


@pytest.mark.parametrize("setting", sorted(CALLED_UPWARD))
def test_a_setting_calls_a_room_above_the_caller(setting: str) -> None:
    """A room below it imports, where the contract reads it."""
    caller, called = CALLED_UPWARD[setting]
    heights = heights_of_cores()

    assert {True} == {heights[one.partition(".")[0]] > heights[caller.split("/")[1]] for one in called}


@functools.cache
def heights_of_cores() -> Mapping[str, int]:
    layers = drawing()["importlinter:contract:cores"]["layers"].split("\n")
    return {core.strip(): -depth for depth, layer in enumerate(layers) for core in layer.split("|")}


def test_what_an_app_names_in_its_apps_file_is_its_own() -> None:
    """The frame and the clock call whatever stands there."""
    files = sorted((PACKAGE / "portal").glob("*/apps.py"))
    foreign = {
        name_of(path): [one for one in _dotted_names_in(syntax_of(path)) if not _is_of(path.parent.name, one)]
        for path in files
    }

    assert {} == {name: names for name, names in foreign.items() if names}
    assert len(files) > 20


def _is_of(app: str, name: str) -> bool:
    return f"{name}.".startswith(f"{OURS}{app}.")
