"""docs/guides/tracing.md shows what the commands really print, on the two files that stand in it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bluezone.trace.explaining import WhyNone
from bluezone.trace.regimes.shipped import REGIMES
from tests.support.commands import bluezone
from tests.support.sources import PROJECT

GUIDE = (PROJECT / "docs" / "guides" / "tracing.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(\w+\.csv)`\n```\n(.*?)```", GUIDE, re.DOTALL | re.MULTILINE))
SHOWN = re.findall(r"^```\n\$ bluezone (trace .*?)\n(.*?)```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=[command.split()[1] for command, _ in SHOWN])
def test_the_guide_shows_what_is_printed(
    command: str, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")

    finished = bluezone(*shlex.split(command))

    told = finished.err if "levels" in command else ""  # shown once
    assert printed == told + finished.out


def test_every_command_of_the_group_that_takes_lists_is_shown() -> None:
    assert ["levels", "why", "why", "what-if", "replay", "reproduction"] == [command.split()[1] for command, _ in SHOWN]


def test_the_guide_names_every_regime_and_every_reason() -> None:
    assert f"`bluezone trace regimes` lists {', '.join(REGIMES)}, " in GUIDE
    assert ", ".join(f"`{why.value}`" for why in WhyNone) in GUIDE
