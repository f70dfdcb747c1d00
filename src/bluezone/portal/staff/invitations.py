"""Inviting whoever lost a password or a second factor back in: a code, handed over, used once and soon.

Nobody learns another's secret, and nobody alone becomes somebody else:

- a lost password is set anew with the code alone; the second factor stays and is asked for at the sign-in that follows;
- a lost second factor is set anew with the code and the password, which only its owner knows. A password that was
  itself set with a code proves nothing here until its owner used it once together with the second factor: else one
  administrator would set the one anew, and with it the other;
- where both are lost, one administrator asks and another gives the code out, both a week in office, within a day and
  while both still are administrators. The operator's command needs no second person: it is for the day on which nobody
  else is left.

Whom an administrator may help, `_RULES` say. All open sessions of the person end when a code is given out and again
when it is used; until it is used, the old password and second factor go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Invitation, Renewal, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import asked_since, is_settled, may_now, still_asks
from bluezone.portal.places.paths import rows_within
from bluezone.portal.staff.services import Entropy, end_sessions, first_password

LASTS = dt.timedelta(hours=4)
MOST_WRONG = 5
"""Passwords that are shown with one code; then it ends, and whoever holds it guesses no more."""
_ACT = "staff.reset"
_LONGEST_CODE = 60


@transaction.atomic
def invite(*, actor: Staff | None, staff: Staff, renews: Renewal, now: dt.datetime, entropy: Entropy) -> str:
    """Invites somebody by a code, told once; None as actor is the command line. Raises RefusedError."""
    staff = _locked(staff)
    _require_may_renew(actor, staff, renews)
    if actor is not None and renews is Renewal.BOTH:
        raise RefusedError("where both are lost, one administrator asks and another gives the code out")
    _end_open(staff, now)
    invitation = Invitation(staff=staff, renews=renews, asked_by=actor, asked_at=now)
    return _given_out(invitation, actor, now, entropy)


@transaction.atomic
def ask_for_both(*, actor: Staff, staff: Staff, now: dt.datetime) -> Invitation:
    """Asks for both, as the first of two administrators; nothing is open until the second gives the code out. Raises
    RefusedError."""
    staff = _locked(staff)
    _require_may_renew(actor, staff, Renewal.BOTH)
    if not is_settled(actor, _ACT, _paths_of(staff), now):
        raise RefusedError("whoever asks for both has been an administrator for a week; until then the operator helps")
    _end_open(staff, now)
    asked = Invitation.objects.create(staff=staff, renews=Renewal.BOTH, asked_by=actor, asked_at=now)
    _note(actor, "staff.ask", asked, now)
    return asked


@transaction.atomic
def give_what_was_asked_for(*, actor: Staff, staff: Staff, now: dt.datetime, entropy: Entropy) -> str:
    """Gives the code out, as the second administrator. Raises RefusedError for the one who asked."""
    staff = _locked(staff)
    asked = _waiting(now).filter(staff=staff).select_related("asked_by").first()
    if asked is None:
        raise RefusedError("nobody asked for it within a day, or it was given out already")
    _require_may_renew(actor, staff, Renewal(asked.renews))
    if asked.asked_by_id == actor.pk:
        raise RefusedError("whoever asked does not give the code out")
    asker = asked.asked_by
    if asker is None or not (_may_all_help(asked) and still_asks(asker, _ACT, _paths_of(staff), now)):
        raise RefusedError("whoever asked is no administrator of this person any more; ask anew")
    if not is_settled(actor, _ACT, _paths_of(staff), now):
        raise RefusedError("the second administrator has been one for a week; until then the operator helps")
    return _given_out(asked, actor, now, entropy)


@transaction.atomic
def withdraw(*, actor: Staff, staff: Staff, now: dt.datetime) -> None:
    """Withdraws the open invitation, which ends unused. Raises RefusedError where there is none."""
    staff = _locked(staff)
    if not within_reach(actor, staff):
        raise RefusedError("this person has roles beyond your units")
    invitation = _open().filter(staff=staff).first()
    if invitation is None:
        raise RefusedError("there is no open invitation")
    _end_open(staff, now)
    _note(actor, "staff.withdraw", invitation, now)


def renew(*, code: str, password: str, new_password: str, now: dt.datetime) -> Invitation:
    """Sets anew what was lost; `password` is the one until now, asked for where only the second factor is lost.

    Raises RefusedError; a wrong password counts all the same.
    """
    with transaction.atomic():
        invitation = _locked_with_code(code, now)
        if invitation is None:
            raise RefusedError("this code was typed wrongly, was used, or is over")
        knows_it = invitation.renews != Renewal.SECOND_FACTOR or invitation.staff.check_password(password)
        if knows_it:
            _set_anew(invitation, new_password, now)
        else:
            _count_wrong(invitation, now)
    if not knows_it:
        raise RefusedError("the password until now is wrong")
    return invitation


def with_code(code: str, now: dt.datetime) -> Invitation | None:
    """Finds the invitation that this code opens now.

    None any more where those who asked and gave it out could not do so today, since a role that came meanwhile may be
    worth more than the account was; and none for a second factor whose password stopped proving anything.
    """
    known = _open().filter(code_hash=_hash(code), expires_at__gt=now)
    given = known.select_related("staff", "asked_by", "given_by").first()
    if given is None or not _may_all_help(given) or _why_no_proof(given.staff, Renewal(given.renews)):
        return None
    return given


def open_for(staff: Staff, now: dt.datetime) -> Invitation | None:
    """Finds what was asked for or given out to this person and can still be used."""
    still = (_waiting(now) | _open().filter(expires_at__gt=now)).filter(staff=staff)
    found = still.select_related("staff", "asked_by", "given_by").first()
    return found if found is not None and _may_all_help(found) else None


def waiting_for_a_second(actor: Staff, now: dt.datetime) -> list[Invitation]:
    """Finds what other administrators asked for, and this one may give out."""
    asked = _waiting(now).exclude(asked_by=actor).select_related("staff", "asked_by")
    near = rows_within(Grant.objects.filter(ended_at=None), paths_for(actor, "staff.reset"))
    found = asked.filter(staff__in=near.values("staff")).order_by("pk")
    return [one for one in found if one.staff_id != actor.pk and within_reach(actor, one.staff) and _may_all_help(one)]


def within_reach(actor: Staff, staff: Staff) -> bool:
    """Whether all that this person is lies within the administrator's units."""
    return may_now(actor, _ACT, _paths_of(staff))


