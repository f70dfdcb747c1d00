"""Reads about lists: what was sent, what is stored, who may stand there twice; each within the reader's own units."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.lists.models import Candidate, Entry, Kind, SentList
from bluezone.portal.lists.rosters import newest_lists
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.paths import rows_within
from bluezone.vietnam.folding import fold
from bluezone.vietnam.numbers import whole_number

PAGE = 50
READY, TO_CORRECT = "ready", "to_correct"
WANTED = frozenset({READY, TO_CORRECT})
"""Filters of the list of what was sent, beside the states: to these Today leads."""
SENT_LISTS = Listing(
    caption=_("Lists that were sent, the newest first"),
    columns=(
        Column("file", _("File")),
        Column("kind", _("Kind")),
        Column("whose", _("Whose"), ("organisation__sort_key",)),
        Column("state", _("State")),
        Column("rows", _("Rows"), ("rows",)),
        Column("sent", _("Sent"), ("sent_at",), looks="moment"),
    ),
    filters=(Filter("state", (("", _("All")), *SentList.State.choices), from_today=WANTED),),
    empty=Empty(
        "news", _("No list was sent yet"), _("Bring in the first one: it is shown to you before anything is stored.")
    ),
    by_key=True,
    size=15,
    older=_("Older lists"),
)
_POSITION, _HAMLET = Column("position", _("Position")), Column("hamlet", _("Hamlet"))
_OF_ITS_KIND = {
    Kind.STAFF: (_POSITION, Column("department", _("Department"))),
    Kind.HOUSEHOLD: (_HAMLET, Column("head", _("Head of household"))),
    Kind.BUSINESS: (Column("full_name", _("Owner")), Column("trade", _("Trade"))),
    Kind.CONTACTS: (Column("level", _("Level")), Column("contact_date", _("Day of contact"))),
}
MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of list as the first page shows it."""

    kind: str
    label: str
    entries: int
    lists: int


def register_of(kind: Kind) -> Listing:
    """What the register of this kind offers. Nobody sorts it: it stands in the order in which people look for names."""
    born = () if kind == Kind.BUSINESS else (Column("birth", _("Born")),)
    return Listing(
        caption=_("By name") if kind == Kind.BUSINESS else _("By given name"),
        columns=(
            Column("name", _("Name")),
            *born,
            Column("phones", _("Telephone"), looks="figures"),
            *_OF_ITS_KIND[kind],
            Column("commune", _("Commune")),
            Column("list", _("List of")),
            *((Column("place", _("Place")),) if kind == Kind.BUSINESS else ()),
        ),
        search=_("Name, hamlet or telephone"),
        names_people=True,
        hint=_("Marks may be left out; the beginning of each word is enough."),
        kept=("from", "sent", "case"),
        empty=Empty(
            "people", _("Nobody here"), _("Rows appear once a list of this kind is stored, or under another filter.")
        ),
        size=PAGE,
    )


def action_for(kind: str) -> str:
    """The action that opens a list of this kind: contacts are the case team's, rosters the offices'."""
    return "lists.contacts" if kind == Kind.CONTACTS else "lists.see"


def kinds_for(staff: Staff) -> list[Kind]:
    """Kinds of list that the table opens to this person."""
    return [kind for kind in Kind if is_allowed(staff, action_for(kind))]


def registers_of(staff: Staff) -> list[Register]:
    """Registers that this reader sees, with how much there is of each."""
    found = []
    for kind in kinds_for(staff):
        entries = entries_within(staff, kind)[:MOST_COUNTED].count()
        lists = rows_within(SentList.objects.filter(kind=kind, state=SentList.State.STORED), _paths(staff, kind))
        found.append(Register(kind, str(kind.label), entries, lists.count()))
    return found


def page_of_sent_lists(staff: Staff, part: Part) -> Listed[SentList]:
    """A page of the lists that were sent, the newest first, without the files."""
    rows = sent_lists(staff)
    if part["state"] in WANTED:
        rows = rows.filter(pk__in=lists_that_wait(staff, part["state"]).values("pk"))
    elif part["state"]:
        rows = rows.filter(state=part["state"])
    return listed(rows, part)


def lists_that_wait(staff: Staff, filtered: str) -> QuerySet[SentList]:
    """Lists that were read, and can be stored as they are; or first have to be corrected."""
    shown = SentList.objects.filter(state=SentList.State.SHOWN, kind__in=kinds_for(staff))
    shown = rows_within(shown, paths_for(staff, "lists.import"))
    ready = shown.filter(preview__wrong_rows=0, preview__records__gt=0).exclude(preview__digest="")
    return ready if filtered == READY else shown.exclude(pk__in=ready.values("pk"))


