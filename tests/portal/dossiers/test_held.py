"""Every table about people is told by a room, or kept back with a reason; what is said to be told is really asked."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from bluezone.portal.cases.models import Person
from bluezone.portal.frame.held import SOMEBODY, About, rooms_that_hold
from bluezone.portal.lists.held import is_about
from bluezone.portal.lists.models import Entry
from tests.support.portal.offices import NOW

SAYS = re.compile(
    r"name|phone|identity|address|responsible|sealed|mark|birth|words|content|data$|facts|says|body|digest|hash"
)
"""Columns that may say who somebody is, or by which they are found again."""
NOBODY = {
    "account": "no e-mail address of anybody is kept",
    "audit.Head": "the end of the chain",
    "auth": "Django's own, without rows of ours",
    "axes": "attempts to sign in, of staff",
    "contenttypes": "Django's own",
    "sessions": "of staff",
    "mfa": "second factors of staff",
    "home.MorningMessage": "of staff",
    "accounts.Invitation": "of staff",
    "announcements": "what is told to everybody",
    "rollout_desk": "offices and their figures",
    "field": "sums of a team, and no names",
    "places": "units of the country",
    "hamlets": "hamlets",
    "inbox.Envelope": "a key of the portal, sealed to officers",
    "isolation.Centre": "a place with beds",
    "organisations.Organisation": "an office",
    "operations": "works and upgrades",
    "posts.Post": "a door",
    "posts.DeviceCode": "a device at a door",
    "posts.Device": "a device at a door",
    "posts.Keeper": "a shift at a door",
    "posts.Erasure": "a certificate of what is gone",
    "premises.HandedPlaces": "which codes of a commune were handed over",
    "premises.OwnerLink": "a link of a commune",
    "papers.NotedCertificate": "who signs papers, as staff",
    "papers.NotedDifference": "who noted figures, as staff",
    "papers.PageTurn": "who turned pages, as staff",
    "papers.Register": "numbers of a year",
    "registers.SavedMapping": "columns of a list",
    "tracing.Outbreak": "an outbreak",
    "tracing.Release": "how many names were asked for, by staff",
}
"""Tables, or whole apps, whose columns are called as if they said who somebody is, and say nothing of a person."""


def about_people() -> set[str]:
    """Tables that hang on a person, however far, and those with columns that may say who somebody is."""
    every = list(apps.get_models())
    known: set[type[Model]] = {Person}
    while grown := {one for one in every if one not in known and _targets(one) & known}:
        known |= grown
    said = {one for one in every if any(SAYS.search(column.name) for column in one._meta.concrete_fields)}
    labels = {one._meta.label for one in known | said}
    hanging = {one._meta.label for one in known}
    return {label for label in labels if label in hanging or not {label, label.split(".")[0]} & NOBODY.keys()}


def _targets(model: type[Model]) -> set[type[Model]]:
    return {one.related_model for one in model._meta.concrete_fields if one.is_relation}


def test_every_table_about_people_is_told_or_kept_back_with_a_reason():
    told = {table for room in rooms_that_hold() for table in room.TELLS}
    kept = {table for room in rooms_that_hold() for table in room.KEEPS_BACK}

    assert about_people() <= told | kept
    assert set() == told & kept
    labels = {one._meta.label for one in apps.get_models()}
    assert told <= labels
    assert {".".join(table.split(".")[:2]) for table in kept} <= labels
    assert all(words.endswith(".") for room in rooms_that_hold() for words in room.KEEPS_BACK.values())


def test_what_is_said_to_be_told_is_asked_for(db):
    about = About(frozenset({1}), frozenset({"Lò Thị Ai"}), frozenset({"0912345678"}))
    for room in rooms_that_hold():
        with CaptureQueriesContext(connection) as asked:
            list(room.held_about(about, NOW))
        sql = " ".join(one["sql"] for one in asked)

        for table in room.TELLS:
            assert f'"{apps.get_model(table)._meta.db_table}"' in sql, table


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ({"identity": "019185000001"}, True),
        ({"identity": "019185000002", "birth": "1985-03-01"}, False),
        ({"identity": "019185000002", "phones": "0912345678"}, False),
        ({"phones": "0912345678"}, True),
        ({"phones": "0987654321", "birth": "1985"}, False),
        ({"birth": "1985-03-01"}, True),
        ({}, False),
    ],
    ids=["the card", "another's card", "another's card, one telephone", "telephone", "another's", "year", "name alone"],
)
def test_a_row_of_somebody_else_with_the_name_and_the_year_is_not_told(row, is_told):
    about = About(
        frozenset({1}),
        names=frozenset({"Lò Thị Ai"}),
        phones=frozenset({"0912345678"}),
        birth_years=frozenset({1985}),
        identities=frozenset({"019185000001"}),
    )

    assert is_told is is_about(Entry(name="Lò Thị Ai", **row), about)


def test_whoever_shares_the_telephone_is_not_named():
    about = About(frozenset({1}), names=frozenset({"Lò Thị Ai"}))

    assert ["LÒ THI AI", SOMEBODY, ""] == [about.called(name) for name in ("LÒ THI AI", "Lò Văn Chồng", "")]
