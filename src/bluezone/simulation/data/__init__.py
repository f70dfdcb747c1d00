"""The recorded contacts that the demo lives on; see README.md beside this file for their source."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def demo_trace_path() -> Path:
    """The bundled trace, as a file."""
    return Path(str(files(__package__).joinpath("workplace_invs2013.csv.gz")))
