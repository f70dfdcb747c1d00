"""A scan of a paper signed by hand goes out once another person than the one who brought it has confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import services
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.standing import as_read
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import SON_DUONG, Office, the_unit
from tests.support.portal.paper_offices import DAY, PaperOffice, a_scan
from tests.support.two.promise import A_DAY, AT_ONCE, Move, Promise, World, behind_the_gate, rows


def _one_with_every_role(office: Office) -> World:
    """Their own paper went out to be signed by hand, and is back as their own scan."""
    papers = PaperOffice.at(office, DAY)
    player = office.staff("Lê Một Mình", Role.REGISTRY_CLERK)
    for role in (Role.LEADER, Role.CONSOLIDATOR):
        give_role(actor=None, staff=player, role=role, unit=the_unit(SON_DUONG), now=DAY)
    paper = papers.reserved()
    scan = a_scan(paper)
    services.keep_scan(paper=paper, read=as_read(paper), scan=scan, by=player, now=DAY)
    return World(now=DAY, players=[player.pk], facts={"paper": paper.pk, "scan": scan})


def _moves(_world: World) -> Iterator[Move]:
    yield Move("confirms the scan", _does("papers.confirm", services.confirm_scan))
    yield Move("puts the scan aside", _does("papers.confirm", services.put_scan_aside, reason="không phải bản này"))
    yield Move("issues the paper", _does("papers.issue", services.issue))
    yield Move("takes the number back", _does("papers.elsewhere", services.release_number))
    yield Move("gives a number again", _does("papers.elsewhere", services.reserve_number))
    yield Move("brings the scan again", _brings_again)


def _does(act: str, service: Callable[..., object], **more: object) -> Callable[[World], object]:
    def play(world: World) -> None:
        person, paper = _here(world)
        behind_the_gate(person, act, paper)
        service(paper=paper, read=as_read(paper), by=person, now=world.now, **more)

    return play


def _brings_again(world: World) -> None:
    person, paper = _here(world)
    behind_the_gate(person, "papers.elsewhere", paper)
    services.keep_scan(paper=paper, read=as_read(paper), scan=world.facts["scan"], by=person, now=world.now)


def _here(world: World) -> tuple[Staff, OutgoingPaper]:
    return Staff.objects.get(pk=world.players[0]), OutgoingPaper.objects.get(pk=world.facts["paper"])


def _is_out(_world: World) -> bool:
    return OutgoingPaper.objects.filter(is_copy=True, state=State.ISSUED).exists()


def _state(world: World) -> Hashable:
    return rows(OutgoingPaper, world, "state", "number", "is_copy", "scan_by", "scan_confirmed_by")


SCANS = Promise(
    name="letting a scan out that nobody else has confirmed",
    page="SECURITY.md",
    words="A scan of a paper signed by hand does not go out by one person alone",
    begin=_one_with_every_role,
    acts=(_moves,),
    broken=_is_out,
    state=_state,
    also=("once another person than the one who brought it has confirmed it",),
    waits=(AT_ONCE, A_DAY),
)
PROMISES = (SCANS,)
