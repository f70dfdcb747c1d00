"""What a list of results would do, line by line, before anything is entered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.sampling.models import Sample
from bluezone.portal.sampling.reading import Line
from bluezone.portal.sampling.results import require_possible
from bluezone.portal.sampling.rules import Finding, Kind, Value
from bluezone.portal.sampling.selectors import SampleView, cascade_of, samples_with_barcodes, views_of

_MOST_CASCADES = 10
"""Positive lines of which a page says whose level they would change; of more it says it on each sample's page."""


class Fate(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", _("to be entered")
    SAME = "same", _("stands there already")
    OTHER = "other", _("another result stands there; correct it on the sample's page")
    UNKNOWN = "unknown", _("no sample of yours has this barcode")
    TWICE = "twice", _("stands here twice")
    CONFLICT = "conflict", _("stands here with different results; ask the laboratory")
    WRONG = "wrong", _("cannot be read")


@dataclass(frozen=True, slots=True)
class Judged:
    """One line, with the sample that it is about."""

    line: Line
    fate: Fate
    sample: SampleView | None = None
    why: str = ""
    cascade: tuple[tuple[str, str, int], ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it is entered if somebody says so."""
        return self.fate is Fate.NEW


def judged(staff: Staff, lines: Sequence[Line], now: dt.datetime) -> list[Judged]:
    """Says of each line what it would do, for whoever may enter results of these samples."""
    known = samples_with_barcodes(staff, {one.barcode for one in lines if one.finding is not None})
    seen = dict(zip(known, views_of(staff, list(known.values()), now), strict=True))
    said: dict[str, list[Value]] = defaultdict(list)
    told, cascades = [], 0
    for one in lines:
        if one.finding is not None:
            said[one.barcode].append(one.finding.value)
    first = {one.barcode: one.number for one in reversed(lines)}
    for one in lines:
        fate, why = _fate(one, known.get(one.barcode), said[one.barcode], first[one.barcode], now)
        sample = known.get(one.barcode)
        cascade: tuple[tuple[str, str, int], ...] = ()
        if fate is Fate.NEW and sample is not None and _opens_a_case(one, sample) and cascades < _MOST_CASCADES:
            cascade, cascades = tuple(cascade_of(sample)), cascades + 1
        told.append(Judged(one, fate, seen.get(one.barcode), why, cascade))
    return told


def _fate(line: Line, sample: Sample | None, said: list[Value], first: int, now: dt.datetime) -> tuple[Fate, str]:
    if line.finding is None:
        return Fate.WRONG, line.problem
    if sample is None:
        return Fate.UNKNOWN, ""
    if len(set(said)) > 1:
        return Fate.CONFLICT, ""
    if line.number != first:
        return Fate.TWICE, ""
    return _fate_of_one(line.finding, sample, now)


def _fate_of_one(finding: Finding, sample: Sample, now: dt.datetime) -> tuple[Fate, str]:
    """Judges a line that stands alone for its sample."""
    if sample.value:
        return (Fate.SAME if sample.value == finding.value else Fate.OTHER), ""
    try:
        require_possible(sample, finding, now)
    except RefusedError as refused:
        return Fate.WRONG, gettext(str(refused))
    return Fate.NEW, ""


def _opens_a_case(line: Line, sample: Sample) -> bool:
    return line.finding is not None and line.finding.value is Value.POSITIVE and sample.kind != Kind.POOL
