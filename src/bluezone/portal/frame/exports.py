"""A list page as a file: xlsx or csv, row by row, however long, with a line of the audit for every thousand rows.

The lines are written before their rows leave, and name whom the rows are about, so that "who read this person's record"
is answered for exports too.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.lists.exporting.delimited import csv_lines
from bluezone.lists.exporting.workbook import write_xlsx
from bluezone.portal.audit.services import record_read
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.session import signed_in
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.world import world_of
from bluezone.vietnam.practice import MARK_IN_BOTH
from bluezone.vietnam.words import Language

AT_ONCE = 1_000
SPREADSHEETS = ("xlsx", "csv")
_NUMBERS_AT_ONCE = 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Export(Generic[T]):
    """One list on its way out."""

    name: str
    """Of the file, without its ending; plain letters."""
    act: str
    """What the audit calls it."""
    path: str
    columns: Sequence[ExportColumn]
    chunks: Iterable[Sequence[T]]
    row: Callable[[T], Sequence[Exported]]
    subjects: Callable[[T], Iterable[tuple[str, object]]] = lambda _: ()
    filters: dict[str, str] = field(default_factory=dict)
    """As they stood on the screen, without names that were searched for."""
    for_programs: Mapping[str, Form[T]] = field(default_factory=dict)
    """Further forms by their names, for other programs."""


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A form of a file that another program reads."""

    ending: str
    kind: str
    """For the line that says what an answer is."""
    lines: Callable[[Iterable[Sequence[T]]], Iterator[bytes]]
    """The file, bit by bit, of what leaves, a thousand at a time."""


def exported(request: HttpRequest, export: Export[Any], otherwise: str = "xlsx") -> HttpResponseBase:
    """Answers `?as=xlsx`, `?as=csv` or another form of the list with the rows. Raises Http404 for any other."""
    form, staff, now = request.GET.get("as", otherwise), signed_in(request), world_of(request).now()
    language: Language = "en" if get_language() == "en" else "vi"
    told = export.for_programs.get(form)
    if told is None and not (export.columns and form in SPREADSHEETS):
        raise Http404
    name = f"{export.name}-{world_of(request).today():%Y%m%d}.{told.ending if told else form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if told is not None:
        leave_by(Way.PROGRAM)
        lines = told.lines(audited(export, form, staff, now))
        return StreamingHttpResponse(lines, content_type=told.kind, headers=headers)
    rows = _rows(export, form, staff, now, language)
    if form == "csv":
        lines = csv_lines(export.columns, rows, language, above=mark_above())
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_xlsx(out, export.columns, rows, language, name=export.name[:20], above=mark_above())
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=_XLSX)


def write_export(
    out: IO[bytes], export: Export[Any], form: str, *, actor: Staff | None, now: dt.datetime, language: Language
) -> None:
    """Writes the list into a file, in a form that it has, with the same lines in the audit."""
    told = export.for_programs.get(form)
    if told is not None:
        leave_by(Way.PROGRAM)
        out.writelines(told.lines(audited(export, form, actor, now)))
    elif form == "csv":
        out.writelines(
            csv_lines(export.columns, _rows(export, form, actor, now, language), language, above=mark_above())
        )
    else:
        rows = _rows(export, form, actor, now, language)
        write_xlsx(out, export.columns, rows, language, name=export.name[:20], above=mark_above())


def mark_above() -> str:
    """What stands above the rows of a training's spreadsheets; nothing elsewhere."""
    return MARK_IN_BOTH if settings.TRAINING else ""


def in_chunks(rows: QuerySet[M]) -> Iterator[list[M]]:
    """All rows in their order, a thousand at a time. Only their numbers are held, eight bytes each: the query is sorted
    once, and none is left open while the audit writes, which SQLite would not bear."""
    numbers = array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_NUMBERS_AT_ONCE))
    for at in range(0, len(numbers), AT_ONCE):
        wanted = list(numbers[at : at + AT_ONCE])
        found = {one.pk: one for one in rows.order_by().filter(pk__in=wanted)}
        yield [found[number] for number in wanted if number in found]


def audited(export: Export[T], form: str, actor: Staff | None, now: dt.datetime) -> Iterator[Sequence[T]]:
    """Gives out what leaves, a thousand at a time, each once its line stands in the audit."""
    number = 0
    for chunk in export.chunks:
        number += 1
        _note(export, chunk, actor, now, {"form": form, "part": number, "rows": len(chunk), **export.filters})
        yield chunk
    if number == 0:
        _note(export, (), actor, now, {"form": form, "part": 1, "rows": 0, **export.filters})


def _rows(
    export: Export[T], form: str, actor: Staff | None, now: dt.datetime, language: Language
) -> Iterator[Sequence[Exported]]:
    for chunk in audited(export, form, actor, now):
        with translation.override(language):  # a stream runs when the request's own language is over
            rows = [export.row(one) for one in chunk]
        yield from rows


@transaction.atomic
def _note(export: Export[T], chunk: Sequence[T], actor: Staff | None, now: dt.datetime, detail: dict[str, Any]) -> None:
    subjects = [subject for one in chunk for subject in export.subjects(one)]
    record_read(actor=actor, act=export.act, now=now, subjects=subjects, path=export.path, detail=detail)
