"""The directive of Sơn Dương with one report, its evidence and a paper, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.models import Staff
from tests.support.portal.rolling import Rollout, a_rollout, sit, things_of
from tests.support.portal.things import Things


def things(known: Things) -> dict[str, object]:
    rollout = a_rollout(known.office)
    made = things_of(rollout)
    return made | {
        "rollout": rollout,
        "my_correction.number": made["correction"],
        "evidence_withdraw.number": made["evidence"],
        "directive_paper_anew.number": made["drafted"],
    }


def the_rollout(known: Things) -> Rollout:
    rollout = known.of("directives")["rollout"]
    assert isinstance(rollout, Rollout)
    return rollout


def enter(known: Things, person: Staff) -> None:
    """At the desk of a commune that reports, and of the office that collects."""
    sit(person, the_rollout(known))
