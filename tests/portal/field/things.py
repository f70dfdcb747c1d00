"""A team of a commune that reports, its link, what it counted and a photo, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.field.models import Link
from bluezone.portal.field.services.links import issue_link, token_of
from bluezone.portal.field.services.taking import take_entries, take_photo
from tests.portal.directives.things import the_rollout
from tests.support.portal.fielding import COMMUNE, DAY, NOON, entries, identity
from tests.support.portal.pictures import a_photo
from tests.support.portal.posting import Fields
from tests.support.portal.raw import Raw
from tests.support.portal.things import Things

LINES = {
    "field_link": "field.show",
    "field_take_over": "field.see",
    "field_team_day": "field.see",
    "field_team_photo": "field.see",
}


def things(known: Things) -> dict[str, object]:
    rollout = the_rollout(known)
    reporter, at = rollout.person(COMMUNE), rollout.participant(COMMUNE)
    link = issue_link(actor=reporter, participant=at, team="D07", day=DAY, now=NOON, is_doubted=False)
    take_entries(token=token_of(link), body=entries("refused"), now=NOON)
    take_photo(token=token_of(link), identity=identity(1), content=a_photo(), now=NOON)
    return {
        "key": link.team_day.pk,
        "field_link.key": link.pk,
        "field_link_revoke.key": link.pk,
        "field_team_photo.key": link.team_day.photos.get().pk,
        "identity": identity(2),
    }


def forms(known: Things) -> dict[str, Fields]:
    office = the_rollout(known).participant(COMMUNE)
    return {
        "field_teams": {"office": office.pk, "team": "D09", "day": f"{known.office.clock[0]:%Y-%m-%d}"},
        "field_link_revoke": {},
    }


def raw(known: Things) -> dict[str, Raw]:
    """What the page of a team sends on its day."""
    link = Link.objects.get(pk=known.of("field")["field_link.key"])
    headers = {"authorization": f"Bearer {token_of(link)}"}
    return {
        "field_entries": Raw(entries("helped", "no_smartphone", first=3), headers, at=NOON),
        "field_photo": Raw(a_photo(seed=2), headers, "image/jpeg", at=NOON),
    }
