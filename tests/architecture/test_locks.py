"""Nearly everything that is written refers to somebody who works here, and to a unit: whoever holds such a row holds up
nobody who only refers to it, nor the end of the audit's chain, which others wait for meanwhile."""

from __future__ import annotations

import ast

from tests.support.sources import modules_naming, name_of, syntax_of

_REFERRED_TO = {"Staff.objects", "Unit.objects"}


def test_rows_that_everything_refers_to_are_held_without_their_key() -> None:
    held = [
        (f"{name_of(path)}:{call.lineno}", {word.arg for word in call.keywords})
        for path in modules_naming("select_for_update")
        for call in ast.walk(syntax_of(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and ast.unparse(call.func.value) in _REFERRED_TO
    ]

    assert len(held) >= 15
    assert [] == [place for place, words in held if "no_key" not in words]
