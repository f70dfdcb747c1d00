"""Migrations of the lists that move data."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.lists.models import Entry
from tests.portal.lists.test_bringing_in import AN, a_list
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import TUYEN_QUANG, the_unit


def test_entries_from_before_learn_their_province(office):
    desk = a_desk(office)
    desk.store(desk.bring(a_list(AN)))
    Entry.objects.update(province="")
    migration = importlib.import_module("bluezone.portal.lists.migrations.0003_every_entry_knows_its_province")

    migration.fill(apps, None)

    assert the_unit(TUYEN_QUANG).path == Entry.objects.get().province
