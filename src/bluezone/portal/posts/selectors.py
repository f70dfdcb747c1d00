"""Reads about door posts: which there are, what was counted, what a device is told. Nobody who came by is in any."""

from __future__ import annotations

import base64
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.listing import Column, Empty, Filter, Listing
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.posts.badges import badge_key, badge_keys
from bluezone.portal.posts.codes_shown import codes_released
from bluezone.portal.posts.hours import hours_said
from bluezone.portal.posts.models import Device, Erasure, HourCount, Keeper, OpenDay, Post, RowRelease
from bluezone.portal.posts.pace import rest_ms
from bluezone.portal.posts.services.keeping import week_at
from bluezone.portal.posts.services.releasing import (
    still_holds,
)
from bluezone.portal.posts.services.taking import hour_of
from bluezone.portal.posts.tokens import digest_of_token
from bluezone.portal.posts.wire import milliseconds_of
from bluezone.portal.premises.models import WHOLES, Kind, Premises
from bluezone.portal.reports.selectors import public_report_key
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.measuring import FEWEST, Line, Seen, gathered
from bluezone.rollout.reports.quotients import Quotient
from bluezone.vietnam.folding import fold

SEAL_LASTS = dt.timedelta(days=30)
"""How long a device without a network may go on sealing to the key that it knows."""
CLOSED, SILENT = "closed", "silent"
SILENT_AFTER = dt.timedelta(hours=2)
POSTS = Listing(
    caption=_("Door posts, by place"),
    columns=(
        Column("place", _("Place"), ("premises__sort_key",)),
        Column("post", _("Door post")),
        Column("unit", _("Commune"), ("premises__unit__sort_key",)),
        Column("today", _("Visitors today")),
        Column("last", _("Last heard of"), ("last_sync",)),
    ),
    filters=(Filter("state", (("", _("Open")), (SILENT, _("Open, and silent")), (CLOSED, _("Closed")))),),
    kept=("at",),
    search=_("Place, address or commune"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    empty=Empty(
        "scan", _("No door post here"), _("Open a place, and make a post for each of its doors that somebody keeps.")
    ),
    size=50,
)
_MOST_LINES = 100
_KNOWN = F("live") + F("shown") + F("none") + F("not_running")
_FIGURES = ("visitors", "staff", "left", "advised", "live", "shown", "none", "not_running")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted at doors in some time."""

    visitors: int = 0
    staff: int = 0
    left: int = 0
    advised: int = 0
    live: int = 0
    shown: int = 0
    none: int = 0
    not_running: int = 0

    @property
    def inside(self) -> int:
        """The people who came in and have not gone out; none where more left than came, for not all are seen."""
        return max(0, self.visitors + self.staff - self.left)

    @property
    def unasked(self) -> int:
        """Visitors of whose app nobody knows."""
        return self.visitors - self.live - self.shown - self.none - self.not_running

    @property
    def app_share(self) -> Quotient | None:
        """The share of visitors whose app was seen to run; none where they are too few to be told of."""
        return Quotient(self.live, self.visitors) if self.visitors >= FEWEST else None


@dataclass(frozen=True, slots=True)
class PostPage:
    """One post with all that stands on its page."""

    post: Post
    devices: list[Device]
    keepers: list[Keeper]
    hours: list[HourCount]
    """Of today, the newest first."""
    today: Figures
    week: Figures
    erasures: list[Erasure]
    """The newest certificates."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was measured at doors in some days; no line, and no difference of the lines to their sum, tells of few."""

    whole: Figures
    by_kind: tuple[Line, ...]
    by_commune: tuple[Line, ...]
    """Those with the most visitors first, as the one before and the one after."""
    by_place: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Rows of a place that two opened, and of how many codes shown in these hours no phone was told so far."""

    release: RowRelease
    untold: int


def posts_for(staff: Staff, text: str, *, state: str, at: int | None, now: dt.datetime) -> QuerySet[Post]:
    """Posts of one's units, in the Vietnamese order of their places; `at` narrows them down to one place."""
    rows = rows_within(Post.objects.all(), paths_for(staff, "posts.list"))
    rows = rows.select_related("premises__unit", f"premises__{WHOLES}")
    is_over = Q(closed_at__isnull=False) | Q(premises__state=Premises.State.CLOSED)
    rows = rows.filter(is_over) if state == CLOSED else rows.exclude(is_over)
    if state == SILENT:
        rows = silent_posts(rows, now)
    if at is not None:
        rows = rows.filter(premises=at)
    today = HourCount.objects.filter(post=OuterRef("pk"), hour__gte=start_of_day(now)).order_by().values("post")
    came = today.annotate(sum=Sum("visitors")).values("sum")
    rows = rows.annotate(last_sync=Max("devices__last_sync_at"), came=Coalesce(Subquery(came), 0))
    return rows.filter(saying(text, "premises__search_text")).order_by("premises__sort_key", "name", "pk")


def silent_posts(rows: QuerySet[Post], now: dt.datetime) -> QuerySet[Post]:
    """Narrows posts down to those that have been open for two hours, with a device that nobody put out of force, and of
    which no row of these hours is here: nobody stands there, or the device has no network, or its days are over."""
    since = now.astimezone(VIET_NAM) - SILENT_AFTER
    devices = Device.objects.filter(post=OuterRef("pk"), revoked_at=None, enrolled_at__lte=since)
    heard = HourCount.objects.filter(post=OuterRef("pk"), hour__gte=hour_of(since))
    still = rows.filter(closed_at=None, premises__state=Premises.State.APPROVED)
    return still.filter(Exists(_open_since(since, now.astimezone(VIET_NAM))), Exists(devices), ~Exists(heard))


def _open_since(since: dt.datetime, now: dt.datetime) -> QuerySet[OpenDay]:
    """The hours of a post in which both moments, in Viet Nam, lie: of the day on which it opened, into the next one
    where it closes before it opens."""
    days = OpenDay.objects.filter(post=OuterRef("pk"))
    by_night, began = Q(closes__lt=F("opens")), Q(opens__lte=since.time())
    today = Q(weekday=now.weekday()) & began & (by_night | Q(closes__gt=now.time()))
    over_night = Q(weekday=(now - dt.timedelta(days=1)).weekday()) & by_night & Q(closes__gt=now.time())
    return days.filter(today | over_night) if since.date() == now.date() else days.filter(over_night & began)


def posts_at(staff: Staff, premises: Premises) -> list[Post]:
    """The open posts of a place, as far as this person sees them."""
    if not is_allowed(staff, "posts.list", premises):
        return []
    return list(Post.objects.filter(premises=premises, closed_at=None).order_by("name", "pk"))


def open_posts_of(staff: Staff, places: Iterable[Premises]) -> dict[int, int]:
    """How many open posts each of these places has, by its number, as far as this person sees them."""
    seen = [one.pk for one in places if is_allowed(staff, "posts.list", one)]
    rows = Post.objects.filter(premises__in=seen, closed_at=None).values_list("premises").annotate(Count("pk"))
    return dict.fromkeys(seen, 0) | dict(rows)


def post_with(key: int) -> Post | None:
    """The post of this key."""
    return Post.objects.filter(pk=key).select_related("premises__unit", "made_by", "closed_by").first()


def device_with(key: int) -> Device | None:
    """The device of this key, with its post."""
    return Device.objects.filter(pk=key).select_related("post__premises__unit").first()


def keeper_with(key: int) -> Keeper | None:
    """The shift of this key, with its post."""
    return Keeper.objects.filter(pk=key).select_related("post__premises__unit").first()


def page_of_post(post: Post, now: dt.datetime) -> PostPage:
    """Gathers the page of one post."""
    begins = start_of_day(now)
    return PostPage(
        post,
        list(post.devices.select_related("code__made_by", "revoked_by", "keeper").order_by("revoked_at", "-pk")[:50]),
        list(post.keepers.filter(ended_at=None).order_by("label", "pk")),
        list(post.hours.filter(hour__gte=begins).order_by("-hour")),
        figures_of(post.hours.filter(hour__gte=begins)),
        figures_of(post.hours.filter(hour__gte=begins - dt.timedelta(days=6))),
        list(post.erasures.order_by("-erased_at", "-pk")[:5]),
    )


def figures_of(hours: QuerySet[HourCount]) -> Figures:
    """Adds hours up."""
    sums = hours.aggregate(**{name: Coalesce(Sum(name), 0) for name in _FIGURES})
    return Figures(**sums)


def adoption_seen(staff: Staff, days: int, now: dt.datetime) -> Adoption:
    """Adds up what doors of one's units saw in so many days, today among them: by kind of place and by commune."""
    begins = start_of_day(now) - dt.timedelta(days=days - 1)
    posts = rows_within(Post.objects.all(), paths_for(staff, "posts.list"))
    hours = HourCount.objects.filter(post__in=posts, hour__gte=begins).order_by()
    kinds = {kind: str(label) for kind, label in Kind.choices}
    by_kind = [(kinds.get(kind, kind), seen) for kind, seen in _seen(hours, "post__premises__kind")]
    return Adoption(
        figures_of(hours),
        gathered(by_kind),
        gathered(_seen(hours, "post__premises__unit__name"))[:_MOST_LINES],
        gathered(_at_places(_seen(hours, "post__premises")))[:_MOST_LINES],
    )


def _seen(hours: QuerySet[HourCount], by: str) -> list[tuple[Any, Seen]]:
    """Adds hours up by what is called so, or has this number."""
    found = hours.values(by).annotate(
        doors=Count("post", distinct=True), came=Sum("visitors"), known=Sum(_KNOWN), ran=Sum("live")
    )
    rows = found.filter(came__gt=0).order_by("-came", by)
    return [(one[by], Seen(one["doors"], one["came"], one["known"], one["ran"])) for one in rows]


def _at_places(seen: list[tuple[int, Seen]]) -> list[tuple[str, Seen]]:
    """Calls places by their names: a part by its place, too, and two of one name by where they lie."""
    places = Premises.objects.select_related("unit", WHOLES).in_bulk([key for key, _ in seen])
    times = Counter(fold(one.full_name) for one in places.values())
    apart = {key: times[fold(one.full_name)] > 1 for key, one in places.items()}
    return [
        (f"{places[key].full_name} ({places[key].whereabouts})" if apart[key] else places[key].full_name, one)
        for key, one in seen
    ]


def receipts_at(staff: Staff, premises: Premises) -> list[Receipt]:
    """What of a place's rows was opened, the newest first: its page shows that it was, and not for whom."""
    if not is_allowed(staff, "posts.list", premises):
        return []
    newest = _agreed_at(premises).order_by("-agreed_at", "-pk")[:10]
    return [Receipt(one, max(0, _codes_of(one) - one.phones)) for one in newest.select_related("landmark", "premises")]


def _agreed_at(premises: Premises) -> QuerySet[RowRelease]:
    reached = RowRelease.reached.through.objects.filter(premises=premises, rowrelease=OuterRef("pk"))
    return RowRelease.objects.filter(Q(premises=premises) | Exists(reached)).exclude(agreed_at=None)


def _codes_of(release: RowRelease) -> int:
    """How many codes were shown in the hours of the case's presence; none once its places are forgotten, or what two
    agreed to is not said any more: nobody is told by it then."""
    there = release.landmark
    if there is None or not still_holds(there, release):
        return 0
    return len(set(codes_released(release, there)))


def told_to(post: Post, now: dt.datetime) -> dict[str, Any]:
    """What the devices of a post are told: the door, whoever keeps it, and the key to which they seal. Raises
    RefusedError while there is no key."""
    public = public_report_key()
    premises, week = post.premises, week_at(post)
    return {
        "server_ms": milliseconds_of(now),
        "rest_ms": rest_ms(now),
        "post": {
            "id": post.pk,
            "name": post.name,
            "place": premises.full_name,
            "kind": premises.kind,
            "unit": premises.unit.code,
            "hours": {language: "; ".join(hours_said(week, language)) for language in ("vi", "en")} if week else None,
            "capacity": post.capacity,
            "asks_phone": post.asks_phone,
            "receipt": _receipt_key(post, now),
            "carry": _carrying_key(post),
            "badge": badge_key(premises),
            "badges": badge_keys(premises),
        },
        "seal": {
            "id": public.hex()[:8],
            "public": base64.urlsafe_b64encode(public).rstrip(b"=").decode(),
            "until_ms": milliseconds_of(now + SEAL_LASTS),
        },
        "keepers": [
            {"id": one.pk, "label": one.label, "salt": bytes(one.salt).hex(), "pin": bytes(one.pin).hex()}
            for one in sorted(post.keepers.all(), key=lambda one: (one.label, one.pk))
            if one.ended_at is None
        ],
    }


def stands_at_closed_place(token: str, now: dt.datetime) -> bool:
    """Whether a device is refused for no other reason than that its place is closed: it is in force again with it."""
    devices = Device.objects.filter(digest=digest_of_token(token), revoked_at=None, expires_at__gt=now)
    return devices.filter(post__closed_at=None, post__premises__state=Premises.State.CLOSED).exists()


def start_of_day(now: dt.datetime) -> dt.datetime:
    """The midnight with which the day of a moment began in Viet Nam."""
    return dt.datetime.combine(now.astimezone(VIET_NAM).date(), dt.time(), VIET_NAM)


def _receipt_key(post: Post, now: dt.datetime) -> str:
    """Derives the key under which a post's devices say what has arrived, so that nobody else makes one of them forget
    rows. It is another one each time a device is put out of force or its time is over, since that one knows the key of
    before."""
    former = post.devices.filter(~Q(revoked_at=None) | Q(expires_at__lte=now)).count()
    said = f"{post.pk}:{former}" if former else str(post.pk)
    return salted_hmac("bluezone.portal.posts.receipt", said, algorithm="sha256").hexdigest()


def _carrying_key(post: Post) -> str:
    """Derives the key under which a post's devices hand each other rows. It stays: a device that never has a network
    has heard of no other, and its rows must still be opened where they go."""
    return salted_hmac("bluezone.portal.posts.carry", str(post.pk), algorithm="sha256").hexdigest()
