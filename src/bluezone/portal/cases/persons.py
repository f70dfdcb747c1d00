"""Persons as they are entered: each once, found again by telephone, card, or name, year of birth and commune.

Whoever is entered is a person of their own until somebody says otherwise. Who may be the same is proposed
(`likeness.py`) and judged by whoever may see both names; nothing is merged by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.identity_numbers import hash_of, seal
from bluezone.portal.cases.likeness import Alike, alike_among
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.counted_tables import count_anew
from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import common_path, lying_within, province_of, rows_within
from bluezone.vietnam.folding import fold
from bluezone.vietnam.identity_number import birth_year_in, normalised_identity
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.telephone import normalised_phone

OLDEST = 125
"""Years."""
_PSEUDONYM_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONGEST_NAME = 80
_AT_ONCE = 1_000


def note_person(
    *,
    full_name: str,
    phone: str,
    unit: Unit,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
    birth_year: int | None = None,
    identity: str = "",
) -> Person:
    """Enters a person, and proposes who of those that are known they may be. Raises RefusedError.

    The act by which somebody is entered has its own line in the audit; a contact may have no telephone.
    """
    said = said_of_a_person(full_name, phone) if phone else said_of_a_name(full_name)
    person = Person.objects.create(
        **said,
        **said_of_a_card(birth_year, identity, now.year, entropy),
        unit=unit,
        path=unit.path,
        noted_at=now,
        pseudonym=_pseudonym(entropy),
    )
    propose_doubles([person], now)
    return person


def propose_doubles(persons: Sequence[Person], now: dt.datetime) -> int:
    """Proposes pairs of these, and of one of these and anybody known, that were not proposed before; how many."""
    found = [
        Double(
            one_id=one,
            other_id=other,
            score=alike.score,
            reasons=[[reason.words.vi, reason.words.en] for reason in alike.reasons],
            found_at=now,
        )
        for (one, other), alike in _standing(alike_among(persons)).items()
    ]
    known = set(_proposed_of(persons))
    new = [double for double in found if (double.one_id, double.other_id) not in known]
    Double.objects.bulk_create(new, _AT_ONCE, ignore_conflicts=True)
    count_anew(len(new), Double)
    return len(new)


@transaction.atomic
def tell_apart(*, actor: Staff, double: Double, read: str, now: dt.datetime) -> None:
    """Says that two who look alike are two. They are not proposed again. Raises RefusedError, and ChangedError where
    one of them is called otherwise since."""
    double = locked_double(double)
    require_as_read(read, digest_of_double(double))
    if double.apart_at is not None:
        raise RefusedError("it was said already that they are two")
    double.apart_by, double.apart_at = actor, now
    double.save(update_fields=["apart_by", "apart_at"])
    note_on_persons(actor, "cases.apart", now, double.one, double.other)


def who_stands_for(person: Person) -> Person:
    """Finds who is meant by this person: whoever was kept, if they were merged."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def merged_into(person: int) -> QuerySet[Person]:
    """Finds this person with whoever was merged into them, and into those: each by an index, and nobody else looked
    at."""
    directly = Person.objects.filter(merged_into=person)
    return Person.objects.filter(Q(pk=person) | Q(merged_into=person) | Q(merged_into__in=directly.values("pk")))


def with_merged(persons: Collection[int]) -> set[int]:
    """Finds these persons, by their numbers, with everybody who was merged into them, and into those."""
    found, waiting = set(persons), set(persons)
    while waiting:
        waiting = set(Person.objects.filter(merged_into__in=waiting).values_list("pk", flat=True)) - found
        found |= waiting
    return found


def standing_for(persons: Collection[int]) -> dict[int, int]:
    """Finds the same for many at once, by their numbers: as many questions as somebody was merged again, and one."""
    found = {one: one for one in persons}
    while True:
        merged = Person.objects.filter(pk__in=set(found.values()), merged_into__isnull=False)
        into = dict(merged.values_list("pk", "merged_into_id"))
        if not into:
            return found
        found = {one: into.get(now, now) for one, now in found.items()}


def doubles_to(staff: Staff) -> QuerySet[Double]:
    """Pairs of which this person may see both names, and of which nobody has said anything, the likeliest first."""
    return _both_within(staff, Double.objects.filter(apart_at=None)).order_by("-score", "pk")


def doubles_of(staff: Staff, person: Person) -> list[Person]:
    """Finds whom this person may be, as far as the reader may see them."""
    pairs = doubles_to(staff).filter(Q(one=person) | Q(other=person))
    return [double.other if double.one_id == person.pk else double.one for double in pairs]


def double_with_number(number: int) -> Double | None:
    """The pair of this number."""
    return Double.objects.select_related("one__unit", "other__unit").filter(pk=number).first()


def locked_double(double: Double) -> Double:
    """Holds the pair and both persons as they stand now until the transaction ends."""
    list(Person.objects.select_for_update().filter(pk__in=(double.one_id, double.other_id)).order_by("pk"))
    return Double.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=double.pk)


def digest_of_double(double: Double) -> str:
    """Names what the page shows of a pair, for the forms that judge it."""
    return digest_of(double.pk, told_of(double.one, double.other), double.apart_at)


