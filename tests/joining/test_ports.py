"""A port is asked for before anything begins."""

from __future__ import annotations

import socket

import pytest

from bluezone.joining.ports import chosen_port
from bluezone.joining.refusal import RefusedError


def test_a_taken_port_is_refused_and_another_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        taken = other.getsockname()[1]

        with pytest.raises(RefusedError, match=f"port {taken} cannot be used: .*; with --port 0 a free one is picked"):
            chosen_port(taken)

        assert chosen_port(0) not in {0, taken}
