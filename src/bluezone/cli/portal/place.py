"""The place where a portal lives: the options that every command takes, and the portal opened there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.joining.portal.opening import Place, open_portal
from bluezone.joining.refusal import RefusedError

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


def opened_again(arguments: argparse.Namespace, **more: Any) -> Configuration:
    """Opens a portal that is there, for what would have nothing to do in a new one. Raises RefusedError where there is
    none: a folder that was misspelt becomes no portal."""
    from bluezone.portal.operations.preparing import SECRET_FILE, STORE_FILE

    if not any((arguments.data / name).exists() for name in (SECRET_FILE, STORE_FILE)):
        raise RefusedError(f"there is no portal in {arguments.data}")
    return opened(arguments, **more)
