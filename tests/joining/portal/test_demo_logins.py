"""What an authenticator app of the invented office shows."""

from __future__ import annotations

import base64

import pytest

from bluezone.joining.portal.demo_logins import code_at

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (2_000_000_000, "279037")],
)
def test_a_code_is_the_standards(second: int, code: str) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    assert code == code_at(SECRET, second * 1_000)
