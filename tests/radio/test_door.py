"""The door of a room: whose folder it is, and who gets which place."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from bluezone.radio.air import Air
from bluezone.radio.door import Place, enter
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.room import open_room_radio
from tests.support.radio.stages import CALM


def stand(folder, name):
    """The socket of a process; closed without a goodbye, it is that of a dead one."""
    endpoint = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    endpoint.bind(str(folder / f"{name}.sock"))
    return endpoint


def test_the_folder_is_made_for_its_owner_alone(folder):
    endpoint, _ = enter(folder / "room", None)
    endpoint.close()

    assert (folder / "room").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_enter_is_refused(folder):
    (folder / "room").mkdir()
    (folder / "room").chmod(0o755)

    with pytest.raises(RadioUnavailableError, match="only you can enter") as refused:
        enter(folder / "room", None)

    assert refused.value.reason is UnavailableReason.NOT_PERMITTED


@pytest.mark.parametrize("below", ["no/such/folder", "x" * 120])
def test_a_room_that_cannot_be_entered_is_one_plain_line(folder, below):
    with pytest.raises(RadioUnavailableError, match="no virtual radio in") as refused:
        enter(folder / below, None)

    assert "\n" not in str(refused.value)
    assert refused.value.reason is UnavailableReason.NO_ADAPTER


def test_a_file_is_no_room(folder):
    (folder / "room").touch(mode=0o700)

    with pytest.raises(RadioUnavailableError, match="no virtual radio in"):
        enter(folder / "room", None)


def test_who_has_no_name_is_called_by_its_process(folder):
    places = [enter(folder, None) for _ in range(2)]
    for endpoint, _ in places:
        endpoint.close()

    assert [f"{os.getpid()}-1.sock", f"{os.getpid()}-2.sock"] == [path.name for _, path in places]


def test_a_name_is_worn_by_one_phone_at_a_time(folder):
    with stand(folder, "anna"), pytest.raises(RadioUnavailableError, match="name is taken"):
        enter(folder, "anna")


def test_the_place_of_a_dead_process_can_be_taken(folder):
    stand(folder, "anna").close()

    endpoint, path = enter(folder, "anna")
    endpoint.close()

    assert path == folder / "anna.sock"


def test_a_closed_radio_leaves_nothing_behind(folder):
    async def play():
        anna = await open_room_radio(folder, Place(), air=Air(CALM), clock=lambda: 0, name="anna")
        standing = [path.name for path in folder.iterdir()]
        await anna.close()
        return standing

    assert asyncio.run(play()) == ["anna.sock"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("wrong", [{"x_cm": 10**8}, {"y_cm": -(10**8)}, {"tx_db": 90}])
def test_a_place_out_of_this_world_is_refused(wrong):
    with pytest.raises(ValueError, match="place"):
        Place(**wrong)
