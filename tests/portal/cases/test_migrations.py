"""Migrations of the cases app that move data."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.cases.models import Case, Person
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import TUYEN_QUANG, the_unit


def test_cases_from_before_learn_their_province(office):
    case = office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))
    Case.objects.update(province="")
    migration = importlib.import_module("bluezone.portal.cases.migrations.0003_every_case_knows_its_province")

    migration.fill(apps, None)

    case.refresh_from_db()
    assert the_unit(TUYEN_QUANG).path == case.province


def test_names_from_before_are_found_and_erased_ones_are_not(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    named, erased = office.case(lan, full_name="Đỗ Thị Ánh").person, office.case(lan).person
    Person.objects.update(search_text="")
    Person.objects.filter(pk=erased.pk).update(full_name=erased.pseudonym, phone="")
    migration = importlib.import_module("bluezone.portal.cases.migrations.0009_every_name_can_be_found")

    migration.fill(apps, None)

    assert [" do thi anh ", ""] == [Person.objects.get(pk=one.pk).search_text for one in (named, erased)]
