"""What is said of a code that opens nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.certificates import (
    a_code_gives_a_certificate_over_the_commitment,
)
from bluezone.protocol.messages import Refusal, RefusedAnswer


def test_a_code_that_is_refused_is_said_to_be() -> None:
    with pytest.raises(NotMetError, match="the code that was given was answered by"):
        a_code_gives_a_certificate_over_the_commitment(SimpleNamespace(redeemed=RefusedAnswer(Refusal.CODE)))
