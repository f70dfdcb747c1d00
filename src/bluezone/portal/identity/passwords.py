"""What a password may not be, beside what Django knows of: the one before, or one's own name."""

from __future__ import annotations

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from bluezone.portal.identity.models import Staff


class AnotherThanBefore:
    """The first password is known to whoever handed it over, and must not live on as one's own."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        """Raises ValidationError for the password until now."""
        if user is not None and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_not_new")

    def get_help_text(self) -> str:
        return gettext("This is the password until now; choose another.")


class UnlikeOnesName(UserAttributeSimilarityValidator):
    """Both are on every list of staff."""

    def get_error_message(self) -> str:
        return gettext("This password is too much like your name or sign-in name.")
