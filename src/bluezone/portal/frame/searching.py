"""What is typed into the search of a list, as a question to the database.

Rows keep what they are found by folded, with a blank before every word (`vietnam.folding.found_by`). Each word typed
begins a word of a row, in any of its columns; marks, capitals, dashes and slashes count for nothing on either side.
Each word is asked once, and only so many: a question stays small whatever is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import CharField, Index, Model, Q, TextField
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


class FoundByParts(Index):
    """An index of columns that are searched for words within them. PostgreSQL keeps which three letters stand where
    (its own extension pg_trgm), and so reads no table through for a rare name; where it has no such thing or gives it
    to nobody of this role, and on SQLite, the columns are kept as they are, and are read through apart from their
    rows."""

    def create_sql(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **more: Any
    ) -> Statement:
        if schema_editor.connection.vendor != "postgresql" or not _knows_parts(schema_editor.connection):
            return super().create_sql(model, schema_editor, using, **more)
        by_parts = Index(fields=self.fields, name=self.name, opclasses=[_BY_PARTS] * len(self.fields))
        return by_parts.create_sql(model, schema_editor, " USING gin", **more)


_BY_PARTS, _EXTENSION = "gin_trgm_ops", "CREATE EXTENSION IF NOT EXISTS pg_trgm"
_HAS_PARTS = "SELECT 1 FROM pg_opclass WHERE opcname = %s AND pg_opclass_is_visible(oid)"


def _knows_parts(connection: BaseDatabaseWrapper) -> bool:
    """Whether PostgreSQL can index parts of words, for which it is asked to bring its extension along."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_PARTS, [_BY_PARTS])
        if cursor.fetchone() is None:
            try:
                with transaction.atomic(connection.alias):
                    cursor.execute(_EXTENSION)
            except DatabaseError:  # it lies on no disk, or this role may not
                return False
            cursor.execute(_HAS_PARTS, [_BY_PARTS])
            return cursor.fetchone() is not None
    return True


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
