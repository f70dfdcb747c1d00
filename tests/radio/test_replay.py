"""A recorded log, heard again."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.base import ALWAYS, Duty, HeardFrame
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.replay import ReplayRadio, read_recording
from tests.support.radio.stages import Ear, loop_clock

OWN, HEARD, OTHER = "286BCE589AB994EFA5F73CAD", "9C25DF2D9861B31897EA3028", "00112233445566778899AABB"
LOG = f"{OWN}\t{HEARD}\t-74\t1596887252275\n{OWN}\t{OTHER}\t-90\t1596887255275\n{OWN}\t{HEARD}\t-71\t1596887262275\n"


def recording(tmp_path, text=LOG):
    path = tmp_path / "log.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def play(rows, *, moments_ms, speed=1.0, duty=ALWAYS):
    """What is heard when the clock shows these moments; the radio starts at the first."""
    shown = [moments_ms[0]]

    async def run():
        ear = Ear()
        radio = ReplayRadio(rows, clock=lambda: shown[-1], speed=speed)
        await radio.listen(ear, duty)
        for moment_ms in moments_ms:
            shown.append(moment_ms)
            radio.deliver_due()
        await radio.close()
        return ear

    return asyncio.run(run()).frames


def test_each_line_is_one_reception_at_its_distance_from_the_first(tmp_path):
    frames = play(read_recording(recording(tmp_path)), moments_ms=[5_000, 60_000])

    assert [(5_000, -74), (8_000, -90), (15_000, -71)] == [(frame.monotonic_ms, frame.rssi_dbm) for frame in frames]


def test_a_reception_is_an_advertisement_of_the_heard_id(tmp_path):
    frames = play(read_recording(recording(tmp_path)), moments_ms=[0, 60_000])

    ids = [RollingId.from_hex(text) for text in (HEARD, OTHER, HEARD)]
    assert [Advertisement(rolling_id) for rolling_id in ids] == [parse_advertisement(frame.data) for frame in frames]


def test_an_id_keeps_its_address_and_each_id_has_its_own(tmp_path):
    first, other, again = (frame.address for frame in play(read_recording(recording(tmp_path)), moments_ms=[0, 60_000]))

    assert first == again != other


def test_nothing_is_heard_before_its_time(tmp_path):
    frames = play(read_recording(recording(tmp_path)), moments_ms=[0, 2_999])

    assert len(frames) == 1


def test_a_recording_can_be_played_faster(tmp_path):
    frames = play(read_recording(recording(tmp_path)), moments_ms=[0, 1_000], speed=10)

    assert [0, 300, 1_000] == [frame.monotonic_ms for frame in frames]


def test_the_duty_of_the_recording_radio_was_applied_already(tmp_path):
    frames = play(read_recording(recording(tmp_path)), moments_ms=[0, 60_000], duty=Duty(1, 300_000))

    assert len(frames) == 3


def test_lines_out_of_order_are_played_in_order_of_time(tmp_path):
    lines = LOG.splitlines(keepends=True)

    assert read_recording(recording(tmp_path)) == read_recording(recording(tmp_path, "".join(reversed(lines))))


def test_in_real_time_it_plays_by_itself_to_the_end(tmp_path):
    async def run():
        frames: asyncio.Queue[HeardFrame] = asyncio.Queue()
        radio = ReplayRadio(read_recording(recording(tmp_path)), clock=loop_clock(), speed=100)
        await radio.listen(frames.put_nowait, ALWAYS)
        heard = [await frames.get() for _ in range(3)]
        await radio.close()
        return radio.is_over, heard

    is_over, heard = asyncio.run(run())

    assert is_over
    assert [-74, -90, -71] == [frame.rssi_dbm for frame in heard]


def test_while_nobody_listens_the_recording_runs_on(tmp_path):
    async def run():
        now_ms = 0
        ear = Ear()
        radio = ReplayRadio(read_recording(recording(tmp_path)), clock=lambda: now_ms)
        await radio.listen(ear, ALWAYS)
        radio.deliver_due()
        await radio.stop_listening()
        now_ms = 4_000
        radio.deliver_due()
        await radio.listen(ear, ALWAYS)
        now_ms = 60_000
        radio.deliver_due()
        await radio.close()
        return ear

    assert [-74, -71] == [frame.rssi_dbm for frame in asyncio.run(run()).frames]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "columns"),
        (f"{OWN}\t{HEARD}\t-74", "columns"),
        (f"{OWN}\t{HEARD}\t-74\t1\t2", "columns"),
        (f"{OWN}\tXYZ\t-74\t1", "two ids, an RSSI and a time"),
        (f"{OWN}\t{HEARD}\tloud\t1", "two ids, an RSSI and a time"),
        (f"{OWN}\t{HEARD}\t-300\t1", "RSSI outside"),
        (f"{OWN}\t{HEARD}\t-74\t-1", "time outside"),
        (f"{OWN}\t{HEARD}\t-74\t{2**53 + 1}", "time outside"),
        (f"{OWN}\t{HEARD}\t-74\t{'9' * 5_000}", "two ids, an RSSI and a time"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path, line, reason):
    with pytest.raises(RadioUnavailableError, match=f"line 4.*{reason}") as refused:
        read_recording(recording(tmp_path, LOG + line + "\n"))

    assert refused.value.reason is UnavailableReason.BAD_RECORDING
    assert "\n" not in str(refused.value)


def test_a_recording_that_is_not_there_or_not_text_is_one_plain_line(tmp_path):
    with pytest.raises(RadioUnavailableError, match="No such file"):
        read_recording(tmp_path / "missing.tsv")
    with pytest.raises(RadioUnavailableError, match="plain ASCII"):
        read_recording(recording(tmp_path, b"\xff\xfe"))


def test_a_recording_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("bluezone.radio.replay.MAX_FILE_BYTES", 100)

    with pytest.raises(RadioUnavailableError, match="at most 100 bytes"):
        read_recording(recording(tmp_path))


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_either_played_or_refused(tmp_path_factory, content):
    path = recording(tmp_path_factory.mktemp("recordings"), content)

    try:
        rows = read_recording(path)
    except RadioUnavailableError:
        return

    assert len(play(rows, moments_ms=[0, 2**54])) == len(rows)


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused(speed):
    with pytest.raises(ValueError, match="speed"):
        ReplayRadio((), clock=lambda: 0, speed=speed)
