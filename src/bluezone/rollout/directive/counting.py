"""What a directive counts: indicators are entered as whole numbers, rates only ever computed.

Nothing here knows who counts, or when. Which indicator lies within which is part of the directive, so that the same
file says what a form asks and what is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bluezone.rollout.directive.identifiers import is_code, is_id
from bluezone.vietnam.words import Words


class ListCount(Enum):
    """A count that the stored list of an office gives: of which list, and of what in it. Never who."""

    STAFF = "staff.rows"
    STAFF_WITH_SMARTPHONE = "staff.smartphone"
    STAFF_INSTALLED = "staff.installed"
    HOUSEHOLDS = "household.rows"
    RESIDENTS = "household.members"
    RESIDENTS_WITH_SMARTPHONE = "household.smartphones"
    RESIDENTS_INSTALLED = "household.installs"
    BUSINESSES = "business.rows"
    BUSINESS_STAFF = "business.staff"
    BUSINESS_STAFF_INSTALLED = "business.staff_installed"
    CUSTOMERS_HELPED = "business.customers_helped"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One count that organisations report."""

    id: str
    code: str
    """What stands in front of it on forms."""
    words: Words
    unit: Words
    within: str | None = None
    """The indicator that it can never exceed."""
    parts: tuple[str, ...] = ()
    """Indicators that add up to exactly this one."""
    cumulative: bool = False
    """Counted from the beginning, so that it never falls from one report to the next."""
    vendor_feed: bool = False
    """The maker of the app counts it too; that count is shown beside, and never added."""
    listed: ListCount | None = None
    """The count of the office's own list that answers it too: shown beside, and taken over by a person or not."""

    def __post_init__(self) -> None:
        if not is_id(self.id) or not is_code(self.code):
            raise ValueError(f"not an indicator's id and code: {self.id!r}, {self.code!r}")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that is computed from two counts, which stand beside it wherever it is shown."""

    id: str
    words: Words
    numerator: str
    denominator: str


class Form(Enum):
    """What a piece of evidence may be made of. There is no form for names."""

    COUNT = "count"
    PHOTO = "photo"
    PLACE = "place"
    SCAN = "scan"
    LINK = "link"
    DATE = "date"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """What may stand behind a figure."""

    id: str
    words: Words
    forms: tuple[Form, ...]
    """What each piece must be made of."""
    counts: str | None = None
    """The indicator that pieces of this kind add up to, where there is one."""

    @property
    def is_read_aloud(self) -> bool:
        """Whether a script belongs to it, so that the loudspeakers' log can show it by itself."""
        return Form.SCRIPT in self.forms
