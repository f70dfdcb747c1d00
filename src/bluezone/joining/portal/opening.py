"""A portal opened: its folder prepared, Django set up on it, its tables brought up to date, its world around it."""

from __future__ import annotations

import atexit
import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.chance import entropy
from bluezone.joining.clocks import drill_clock, system_clock
from bluezone.joining.folders import one_at_a_time, work_in
from bluezone.joining.portal.spoilt_store import spoilt_store_refused
from bluezone.joining.upgrading.versions import note_version, this_version

if TYPE_CHECKING:
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.world import PublishedDesk, World

SETTINGS = "bluezone.portal.settings"


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a portal lives."""

    data: Path
    database: str | None = None
    """None is SQLite in the data directory."""
    clock: Path | None = None
    """The file of a drill's clock."""


def open_portal(
    place: Place, *, new_keys: Sequence[str] = (), may_change: bool = False, **more: object
) -> Configuration:
    """Prepares the folder, sets Django up on it and makes its tables where there are none. Changes tables of an earlier
    version only if that was asked for, and raises EarlierStoreError otherwise. Raises ConfigurationError where a key
    is missing under which something is kept, but for those that are lost for good and to be drawn anew; RefusedError
    while an upgrade works here. Until this process ends, none begins."""
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.operations.preparing import STORE_FILE, prepare_folder, taken_back

    chosen = Configuration(data=place.data.resolve(), database=place.database, clock=place.clock, **more)  # type: ignore[arg-type] # by name
    work_in(place.data.resolve())
    with one_at_a_time(place.data.resolve()):  # of two that begin at once, the second finds everything made
        drawn = prepare_folder(chosen, entropy)
        with taken_back(place.data.resolve(), drawn):
            os.environ.update(chosen.as_environment(), DJANGO_SETTINGS_MODULE=SETTINGS)

            import django

            django.setup()
            atexit.register(_close_store)
            with spoilt_store_refused(STORE_FILE):
                _prepare_store(may_change=may_change)
            _require_keys(chosen, drawn, new_keys)
            note_version(place.data.resolve(), this_version())
    return chosen


def look_into_portal(place: Place) -> None:
    """Sets Django up on a portal as it is: nothing is made, and no table is changed."""
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.training import require_one_kind

    chosen = Configuration(data=place.data.resolve(), database=place.database)
    require_one_kind(place.data.resolve(), is_on_server=place.database is not None)
    os.environ.update(chosen.as_environment(), DJANGO_SETTINGS_MODULE=SETTINGS)

    import django

    django.setup()
    atexit.register(_close_store)


def _close_store() -> None:
    """Lets go of the database as an end that nobody forces does: SQLite then puts its log back into the file."""
    from django.db import connections

    connections.close_all()


def _prepare_store(*, may_change: bool) -> None:
    """Has the tables be this version's, loads the bundled units, and takes in acts that are new in it."""
    from bluezone.portal.operations.tables import bring_tables_up_to_date, one_portal_at_a_time
    from bluezone.portal.operations.taking_acts import take_in_new_acts
    from bluezone.portal.places.services import load_units

    with one_portal_at_a_time():
        bring_tables_up_to_date(may_change=may_change)
        if not load_units():
            take_in_new_acts()


def _require_keys(chosen: Configuration, drawn: Sequence[str], anew: Sequence[str]) -> None:
    from bluezone.portal.operations.keys import require_keys

    assert chosen.data is not None
    require_keys(chosen.data, drawn=drawn, anew=anew, entropy=entropy)


def world_from(configuration: Configuration) -> World:
    """Makes the real world, or a drill's."""
    from bluezone.portal.exchange_desk import HttpExchangeDesk
    from bluezone.portal.world import World

    desk = None
    if configuration.exchange and configuration.exchange_key:
        desk = HttpExchangeDesk(configuration.exchange, configuration.exchange_key)
    return World(_moments(configuration.clock), entropy, desk, _published(configuration))


def _published(configuration: Configuration) -> PublishedDesk | None:
    """Opens what phones are told, under the root key that the operator named."""
    if configuration.published is None or configuration.published_root is None:
        return None

    from bluezone.joining.reading import read_root
    from bluezone.portal.published_desk import HttpPublishedDesk

    return HttpPublishedDesk(configuration.published, read_root(configuration.published_root))


def _moments(clock_file: Path | None) -> Callable[[], dt.datetime]:
    milliseconds = drill_clock(clock_file) if clock_file else system_clock
    return lambda: dt.datetime.fromtimestamp(milliseconds() / 1000, dt.UTC)
