"""A draft of a school's letter, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.papers.services import draft_paper
from tests.portal.cases.things import its_opener
from tests.portal.organisations.things import the_school
from tests.support.documents.papers import letter
from tests.support.portal.offices import NOW
from tests.support.portal.things import Things


def things(known: Things) -> dict[str, object]:
    school, by = the_school(known), its_opener(known)
    paper = draft_paper(organisation=school, paper=letter(), by=by, now=NOW, entropy=known.office.chance.randbytes)
    return {
        "number": known.of("cases")["number"],
        "key": school.pk,
        "paper": paper.pk,
        "name": "drawn",
        "check_key": "unknown",
    }
