"""`bluezone portal backup` and `restore`: encrypted copies, in constant memory."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

from bluezone.joining.chance import entropy


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds both commands."""
    sentence = "Write an encrypted copy of a portal, while it runs or not."
    parser = commands.add_parser("backup", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the portal's data directory")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the copy goes")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="32 bytes; drawn there if missing")
    parser.set_defaults(run=_backup)
    sentence = "Restore a portal into an empty directory; two officers then bring the report key back."
    parser = commands.add_parser("restore", help=sentence, description=sentence)
    parser.add_argument("--backup", type=Path, required=True, metavar="FILE", help="an encrypted copy")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="the key it was written with")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="an empty directory")
    parser.set_defaults(run=_restore)


def _backup(arguments: argparse.Namespace) -> int:
    from bluezone.joining.clocks import system_clock
    from bluezone.joining.folders import require_replaceable
    from bluezone.portal.operations.backups import note_backup, write_backup

    require_replaceable(arguments.out)
    if not arguments.key.exists():
        _draw(arguments.key)
    size = write_backup(arguments.data, arguments.out, arguments.key.read_bytes())
    note_backup(arguments.data, dt.datetime.fromtimestamp(system_clock() / 1000, dt.UTC))
    print(f"{size} bytes", file=sys.stderr)
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from bluezone.portal.operations.backups import read_backup

    read_backup(arguments.backup, arguments.data, arguments.key.read_bytes())
    print("restored; the report key is locked until two officers type their phrases", file=sys.stderr)
    return 0


def _draw(path: Path) -> None:
    """Draws the key onto the disk before anything is sealed under it: a backup whose key a power cut took is none."""
    from bluezone.portal.secrets_on_disk import flush_folder

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(entropy(32))
        file.flush()
        os.fsync(file.fileno())
    flush_folder(path.parent)