def _may_all_help(invitation: Invitation) -> bool:
    """Whether whoever asked and whoever gave the code out still are administrators of this person."""
    helpers = {one.pk: one for one in (invitation.asked_by, invitation.given_by) if one is not None}
    return all(within_reach(one, invitation.staff) for one in helpers.values())


def _paths_of(staff: Staff) -> list[str]:
    """Asked of the table itself, because a colleague on a list carries only the roles that lie within."""
    return list(Grant.objects.filter(staff=staff, ended_at=None).values_list("path", flat=True))


def _waiting(now: dt.datetime) -> QuerySet[Invitation]:
    """Asked for within a day, and not given out."""
    return _open().filter(code_hash=None, asked_at__gt=asked_since(now))


def _open() -> QuerySet[Invitation]:
    """Invitations asked for or given out, and not ended; one that is over by the clock is still one of them."""
    return Invitation.objects.filter(ended_at=None)


def _is_active(_actor: Staff | None, staff: Staff, _renews: Renewal) -> None:
    if not staff.is_active:
        raise RefusedError("this account is closed")


def _is_somebody_else(actor: Staff | None, staff: Staff, _renews: Renewal) -> None:
    """Requires another person: else the second factor would be worth as much as an unlocked screen."""
    if actor is not None and actor.pk == staff.pk:
        raise RefusedError("nobody sets their own anew; another administrator does")


def _works_within_reach(actor: Staff | None, staff: Staff, _renews: Renewal) -> None:
    """Requires that all roles lie within the administrator's units: others are more rights than they could give."""
    if actor is not None and not within_reach(actor, staff):
        raise RefusedError("this person has roles beyond your units")


