"""Reads of the exposure inbox: meetings of which evidence tells and of which nobody has made anything yet.

One line is what probably is one meeting, with all its pieces that the reader may see. What a piece is named after is
what somebody said in clear; an opened report names nobody here, and is opened again for that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.models import Person
from bluezone.portal.frame.evidence import sources
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.bands import band_in_words
from bluezone.portal.tracing.gathering import told_by, waiting_evidence, weighed
from bluezone.portal.tracing.likeness import Meeting, Told, Why, are_two_meetings, meetings_among
from bluezone.portal.tracing.marking import mark_of_name, mark_of_phone
from bluezone.portal.tracing.models import Evidence, Exposure
from bluezone.portal.tracing.services import digest_of_exposure
from bluezone.portal.tracing.urgency import Because, reasons_to_look
from bluezone.vietnam.folding import fold
from bluezone.vietnam.telephone import national_form, spaced_phone

INBOX = Listing(
    caption=_("Meetings of which evidence tells, the most urgent first"),
    columns=(
        Column("who", _("Who was exposed")),
        Column("days", _("When")),
        Column("told", _("Told by")),
        Column("why", _("Why it stands here")),
    ),
    filters=(
        Filter(
            "origin",
            (
                ("", _("All")),
                (Evidence.Origin.APP, _("Reports from phones")),
                (Evidence.Origin.DECLARATION, _("Health declarations")),
                (Evidence.Origin.INTERVIEW, _("Interviews")),
                (Evidence.Origin.LIST, _("Lists")),
                (Evidence.Origin.DOOR, _("Logs of doors")),
                (Evidence.Origin.CHECK_IN, _("Check-ins with a code")),
                (Evidence.Origin.CALL, _("Answers to loudspeakers")),
            ),
        ),
    ),
    search=_("Full name or telephone"),
    names_people=True,
    hint=_("Pieces are found by the whole name or the whole number, also those that are sealed."),
    empty=Empty(
        "check",
        _("Nothing waits here"),
        _(
            "Opened reports, declarations, notes of what people told, lists of contacts and rows that doors released "
            "stand here until they are settled."
        ),
    ),
    older=_("Less urgent ones"),
)
_ACT = "tracing.inbox"
_MOST_ALIKE = 5
_MOST_LOOKED_AT = 200
_MOST_KNOWN = 5


@dataclass(frozen=True, slots=True)
class PieceView:
    """One piece of evidence, as its reader sees it."""

    number: int
    origin: str
    origin_text: str
    name: str
    """As somebody said it in clear; empty where nobody did, as the next two."""
    phone: str
    case: str
    days: str
    facts: tuple[str, ...]
    """What else it says, a few words each."""
    entered_by: str
    entered_at: dt.datetime
    address: str
    """Where the thing itself is looked at; empty where it has no page."""


@dataclass(frozen=True, slots=True)
class MeetingView:
    """What probably is one meeting."""

    number: int
    """Of its first piece."""
    name: str
    """Of whoever was exposed; empty where nobody said it in clear."""
    days: str
    pieces: tuple[PieceView, ...]
    why_together: tuple[str, ...]
    why_urgent: tuple[str, ...]

    @property
    def told_by(self) -> list[tuple[str, int]]:
        """Origins, with how many pieces each has."""
        found: dict[str, int] = {}
        for piece in self.pieces:
            found[piece.origin_text] = found.get(piece.origin_text, 0) + 1
        return list(found.items())


def page_of_meetings(staff: Staff, part: Part) -> Listed[MeetingView]:
    """A page of the inbox within this person's units."""
    found = listed(meetings_in(staff, part), part)
    beside = _by_meeting(within_reach(staff).filter(meeting__in=[one.meeting for one in found.rows]))
    return found.seen(lambda first: view_of(beside[first.meeting]))


def meetings_in(staff: Staff, part: Part) -> QuerySet[Evidence]:
    """The first visible piece of each meeting of this part of the inbox, in its order."""
    reach = within_reach(staff)
    wanted = reach
    if part["origin"]:
        wanted = wanted.filter(origin=part["origin"])
    if part.text:
        wanted = wanted.filter(_called(part.text))
    firsts = firsts_of(reach.filter(meeting__in=wanted.order_by().values("meeting")))
    return firsts.order_by("-rank", F("day_to").desc(nulls_last=True), "-pk")


