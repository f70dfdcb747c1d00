"""A portal's world and settings, for its commands and for no other room."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.exchange.world import drill_clock, entropy, system_clock

if TYPE_CHECKING:
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.world import PublishedDesk, World

SETTINGS = "bluezone.portal.settings"


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Where the portal lives: the same for every command."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="secrets, default database, files")
    parser.add_argument("--database", metavar="URL", help="postgresql://…; default: SQLite in the data directory")
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )


def opened(arguments: argparse.Namespace, **more: object) -> Configuration:
    """Prepares the folder, sets Django up on it and brings its tables up to date."""
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.operations.preparing import prepare_folder

    chosen = Configuration(data=arguments.data.resolve(), database=arguments.database, clock=arguments.clock, **more)  # type: ignore[arg-type] # by name
    prepare_folder(chosen, entropy)
    os.environ.update(chosen.as_environment(), DJANGO_SETTINGS_MODULE=SETTINGS)

    import django

    django.setup()
    _prepare_store()
    return chosen


def _prepare_store() -> None:
    """The tables as this version wants them, and the bundled units."""
    from django.core.management import call_command

    from bluezone.portal.places.services import load_units

    call_command("migrate", verbosity=0, interactive=False)
    load_units()


def world_from(configuration: Configuration) -> World:
    """The real world, or a drill's."""
    from bluezone.portal.exchange_desk import HttpExchangeDesk
    from bluezone.portal.world import World

    desk = None
    if configuration.exchange and configuration.exchange_key:
        desk = HttpExchangeDesk(configuration.exchange, configuration.exchange_key)
    return World(_moments(configuration.clock), entropy, desk, _published(configuration))


def _published(configuration: Configuration) -> PublishedDesk | None:
    """What phones are told, under the root key that the operator named."""
    if configuration.published is None or configuration.published_root is None:
        return None

    from bluezone.cli.inspect.reading import read_root
    from bluezone.portal.published_desk import HttpPublishedDesk

    return HttpPublishedDesk(configuration.published, read_root(configuration.published_root))


def _moments(clock_file: Path | None) -> Callable[[], dt.datetime]:
    milliseconds = drill_clock(clock_file) if clock_file else system_clock
    return lambda: dt.datetime.fromtimestamp(milliseconds() / 1000, dt.UTC)
