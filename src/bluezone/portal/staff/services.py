"""Writes about staff: accounts and roles. Nobody gives a role beyond their own units, nor to themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.vietnam.folding import found_by
from bluezone.vietnam.names import given_name_first, normalised_name

_PASSWORD_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105 - an alphabet
_PASSWORD_GROUPS = 4
Entropy = Callable[[int], bytes]


def make_staff(*, username: str, full_name: str, password: str, must_change: bool = True, phone: str = "") -> Staff:
    """Makes an account without any role. Raises RefusedError for a name that is taken or none."""
    username, full_name = username.strip().lower(), normalised_name(full_name)
    if not username.isascii() or not username.replace(".", "").isalnum() or not 2 <= len(username) <= 40:
        raise RefusedError("a sign-in name has 2 to 40 letters, digits or dots, without marks")
    if not 2 <= len(full_name) <= 80:
        raise RefusedError("a name has 2 to 80 characters")
    made = Staff(
        username=username,
        full_name=full_name,
        sort_key=given_name_first(full_name),
        search_text=found_by(full_name),
        phone=phone,
        password=make_password(password),
        must_change_password=must_change,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # also when a colleague hires the same person at the same moment
        raise RefusedError("this sign-in name is taken") from error
    return made


@transaction.atomic
def hire(
    *,
    actor: Staff | None,
    username: str,
    full_name: str,
    role: Role,
    unit: Unit | None,
    now: dt.datetime,
    entropy: Entropy,
) -> tuple[Staff, str]:
    """Hires a colleague: a first role, and the password for the first sign-in, told once."""
    password = first_password(entropy)
    staff = make_staff(username=username, full_name=full_name, password=password)
    give_role(actor=actor, staff=staff, role=role, unit=unit, now=now)
    return staff, password


@transaction.atomic
def give_role(*, actor: Staff | None, staff: Staff, role: Role, unit: Unit | None, now: dt.datetime) -> Grant:
    """Gives a role at a unit; None is the whole country. Raises RefusedError beyond the giver's own units."""
    path = unit.path if unit is not None else ""
    if actor is not None:
        _require_manager(actor, path)
        if actor.pk == staff.pk:
            raise RefusedError("nobody gives a role to themselves")
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    if staff.grants.filter(role=role, path=path, ended_at=None).exists():
        raise RefusedError("this person has this role there already")
    grant = Grant.objects.create(staff=staff, role=role, unit=unit, path=path, given_by=actor, given_at=now)
    detail = {"role": role.value}
    record_write(actor=actor, act="staff.give", now=now, subjects=[("staff", staff.pk)], path=path, detail=detail)
    return grant


@transaction.atomic
def end_role(*, actor: Staff, grant: Grant, now: dt.datetime) -> None:
    """Ends a role, and with it every open session of the person: what it opened closes at once."""
    _require_manager(actor, grant.path)
    if grant.staff_id == actor.pk:
        raise RefusedError("nobody ends a role of their own")
    grant = Grant.objects.select_for_update(of=("self",)).select_related("staff").get(pk=grant.pk)
    if grant.ended_at is not None:
        raise RefusedError("this role has ended already")
    grant.ended_by, grant.ended_at = actor, now
    grant.save(update_fields=["ended_by", "ended_at"])
    end_sessions(grant.staff)
    detail = {"role": grant.role}
    record_write(
        actor=actor, act="staff.end", now=now, subjects=[("staff", grant.staff_id)], path=grant.path, detail=detail
    )


def end_sessions(staff: Staff) -> None:
    """Signs the person out everywhere, also where the password was typed and the code not yet."""
    halfway = user_pk_to_url_str(staff)
    for session in Session.objects.all():
        known = session.get_decoded()
        if known.get("_auth_user_id") == str(staff.pk) or known.get(LOGIN_SESSION_KEY, {}).get("user_pk") == halfway:
            session.delete()


def first_password(entropy: Entropy) -> str:
    """Draws a password, four groups of five: for one sign-in, then it must be changed."""
    drawn, groups = int.from_bytes(entropy(32), "big"), []
    for _ in range(_PASSWORD_GROUPS):
        group = ""
        for _ in range(5):
            drawn, at = divmod(drawn, len(_PASSWORD_SIGNS))
            group += _PASSWORD_SIGNS[at]
        groups.append(group)
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class _Here:
    """A thing with a path and nothing else, for asking the table."""

    path: str


def _require_manager(actor: Staff, path: str) -> None:
    if not is_allowed(actor, "staff.manage", _Here(path)):
        raise RefusedError("this unit is not one of yours")
