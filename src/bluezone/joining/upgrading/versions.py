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


def version_of_data(data: Path, applied: int) -> str:
    """Works out which version the data are of, which have seen so many changes of tables: the noted one; where an
    upgrade or a rollback was cut off, that is the one of before beside data of after."""
    from bluezone.portal.operations.kept_upgrade import FOLDER, read_note

    noted, upgrade = noted_version(data), read_note(data / FOLDER)
    is_cut_off = upgrade is not None and noted == upgrade.before and 0 < upgrade.applied < applied
    return upgrade.after if upgrade is not None and is_cut_off else noted


def note_version(data: Path, version: str) -> None:
    """Notes which version the data are of; an unknown one by no note."""
    from bluezone.portal.secrets_on_disk import flush_folder, write_whole

    if not version:
        (data / _NOTE).unlink(missing_ok=True)
        flush_folder(data)
    elif version != noted_version(data):
        write_whole(data / _NOTE, version)
