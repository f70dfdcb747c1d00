"""What a service remembers of texts that others send has bounds: in number, and in length. Else whoever may type a
megabyte into a search fills the memory for as long as the service lives."""

from __future__ import annotations

import ast
import tracemalloc
from collections.abc import Callable

import pytest

from bluezone.lists.letters.syllables import is_syllable
from bluezone.lists.outbreak.days import day_at
from bluezone.lists.outbreak.rows import Row
from bluezone.vietnam.folding import fold
from tests.support.sources import modules_naming, name_of, syntax_of

OURS = "names of ours"
OF_KEYS = "32 bytes, and as many as a key list has"
REMEMBERED = {
    # what remembers answers to texts                   why that has a bound
    "citizen/language.py:words": OURS,
    "citizen/pages.py:_environment": OURS,
    "citizen/pages.py:packed_asset": OURS,
    "citizen/pages.py:prepare": OURS,
    "documents/fonts.py:_length": "lines of papers, whose lengths are bounded where they come in",
    "exchange/store/at_once.py:_numbered": "statements of ours",
    "lists/letters/syllables.py:_is_syllable": "below",
    "lists/outbreak/days.py:_written": "below",
    "lists/outbreak/named_headers.py:_read": OURS,
    "portal/directives/selectors/cores.py:directive_of": "sixteen directives that were taken in",
    "portal/places/selectors.py:_names_on": "a day, and the newest change of ours",
    "protocol/signature.py:_key_id": OF_KEYS,
    "protocol/signature.py:_private_key": OF_KEYS,
    "protocol/signature.py:_public_key": OF_KEYS,
    "protocol/signature.py:_verifying_key": OF_KEYS,
    "trace/regimes/shipped.py:_read": OURS,
    "vietnam/folding.py:_kept": "below",
    "webui/icons.py:icon": OURS,
}
LONG, TIMES = 200_000, 40


def test_whatever_remembers_texts_is_known() -> None:
    assert sorted(REMEMBERED) == sorted(
        f"{name_of(path)}:{function.name}"
        for path in modules_naming("cache")
        for function in ast.walk(syntax_of(path))
        if isinstance(function, ast.FunctionDef) and _remembers(function) and _takes_text(function)
    )


def _remembers(function: ast.FunctionDef) -> bool:
    return any(
        ast.unparse(one).partition("(")[0].rpartition(".")[2] in {"cache", "lru_cache"}
        for one in function.decorator_list
    )


def _takes_text(function: ast.FunctionDef) -> bool:
    taken = ast.walk(function.args)
    return any(isinstance(one, ast.Name) and one.id in {"str", "bytes"} for one in taken)


@pytest.mark.parametrize(
    "ask", [fold, is_syllable, lambda text: day_at(Row(1, (text,)), 0, [])], ids=["fold", "is_syllable", "day_at"]
)
def test_nothing_is_kept_of_long_texts(ask: Callable[[str], object]) -> None:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(TIMES):
            ask(f"{number}" + "x" * LONG)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert after - before < LONG
