"""Letters to many offices: drafted, numbered in the register, signed twice and issued (`bluezone bench letters`).

Through the portal's own services and its database in a folder that is gone afterwards; keys of 2048 bits in memory.
One process, because a register gives its numbers one after another. Beside the time stands the processor's, which
other people's work on the same machine does not change.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec

from bluezone.documents.paper import Paper
from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.lab.documents import credentials
from bluezone.lab.machine import throwaway_folder

_GOAL = 1_000


def measure(papers: int, letter: Paper, database: str | None) -> dict[str, object]:
    """Times so many letters like this one, in a portal that is gone afterwards; in seconds."""
    with throwaway_folder() as folder:
        return _measure(Place(folder / "portal", database), papers, letter)


def _measure(place: Place, papers: int, letter: Paper) -> dict[str, object]:
    world = world_from(open_portal(place))

    from bluezone.portal.identity.roles import Role
    from bluezone.portal.identity.second_person import SETTLED
    from bluezone.portal.organisations.models import Kind
    from bluezone.portal.organisations.services import create_organisation
    from bluezone.portal.papers import services
    from bluezone.portal.papers.files import pages_of
    from bluezone.portal.papers.models import Capacity
    from bluezone.portal.papers.noted import certificate_as_read
    from bluezone.portal.papers.standing import as_read
    from bluezone.portal.places.models import Level
    from bluezone.portal.places.selectors import units_on
    from bluezone.portal.staff.services import give_role, make_staff

    unit = units_on(world.today()).filter(level=Level.COMMUNE).order_by("pk")[0]
    organisation = create_organisation(
        actor=None, name=" ".join(letter.issuer.name), kind=Kind.COMMITTEE, unit=unit, now=world.now()
    )
    actor = make_staff(username="bench", full_name="Người Đo", password="not used")  # noqa: S106 - nobody signs in with it
    root, person, body = credentials(world.now())
    keepers = [actor, make_staff(username="second", full_name="Người Thứ Hai", password="not used")]  # noqa: S106 - as above
    for keeper, role in zip(keepers, (Role.REGISTRY_CLERK, Role.LEADER), strict=True):
        give_role(actor=None, staff=keeper, role=role, unit=unit, now=world.now() - SETTLED)
    for credential, capacity in ((person, Capacity.PERSON), (body, Capacity.ORGANISATION)):
        row = services.bring_certificate(
            organisation=organisation, certificate=credential.facts, capacity=capacity, by=keepers[0], now=world.now()
        )
        services.confirm_certificate(certificate=row, read=certificate_as_read(row), by=keepers[1], now=world.now())
    began, worked = time.perf_counter(), time.process_time()
    for one in _letters(papers, letter, person.name):
        now = world.now()
        paper = services.draft_paper(organisation=organisation, paper=one, by=actor, now=now, entropy=world.entropy)
        paper = services.submit(paper=paper, read=as_read(paper), by=actor, now=now)
        for page in range(1, pages_of(paper, now) + 1):
            services.turn_page(paper=paper, read=as_read(paper), page=page, by=actor, now=now)
        paper = services.sign_as_person(
            paper=paper, read=as_read(paper), credential=person, by=actor, now=now, roots=(root,)
        )
        paper = services.sign_as_organisation(
            paper=paper, read=as_read(paper), credential=body, by=actor, now=now, roots=(root,)
        )
        paper = services.issue(paper=paper, read=as_read(paper), by=actor, now=now)
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    if paper.number != papers:
        raise AssertionError("a letter is missing from the register")
    return {
        "papers": papers,
        "store": "postgresql" if place.database else "sqlite",
        "seconds": round(taken, 1),
        "per_minute": round(60 * papers / taken),
        "a_thousand_s": round(_GOAL * taken / papers, 1),
        "a_thousand_cpu_s": round(_GOAL * worked / papers, 1),
    }


def _letters(count: int, letter: Paper, signer: str) -> Iterator[Paper]:
    """Varies the letters: each urges another office."""
    signatory = msgspec.structs.replace(letter.signatory, name=signer)
    for number in range(1, count + 1):
        addressees = (f"Ủy ban nhân dân xã thứ {number}",)
        yield msgspec.structs.replace(letter, addressees=addressees, signatory=signatory)
