"""From one TOML file to a Regime, or to one line that says what is wrong and where.

    days = { value = 21, source = "hcdc" }

A figure that a file leaves out is the template's. The quarantine of the vaccinated follows that of everybody wherever
the file says nothing else.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.regime import CARRIED, Figure, Kind, Quarantine, Regime, Source, Visits, Waiting
from bluezone.vietnam.words import Words

FORMAT = 1
MOST_BYTES = 64 * 1024
_Value = TypeVar("_Value")
_Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
_Text = Annotated[str, Meta(min_length=1, max_length=1_000)]
_Days = Annotated[int, Meta(ge=0, le=60)]
_Visited = Annotated[int, Meta(ge=1, le=4)]


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; a key that nobody asks for was misspelt."""


class _Words(_Written, frozen=True):
    vi: _Text
    en: _Text


class _Source(_Written, frozen=True):
    id: _Id
    title: _Text
    where: _Text


class _Figure(_Written, Generic[_Value], frozen=True):
    value: _Value
    source: _Id


class _Window(_Written, frozen=True):
    days_before_onset: _Figure[_Days] | None = None


class _Quarantine(_Written, frozen=True):
    kind: _Figure[Kind] | None = None
    days: _Figure[_Days] | None = None
    watch_days: _Figure[_Days] | None = None
    test_days: _Figure[Annotated[tuple[_Days, ...], Meta(max_length=20)]] | None = None


class _Waiting(_Written, frozen=True):
    kind: _Figure[Kind] | None = None
    until_test: _Figure[_Days] | None = None


class _Visits(_Written, frozen=True):
    apart: _Figure[_Visited] | None = None
    watch: _Figure[_Visited] | None = None


class _File(_Written, frozen=True):
    format: Annotated[int, Meta(ge=FORMAT, le=FORMAT)]
    id: _Id
    place: Annotated[str, Meta(pattern=r"^(VN|[0-9]{2})\Z")]
    name: _Words
    f1_means: _Words
    begins: dt.date | None = None
    source: Annotated[tuple[_Source, ...], Meta(max_length=20)] = ()
    window: _Window = _Window()
    f1: _Quarantine = _Quarantine()
    f1_vaccinated: _Quarantine = _Quarantine()
    f2: _Waiting = _Waiting()
    visits: _Visits = _Visits()


def read_regime(data: bytes, name: str, template: Regime | None) -> Regime:
    """Reads the regime in this file; the template itself is read without one and has to say everything. Raises
    RegimeError."""
    if len(data) > MOST_BYTES:
        raise RegimeError(f"{name}: has more than {MOST_BYTES} bytes")
    try:
        return _regime(msgspec.convert(tomllib.loads(data.decode()), _File), template)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RegimeError(f"{name}: is no TOML ({error})") from error
    except (msgspec.ValidationError, RegimeError) as error:
        raise RegimeError(f"{name}: {error}") from error


def _regime(file: _File, template: Regime | None) -> Regime:
    f1 = _quarantine(file.f1, _carried_quarantine(template.f1) if template else None)
    return Regime(
        id=file.id,
        name=Words(file.name.vi, file.name.en),
        begins=file.begins,
        place=file.place,
        f1_means=Words(file.f1_means.vi, file.f1_means.en),
        sources=tuple(Source(source.id, source.title, source.where) for source in file.source),
        days_before_onset=_figure(
            file.window.days_before_onset, _carried(template.days_before_onset) if template else None
        ),
        f1=f1,
        f1_vaccinated=_quarantine(file.f1_vaccinated, f1),
        f2=_waiting(file.f2, template),
        visits=_visits(file.visits, template),
    )


def _quarantine(written: _Quarantine, otherwise: Quarantine | None) -> Quarantine:
    return Quarantine(
        _figure(written.kind, otherwise.kind if otherwise else None),
        _figure(written.days, otherwise.days if otherwise else None),
        _figure(written.watch_days, otherwise.watch_days if otherwise else None),
        _figure(written.test_days, otherwise.test_days if otherwise else None),
    )


def _waiting(written: _Waiting, template: Regime | None) -> Waiting:
    return Waiting(
        _figure(written.kind, _carried(template.f2.kind) if template else None),
        _figure(written.until_test, _carried(template.f2.until_test) if template else None),
    )


def _visits(written: _Visits, template: Regime | None) -> Visits:
    return Visits(
        _figure(written.apart, _carried(template.visits.apart) if template else None),
        _figure(written.watch, _carried(template.visits.watch) if template else None),
    )


def _carried_quarantine(template: Quarantine) -> Quarantine:
    return Quarantine(
        _carried(template.kind), _carried(template.days), _carried(template.watch_days), _carried(template.test_days)
    )


def _carried(figure: Figure[_Value]) -> Figure[_Value]:
    return Figure(figure.value, CARRIED)


def _figure(written: _Figure[_Value] | None, otherwise: Figure[_Value] | None) -> Figure[_Value]:
    if written is not None:
        return Figure(written.value, written.source)
    if otherwise is None:
        raise RegimeError("a template states every figure")
    return otherwise