def _has_a_role(actor: Staff | None, staff: Staff, _renews: Renewal) -> None:
    """Requires a role: whoever left is first given one again, by whoever may give it."""
    if actor is not None and not staff.current_grants:
        raise RefusedError("this person has no role any more; give one first")


def _has_a_password_of_their_own(_actor: Staff | None, staff: Staff, renews: Renewal) -> None:
    """Requires a proven password.

    The first one is known to whoever handed it over, one that was set with a code perhaps to whoever gave that out:
    neither proves anything beside a code.
    """
    why = _why_no_proof(staff, renews)
    if why is not None:
        raise why


def _has_what_is_lost(_actor: Staff | None, staff: Staff, renews: Renewal) -> None:
    if renews != Renewal.PASSWORD and not Authenticator.objects.filter(user=staff).exists():
        raise RefusedError("this person has no second factor; the password is enough")


_RULES: tuple[Callable[[Staff | None, Staff, Renewal], None], ...] = (
    _is_active,
    _is_somebody_else,
    _works_within_reach,
    _has_a_role,
    _has_what_is_lost,
    _has_a_password_of_their_own,
)


def _require_may_renew(actor: Staff | None, staff: Staff, renews: Renewal) -> None:
    for rule in _RULES:
        rule(actor, staff, renews)


def _why_no_proof(staff: Staff, renews: Renewal) -> RefusedError | None:
    """Why the password is no proof, only where it is what somebody shows beside the code."""
    if renews != Renewal.SECOND_FACTOR:
        return None
    if staff.must_change_password:
        return RefusedError("this person still has the first password, which others know; set both anew")
    if staff.password_unproven:
        return RefusedError("this password came by a code and was not used with the second factor since; set both anew")
    return None


def _given_out(invitation: Invitation, actor: Staff | None, now: dt.datetime, entropy: Entropy) -> str:
    code = first_password(entropy)
    invitation.given_by, invitation.code_hash, invitation.expires_at = actor, _hash(code), now + LASTS
    invitation.save()
    end_sessions(invitation.staff)
    _note(actor, "staff.invite", invitation, now)
    return code


def _set_anew(invitation: Invitation, new_password: str, now: dt.datetime) -> None:
    person = invitation.staff
    person.password, person.must_change_password, person.password_unproven = make_password(new_password), False, True
    person.save(update_fields=["password", "must_change_password", "password_unproven"])
    if invitation.renews != Renewal.PASSWORD:
        Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    own = Q(username__iexact=person.username) | Q(username__istartswith=f"{person.username} ")  # and a known device's
    AccessAttempt.objects.filter(own).delete()  # guesses of somebody who had forgotten it
    _end(invitation, now)
    _note(person, "staff.renew", invitation, now)


def _count_wrong(invitation: Invitation, now: dt.datetime) -> None:
    invitation.wrong += 1
    invitation.save(update_fields=["wrong"])
    if invitation.wrong >= MOST_WRONG:
        _end(invitation, now)
        _note(None, "staff.void", invitation, now)


def _end(invitation: Invitation, now: dt.datetime) -> None:
    invitation.ended_at = now
    invitation.save(update_fields=["ended_at"])


def _end_open(staff: Staff, now: dt.datetime) -> None:
    _open().filter(staff=staff).update(ended_at=now)


def _locked(staff: Staff) -> Staff:
    """Locks the person and reads their roles anew; of two administrators one acts after the other."""
    return Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)


def _locked_with_code(code: str, now: dt.datetime) -> Invitation | None:
    """Locks the invitation with this code: of two who come with it at once, the second finds it used."""
    found = with_code(code, now)
    if found is None:
        return None
    _locked(found.staff)
    return with_code(code, now)


def _hash(code: str) -> str:
    """Hashes what was drawn, however it was typed. A hundred bits: no key and no stretching could add to them."""
    drawn = "".join(sign for sign in code[:_LONGEST_CODE].lower() if sign.isalnum())
    return hashlib.sha256(b"bluezone/portal/invitation/1" + drawn.encode()).hexdigest()


def _note(actor: Staff | None, act: str, invitation: Invitation, now: dt.datetime) -> None:
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("staff", invitation.staff_id)],
        path=invitation.staff.home,
        detail={"renews": str(invitation.renews)},
    )
