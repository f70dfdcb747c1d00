"""What is typed into the search of a list, as a question to the database.

Rows keep what they are found by folded, with a blank before every word (`vietnam.folding.found_by`). Each word typed
begins a word of a row, in any of its columns; marks, capitals, dashes and slashes count for nothing on either side.
Each word is asked once, and only so many: a question stays small whatever is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Q, TextField
from django.db.models.lookups import Contains, Lookup
from django.db.models.sql.compiler import SQLCompiler

from bluezone.vietnam.folding import fold_words

MOST_WORDS = 16
"""A school whose kind alone has nine, with its commune and its district, has fifteen."""
_WORD = re.compile(r"[^\W_]+")


class Holds(Lookup):
    """Whether a folded column holds these letters. SQLite's LIKE folds capitals once more, letter by letter, and takes
    twice as long as to find letters that stand there as they are."""

    lookup_name = "holds"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Asks as every database can."""
        return Contains(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Asks for the place of the letters."""
        column, values = self.process_lhs(compiler, connection)
        return f"INSTR({column}, %s) > 0", [*values, self.rhs]


CharField.register_lookup(Holds)
TextField.register_lookup(Holds)


def saying(text: str, *columns: str, also: Callable[[str], Q] | None = None) -> Q:
    """Rows in whose columns every word begins a word, or that fit a word otherwise: the number that it is, say. `also`
    says nothing (`Q()`) of a word that fits in no other way. None where something is typed that has no word.
    """
    words = list(dict.fromkeys(fold_words(text).split()))
    fits = Q() if words or not text.strip() else Q(pk=None)
    for word in words[:MOST_WORDS]:
        begins = also(word) if also is not None else Q()
        for column in columns:
            begins |= Q(**{f"{column}__holds": f" {word}"})
        fits &= begins
    return fits


def first_words(text: str) -> str:
    """Keeps as many words as are asked for, so that a list shows in its search what it was asked."""
    starts = [word.start() for word in _WORD.finditer(text)]
    return text if len(starts) <= MOST_WORDS else text[: starts[MOST_WORDS]].rstrip()
