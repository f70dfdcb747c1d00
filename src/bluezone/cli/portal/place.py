"""The place where a portal lives: the options that every command takes, and the portal opened there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.joining.portal.opening import Place, open_portal

if TYPE_CHECKING:
    from bluezone.portal.configuration import Configuration


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where the portal lives: the same for every command."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="secrets, default database, files")
    parser.add_argument("--database", metavar="URL", help="postgresql://…; default: SQLite in the data directory")
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )


def opened(arguments: argparse.Namespace, **more: Any) -> Configuration:
    """Opens the portal at the place that the arguments name; from here on Django's rooms can be imported."""
    return open_portal(Place(arguments.data, arguments.database, arguments.clock), **more)
