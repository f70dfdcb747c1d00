"""Which indicators there are: what each counts, on whose day, and of which it is a share.

Parts of one family never overlap, and no indicator is the sum of others: whoever wants a sum adds up, and nobody finds
what was withheld by taking parts from a whole (docs/decisions/0050-national-figures.md).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted by day and commune."""

    name: str
    """Its family, a point, and the part: the key in files."""
    counts: str
    """What one of it is."""
    day: str
    """The day to which one of it belongs."""
    is_of_people: bool = True
    """Whether small numbers may point at somebody; of offices they do not."""

    @property
    def family(self) -> str:
        """What its parts are parts of."""
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: of all these, how many are those."""

    name: str
    these: tuple[str, ...]
    of: tuple[str, ...]
    """Everything that is counted, `these` among it."""

    @property
    def others(self) -> tuple[str, ...]:
        """What is counted and is none of these."""
        return tuple(name for name in self.of if name not in self.these)


_REACHED = {
    "within_24h": "who was asked and answered within 24 hours of the entry",
    "within_48h": "who answered later than that, within 48 hours",
    "later": "who answered later than 48 hours after the entry",
    "not_yet": "who has not answered yet",
}
_FOUND = {
    "positive": "whose newest result is positive",
    "negative": "whose newest result is negative",
    "invalid": "whose newest result says nothing",
    "open": "without a result yet",
}
_SEEN = {
    "live": "whose app was seen to run, its mark of that moment scanned",
    "shown": "who showed the app",
    "not_running": "who had the app, and it did not run",
    "none": "without the app",
    "unseen": "of whose app nothing was noted",
}


def _contacts() -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            f"contacts.f{level}.{part}",
            f"person who is F{level} today, {said}",
            "when the first meeting of theirs that still counts was entered",
        )
        for level in (1, 2)
        for part, said in _REACHED.items()
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator("cases.confirmed", "case that is held to be confirmed, once each", "when that was held first"),
    *_contacts(),
    Indicator("isolation.home.begun", "stay at home by a decision in force, or over", "its first day"),
    Indicator("isolation.home.ended", "the same, from which the person was released", "of release"),
    Indicator(
        "isolation.centre.begun", "stay in a centre or hospital by a decision in force, or over", "its first day"
    ),
    Indicator("isolation.centre.ended", "the same, from which the person was released", "of release"),
    *(Indicator(f"samples.{part}", f"sample {said}", "when it was taken") for part, said in _FOUND.items()),
    Indicator("field.installed", "person whom a team helped and who installed the app there", "of the team's round"),
    Indicator("field.helped", "person whom a team helped and who did not install it there", "of the team's round"),
    Indicator("field.no_smartphone", "person without a smartphone", "of the team's round"),
    Indicator("field.refused", "person who did not want to", "of the team's round"),
    *(Indicator(f"doors.visitors.{part}", f"visitor {said}", "of the visit") for part, said in _SEEN.items()),
    Indicator("doors.premises", "place of which a door counted somebody", "of these visits", is_of_people=False),
    Indicator("codes.used", "code given out for a case, and used", "when it was given out"),
    Indicator("codes.unused", "code given out for a case, and not used", "when it was given out"),
    Indicator("reports.on_time", "report to a directive, first sent in time", "when it was due", is_of_people=False),
    Indicator("reports.late", "report that was first sent too late", "when it was due", is_of_people=False),
    Indicator("reports.missing", "report that was not sent yet", "when it was due", is_of_people=False),
)
"""In the order of the page that explains them."""
BY_NAME = {one.name: one for one in INDICATORS}


def _family(name: str) -> tuple[str, ...]:
    return tuple(one.name for one in INDICATORS if one.family == name)


RATES: tuple[Rate, ...] = (
    Rate("contacts.f1.asked_within_24h", ("contacts.f1.within_24h",), _family("contacts.f1")),
    Rate("contacts.f1.asked_within_48h", ("contacts.f1.within_24h", "contacts.f1.within_48h"), _family("contacts.f1")),
    Rate("contacts.f2.asked_within_48h", ("contacts.f2.within_24h", "contacts.f2.within_48h"), _family("contacts.f2")),
    Rate("samples.positive", ("samples.positive",), ("samples.positive", "samples.negative")),
    Rate("field.installed", ("field.installed",), _family("field")),
    Rate(
        "doors.running",
        ("doors.visitors.live",),
        ("doors.visitors.live", "doors.visitors.shown", "doors.visitors.not_running", "doors.visitors.none"),
    ),
    Rate("codes.used", ("codes.used",), _family("codes")),
    Rate("reports.on_time", ("reports.on_time",), _family("reports")),
)
"""The shares that are asked of a nation."""
