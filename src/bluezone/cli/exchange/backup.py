"""`bluezone exchange backup` and `restore`: encrypted copies, and a way back that never forks the log."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.exchange.mirror import fetch_from
from bluezone.cli.exchange.public_files import add_public_files_option
from bluezone.joining.chance import entropy
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds both commands."""
    sentence = "Write an encrypted copy of an exchange, while it runs or not."
    parser = commands.add_parser("backup", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the copy goes")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="32 bytes; drawn there if missing")
    parser.set_defaults(run=_backup)
    sentence = "Restore an exchange into an empty directory and adopt what was published since the backup."
    parser = commands.add_parser("restore", help=sentence, description=sentence)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--backup", type=Path, metavar="FILE", help="an encrypted copy")
    source.add_argument("--store", metavar="URL", help="instead: a database that was put back with its own tools")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key that the copy was written with")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="an empty directory; with --store the data directory"
    )
    parser.add_argument(
        "--published", required=True, metavar="URL|DIR", help="the mirror that phones read, such as the CDN's address"
    )
    add_public_files_option(
        parser, "where the restored exchange publishes: asked for if the backed up one had a bucket"
    )
    parser.add_argument(
        "--noted-in",
        type=Path,
        metavar="LIVE",
        help="the exchange of which this is a restored copy: its doctor then knows that one was tried",
    )
    parser.set_defaults(run=_restore)


def _backup(arguments: argparse.Namespace) -> int:
    from bluezone.exchange import ExchangeSettings
    from bluezone.exchange.durable_files import read_secret, write_secret
    from bluezone.exchange.operations import note_backup, require_backup_possible, write_backup
    from bluezone.exchange.publishing.files import noted_bucket
    from bluezone.joining.exchange.noted_clock import noted_clock
    from bluezone.joining.exchange.noted_store import chosen_store
    from bluezone.joining.folders import require_replaceable

    require_replaceable(arguments.out)
    settings = ExchangeSettings(
        data=arguments.data, store_url=chosen_store(arguments.data, None), bucket=noted_bucket(arguments.data)
    )
    require_backup_possible(settings)
    if not arguments.key.exists():
        write_secret(arguments.key, entropy(32))
    size = write_backup(settings, arguments.out, read_secret(arguments.key, 32))
    note_backup(arguments.data, noted_clock(arguments.data)() // 1000)
    print(f"{size} bytes", file=sys.stderr)
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    adopted = _adopted(arguments)
    _note(arguments.noted_in)
    print(f"{adopted} files were published since the backup and are adopted; open codes are void", file=sys.stderr)
    return 0


def _note(live: Path | None) -> None:
    from bluezone.exchange.operations import note_restored
    from bluezone.joining.exchange.noted_clock import noted_clock

    if live is not None:
        note_restored(live, noted_clock(live)() // 1000)


def _adopted(arguments: argparse.Namespace) -> int:
    from bluezone.exchange import ExchangeSettings
    from bluezone.exchange.durable_files import read_secret
    from bluezone.exchange.operations import adopt, restore
    from bluezone.exchange.publishing.files import chosen_bucket
    from bluezone.exchange.service import is_served

    fetch, into = fetch_from(arguments.published), arguments.public_files
    if arguments.backup is not None:
        if arguments.key is None:
            raise RefusedError("--backup needs --key")
        return restore(arguments.backup, read_secret(arguments.key, 32), arguments.data, fetch, publishes_into=into)
    if is_served(arguments.data):
        raise RefusedError("an exchange runs on this data directory; stop it first")
    bucket = chosen_bucket(arguments.data, into)
    return adopt(ExchangeSettings(data=arguments.data, store_url=arguments.store, bucket=bucket), fetch)
