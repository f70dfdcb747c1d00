"""Samples among what leaves of an outbreak. Tracing knows nothing of the room that keeps them: the setting
SAMPLES_LISTED names its module, and this is what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.tracing.exporting.dhis2 import CountRow
from bluezone.portal.tracing.exporting.fhir import Resource
from bluezone.portal.tracing.exporting.rows import Reader
from bluezone.portal.tracing.models import Outbreak


class SampleRow(Protocol):
    """A sample of one person, as it leaves; of a pool there is one for each of its people."""

    @property
    def number(self) -> int:
        """The number of the person."""

    @property
    def is_named(self) -> bool:
        """Whether the person leaves by name."""


class SamplesRoom(Protocol):
    """The module of the room that keeps samples."""

    COLUMNS: Sequence[ExportColumn]

    def samples_of(self, outbreak: Outbreak, reader: Reader) -> Iterator[Sequence[SampleRow]]:
        """Every sample of people within reach, a thousand rows at a time."""

    def names_of_samples(self, outbreak: Outbreak, reader: Reader) -> int:
        """How many people the reader sees by name in that list."""

    def sample_cells(self, row: Any) -> list[Exported]:
        """The cells of a row, in the order of its columns."""

    def json_lines(self, chunks: Iterable[Sequence[Any]]) -> Iterator[bytes]:
        """An object a line."""

    def resources_of(self, row: Any, pathogen: str) -> list[Resource]:
        """What a row becomes in a FHIR bundle."""

    def counted_results(self, outbreak: Outbreak, reader: Reader) -> list[CountRow]:
        """How many tests came to what, by commune and day."""


def samples_room() -> SamplesRoom:
    """The module that this portal's settings name."""
    return cast("SamplesRoom", import_module(settings.SAMPLES_LISTED))