def told_of(*persons: Person) -> list[tuple[object, ...]]:
    """What is shown of persons side by side."""
    return [(one.pk, one.full_name, one.phone, one.birth_year, one.identity_hash, one.path) for one in persons]


def note_on_persons(actor: Staff, act: str, now: dt.datetime, *persons: Person, **detail: object) -> None:
    """Writes the audit's line about these persons, where both of them live."""
    path = common_path(person.path for person in persons)
    subjects = [("person", person.pk) for person in persons]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=path, detail=detail)


def said_of_a_person(full_name: str, phone: str) -> dict[str, str]:
    """Returns a name and a number as they are kept, and how the name is found. Raises RefusedError."""
    with refused_by_the_country():
        return {**said_of_a_name(full_name), "phone": normalised_phone(phone)}


def said_of_a_name(full_name: str) -> dict[str, str]:
    """Returns a name as it is kept, and how it is found. Raises RefusedError."""
    name = normalised_name(full_name)
    if not 2 <= len(name) <= _LONGEST_NAME:
        raise RefusedError("a name has 2 to 80 characters")
    return {"full_name": name, "search_text": f" {fold(name)} "}


def said_of_a_card(
    year: int | None, identity: str, this_year: int, entropy: Callable[[int], bytes]
) -> dict[str, object]:
    """Returns a year of birth and the number of a card as they are kept; the number may tell the year. Raises
    RefusedError."""
    number = _read_identity(identity)
    told = birth_year_in(number)
    if year is not None and not this_year - OLDEST <= year <= this_year:
        raise RefusedError("this is no year of birth of somebody who lives")
    if year is not None and told is not None and year != told:
        raise RefusedError("the number of the card is of somebody born in another year")
    return {
        "birth_year": year if year is not None else told,
        "identity_hash": hash_of(number) if number else "",
        "identity_sealed": seal(number, entropy) if number else b"",
    }


def _standing(found: Sequence[Alike]) -> dict[tuple[int, int], Alike]:
    """Pairs of those who stand for whoever was found: a merged person is known by the one that was kept."""
    stands_for: dict[int, int] = {}
    waiting = {number for alike in found for number in (alike.one, alike.other)}
    while waiting:
        merged = Person.objects.filter(pk__in=waiting, merged_into__isnull=False)
        stands_for |= {one.pk: one.merged_into_id for one in merged if one.merged_into_id is not None}
        waiting = {stands_for[number] for number in waiting & stands_for.keys()} - stands_for.keys()

    def standing(number: int) -> int:
        while number in stands_for:
            number = stands_for[number]
        return number

    pairs = [(sorted((standing(alike.one), standing(alike.other))), alike) for alike in found]
    return {(one, other): alike for (one, other), alike in pairs if one != other}


def _proposed_of(persons: Sequence[Person]) -> Iterator[tuple[int, int]]:
    numbers = [person.pk for person in persons]
    for at in range(0, len(numbers), _AT_ONCE):
        these = numbers[at : at + _AT_ONCE]
        pairs = Double.objects.filter(Q(one__in=these) | Q(other__in=these))
        yield from pairs.values_list("one_id", "other_id")


def _both_within(staff: Staff, doubles: QuerySet[Double]) -> QuerySet[Double]:
    paths = paths_for(staff, "cases.doubles")
    is_wide = any(path == province_of(path) for path in paths)
    rows = _each_within(paths, doubles) if is_wide else _few_within(paths, doubles)
    return rows.select_related("one__unit", "other__unit", "apart_by")


def _few_within(paths: tuple[str, ...], doubles: QuerySet[Double]) -> QuerySet[Double]:
    """Pairs of the people of some communes, who are found by their place."""
    theirs = rows_within(Person.objects.filter(merged_into=None), paths)
    return doubles.filter(*(Exists(theirs.filter(pk=OuterRef(end))) for end in ("one", "other")))


def _each_within(paths: tuple[str, ...], doubles: QuerySet[Double]) -> QuerySet[Double]:
    """Pairs of the people of a province; each is asked for its two, because PostgreSQL would else go through everybody
    there, forty people for each pair."""
    for end in ("one", "other"):
        where = Person.objects.filter(pk=OuterRef(end), merged_into=None).values("path")
        doubles = doubles.alias(**{f"{end}_lies": Subquery(where)})
        lies = Q(**{f"{end}_lies__isnull": False}) if "" in paths else lying_within(paths, f"{end}_lies")
        doubles = doubles.filter(lies)
    return doubles


def _read_identity(text: str) -> str:
    if not text.strip():
        return ""
    with refused_by_the_country():
        return normalised_identity(text)


def pseudonym_of(drawn: bytes) -> str:
    """The pseudonym (BN-4K7Q2M) that these random bytes give: nothing about the person can be computed from it."""
    left, signs = int.from_bytes(drawn, "big"), ""
    for _ in range(6):
        left, at = divmod(left, len(_PSEUDONYM_SIGNS))
        signs += _PSEUDONYM_SIGNS[at]
    return f"BN-{signs}"


def _pseudonym(entropy: Callable[[int], bytes]) -> str:
    pseudonym = pseudonym_of(entropy(16))
    return _pseudonym(entropy) if Person.objects.filter(pseudonym=pseudonym).exists() else pseudonym
