"""Reads of the inbox: what waits, without opening anything, and what an opened report says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.beside import Beside, Neighbour
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import common_path, rows_within
from bluezone.portal.reports import sealing
from bluezone.portal.reports.models import Call, Recovery, Report, ReportKey
from bluezone.portal.reports.waiting import AGAIN, TAKEN_BY_ME, taken_by
from bluezone.protocol.report import ContactReport, Declaration, Minutes, Symptom
from bluezone.vietnam.days import full_date

REPORTS = Listing(
    caption=_("Reports, the newest first"),
    columns=(
        Column("kind", _("Kind")),
        Column("arrived", _("Arrived"), ("arrived_on",)),
        Column("state", _("State")),
        Column("call", _("Last call"), ("again_at",)),
        Column("with", _("With"), ("taken_by__sort_key",)),
        Column("act", _("Act"), is_silent=True),
    ),
    filters=(
        Filter(
            "state",
            (
                ("", _("All")),
                (Report.State.WAITING, _("New")),
                (TAKEN_BY_ME, _("With me")),
                (Report.State.OPENED, _("Being worked on")),
                (AGAIN, _("Call again")),
                (Report.State.CLOSED, _("Done")),
            ),
        ),
        Filter(
            "kind",
            (
                ("", _("Any kind")),
                *((kind.value, kind.label) for kind in Report.Kind if kind is not Report.Kind.LINK),
            ),
        ),
    ),
    search=_("Colleague who works on it"),
    hint=_("A report is sealed: it is found by its kind and state, and by who works on it."),
    empty=Empty(
        "bell", _("No report here"), _("When somebody who was warned writes to the health staff, it arrives here.")
    ),
    older=_("Older reports"),
)
_EPOCH = dt.date(1970, 1, 1)


_MADE = ("reports.key", "inbox.key")
"""What the audit calls the making of a key, now and before the rooms were named anew."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A report key with where it belongs and who made it."""

    key: ReportKey
    place: str
    """Empty for the whole country."""
    made_by: str
    """By name; empty where the audit knows nobody."""
    made_as: str
    """Of which unit an administrator whoever made it was then; empty for the whole country, the operator, nobody."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One day of a contact report, in words."""

    day: dt.date
    level: str
    minutes: str
    meetings: int


def reports_for(staff: Staff, *, state: str = "", kind: str = "", text: str = "") -> QuerySet[Report]:
    """Reports within this person's units with their calls, the newest first, or whose owner waits for a call first;
    consents to linking are no work of anybody's."""
    rows = rows_within(Report.objects.exclude(kind=Report.Kind.LINK), paths_for(staff, "reports.list"))
    rows = rows.select_related("taken_by").prefetch_related(
        Prefetch("calls", Call.objects.order_by("-pk"), to_attr="noted_calls")
    )
    rows = rows.filter(saying(text, "taken_by__search_text"))
    if kind in Report.Kind.values:
        rows = rows.filter(kind=kind)
    if state == TAKEN_BY_ME:
        rows = rows.filter(pk__in=taken_by(staff).values("pk"))
    if state == AGAIN:
        return rows.filter(again_at__isnull=False).order_by("again_at", "pk")
    return (rows.filter(state=state) if state in Report.State.values else rows).order_by("-pk")


def page_of_reports(staff: Staff, part: Part) -> Listed[Report]:
    """A page of the reports of this part of the list."""
    return listed(reports_for(staff, state=part["state"], kind=part["kind"], text=part.text), part)


def reports_beside(staff: Staff, part: Part, number: int) -> Beside:
    """The page of the list from which the report of this number was opened; it names nobody."""
    rows = [_neighbour(one, part) for one in page_of_reports(staff, part).rows]
    return Beside(part, rows, str(number), reverse("inbox") + part.here)


def report_with_number(number: int) -> Report | None:
    """The report of this number, of whatever kind."""
    return Report.objects.filter(pk=number).select_related("key", "taken_by", "closed_by").first()


def consent_with_number(number: int | None) -> Report | None:
    """The consent of this number; none where nothing was chosen."""
    return report_with_number(number) if number is not None else None


def has_report_key() -> bool:
    """Whether there is any key to which phones may seal."""
    return ReportKey.objects.exists()


