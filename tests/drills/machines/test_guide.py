"""What a drill types is what the guide says: blocks read out of a page, and the real page leads all the way."""

from __future__ import annotations

import re

import pytest

from drills.machines import office
from drills.machines.guide import Block, block_with, blocks_of, filled
from drills.surroundings import ROOT

PAGE = """# A page
```
first --once
```
## Without a network
Words.
```sh
tar xf it.tar && cd it    # where it lies
check \\
  && ./install.sh
# a line for the reader

copy DIR
```
"""


def test_blocks_stand_under_their_headings_with_a_command_a_line() -> None:
    second = ("tar xf it.tar && cd it    # where it lies", "check && ./install.sh", "copy DIR")

    assert (Block("", ("first --once",)), Block("Without a network", second)) == blocks_of(PAGE)


def test_a_block_is_found_by_words_that_stand_in_it_alone() -> None:
    assert "Without a network" == block_with(PAGE, "./install.sh").heading


@pytest.mark.parametrize("words", ["nowhere", "i"])
def test_words_of_no_block_or_of_several_find_none(words: str) -> None:
    with pytest.raises(LookupError, match="blocks of the guide say"):
        block_with(PAGE, words)


def test_what_stands_for_something_of_ones_own_is_put_in() -> None:
    assert "tar xf bluezone-1.2.3-offline.tar" == filled("tar xf bluezone-X.Y.Z-offline.tar", {"X.Y.Z": "1.2.3"})


def test_the_guide_leads_from_a_key_to_the_doctor() -> None:
    """Each block is one that the drill types, in this order."""
    ways = (
        "scripts/release",
        "./install.sh",
        "bluezone-portal.service",
        "bluezone-exchange.service",
        "nginx",
        "doctor",
    )

    blocks = office.guide()

    assert len(ways) == len(blocks)
    assert [] == [way for way, block in zip(ways, blocks, strict=True) if not any(way in one for one in block.commands)]


def test_the_guide_switches_on_every_timer_that_it_brings() -> None:
    """What nobody switches on erases nothing, and copies nothing; the drill begins nothing by hand."""
    typed = " ".join(command for block in office.guide() for command in block.commands)
    switched_on = {word for line in re.findall(r"systemctl enable --now ([^;&]*)", typed) for word in line.split()}

    assert {path.name for path in (ROOT / "deploy" / "systemd").glob("*.timer")} == {
        name for name in switched_on if name.endswith(".timer")
    }


def test_the_bundle_is_verified_before_anything_of_it_runs() -> None:
    """By two commands that did not come with it; install.sh runs only behind both."""
    (verified,) = (one for one in office.guide()[1].commands if "./install.sh" in one)

    signature, sums, install = (verified.index(word) for word in ("openssl pkeyutl", "sha256sum", "./install.sh"))
    assert signature < sums < install
    assert 2 == verified.count("&&")