def sent_lists(staff: Staff) -> QuerySet[SentList]:
    """Lists that were sent, the newest first, without the files."""
    reach = Q(pk__in=())
    for kind in kinds_for(staff):
        reach |= Q(pk__in=rows_within(SentList.objects.filter(kind=kind), _paths(staff, kind)).values("pk"))
    rows = SentList.objects.filter(reach).defer("data", "preview")
    return rows.select_related("organisation", "case", "sent_by").order_by("-pk")


def sent_list(staff: Staff, number: int) -> SentList | None:
    """One list that this reader may see."""
    found = SentList.objects.filter(pk=number).defer("data").select_related("organisation", "case", "sent_by").first()
    return found if found is not None and is_allowed(staff, action_for(found.kind), found) else None


def newest_lists_of(staff: Staff, organisation: Organisation) -> list[SentList]:
    """The newest stored roster of each kind of an organisation, as far as the table opens them to this person."""
    return [one for one in newest_lists(organisation) if is_allowed(staff, action_for(one.kind), one)]


def entries_within(
    staff: Staff,
    kind: str,
    *,
    text: str = "",
    organisation: Organisation | None = None,
    sent: int | None = None,
    case: str = "",
) -> QuerySet[Entry]:
    """Entries of a kind, duplicates not counted, in Vietnamese order."""
    rows = rows_within(Entry.objects.filter(kind=kind, same_as=None), _paths(staff, kind))
    for word in fold(text[:80]).split():
        rows = rows.filter(search_text__contains=f" {word}")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if case:
        rows = rows.filter(case__number=case)
    if sent is not None:
        rows = rows.filter(sent=sent)
    return rows.select_related("organisation", "case", "premises").order_by("sort_key", "id")


def contacts_listed_of(case: Case) -> int:
    """How many contacts of a case stand in lists, duplicates not counted."""
    return Entry.objects.filter(case=case, same_as=None).count()


def page_of_entries(rows: QuerySet[Entry], part: Part, after: str) -> Listed[Entry]:
    """A page of entries behind the one named, if it is one of these: where another's stands would say its name."""
    size = part.listing.size
    found = list(_behind(rows, after)[: size + 1])
    return Listed(part, tuple(found[:size]), part.on(after=str(found[size - 1].pk)) if len(found) > size else "")


def open_candidates(staff: Staff) -> QuerySet[Candidate]:
    """Pairs that nobody has judged, the likeliest first."""
    return _candidates(staff).filter(verdict="", entry__same_as=None, other__same_as=None).order_by("-score", "id")


def pairs_to_judge(staff: Staff) -> int:
    """How many pairs wait for a judgement."""
    return open_candidates(staff).count()


def judged_candidates(staff: Staff) -> QuerySet[Candidate]:
    """Pairs that somebody has judged, the latest first."""
    return _candidates(staff).exclude(verdict="").order_by("-id")


def to_judge_in(sent: SentList) -> int:
    """How many pairs with a row of this list nobody has judged."""
    return Candidate.objects.filter(entry__sent=sent, verdict="").count()


def first_pairs(staff: Staff, *, judged: bool, most: int) -> tuple[list[Candidate], int]:
    """The first pairs that were judged, or that wait; and how many there are."""
    rows = judged_candidates(staff) if judged else open_candidates(staff)
    return list(rows[:most]), rows.count()


def candidate_of(staff: Staff, number: int) -> Candidate | None:
    """The pair of this number, if it lies within this person's units."""
    return _candidates(staff).filter(pk=number).first()


def _candidates(staff: Staff) -> QuerySet[Candidate]:
    reach = Q(pk__in=())
    for kind in kinds_for(staff):
        if is_allowed(staff, "lists.review"):
            paths = _paths(staff, kind)
            reach |= Q(pk__in=rows_within(Candidate.objects.filter(entry__kind=kind), paths).values("pk"))
    rows = Candidate.objects.filter(reach)
    return rows.select_related("entry__organisation", "other__organisation", "entry__sent", "other__sent")


def _paths(staff: Staff, kind: str) -> tuple[str, ...]:
    return paths_for(staff, action_for(kind))


def _behind(rows: QuerySet[Entry], after: str) -> QuerySet[Entry]:
    number = whole_number(after)
    last = None if number is None else rows.filter(pk=number).first()
    return rows if last is None else _after(rows, last)


def _after(rows: QuerySet[Entry], last: Entry) -> QuerySet[Entry]:
    """The first condition says again what the second implies: by it the index begins where the page does."""
    behind = Q(sort_key=last.sort_key, pk__gt=last.pk) | Q(sort_key__gt=last.sort_key)
    return rows.filter(behind, sort_key__gte=last.sort_key)
