"""What a rule is, and what it can say of an exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError, NotTriedError
from bluezone.conformance.exchange.visit import Visit
from bluezone.conformance.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the documents that an exchange can be held to from outside."""

    name: str
    page: str
    """The file in docs/protocol and its heading."""
    demand: str
    check: Callable[[Visit], str]
    """Says what was seen. Raises NotMetError or NotTriedError."""

    def judge(self, visit: Visit) -> Judged:
        """Tries the rule on what the visit sees."""
        try:
            return Judged(self, Outcome.MET, self.check(visit))
        except NotMetError as error:
            return Judged(self, Outcome.NOT_MET, str(error))
        except NothingToTryError as error:
            return Judged(self, Outcome.NOT_TRIED, str(error), is_excused=True)
        except NotTriedError as error:
            return Judged(self, Outcome.NOT_TRIED, str(error))


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule and what is said of it."""

    rule: Rule
    outcome: Outcome
    seen: str
    """What was seen, or why it was not tried."""
    is_excused: bool = False
    """Whether it was not tried for a reason that says nothing of the exchange."""


def require(holds: object, otherwise: str) -> None:
    """Raises NotMetError with what was seen unless it holds."""
    if not holds:
        raise NotMetError(otherwise)
