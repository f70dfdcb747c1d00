"""Contacts who are to stay apart, a centre with two beds, and the committee that decides: what tests of quarantine
begin with."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from django.db.models import Max

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import add_centre, change_beds, digest_of_centre
from bluezone.portal.isolation.models import Centre, Decision, Delivery, Kind, Stay
from bluezone.portal.isolation.papers import Signing, draw_up
from bluezone.portal.organisations.models import Kind as Body
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.services import issue, recall
from bluezone.portal.papers.standing import as_read
from tests.support.portal.followup import FollowupOffice
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, Office, the_unit

ONE_DAY = dt.timedelta(days=1)
GROUND = "F1, Quyết định 3638/QĐ-BYT"


class IsolationOffice(FollowupOffice):
    """Two F1s and an F2 whom the rules ask to stay apart, and whoever proposes, writes and issues."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        committee = create_organisation(
            actor=None, name="UBND xã Sơn Dương", kind=Body.COMMITTEE, unit=the_unit(SON_DUONG), now=NOW
        )
        self.writer = office.staff("Trịnh Văn Viết", Role.SUPERVISOR, TUYEN_QUANG)
        self.clerk = office.staff("Lê Văn Thư", Role.REGISTRY_CLERK)
        self.leader = office.staff("Hoàng Văn Thử", Role.LEADER)
        self.signing = Signing(
            committee, "UBND", "Sơn Dương", ("TM. Ủy ban nhân dân", "Chủ tịch"), "Hoàng Văn Thử", "YT"
        )
        self.centre = add_centre(
            actor=self.officer, unit=the_unit(SON_DUONG), name="Trường Quân sự", kind=Kind.CENTRE, beds=2, now=NOW
        )

    def propose(self, at: int, *, is_beyond: bool = False, home: bool = False, days: int = 14) -> Stay:
        first = NOW.date() - ONE_DAY
        node = self.node(at)
        asked = services.Asked(
            kind=Kind.HOME if home else Kind.CENTRE,
            first_day=first,
            last_day=first + dt.timedelta(days=days - 1),
            ground=GROUND,
            centre=None if home else self.centre,
            is_beyond=is_beyond,
        )
        read = services.digest_of_person(node)
        return services.propose_stay(actor=self.officer, involvement=node, asked=asked, read=read, now=NOW)

    def stay(self, at: int) -> Stay:
        return (
            Stay.objects.select_related("involvement__person", "centre").filter(involvement=self.node(at)).latest("pk")
        )

    def extend(self, at: int, days: int = 7) -> Decision:
        stay = self.stay(at)
        last, read = stay.last_day + dt.timedelta(days=days), services.digest_of_stay(stay)
        said = {"actor": self.officer, "stay": stay, "reason": "có người cùng phòng mắc bệnh", "now": NOW}
        return services.propose_extension(**said, last_day=last, read=read)

    def release(self, *people: int, now: dt.datetime = NOW, is_untested_known: bool = True) -> list[Decision]:
        stays = [self.stay(at) for at in people]
        read = services.digests_of(stays)
        said = {"actor": self.officer, "stays": stays, "ground": "hết hạn", "read": read, "now": now}
        return services.propose_releases(**said, is_untested_known=is_untested_known)

    def release_early(self, at: int) -> Decision:
        stay = self.stay(at)
        read = services.digest_of_stay(stay)
        said = {"actor": self.officer, "stay": stay, "reason": "không còn tiếp xúc", "now": NOW}
        return services.propose_early_release(**said, read=read)

    def put_aside(self, decision: Decision) -> None:
        stay = Stay.objects.get(pk=decision.stay_id)
        read = services.digest_of_stay(stay)
        services.put_aside(actor=self.officer, decision=decision, reason="nhầm người", read=read, now=NOW)

    def waiting(self, at: int) -> Decision:
        return self.stay(at).decisions.latest("pk")

    def draw_up(self, *decisions: Decision, now: dt.datetime = NOW) -> OutgoingPaper:
        stays = list(Stay.objects.filter(pk__in=[one.stay_id for one in decisions]))
        read, entropy = services.digests_of(stays), self.office.chance.randbytes
        said = {"actor": self.writer, "decisions": decisions, "signing": self.signing, "read": read}
        return draw_up(**said, now=now, entropy=entropy)

    def issue(self, paper: OutgoingPaper, now: dt.datetime = NOW) -> OutgoingPaper:
        return sent_out(paper, self.clerk, now)

    def recall(self, paper: OutgoingPaper) -> OutgoingPaper:
        paper.refresh_from_db()
        return recall(paper=paper, read=as_read(paper), reason="Ban hành nhầm", by=self.leader, now=NOW)

    def order(self, *people: int, **how: object) -> OutgoingPaper:
        """Proposes, writes and issues one decision about all of them."""
        for at in people:
            self.propose(at, **how)  # type: ignore[arg-type]
        return self.issue(self.draw_up(*(self.waiting(at) for at in people)))

    def deliver(self, decision: Decision, outcome: str = Delivery.Outcome.HANDED, words: str = "") -> Delivery:
        stay = Stay.objects.get(pk=decision.stay_id)
        said = {"actor": self.officer, "decision": decision, "way": Delivery.Way.PERSON, "words": words, "now": NOW}
        return services.deliver(**said, outcome=outcome, read=services.digest_of_stay(stay))

    def set_beds(self, beds: int) -> None:
        centre = Centre.objects.get(pk=self.centre.pk)
        change_beds(actor=self.officer, centre=centre, beds=beds, read=digest_of_centre(centre), now=NOW)

    def isolate_by_chance(self, chance: random.Random, papers: list[OutgoingPaper]) -> str:
        """Does one thing about a quarantine that somebody may do, or is refused; says which, and whether it was."""
        at, waits = chance.randrange(1, 4), list(Decision.objects.filter(standing="proposed").order_by("pk"))
        acts = {
            "propose": lambda: self.propose(at, is_beyond=chance.random() < 0.2, home=chance.random() < 0.3),
            "extend": lambda: self.extend(at),
            "release": lambda: self.release(at, now=NOW + 20 * ONE_DAY),
            "early": lambda: self.release_early(at),
            "aside": lambda: self.put_aside(chance.choice(waits)),
            "draw": lambda: papers.append(self.draw_up(*_of_one_kind(waits))),
            "issue": lambda: self.issue(chance.choice(_in(papers, "draft"))),
            "recall": lambda: self.recall(chance.choice(_in(papers, "issued"))),
            "beds": lambda: self.set_beds(chance.randrange(1, 4)),
        }
        name = chance.choice([*acts, "draw", "issue", "issue"])
        try:
            acts[name]()
        except (RefusedError, Stay.DoesNotExist, IndexError) as refused:
            return f"{name}: {type(refused).__name__}"
        return name


def _of_one_kind(waits: Sequence[Decision]) -> list[Decision]:
    return [one for one in waits if one.what == waits[0].what]


def _in(papers: Sequence[OutgoingPaper], state: str) -> list[OutgoingPaper]:
    return list(OutgoingPaper.objects.filter(pk__in=[one.pk for one in papers], state=state).order_by("pk"))


def sent_out(paper: OutgoingPaper, clerk: Staff, now: dt.datetime) -> OutgoingPaper:
    """Sends out a paper whose signatures other tests try (`tests/portal/papers`)."""
    last = OutgoingPaper.objects.aggregate(last=Max("number"))["last"] or 0
    sealed = {"state": State.SEALED, "number": last + 1, "year": now.year, "dated_on": now.date()}
    OutgoingPaper.objects.filter(pk=paper.pk).update(**sealed)
    paper.refresh_from_db()
    return issue(paper=paper, read=as_read(paper), by=clerk, now=now)