def firsts_of(pieces: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """The first of the pieces of each meeting."""
    firsts = pieces.order_by().values("meeting").annotate(first=Min("pk"))
    return Evidence.objects.filter(pk__in=firsts.values("first"))


def within_reach(staff: Staff) -> QuerySet[Evidence]:
    """Pieces of this person's units that hang on nothing yet, the oldest first."""
    rows = rows_within(waiting_evidence(), paths_for(staff, _ACT))
    return rows.select_related("entered_by").order_by("pk")


def evidence_with_number(number: int) -> Evidence | None:
    """The piece of this number, whatever became of it."""
    return Evidence.objects.filter(pk=number).select_related("exposure", "closed_by").first()


def pieces_beside(staff: Staff, piece: Evidence) -> QuerySet[Evidence]:
    """Pieces that probably tell of the same meeting as this one, and itself, as far as this person may see them."""
    return within_reach(staff).filter(meeting=piece.meeting)


def view_of(pieces: Sequence[Evidence]) -> MeetingView:
    """Pieces of one meeting, as their reader sees them."""
    told = [told_by(piece) for piece in pieces]
    together = max(meetings_among(told), key=lambda one: (len(one.pieces), -one.id), default=Meeting((), ()))
    views = tuple(_seen(piece) for piece in pieces)
    return MeetingView(
        number=pieces[0].pk,
        name=next((view.name for view in views if view.name), ""),
        days=days_in_words(*days_told(pieces)),
        pieces=views,
        why_together=tuple(str(Why(why).label) for why in together.reasons),
        why_urgent=tuple(str(Because(why).label) for why in reasons_to_look([weighed(one) for one in pieces])),
    )


def exposures_like(staff: Staff, pieces: Sequence[Evidence]) -> list[Exposure]:
    """Exposures that may be this very meeting: another piece on them carries the same mark, or somebody whom the named
    case met is called so. Only those of whose both ends this person may see the name."""
    marks = {mark for piece in pieces for mark in (piece.name_mark, piece.phone_mark) if mark}
    if not marks:
        return []
    marked = Evidence.objects.filter(Q(name_mark__in=marks) | Q(phone_mark__in=marks), exposure__is_alive=True)
    named = {str(piece.says["case"]) for piece in pieces if piece.says.get("case")}
    rows = _of_ones_own(staff)
    by_mark = rows.filter(pk__in=marked.values("exposure"))[:_MOST_ALIKE]
    of_case = rows.filter(source__person__cases__number__in=named)[:_MOST_LOOKED_AT]
    called = [one for one in of_case if marks & _marks_of(one.target.person)]
    return list({one.pk: one for one in [*by_mark, *called] if _may_be(one, pieces)}.values())[:_MOST_ALIKE]


def people_like(staff: Staff, pieces: Sequence[Evidence]) -> list[Person]:
    """Persons of one's own units who may be whoever was exposed: by the number or the name that was said in clear."""
    phones = {number for piece in pieces for number in _numbers(piece)}
    names = {f" {fold(str(piece.says['name']))} " for piece in pieces if piece.says.get("name")}
    rows = rows_within(Person.objects.filter(merged_into=None), paths_for(staff, "tracing.attach"))
    found = rows.filter(Q(phone__in=phones - {""}) | Q(search_text__in=names)).select_related("unit")
    return list(found.order_by("pk")[:_MOST_KNOWN])


def digest_of_meeting(pieces: Sequence[Evidence], alike: Sequence[Exposure]) -> str:
    """Names what the page of a meeting shows, for the forms that decide on it."""
    said = [(one.pk, one.says, one.day_from, one.day_to, one.confidence) for one in pieces]
    return digest_of(said, [digest_of_exposure(one) for one in alike])


def commune_of(pieces: Sequence[Evidence]) -> Unit | None:
    """The commune to which all of them belong; None where they name none, or several."""
    paths = {piece.path for piece in pieces}
    if len(paths) != 1:
        return None
    return Unit.objects.filter(path=paths.pop(), level=Level.COMMUNE, valid_to=None).order_by("-pk").first()


def first_said(pieces: Sequence[Evidence], fact: str) -> str:
    """What the first piece says that says it in clear; empty where none does."""
    return next((str(piece.says[fact]) for piece in pieces if piece.says.get(fact)), "")


def days_told(pieces: Iterable[Evidence]) -> tuple[dt.date | None, dt.date | None]:
    """Returns the days on which all agree that tell days, or else all their days. What a declaration covers is two
    weeks, and counts only where nobody says it closer."""
    told = [(one.day_from or one.day_to, one.day_to or one.day_from, one.origin) for one in pieces]
    days = [(first, last) for first, last, origin in told if first and last and origin != Evidence.Origin.DECLARATION]
    days = days or [(first, last) for first, last, _origin in told if first and last]
    if not days:
        return None, None
    latest, earliest = max(first for first, _ in days), min(last for _, last in days)
    return (latest, earliest) if latest <= earliest else (min(one for one, _ in days), max(one for _, one in days))


def days_in_words(first: dt.date | None, last: dt.date | None) -> str:
    """Days as the list says them: 11/8, or 11/8 – 13/8."""
    if first is None or last is None:
        return gettext("day not told")
    return _short(first) if first == last else f"{_short(first)} – {_short(last)}"


def _called(text: str) -> Q:
    phone = mark_of_phone(text)
    return Q(phone_mark=phone) if phone else Q(name_mark=mark_of_name(text), name_mark__gt="")


def _by_meeting(pieces: Iterable[Evidence]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    for piece in pieces:
        found.setdefault(piece.meeting, []).append(piece)
    return found


def _seen(piece: Evidence) -> PieceView:
    source = sources().get(piece.origin)
    return PieceView(
        number=piece.pk,
        origin=piece.origin,
        origin_text=str(Evidence.Origin(piece.origin).label),
        name=str(piece.says.get("name", "")),
        phone=", ".join(spaced_phone(number) for number in _numbers(piece)),
        case=str(piece.says.get("case", "")),
        days=days_in_words(piece.day_from or piece.day_to, piece.day_to or piece.day_from),
        facts=tuple(_facts(piece.says)),
        entered_by=piece.entered_by.full_name if piece.entered_by else "",
        entered_at=piece.entered_at,
        address=reverse(source.view, args=[piece.origin_key]) if source is not None and source.view else "",
    )


def _facts(says: Mapping[str, object]) -> Iterable[str]:
    if says.get("ill") is True:
        yield gettext("has signs of illness")
    if says.get("met_case") is True:
        yield gettext("says that they were near a case")
    if band := band_in_words(says.get("band")):
        yield band
    if isinstance(minutes := says.get("minutes"), int):
        yield ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    if isinstance(count := says.get("meetings"), int):
        yield ngettext("met %(num)s time", "met %(num)s times", count) % {"num": count}
    if isinstance(year := says.get("birth_year"), int):
        yield gettext("born %(year)s") % {"year": year}
    if place := says.get("place"):
        yield str(place)
    if isinstance(row := says.get("row"), int):
        yield gettext("row %(row)s of the list") % {"row": row}


def _numbers(piece: Evidence) -> list[str]:
    return [national_form(one) for one in str(piece.says.get("phone", "")).split(", ") if one]


def _short(day: dt.date) -> str:
    return f"{day.day}/{day.month}"


def _of_ones_own(staff: Staff) -> QuerySet[Exposure]:
    """Exposures of which this person may see the names at both ends."""
    paths = paths_for(staff, "tracing.attach")
    rows = rows_within(Exposure.objects.filter(is_alive=True), paths, by="source_path")
    return rows_within(rows, paths, by="target_path").select_related("source__person", "target__person").order_by("pk")


def _marks_of(person: Person) -> set[str]:
    return {mark_of_name(person.full_name), mark_of_phone(person.phone)} - {""}


def _may_be(exposure: Exposure, pieces: Sequence[Evidence]) -> bool:
    """Whether its days may be those of one of the pieces."""
    told = Told(0, "", first_day=exposure.first_day, last_day=exposure.last_day)
    return any(not are_two_meetings(told, told_by(piece)) for piece in pieces)
