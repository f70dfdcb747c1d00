"""Migrations of the desk that move data."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.directives.models import Participant
from tests.support.portal.rolling import TRUNG_YEN, a_rollout


def test_participants_from_before_learn_their_line(office):
    rollout = a_rollout(office)
    line = rollout.participant(TRUNG_YEN).line
    Participant.objects.update(line="")
    name = "bluezone.portal.directives.migrations.0005_the_line_of_reporting_as_a_path"

    importlib.import_module(name).draw_lines(apps, None)

    assert line == rollout.participant(TRUNG_YEN).line
    assert line.startswith(rollout.participant("culture-office").line)