def report_keys(wrapping_key: bytes) -> list[tuple[KeyView, bool]]:
    """Keys, the newest first, each with whether its private half is at hand."""
    return [(_view_of(key), private_key(key, wrapping_key) is not None) for key in ReportKey.objects.order_by("-pk")]


def top_path() -> str:
    """The unit to which the report key belongs: the smallest in which all administrators work and all keys were made.

    Phones know one report key of a portal, so whoever makes it answers for everybody's reports.
    """
    grants = Grant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
    return common_path([*grants.values_list("path", flat=True), *ReportKey.objects.values_list("path", flat=True)])


def name_of_place(path: str) -> str:
    """The unit's name; empty for the whole country."""
    return Unit.objects.filter(path=path).order_by("-pk").values_list("name", flat=True).first() or ""


def private_key(key: ReportKey, wrapping_key: bytes) -> bytes | None:
    """The private half of a key; None until officers recover it."""
    return sealing.unwrap(bytes(key.wrapped), wrapping_key)


def keys_at_hand(wrapping_key: bytes) -> dict[int, bytes]:
    """The private halves that open reports now, by their keys' numbers."""
    return {key.pk: private for key in ReportKey.objects.all() if (private := private_key(key, wrapping_key))}


def has_phrase(staff: Staff) -> bool:
    """Whether this person has drawn a recovery phrase."""
    return Recovery.objects.filter(staff=staff).exists()


def arrivals_by_day(staff: Staff) -> dict[dt.date, int]:
    """How many reports came on which day, of all that are still kept."""
    rows = reports_for(staff).order_by().prefetch_related(None).values("arrived_on").annotate(count=Count("pk"))
    return {row["arrived_on"]: row["count"] for row in rows}


def public_report_key() -> bytes:
    """The report key, as the exchange's key list names it. Raises RefusedError where there is none."""
    return bytes(_key_of_the_portal().public)


def report_key_of_the_portal() -> KeyView:
    """The newest report key: which it is, when and by whom it was made. Raises RefusedError where there is none."""
    return _view_of(_key_of_the_portal())


def rows_of(report: ContactReport) -> list[ContactRow]:
    """The days of a contact report, as the phone matched them."""
    return [
        ContactRow(_EPOCH + dt.timedelta(days=row.day), f"F{row.level}", _minutes(row.minutes), row.encounters)
        for row in report.rows
    ]


def symptoms_of(declaration: Declaration) -> list[str]:
    """Symptoms that the owner ticked, in words."""
    words = {
        Symptom.FEVER: gettext("fever"),
        Symptom.COUGH: gettext("cough"),
        Symptom.BREATHING: gettext("trouble breathing"),
        Symptom.SORE_THROAT: gettext("sore throat"),
        Symptom.OTHER: gettext("something else"),
    }
    return [words[symptom] for symptom in declaration.symptoms]


def _neighbour(report: Report, part: Part) -> Neighbour:
    kind, state = str(Report.Kind(report.kind).label), str(Report.State(report.state).label)
    opening = reverse("report_open", args=[report.pk]) + part.carried
    return Neighbour(str(report.pk), kind, f"{full_date(report.arrived_on)} · {state}", opening)


def _key_of_the_portal() -> ReportKey:
    """The newest of the widest unit: what an administrator below made, once, is nobody's key."""
    key = min(ReportKey.objects.all(), key=lambda one: (len(one.path), -one.pk), default=None)
    if key is None:
        raise RefusedError("there is no report key yet")
    return key


def _view_of(key: ReportKey) -> KeyView:
    made = Entry.objects.filter(act__in=_MADE, subjects__kind="report_key", subjects__key=str(key)).first()
    held = Grant.objects.filter(staff=made.actor if made else None, role=Role.ADMINISTRATOR, given_at__lte=key.made_at)
    then = [one.path for one in held if one.ended_at is None or one.ended_at > key.made_at]
    return KeyView(
        key,
        place=name_of_place(key.path),
        made_by=made.actor_name if made else "",
        made_as=name_of_place(min(then, key=len, default="")),
    )


def _minutes(band: Minutes) -> str:
    return {
        Minutes.UNDER_15: gettext("under 15 minutes"),
        Minutes.FROM_15: gettext("15 to 30 minutes"),
        Minutes.FROM_30: gettext("30 to 60 minutes"),
        Minutes.FROM_60: gettext("1 to 2 hours"),
        Minutes.FROM_120: gettext("more than 2 hours"),
    }[band]
