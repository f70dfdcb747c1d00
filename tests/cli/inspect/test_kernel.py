"""Everybody can ask which kernel runs, and why."""

from __future__ import annotations

import json

import pytest

from bluezone import kernel
from bluezone.cli.__main__ import main
from tests.support.kernel.kernels import native_paths


def test_the_command_says_what_the_room_says(capsys: pytest.CaptureFixture):
    status = main(["inspect", "kernel"])

    assert 0 == status
    assert kernel.describe() == capsys.readouterr().out.splitlines()[0]


def test_programs_read_it_as_json(capsys: pytest.CaptureFixture):
    main(["inspect", "kernel", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert kernel.IMPLEMENTATION == said["kernel"]
    assert native_paths() == said["native_paths"]
    assert said["why"] in kernel.describe()
