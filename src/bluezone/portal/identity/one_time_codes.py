"""Codes of authenticator apps: good for their half minute and the one after it (RFC 6238, 5.2), and once.

Whoever types a code as its half minute ends is not made to wait for another. allauth remembers that a code has passed
for half a minute, in memory: less than a code is good for here, and not over a restart. So the half minute of the last
code that passed is kept beside the app's secret, and neither it nor an earlier one passes again.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

_PASSED = "passed"
"""The half minute of the last code that passed, in the data of an app's authenticator."""


class _OnceOnly:
    """What both forms for a code have in common."""

    user: Any
    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Lets a code pass as allauth does, and an app's once. One that has passed counts as a wrong one."""
        code = self.cleaned_data["code"]
        app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        if app is not None and _has_passed(app, code):
            check_rate_limit(self.user)
            self._refuse(app)
        passed: str = super().clean_code()  # type: ignore[misc] # of the form beside which this class stands
        if self.authenticator.type == Authenticator.Type.TOTP and not _passes(self.authenticator, code):
            self._refuse(self.authenticator)
        return passed

    def _refuse(self, app: Authenticator) -> None:
        self._emit_authentication_failed(app)  # type: ignore[attr-defined] # as above
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The second step of signing in."""


class CodeAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc] # as above
    """The second factor once more, before something grave."""


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc] # as above
    """The code by which an app shows that it has its secret."""

    def clean_code(self) -> str:
        """Takes the code as allauth does, and none of a half minute that is still to come."""
        code: str = super().clean_code()
        if _half_minute_of(self.secret, code) is None:
            raise get_adapter().validation_error("incorrect_code")
        return code


def close_until_now(app: Authenticator) -> None:
    """Has no code of an app pass any more that was good until now, as the one with which it was set up."""
    *_, present, _ahead = yield_hotp_counters_from_time()
    app.data = {**app.data, _PASSED: present}
    app.save(update_fields=["data"])


def _passes(app: Authenticator, code: str) -> bool:
    """Whether a code that fits passes now; from then on it does so no more, nor does any before it."""
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(pk=app.pk)
        half_minute = _half_minute_of(decrypt(held.data["secret"]), code)
        if half_minute is None or half_minute <= held.data.get(_PASSED, 0):
            return False
        held.data = {**held.data, _PASSED: half_minute}
        held.save(update_fields=["data"])
    return True


def _has_passed(app: Authenticator, code: str) -> bool:
    """Whether the code is one that would fit, had it or a later one not passed before."""
    half_minute = _half_minute_of(decrypt(app.data["secret"]), code)
    return half_minute is not None and half_minute <= app.data.get(_PASSED, 0)


def _half_minute_of(secret: str, code: str) -> int | None:
    """Finds the half minute whose code this is: the present one or the one before; none for any other."""
    before, present, _ahead = yield_hotp_counters_from_time()
    for counter in (int(present), int(before)):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None
