"""Which version this is, and of which version the data in a folder are."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

_NOTE = "version"


def this_version() -> str:
    """Reads the version of the installed package."""
    return metadata.version("bluezone")


def noted_version(data: Path) -> str:
    """Reads which version worked here last; empty where none said so."""
    try:
        return (data / _NOTE).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def note_version(data: Path, version: str) -> None:
    """Notes which version the data are of; an unknown one by no note."""
    from bluezone.portal.secrets_on_disk import write_whole

    if not version:
        (data / _NOTE).unlink(missing_ok=True)
    elif version != noted_version(data):
        write_whole(data / _NOTE, version)
