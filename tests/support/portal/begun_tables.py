"""The tables of a portal and the units of its tests, where a database has none yet.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE) it makes those that others are copies of.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.support.made_once import made_once


def begin_with_tables() -> None:
    """In the database of this process, whose Django is set up; on SQLite as a copy."""
    from django.db import connection

    if connection.introspection.table_names():
        return
    if connection.vendor == "sqlite":
        connection.close()
        shutil.copyfile(tables_on_disk(), connection.settings_dict["NAME"])
    else:
        _make_tables()


def tables_on_disk() -> Path:
    """A file with both, made once in a run."""
    return made_once("portal-of-tests", _make_on_disk) / "portal.db"


def _make_on_disk(folder: Path) -> None:
    """Migrates into a file and lets go of it; the connection is again what it was."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(folder / "portal.db")
    try:
        _make_tables()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _make_tables() -> None:
    from bluezone.portal.operations.tables import bring_tables_up_to_date
    from bluezone.portal.places.services import load_units
    from tests.support.portal.offices import PROVINCES

    bring_tables_up_to_date()
    load_units(provinces=PROVINCES)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()
    begin_with_tables()


if __name__ == "__main__":
    main()
