"""What a password may not be, beside what Django knows of: the one before, or one's own name."""

from __future__ import annotations

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from bluezone.portal.identity.models import Staff


class AnotherThanBefore:
    """Refuses the password until now: whoever handed the first one over knows it, and it must not live on."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        """Refuses the password until now. Raises ValidationError."""
        if user is not None and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_not_new")

    def get_help_text(self) -> str:
        """Tells what is asked of a password."""
        return gettext("This is the password until now; choose another.")


class UnlikeOnesName(UserAttributeSimilarityValidator):
    """Refuses a password like one's name or sign-in name: both are on every list of staff."""

    def get_error_message(self) -> str:
        """Tells why the password is refused."""
        return gettext("This password is too much like your name or sign-in name.")
