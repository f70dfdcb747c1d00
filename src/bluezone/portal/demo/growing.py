"""A synthetic outbreak, grown case by case: who fell ill and when, whom they met at home, at work, at school, on the
way, and who of these fell ill in turn.

Pure, and the same for the same seed. Nobody in it exists: names and telephone numbers are drawn.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bluezone.lists.outbreak.known_people import Known
from bluezone.lists.outbreak.named_headers import Class, Meeting
from bluezone.lists.outbreak.two_lists import Involved, Met, TwoLists

_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Ma Lương Hà Nông Triệu Bàn Quan"
_MIDDLES = "Văn Thị Đức Minh Ngọc Quang Hữu Thu Thanh Xuân Đình Hồng Mạnh Kim Bích Trọng"
_GIVEN = (
    "An Anh Bình Châu Cường Dũng Dung Đạt Đông Giang Hà Hải Hạnh Hiền Hoa Hòa Hùng Hương Khánh Lan Linh Loan Mai Minh "
    "Nam Nga Ngân Phong Phúc Quân Sơn Sửu Tâm Thảo Thủy Tiến Trang Tuấn Tú Vân Việt Yến"
)
_PREFIXES = ("0911", "0912", "0913", "0971", "0972", "0986", "0355", "0366", "0377", "0833")
_SETTINGS = (
    (Meeting.HOUSEHOLD, 3, 1, 4, "Nhà riêng", (1945, 2018)),
    (Meeting.WORK, 3, 4, 14, "Xưởng may", (1962, 2002)),
    (Meeting.SCHOOL, 2, 10, 34, "Trường THCS", (2006, 2011)),
    (Meeting.TRANSPORT, 1, 2, 9, "Xe khách", (1950, 2010)),
    (Meeting.CARE, 1, 2, 8, "Trạm Y tế", (1950, 1999)),
    (Meeting.PARTY, 2, 5, 24, "Đám cưới", (1950, 2012)),
    (Meeting.WORSHIP, 1, 3, 15, "Chùa", (1945, 1990)),
    (Meeting.MARKET, 2, 2, 10, "Chợ", (1950, 2000)),
    (Meeting.OTHER, 1, 1, 3, "", (1950, 2010)),
)
"""Kind, how often, the fewest and the most who are met there, its name, years of birth."""
_OUTCOMES = ((Class.CONFIRMED, 86), (Class.SUSPECTED, 8), (Class.PROBABLE, 3), (Class.NOT_A_CASE, 3))
_INFECTED = (0, 0, 0, 1, 1, 1, 2, 2, 3, 5)
"""How many a case infects; a few infect many."""
_SPAN = dt.timedelta(days=42)
_KNOWN_AGAIN, _LISTED_TWICE, _WITHOUT_PHONE, _FURTHER = 0.06, 0.005, 0.08, 0.12


def grow_outbreak(people: int, communes: Sequence[str], last_day: dt.date, seed: int = 1) -> TwoLists:
    """Grows an outbreak of so many people in these communes until this day."""
    growing = _Growing(people, communes, last_day, random.Random(seed))  # noqa: S311 - invented, the same each time
    while growing.has_room:
        growing.begin_a_chain()
    return TwoLists(tuple(growing.people.values()), tuple(growing.meetings), (), ())


def drawn_name(chance: random.Random) -> str:
    """Draws a name of three words."""
    return f"{chance.choice(_FAMILIES.split())} {chance.choice(_MIDDLES.split())} {chance.choice(_GIVEN.split())}"


def slipped_name(name: str) -> str:
    """Writes a name as somebody does who misses the middle."""
    family, *_, given = name.split()
    return f"{family} {given}"


@dataclass(slots=True)
class _Growing:
    most: int
    communes: Sequence[str]
    last_day: dt.date
    chance: random.Random
    people: dict[str, Involved] = field(default_factory=dict)
    meetings: list[Met] = field(default_factory=list)
    living_in: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def has_room(self) -> bool:
        return len(self.people) < self.most

    def begin_a_chain(self) -> None:
        """Lets somebody fall ill who came from elsewhere, and follows the chain to its end."""
        root = self._somebody(self.chance.choice(self.communes), (1955, 2000))
        first = self.last_day - _SPAN + dt.timedelta(days=self.chance.randrange(_SPAN.days))
        waiting = deque([(root, first)] if root is not None else [])
        while waiting and self.has_room:
            who, onset = waiting.popleft()
            waiting.extend(self._fall_ill(who, onset))

    def _fall_ill(self, who: str, onset: dt.date) -> list[tuple[str, dt.date]]:
        """Makes somebody a case with those whom they met; who of them falls ill, and when."""
        chance, apart = self.chance, min(onset + dt.timedelta(days=self.chance.randint(0, 5)), self.last_day)
        held = chance.choices([one for one, _ in _OUTCOMES], [weight for _, weight in _OUTCOMES])[0]
        self.people[who] = replace(self.people[who], classification=held, onset=onset, set_apart=apart)
        kinds = chance.choices(_SETTINGS, [setting[1] for setting in _SETTINGS], k=chance.randint(1, 3))
        met = [
            one for setting in dict.fromkeys([_SETTINGS[0], *kinds]) for one in self._meet(who, onset, apart, setting)
        ]
        if held is Class.NOT_A_CASE or not met:
            return []
        infected = chance.sample(met, min(chance.choice(_INFECTED), len(met)))
        later = ((other, day + dt.timedelta(days=chance.randint(2, 8))) for other, day in infected)
        return [(other, day) for other, day in later if day <= self.last_day and not self.people[other].classification]

    def _meet(
        self, who: str, onset: dt.date, apart: dt.date, setting: tuple[Meeting, int, int, int, str, tuple[int, int]]
    ) -> list[tuple[str, dt.date]]:
        kind, _, fewest, most, place, births = setting
        home, met = self.people[who].known.commune, []
        for _ in range(self.chance.randint(fewest, most)):
            other = self._known_again(home, who) or self._somebody(home, births)
            if other is None:
                break
            first = min(onset + dt.timedelta(days=self.chance.randint(-3, 1)), apart)
            last = first if kind is not Meeting.HOUSEHOLD else apart
            self._note(who, other, (first, last), kind, f"{place} {home}".strip() if place else "")
            if self.chance.random() < _FURTHER:
                self._meet_further(other, first)
            met.append((other, first))
        return met

    def _meet_further(self, who: str, day: dt.date) -> None:
        """Lets a contact meet others before anybody knew."""
        for _ in range(self.chance.randint(1, 3)):
            other = self._somebody(self.people[who].known.commune, (1950, 2015))
            if other is None:
                return
            met = min(day + dt.timedelta(days=self.chance.randint(1, 4)), self.last_day)
            self._note(who, other, (met, met), self.chance.choice([Meeting.HOUSEHOLD, Meeting.WORK, Meeting.OTHER]))

    def _note(self, source: str, target: str, days: tuple[dt.date, dt.date], kind: Meeting, place: str = "") -> None:
        self.meetings.append(Met(source, target, len(self.meetings) + 2, *days, kind, place))

    def _known_again(self, commune: str, who: str) -> str | None:
        """Somebody of the commune who has met a case before, now and then."""
        there = self.living_in[commune]
        if not there or self.chance.random() >= _KNOWN_AGAIN:
            return None
        other = self.chance.choice(there)
        return other if other != who else None

    def _somebody(self, commune: str, births: tuple[int, int]) -> str | None:
        """Adds a person; None where there is room for nobody more."""
        if not self.has_room:
            return None
        chance, number = self.chance, len(self.people) + 1
        twin = chance.random() < _LISTED_TWICE and self.living_in[commune]
        known = self._slipped(chance.choice(self.living_in[commune])) if twin else self._drawn(commune, births, number)
        who = f"P{number:06}"
        self.people[who] = Involved(who, known=known)
        self.living_in[commune].append(who)
        return who

    def _drawn(self, commune: str, births: tuple[int, int], number: int) -> Known:
        chance = self.chance
        name = drawn_name(chance)
        phone = f"{_PREFIXES[number // 1_000_000 % len(_PREFIXES)]}{number % 1_000_000:06}"
        has_phone = chance.random() >= _WITHOUT_PHONE
        return Known(name, phone if has_phone else "", chance.randint(*births), commune)

    def _slipped(self, who: str) -> Known:
        """What another desk writes of this person: a middle name is missing."""
        known = self.people[who].known
        return replace(known, name=slipped_name(known.name))
