"""Tokens of this machine that hold organisations' keys: which signs for which, from a TOML file of the operator's.

    [[token]]
    organisation = 3                    # its number in the portal's address
    library = "/usr/lib/token.so"       # the vendor's PKCS#11 library
    token = "VGCA"                      # the token's label
    label = "con-dau"                   # of key and certificate in it
    pin_file = "pin.txt"                # beside this file, mode 0600
    clerks = ["thu.le"]                 # who seals with it, by sign-in name

A role knows only a unit, and seven organisations of a unit share it. So the operator says who keeps which seal: a clerk
seals with the token of their own organisation and no other, and never learns its PIN.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from django.conf import settings

from bluezone.documents.signing import Credential, open_token
from bluezone.portal.errors import ConfigurationError, RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.secrets_on_disk import read_secret_text

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ServerToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key in one token."""

    organisation: Annotated[int, msgspec.Meta(ge=1)]
    library: _Line
    token: _Line
    label: _Line
    pin_file: _Line
    clerks: tuple[_Line, ...] = ()
    """Nobody else seals with it; without any, nobody does."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: tuple[ServerToken, ...] = ()


def token_of(organisation: Organisation, clerk: Staff) -> ServerToken | None:
    """Finds the token that signs for this organisation, where this person keeps it."""
    if settings.PAPER_TOKENS is None:
        return None
    found = (one for one in read_tokens(settings.PAPER_TOKENS) if one.organisation == organisation.pk)
    return next((one for one in found if clerk.username in one.clerks), None)


def read_tokens(path: Path) -> tuple[ServerToken, ...]:
    """Reads all tokens of the operator's file. Raises ConfigurationError."""
    try:
        tokens = msgspec.toml.decode(path.read_bytes(), type=_File).token
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"the list of tokens {path.name} cannot be read: {error}") from error
    if len({one.organisation for one in tokens}) < len(tokens):
        raise ConfigurationError(f"the list of tokens {path.name} names an organisation twice")
    return tokens


@contextlib.contextmanager
def organisations_credential(
    organisation: Organisation, clerk: Staff, by_certificate: Callable[[], Credential] | None
) -> Iterator[Credential]:
    """Chooses what signs for the organisation: a certificate, or the token. Raises RefusedError for none."""
    if by_certificate is not None:
        yield by_certificate()
        return
    token = token_of(organisation, clerk)
    if token is None:
        raise RefusedError("this server has no token for this organisation that you keep")
    with opened(token) as credential:
        yield credential


@contextlib.contextmanager
def opened(token: ServerToken) -> Iterator[Credential]:
    """Opens the organisation's credential, for as long as the session with its token lasts."""
    leave_by(Way.SIGNATURE)
    assert settings.PAPER_TOKENS is not None
    pin = read_secret_text(settings.PAPER_TOKENS.parent / token.pin_file)
    with open_token(Path(token.library), token=token.token, pin=pin, label=token.label) as credential:
        yield credential
