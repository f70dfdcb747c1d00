"""One errand at a time; how it ended is told in words the owner can act on."""

from __future__ import annotations

import asyncio

import pytest

from bluezone.citizen.errands import Ending, Errand
from bluezone.device.errors import ConsentError, StoreCorruptError, UnreachableError
from bluezone.protocol.errors import MalformedError, PeerError, VerificationError


async def fails(error: BaseException) -> None:
    raise error


def ending_of(work) -> Ending:
    async def play():
        errand = Errand()
        errand.start("x", work)
        assert errand.is_running
        await errand.finished()
        return errand.ending

    return asyncio.run(play())


def test_an_errand_that_succeeds_is_done():
    assert Ending.DONE == ending_of(asyncio.sleep(0))


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (UnreachableError("x"), Ending.UNREACHABLE),
        (ConsentError("x"), Ending.NOTHING),
        (MalformedError("x"), Ending.MISTYPED),
        (PeerError("x"), Ending.NOT_TAKEN),
        (VerificationError("x"), Ending.NOT_TAKEN),
        (StoreCorruptError("x"), Ending.NOT_KEPT),
    ],
)
def test_every_failure_has_an_ending(error, ending):
    assert ending == ending_of(fails(error))


def test_a_defect_ends_the_errand_too_so_that_no_page_waits_for_ever():
    assert Ending.UNREACHABLE == ending_of(fails(ZeroDivisionError()))


def test_a_second_errand_waits_for_the_first():
    async def play():
        errand, second = Errand(), asyncio.sleep(0)
        errand.start("x", asyncio.sleep(0.01))
        with pytest.raises(ConsentError):
            errand.start("y", second)
        second.close()
        await errand.finished()
        return errand.name

    assert "x" == asyncio.run(play())
