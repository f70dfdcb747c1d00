"""Migrations of the cases app that move data."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import TUYEN_QUANG, the_unit


def test_cases_from_before_learn_their_province(office):
    case = office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))
    Case.objects.update(province="")
    migration = importlib.import_module("bluezone.portal.cases.migrations.0003_every_case_knows_its_province")

    migration.fill(apps, None)

    case.refresh_from_db()
    assert the_unit(TUYEN_QUANG).path == case.province
