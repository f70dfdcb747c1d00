"""Devices at doors: a code for one of them, enrolled by it, put out of force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.posts.errors import Untaken, door_error
from bluezone.portal.posts.models import Device, DeviceCode, Post
from bluezone.portal.posts.services.keeping import locked_post, note, require_open
from bluezone.portal.posts.tokens import Entropy, digest_of_code, digest_of_token, make_code, make_token
from bluezone.portal.posts.wire import LONGEST_LABEL, Enrolment
from bluezone.portal.reports.selectors import public_report_key
from bluezone.vietnam.names import normalised_name

CODE_LASTS = dt.timedelta(hours=1)
DEVICE_LASTS = dt.timedelta(days=180)
_MOST_DEVICES, _MOST_CODES_A_DAY = 20, 50


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """A device, and its token in clear: it exists in one answer and is kept nowhere."""

    device: Device
    token: str


@transaction.atomic
def issue_code(*, actor: Staff, post: Post, entropy: Entropy, now: dt.datetime) -> tuple[DeviceCode, str]:
    """Makes a code that enrols one device within the hour; the code itself is told once. Raises RefusedError while
    there is no report key: what visitors say is sealed to it."""
    row = require_open(locked_post(post.pk))
    public_report_key()
    if not row.premises.is_open:
        raise RefusedError("this place waits for approval; a device is enrolled afterwards")
    devices = row.devices.filter(revoked_at=None, expires_at__gt=now).count()
    if devices + row.codes.filter(used_at=None, expires_at__gt=now).count() >= _MOST_DEVICES:
        raise RefusedError("a post has 20 devices and unused codes at most; put a device out of force, or wait an hour")
    if row.codes.filter(made_at__gt=now - dt.timedelta(days=1)).count() >= _MOST_CODES_A_DAY:
        raise RefusedError("this post has had too many codes for one day")
    text = make_code(entropy)
    code = DeviceCode.objects.create(
        post=row, digest=digest_of_code(text), expires_at=now + CODE_LASTS, made_by=actor, made_at=now
    )
    note(actor, "posts.code", row, now)
    return code, text


@transaction.atomic
def enrol(*, asked: Enrolment, entropy: Entropy, now: dt.datetime) -> Enrolled:
    """Enrols the device that holds a code, once. Raises DoorError, and RefusedError while there is no report key: the
    code is good for another try then."""
    rows = DeviceCode.objects.select_for_update(of=("self",)).select_related("post__premises")
    digest = digest_of_code(asked.code)
    code = rows.filter(digest=digest).first() if digest else None
    if code is None:
        raise door_error(Untaken.FORGED)
    if code.used_at is not None or not code.post.is_open:
        raise door_error(Untaken.REVOKED)
    if code.expires_at <= now:
        raise door_error(Untaken.EXPIRED)
    if not code.post.premises.is_open:
        raise door_error(Untaken.NOT_YET)
    public_report_key()
    code.used_at = now
    code.save(update_fields=["used_at"])
    token = make_token(entropy)
    device = Device.objects.create(
        post=code.post,
        code=code,
        label=normalised_name(asked.label)[:LONGEST_LABEL] or f"#{code.pk}",
        digest=digest_of_token(token),
        enrolled_at=now,
        expires_at=now + DEVICE_LASTS,
    )
    note(None, "posts.enrol", code.post, now)
    return Enrolled(device, token)


@transaction.atomic
def revoke_device(*, actor: Staff, device: Device, read: str, now: dt.datetime) -> None:
    """Puts a device out of force: nothing comes in from it any more. Raises RefusedError the second time."""
    row = Device.objects.select_for_update(of=("self",)).select_related("post").get(pk=device.pk)
    require_as_read(read, digest_of_device(row))
    if row.revoked_at is not None:
        raise RefusedError("this device is out of force already")
    row.revoked_by, row.revoked_at = actor, now
    row.save(update_fields=["revoked_by", "revoked_at"])
    note(actor, "posts.revoke", row.post, now)


def digest_of_device(device: Device) -> str:
    """Names what a page shows of a device before somebody puts it out of force."""
    return digest_of(device.pk, device.label, device.revoked_at)
