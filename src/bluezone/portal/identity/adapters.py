"""Where allauth asks us: nobody signs up, nothing is said twice, and second factors lie encrypted."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from bluezone.portal.identity.lockout import counted_caller, counted_name
from bluezone.portal.identity.models import Staff


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Keeps allauth from signing people up and from saying things twice: administrators make accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuses every sign-up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What attempts of one caller are counted by: a known device for itself, whoever shares its address."""
        counted: str = counted_caller(request) or super().get_client_ip(request)
        return counted

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What attempts on one name are counted by, from wherever they come; again a known device for itself."""
        return f"{counted_name(request, credentials)}"

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Drops the message: one after each sign-in is noise."""

    def set_password(self, user: Staff, password: str) -> None:
        """Sets a password of one's own, which ends the duty to choose one."""
        user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Encrypts TOTP secrets and recovery codes under the secret key: a dump of the database opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is wrong, or was used already: please take the next one.")
    }
    """A code passes once, and the app shows it for half a minute: whoever comes back within it is told why."""

    def generate_authenticator_name(self, user: Staff, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's word
        """Names a passkey until its owner calls it something; allauth knows English alone."""
        known = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": known + 1}

    def encrypt(self, text: str) -> str:
        """Encrypts a secret for the database."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypts a secret from the database."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    derived = HKDF(SHA256(), 32, None, b"bluezone/portal/second-factor/1").derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(derived))
