"""Posts and whoever keeps them: made, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bluezone.documents.door_badges import MOST_BADGES
from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.posts.badges import draw_badges
from bluezone.portal.posts.hours import Span, Week, week_of
from bluezone.portal.posts.keepers import SALT_BYTES, is_pin, kept_pin
from bluezone.portal.posts.models import Keeper, OpenDay, Post
from bluezone.portal.posts.tokens import Entropy
from bluezone.portal.posts.wire import LONGEST_LABEL
from bluezone.portal.premises.models import Premises
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name

_MOST_POSTS, MOST_KEEPERS = 60, 40
"""Of a place; of a post."""


@dataclass(frozen=True, slots=True)
class Door:
    """What is said about a post when it is made."""

    name: str
    hours: tuple[Span, ...] = ()
    """None of a door that always stands open."""
    capacity: int | None = None
    asks_phone: bool = False


@transaction.atomic
def make_post(*, actor: Staff, premises: Premises, door: Door, now: dt.datetime) -> Post:
    """Makes a post of a place. Raises RefusedError for a closed place, or a name that is there."""
    row = Premises.objects.select_for_update().get(pk=premises.pk)
    if row.state == Premises.State.CLOSED:
        raise RefusedError("this place is closed")
    name = label_of(door.name)
    standing = list(Post.objects.filter(premises=row, closed_at=None).values_list("name", flat=True))
    if fold(name) in {fold(one) for one in standing}:
        raise RefusedError("this place has a post of this name")
    if len(standing) >= _MOST_POSTS:
        raise RefusedError("a place has 60 posts at most")
    post = Post.objects.create(
        premises=row,
        path=row.path,
        name=name,
        capacity=door.capacity,
        asks_phone=door.asks_phone,
        made_by=actor,
        made_at=now,
    )
    _keep_hours(post, door.hours)
    note(actor, "posts.make", post, now)
    return post


@transaction.atomic
def set_hours(*, actor: Staff, post: Post, hours: tuple[Span, ...], read: str, now: dt.datetime) -> None:
    """Says when a door is open from now on; its devices learn it when they next send. Raises RefusedError of a closed
    one."""
    row = require_open(locked_post(post.pk))
    require_as_read(read, digest_of_hours(row))
    row.open_days.all().delete()
    _keep_hours(row, hours)
    note(actor, "posts.hours", row, now)


@transaction.atomic
def close_post(*, actor: Staff, post: Post, read: str, now: dt.datetime) -> None:
    """Closes a post: its devices send no more. Raises RefusedError the second time."""
    row = locked_post(post.pk)
    require_as_read(read, digest_of_post(row))
    if row.closed_at is not None:
        raise RefusedError("this post is closed already")
    row.closed_by, row.closed_at = actor, now
    row.save(update_fields=["closed_by", "closed_at"])
    note(actor, "posts.close", row, now)


@transaction.atomic
def add_keeper(
    *, actor: Staff, post: Post, label: str, pin: str, entropy: Callable[[int], bytes], now: dt.datetime
) -> Keeper:
    """Adds a shift of a post, with its number. Raises RefusedError for what is no number, or a shift that is there."""
    row = require_open(locked_post(post.pk))
    label = label_of(label)
    if not is_pin(pin):
        raise RefusedError("a number for a shift has four digits")
    standing = list(row.keepers.filter(ended_at=None).values_list("label", flat=True))
    if fold(label) in {fold(one) for one in standing}:
        raise RefusedError("this post has a shift of this name")
    if len(standing) >= MOST_KEEPERS:
        raise RefusedError("a post has 40 shifts at most")
    salt = entropy(SALT_BYTES)
    keeper = Keeper.objects.create(
        post=row, label=label, salt=salt, pin=kept_pin(pin, salt), made_by=actor, made_at=now
    )
    note(actor, "posts.keeper", row, now)
    return keeper


@transaction.atomic
def end_keeper(*, actor: Staff, keeper: Keeper, read: str, now: dt.datetime) -> None:
    """Ends a shift's number; devices learn it when they next send. Raises RefusedError the second time."""
    row = Keeper.objects.select_for_update(of=("self",)).select_related("post").get(pk=keeper.pk)
    require_as_read(read, digest_of_keeper(row))
    if row.ended_at is not None:
        raise RefusedError("this shift has ended already")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    note(actor, "posts.keeper_end", row.post, now)


def digest_of_post(post: Post) -> str:
    """Names what a page shows of a post before somebody closes it."""
    return digest_of(post.pk, post.name, post.closed_at)


def digest_of_hours(post: Post) -> str:
    """Names what a page shows of a door's hours before somebody says others."""
    return digest_of(post.pk, *(f"{day} {hours}" for day, hours in sorted(week_at(post).items())))


def week_at(post: Post) -> Week:
    """Reads when this door is open."""
    return {one.weekday: (one.opens, one.closes) for one in post.open_days.all()}


def digest_of_keeper(keeper: Keeper) -> str:
    """Names what a page shows of a shift before somebody ends it."""
    return digest_of(keeper.pk, keeper.label, keeper.ended_at)


@transaction.atomic
def print_badges(*, actor: Staff, post: Post, count: int, entropy: Entropy, now: dt.datetime) -> list[tuple[str, str]]:
    """Draws badges for those who work where this door is, good at each door of the place; of each its number and its
    text. Raises RefusedError for too many, or a door that is closed."""
    row = require_open(locked_post(post.pk))
    if not 1 <= count <= MOST_BADGES:
        raise RefusedError("1 to 200 badges are printed at once")
    note(actor, "posts.badges", row, now)
    return draw_badges(row.premises, count, entropy)


def _keep_hours(post: Post, hours: tuple[Span, ...]) -> None:
    OpenDay.objects.bulk_create(
        OpenDay(post=post, weekday=day, opens=opens, closes=closes) for day, (opens, closes) in week_of(hours).items()
    )


def label_of(text: str) -> str:
    """Reads the name of a post, a shift or a device as it is kept. Raises RefusedError."""
    label = normalised_name(text)
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise RefusedError("such a name has 1 to 40 letters")
    return label


def locked_post(key: int) -> Post:
    """The post, held until the act is over."""
    return Post.objects.select_for_update(of=("self",)).select_related("premises__unit").get(pk=key)


def require_open(post: Post) -> Post:
    """The post, if it is open. Raises RefusedError."""
    if not post.is_open:
        raise RefusedError("this post is closed")
    return post


def note(actor: Staff | None, act: str, post: Post, now: dt.datetime) -> None:
    """Writes the audit's line of an act on a post."""
    record_write(actor=actor, act=act, now=now, subjects=[("post", post.pk)], path=post.path)
