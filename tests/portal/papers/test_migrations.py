"""Rows of earlier releases: a register learns its abbreviation, a scan who brought it."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.models import Direction, OutgoingPaper, Register
from tests.support.portal.offices import SON_DUONG, the_unit

STEP = importlib.import_module("bluezone.portal.papers.migrations.0003_whose_register_it_is_and_who_confirmed_a_scan")


def test_a_register_has_the_abbreviation_of_its_papers_and_a_scan_whoever_brought_it(papers):
    scan = papers.confirmed(papers.scanned())
    OutgoingPaper.objects.update(scan_by=None, scan_confirmed_by=None)
    Register.objects.update(path="", abbreviation="")

    STEP.fill_registers(apps, None)
    STEP.fill_scans(apps, None)

    register = Register.objects.get()
    assert (papers.committee.path, "UBND") == (register.path, register.abbreviation)
    assert papers.clerk == OutgoingPaper.objects.get(pk=scan.pk).scan_by


def test_of_two_registers_of_a_unit_that_share_one_the_newer_keeps_none(papers):
    """No release refused it so far; the next paper of that organisation is asked for another."""
    papers.reserved()
    other = create_organisation(
        actor=None, name="Phòng Y tế", kind=Kind.DEPARTMENT, unit=the_unit(SON_DUONG), now=papers.now
    )
    paper = papers.drafted()
    OutgoingPaper.objects.filter(pk=paper.pk).update(
        organisation=other, number=1, year=papers.now.year, dated_on=papers.now.date()
    )
    Register.objects.create(organisation=other, direction=Direction.OUT, year=papers.now.year, last=1, path="")
    Register.objects.update(path="", abbreviation="")

    STEP.fill_registers(apps, None)

    assert ["UBND", ""] == list(Register.objects.order_by("pk").values_list("abbreviation", flat=True))
