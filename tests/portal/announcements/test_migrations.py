"""Announcements of earlier releases get the whole hash of the words that they hold, where these are their words."""

from __future__ import annotations

import importlib

from django.apps import apps

from bluezone.portal.announcements.models import Announcement
from tests.support.portal.announcements import FACTS
from tests.support.portal.announcing import an_announcing_office

STEP = importlib.import_module("bluezone.portal.announcements.migrations.0003_the_whole_hash_that_is_approved")


def test_a_row_gets_the_hash_of_its_words_and_a_bent_one_none(office):
    desk = an_announcing_office(office)
    kept, bent = desk.approved(), desk.drafted()
    Announcement.objects.filter(pk=bent.pk).update(facts={**bent.facts, "action": ["Chuyển tiền", "Send money"]})
    Announcement.objects.update(digest="")

    STEP.fill(apps, None)

    assert [FACTS.digest, ""] == list(Announcement.objects.order_by("pk").values_list("digest", flat=True))
    assert kept.pk < bent.pk
