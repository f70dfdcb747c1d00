"""Links for teams: what is kept of them, when they open, and how they end."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.models import Link, TakenEntry, TeamDay
from bluezone.portal.field.services.links import issue_link, revoke_link, token_of
from bluezone.portal.field.services.overtaking import take_over
from bluezone.portal.field.services.taking import take_entries
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import ENVIRON_KEY
from bluezone.rollout.errors import TallyError, Untallied
from tests.support.portal.fielding import COMMUNE, DAY, NEIGHBOUR, NOON, entries, participant, seated


def again(field, **changes):
    facts = {"actor": field.reporter, "participant": participant(COMMUNE), "team": "D07", "day": DAY, "now": NOON}
    return issue_link(**{**facts, **changes}, is_doubted=False)


def refused(token: str, now: dt.datetime = NOON) -> Untallied:
    with pytest.raises(TallyError) as caught:
        take_entries(token=token, body=entries("helped"), now=now)
    return caught.value.reason


def test_the_store_holds_a_digest_and_no_token(field):
    whole = [value for row in Link.objects.values() for value in row.values()]

    assert field.token not in {str(value) for value in whole}
    assert 64 == len(field.link.digest)


def test_the_same_row_gives_the_same_token_so_that_a_sheet_can_be_printed_again(field):
    assert field.token == token_of(Link.objects.get(pk=field.link.pk))


def test_a_second_link_is_another_one_for_the_same_sums(field):
    second = again(field)
    take_entries(token=field.token, body=entries("helped"), now=NOON)
    known = take_entries(token=token_of(second), body=entries("helped", "refused"), now=NOON)

    assert field.token != token_of(second)
    assert (1, 1) == (known.added, known.known)
    assert (1, 1) == (field.day.helped, field.day.refused)


def test_a_lost_phones_link_ends_and_what_was_counted_stays(field):
    take_entries(token=field.token, body=entries("helped"), now=NOON)

    revoke_link(actor=field.reporter, link=field.link, now=NOON)

    assert Untallied.REVOKED is refused(field.token)
    assert 1 == field.day.helped
    with pytest.raises(RefusedError, match="already"):
        revoke_link(actor=field.reporter, link=field.link, now=NOON)


def test_another_link_of_the_team_goes_on_when_one_is_revoked(field):
    second = again(field)

    revoke_link(actor=field.reporter, link=field.link, now=NOON)

    assert 1 == take_entries(token=token_of(second), body=entries("helped"), now=NOON).added


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (NOON - dt.timedelta(days=1), Untallied.NOT_YET),
        (NOON + dt.timedelta(days=7), Untallied.EXPIRED),
    ],
)
def test_a_link_opens_only_in_its_week(field, now, why):
    assert why is refused(field.token, now)


@pytest.mark.parametrize("change", ["", "x" * 300, "BT1", "ĐỘI", "\x00"])
def test_what_was_not_issued_here_opens_nothing(field, change):
    assert Untallied.FORGED is refused(change)
    assert Untallied.FORGED is refused(field.token[:-1] + ("A" if field.token[-1] != "A" else "B"))


@pytest.mark.parametrize("team", ["", "Nguyễn Thị Lan", "D", "7", "D0007", "LAN", "D07 ", "d-7"])
def test_a_team_is_a_code_and_never_a_name(field, team):
    if team.strip() == "D07":
        assert again(field, team=team).team_day_id == field.link.team_day_id
        return
    with pytest.raises(RefusedError, match="team code"):
        again(field, team=team)


def test_two_offices_do_not_share_a_team_code_on_a_day(field):
    with pytest.raises(RefusedError, match="another office"):
        again(field, participant=participant(NEIGHBOUR))
    assert again(field, participant=participant(NEIGHBOUR), day=DAY + dt.timedelta(days=1)).pk


@pytest.mark.parametrize("days", [-8, -7, 61])
def test_a_day_far_away_gets_no_link(field, days):
    with pytest.raises(RefusedError, match="too far away"):
        again(field, day=DAY + dt.timedelta(days=days))


def test_a_team_does_not_get_links_without_end(field):
    for _ in range(19):
        again(field)

    with pytest.raises(RefusedError, match="too many links"):
        again(field)


@pytest.mark.parametrize("is_doubted", [False, True])
def test_while_the_clock_is_in_doubt_no_digest_is_forgotten_for_what_comes_again_would_count_twice(field, is_doubted):
    take_entries(token=field.token, body=entries("helped"), now=NOON)
    field.office.clock[0] = leapt = NOON + dt.timedelta(days=9)
    client = field.office.client(field.reporter)
    client.defaults[ENVIRON_KEY] = dataclasses.replace(field.office.world, doubts_clock=lambda: is_doubted)

    form = {"office": participant(COMMUNE).pk, "team": "D07", "day": leapt.date().isoformat()}
    answer = client.post(reverse("field_teams"), form)

    assert (302, int(is_doubted)) == (answer.status_code, TakenEntry.objects.count())


def test_digests_are_forgotten_once_no_page_can_send_them_any_more(field):
    take_entries(token=field.token, body=entries("helped"), now=NOON)
    later = NOON + dt.timedelta(days=9)

    again(field, day=later.date(), now=later)

    assert 0 == TakenEntry.objects.count()
    assert 1 == field.day.helped


def test_who_made_and_revoked_a_link_stands_in_the_audit_and_the_token_does_not(field):
    revoke_link(actor=field.reporter, link=field.link, now=NOON)

    lines = Entry.objects.filter(act__startswith="field.").order_by("number")
    assert ["field.link", "field.revoke"] == [line.act for line in lines]
    assert all(field.token not in str(line.detail) for line in lines)


@pytest.mark.django_db
def test_no_table_has_a_column_in_which_a_person_or_a_knock_could_stand():
    """Of people outside there are counts, digests, days and codes; names are those of staff who made a link."""
    allowed = {"id", "directive_id", "participant_id", "path", "team", "day", "helped", "installed", "no_smartphone"}
    allowed |= {"refused", "entries", "evidence_id", "team_day_id", "digest", "file_id", "arrived_on"}
    tables = [model._meta.db_table for model in (TeamDay, TakenEntry)]

    for table in tables:
        columns = {column.name for column in connection.introspection.get_table_description(connection.cursor(), table)}
        assert set() == columns - allowed


def test_no_link_is_made_for_a_day_that_was_taken_over_because_what_comes_in_would_be_lost(field):
    take_entries(token=field.token, body=entries("helped"), now=NOON)
    revoke_link(actor=field.reporter, link=field.link, now=NOON)
    take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=1)

    with pytest.raises(RefusedError, match="taken over already"):
        again(field)

    assert 1 == Link.objects.count()


def test_no_team_counts_for_an_office_that_is_asked_for_nothing(office, field):
    """The committee asks; it does not report. A day counted for it could never become anything."""
    person = seated(office, "Ma Ngồi Trên", "district-committee", Role.CONSOLIDATOR)

    with pytest.raises(RefusedError, match="nothing to report"):
        again(field, actor=person, participant=participant("district-committee"), team="D70")
    assert "Ủy ban nhân dân huyện Sơn Dương" not in office.client(person).get("/teams").content.decode()


def test_a_day_that_was_counted_for_such_an_office_before_opens_all_the_same(office, field):
    person = seated(office, "Ma Ngồi Trên", "district-committee", Role.CONSOLIDATOR)
    type(field.day).objects.update(participant=participant("district-committee"))

    assert 200 == office.client(person).get(f"/teams/{field.day.pk}").status_code
