"""From who has to report to whose report is in the sums: four counts, the same on every page and in every paper."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.rollout.reports.quotients import quotient_of
from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Language, Words


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many have to report, have sent, are approved, and are counted; none of them more than the one before."""

    expected: int
    sent: int
    approved: int
    counted: int

    def __post_init__(self) -> None:
        if not 0 <= self.counted <= self.approved <= self.sent <= self.expected:
            raise ValueError(f"{self} widens")

    @property
    def missing(self) -> int:
        """How many have sent nothing."""
        return self.expected - self.sent

    @property
    def waiting(self) -> int:
        """How many have sent what nobody has approved."""
        return self.sent - self.approved

    @property
    def words(self) -> Words:
        """Says how many have reported: 37/38 đơn vị đã báo cáo (97,37 %)."""
        return Words(
            _share(self.sent, self.expected, "đơn vị đã báo cáo", "vi"),
            _share(self.sent, self.expected, "offices have reported", "en"),
        )

    @property
    def counted_words(self) -> Words:
        """Says of how many the report is in the sums: 35/38 đơn vị (92,11 %)."""
        return Words(
            _share(self.counted, self.expected, "đơn vị", "vi"), _share(self.counted, self.expected, "offices", "en")
        )


def _share(part: int, whole: int, of_what: str, language: Language) -> str:
    """Writes two counts, of what they are, and their share where there is one."""
    counts = f"{grouped(part, language)}/{grouped(whole, language)} {of_what}"
    quotient = quotient_of(part, whole)
    return f"{counts} ({quotient.percent_said(language)})" if quotient is not None else counts
