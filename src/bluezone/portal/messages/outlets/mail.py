"""Sending by SMTP, through Django's own mail: one message to one address, in plain text."""

from __future__ import annotations

import smtplib
import ssl
from typing import Annotated

import msgspec
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.messages.outlets.base import LOOPBACK, Letter, OutletError, Taken

TIMEOUT_S = 10
_PERMANENT_FROM = 500


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[mail]` of the outlets' file."""

    host: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    sender: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 587
    user: str = ""
    password_file: str = ""
    """Beside the outlets' file, mode 0600."""
    security: Annotated[str, msgspec.Meta(pattern=r"^(starttls|tls|none)\Z")] = "starttls"

    def __post_init__(self) -> None:
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("addresses and a password travel only encrypted; none is for a relay on this machine")


class MailOutlet:
    """Sends through a mail relay of the office's."""

    def __init__(self, chosen: MailSettings, password: str) -> None:
        self._chosen, self._password = chosen, password

    def send(self, letter: Letter) -> Taken:
        """Hands a message to the relay. Raises OutletError."""
        leave_by(Way.MESSAGE)
        chosen = self._chosen
        connection = EmailBackend(
            host=chosen.host,
            port=chosen.port,
            username=chosen.user,
            password=self._password,
            use_tls=chosen.security == "starttls",
            use_ssl=chosen.security == "tls",
            timeout=TIMEOUT_S,
        )
        mail = EmailMessage(letter.subject, letter.body, chosen.sender, [letter.address], connection=connection)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise OutletError("the mail server refuses the address", may_be_tried_again=_is_passing(code)) from error
        except smtplib.SMTPResponseException as error:
            passing = _is_passing(error.smtp_code)
            raise OutletError(f"the mail server refuses ({error.smtp_code})", may_be_tried_again=passing) from error
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            is_told = not isinstance(error, ConnectionRefusedError | smtplib.SMTPConnectError)
            raise OutletError(
                "the mail server does not answer", may_be_tried_again=True, may_have_left=is_told
            ) from error
        except ValueError as error:  # an address that the forms take and SMTP does not
            raise OutletError("the mail cannot be addressed so", may_be_tried_again=False) from error
        return Taken()


def _is_passing(code: int) -> bool:
    """Whether a reply says that the failure passes: 4xx do, 5xx do not (RFC 5321, 4.2.1)."""
    return code < _PERMANENT_FROM
