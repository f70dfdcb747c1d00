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
from tests.support.two.promise import A_DAY, AT_ONCE, Move, Promise, World, behind_the_gate, rows


def _one_with_every_role(office: Office) -> World:
    """Clerk and leader in one person, a paper that waits for its seal, and a certificate that is not the office's."""
    papers = PaperOffice.at(office, DAY)
    player = office.staff("Lê Một Mình", Role.REGISTRY_CLERK)
    give_role(actor=None, staff=player, role=Role.LEADER, unit=the_unit(SON_DUONG), now=DAY)
    player.grants.update(given_at=DAY - SETTLED)
    return World(now=DAY, players=[player.pk], facts={"paper": papers.signed().pk})


def _moves(_world: World) -> Iterator[Move]:
    yield Move("brings the certificate for the seal", _brings(Capacity.ORGANISATION))
    yield Move("brings it as a person's", _brings(Capacity.PERSON))
    yield Move("confirms it", _decides("papers.vouch", services.confirm_certificate))
    yield Move("puts it aside", _decides("papers.certificates", services.end_certificate))
    yield Move("seals with it", _seals)


def _brings(capacity: Capacity) -> Callable[[World], object]:
    def play(world: World) -> None:
        person, paper = _here(world)
        behind_the_gate(person, "papers.certificates", paper.organisation)
        services.bring_certificate(
            organisation=paper.organisation,
            certificate=plain_signer().facts,
            capacity=capacity,
            by=person,
            now=world.now,
        )

    return play


def _decides(act: str, service: Callable[..., object]) -> Callable[[World], object]:
    """On the certificate that was brought last."""

    def play(world: World) -> None:
        person, paper = _here(world)
        behind_the_gate(person, act, paper.organisation)
        row = NotedCertificate.objects.filter(fingerprint=plain_signer().fingerprint).order_by("pk").last()
        if row is None:
            raise RefusedError("there is none")
        service(certificate=row, read=certificate_as_read(row), by=person, now=world.now)

    return play


def _seals(world: World) -> None:
    person, paper = _here(world)
    behind_the_gate(person, "papers.seal", paper)
    services.sign_as_organisation(
        paper=paper, read=as_read(paper), credential=plain_signer(), by=person, now=world.now, roots=ROOTS
    )


def _here(world: World) -> tuple[Staff, OutgoingPaper]:
    paper = OutgoingPaper.objects.select_related("organisation").get(pk=world.facts["paper"])
    return Staff.objects.get(pk=world.players[0]), paper


def _is_sealed(_world: World) -> bool:
    return PaperSignature.objects.filter(signer=plain_signer().name, paper__state=State.SEALED).exists()


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
        "one person brings a certificate, another person, who has been a clerk or a leader there for a week",
        "it signs once another person has confirmed it",
    ),
    waits=(AT_ONCE, A_DAY),
)
PROMISES = (SEALED,)
