"""An office whose papers are signed: the committee of Sơn Dương in August 2020, its leader, clerk and writer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from bluezone.documents.paper import Paper
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.world import VIET_NAM
from tests.support.documents.certificates import body, person, root_der
from tests.support.documents.papers import letter
from tests.support.portal.offices import SON_DUONG, Office, the_unit

DAY = dt.datetime(2020, 8, 11, 17, 46, 12, tzinfo=VIET_NAM)
ROOTS = (root_der(),)


@dataclass
class PaperOffice:
    """The committee's room for papers."""

    office: Office
    committee: Organisation
    leader: Staff
    clerk: Staff

    @classmethod
    def at(cls, office: Office, day: dt.datetime) -> Self:
        """Founded and staffed on this day."""
        office.clock[0] = day
        committee = create_organisation(
            actor=None, name="UBND huyện Sơn Dương", kind=Kind.COMMITTEE, unit=the_unit(SON_DUONG), now=day
        )
        leader, clerk = office.staff("Hoàng Văn Thử", Role.LEADER), office.staff("Lê Văn Thư", Role.REGISTRY_CLERK)
        return cls(office, committee, leader, clerk)

    @property
    def now(self) -> dt.datetime:
        return self.office.clock[0]

    def drafted(self, content: Paper | None = None) -> OutgoingPaper:
        return services.draft_paper(
            organisation=self.committee,
            paper=content or letter(),
            by=self.clerk,
            now=self.now,
            entropy=self.office.chance.randbytes,
        )

    def submitted(self, content: Paper | None = None) -> OutgoingPaper:
        return services.submit(paper=self.drafted(content), by=self.clerk, now=self.now)

    def signed(self, paper: OutgoingPaper | None = None, **changes: Any) -> OutgoingPaper:
        facts: dict[str, Any] = {"credential": person(), "by": self.leader, "now": self.now, "roots": ROOTS}
        return services.sign_as_person(paper=paper or self.submitted(), **{**facts, **changes})

    def sealed(self, paper: OutgoingPaper | None = None, **changes: Any) -> OutgoingPaper:
        facts: dict[str, Any] = {"credential": body(), "by": self.clerk, "now": self.now, "roots": ROOTS}
        return services.sign_as_organisation(paper=paper or self.signed(), **{**facts, **changes})

    def issued(self, paper: OutgoingPaper | None = None) -> OutgoingPaper:
        return services.issue(paper=paper or self.sealed(), by=self.clerk, now=self.now)

    def reserved(self) -> OutgoingPaper:
        return services.reserve_number(paper=self.submitted(), by=self.clerk, now=self.now)
