"""A certificate signs for an organisation once another person than the one who brought it has confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.papers import services
from bluezone.portal.papers.models import Capacity, NotedCertificate, OutgoingPaper, PaperSignature, State
from bluezone.portal.papers.noted import certificate_as_read
from bluezone.portal.papers.standing import as_read
from bluezone.portal.staff.services import give_role
from tests.support.documents.certificates import plain_signer
from tests.support.portal.offices import SON_DUONG, Office, the_unit
from tests.support.portal.paper_offices import DAY, ROOTS, PaperOffice
from tests.support.two.promise import (
    A_DAY,
    AT_ONCE,
    Move,
    Promise,
    World,
    behind_the_gate,
    rows,
    whoever_was_hired_has_waited,
)


def _one_with_every_role(office: Office) -> World:
    """Clerk and leader in one person, a paper that waits for its seal, and a certificate that is not the office's."""
    return _begun(office)


def _one_who_has_hired_somebody_invented(office: Office) -> World:
    """The same, with a clerk of this minute who does not exist."""
    world = _begun(office)
    invented = office.staff("Không Có Thật")
    give_role(actor=None, staff=invented, role=Role.REGISTRY_CLERK, unit=the_unit(SON_DUONG), now=DAY)
    world.players.append(invented.pk)
    return world


def _begun(office: Office) -> World:
    papers = PaperOffice.at(office, DAY)
    player = office.staff("Lê Một Mình", Role.REGISTRY_CLERK)
    give_role(actor=None, staff=player, role=Role.LEADER, unit=the_unit(SON_DUONG), now=DAY)
    player.grants.update(given_at=DAY - SETTLED)
    return World(now=DAY, players=[player.pk], facts={"paper": papers.signed().pk})


def _moves(world: World) -> Iterator[Move]:
    for actor in world.players:
        yield Move(f"{actor} brings the certificate for the seal", _brings(actor, Capacity.ORGANISATION))
        yield Move(f"{actor} brings it as a person's", _brings(actor, Capacity.PERSON))
        yield Move(f"{actor} confirms it", _decides(actor, "papers.vouch", services.confirm_certificate))
        yield Move(f"{actor} puts it aside", _decides(actor, "papers.certificates", services.end_certificate))
    yield Move("seals with it", _seals)


def _brings(actor: int, capacity: Capacity) -> Callable[[World], object]:
    def play(world: World) -> None:
        person, paper = _here(world, actor)
        behind_the_gate(person, "papers.certificates", paper.organisation)
        services.bring_certificate(
            organisation=paper.organisation,
            certificate=plain_signer().facts,
            capacity=capacity,
            by=person,
            now=world.now,
        )

    return play


def _decides(actor: int, act: str, service: Callable[..., object]) -> Callable[[World], object]:
    """On the certificate that was brought last."""

    def play(world: World) -> None:
        person, paper = _here(world, actor)
        behind_the_gate(person, act, paper.organisation)
        row = NotedCertificate.objects.filter(fingerprint=plain_signer().fingerprint).order_by("pk").last()
        if row is None:
            raise RefusedError("there is none")
        service(certificate=row, read=certificate_as_read(row), by=person, now=world.now)

    return play


def _seals(world: World) -> None:
    person, paper = _here(world, world.players[0])
    behind_the_gate(person, "papers.seal", paper)
    services.sign_as_organisation(
        paper=paper, read=as_read(paper), credential=plain_signer(), by=person, now=world.now, roots=ROOTS
    )


def _here(world: World, actor: int) -> tuple[Staff, OutgoingPaper]:
    paper = OutgoingPaper.objects.select_related("organisation").get(pk=world.facts["paper"])
    return Staff.objects.get(pk=actor), paper


def _is_sealed(_world: World) -> bool:
    return PaperSignature.objects.filter(signer=plain_signer().name, paper__state=State.SEALED).exists()


def _certificate_stands(_world: World) -> bool:
    """From there on it seals."""
    noted = NotedCertificate.objects.filter(fingerprint=plain_signer().fingerprint, ended_at=None)
    return noted.exclude(confirmed_at=None).exists()


def _state(world: World) -> Hashable:
    columns = ("capacity", "fingerprint", "brought_by", "brought_at", "confirmed_by", "ended_at")
    return rows(NotedCertificate, world, *columns)


SEALED = Promise(
    name="sealing with a certificate that nobody else has confirmed",
    page="SECURITY.md",
    words="No paper is signed or sealed with a certificate that only one person says is its organisation's",
    begin=_one_with_every_role,
    acts=(_moves,),
    broken=_is_sealed,
    state=_state,
    also=(
        "one person brings a certificate, another person confirms it",
        "it signs once another person has confirmed it",
    ),
    waits=(AT_ONCE, A_DAY),
)
SEALED_BY_WHO_HIRED = Promise(
    name="noting a certificate, by somebody who may hire",
    page="SECURITY.md",
    words="they count as persons",
    begin=_one_who_has_hired_somebody_invented,
    acts=(_moves,),
    broken=_certificate_stands,
    state=_state,
    unless=whoever_was_hired_has_waited,
    waits=(AT_ONCE, A_DAY),
)
PROMISES = (SEALED, SEALED_BY_WHO_HIRED)
