"""`--public-files`: where an exchange publishes. One argument that several commands take."""

from __future__ import annotations

import argparse


def add_public_files_option(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("--public-files", type=_place, metavar="s3://BUCKET/PREFIX|folder", help=meaning)


def _place(text: str) -> str:
    """Reads the place; wrong use is told before anything is begun."""
    from bluezone.exchange.errors import SettingsError
    from bluezone.exchange.publishing.files import FOLDER, BucketAddress

    if text != FOLDER:
        try:
            BucketAddress.parse(text)
        except SettingsError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
    return text
