"""A directive's file, or a list of organisations, as somebody may have changed it."""

from __future__ import annotations

import contextlib

from bluezone.rollout.addressees.organisations import read_organisations
from bluezone.rollout.directive.loading import read_directive
from bluezone.rollout.errors import DirectiveError
from tests.support.rollout.directives import SHIPPED_TEXT

_LIST = b"id,name,kind,unit,reports_to\na,A,office,1,\nb,B,office,1,a\n"


def fuzz(data: bytes) -> None:
    with contextlib.suppress(DirectiveError):
        read_directive(data, "copy.toml")
    with contextlib.suppress(DirectiveError):
        read_organisations(data, "list.csv")


def samples() -> list[bytes]:
    return [SHIPPED_TEXT.encode(), _LIST]
