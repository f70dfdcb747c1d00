"""The tables of a portal and the units of its tests, where a database has none yet.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE) it makes those that others are copies of.
"""

from __future__ import annotations

import os


def begin_with_tables() -> None:
    """In the database of this process, whose Django is set up."""
    from django.db import connection

    from bluezone.portal.operations.tables import bring_tables_up_to_date
    from bluezone.portal.places.services import load_units
    from tests.support.portal.offices import PROVINCES

    if not connection.introspection.table_names():
        bring_tables_up_to_date()
        load_units(provinces=PROVINCES)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()
    begin_with_tables()


if __name__ == "__main__":
    main()
