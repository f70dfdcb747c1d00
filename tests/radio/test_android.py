"""An Android phone's Bluetooth as the engine sees it, with a scripted application at the other end of the pipe. And,
where a Java compiler is, the application's own side while its owner switches Bluetooth off or takes the permission
away."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.android import BELIEVED_LATE_MS, AndroidRadio
from bluezone.radio.base import ALWAYS, Address, Duty
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason
from bluezone.radio.pipe import Withheld
from tests.support.radio.android import NO_JAVA, AndroidStage
from tests.support.radio.pipes import joined
from tests.support.radio.stages import Ear, address, frame_of, on_stage, until

ROLLING_ID = RollingId.from_hex("9C25DF2D9861B31897EA3028")
FRAME = Advertisement(ROLLING_ID).pack()
PEER = Address(bytes.fromhex("40A1B2C3D4E5"))
NOW_MS = 500_000


class Application:
    """Answers each order as it was told to, and remembers all of them."""

    def __init__(self, ends):
        self._ends = ends
        self.orders = []
        self.answers = {}
        """What is said to an order of this name instead of the usual; nothing at all for an empty one."""
        self._living = asyncio.create_task(self._live())

    def says(self, *lines):
        self._ends.says.write("".join(f"{line}\n" for line in lines).encode())

    def is_gone(self):
        self._ends.says.close()

    async def _live(self):
        while line := await self._ends.hears.readline():
            name, token, *words = line.decode().split()
            if name != "close":
                self.orders.append(" ".join([name, *words]))
            answer = self.answers.get(name, _USUALLY.get(name, "done {}"))
            if answer:
                self.says(answer.format(token))


_USUALLY = {"read": "", "leave": "", "answer": "", "close": ""}


@contextlib.asynccontextmanager
async def on_a_phone(clock=lambda: NOW_MS):
    async with joined() as ends:
        radio = AndroidRadio(ends.pipe, clock=clock, read_timeout_ms=200, answer_timeout_ms=200)
        try:
            yield radio, Application(ends)
        finally:
            await radio.close()


def played(play, **surroundings):
    async def whole():
        async with on_a_phone(**surroundings) as (radio, application):
            return await play(radio, application)

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("power", "said"), [({}, "-"), ({"tx_power_dbm": -7}, "01f9"), ({"hidden_power": 244}, "02f4")]
)
def test_what_goes_on_air_is_asked_for_by_id_and_power(power, said):
    async def play(radio, application):
        await radio.advertise(Advertisement(ROLLING_ID, **power).pack(), address(1), ALWAYS)
        await radio.stop_advertising()
        return application.orders

    assert [f"advertise 9c25df2d9861b31897ea3028 {said}", "hush"] == played(play)


@pytest.mark.parametrize("frame", [b"", b"\x05\x16", FRAME + b"\x02\x0a\x00", bytes(23)])
def test_what_android_cannot_say_is_refused_and_the_old_frame_stays(frame):
    async def play(radio, application):
        await radio.advertise(FRAME, address(1), ALWAYS)
        with pytest.raises(ValueError, match="advertisement of ours"):
            await radio.advertise(frame, address(2), ALWAYS)
        return application.orders

    assert ["advertise 9c25df2d9861b31897ea3028 -"] == played(play)


def test_a_new_id_is_a_new_start_so_that_the_system_draws_a_new_address():
    async def play(radio, application):
        await radio.advertise(frame_of("first slot"), address(1), ALWAYS)
        await radio.advertise(frame_of("second slot"), address(2), ALWAYS)
        return [order.split()[0] for order in application.orders]

    assert ["advertise", "hush", "advertise"] == played(play)


def test_listening_as_before_asks_for_nothing_anew():
    """Android shuts its ears to an application that starts more than five scans in thirty seconds."""

    async def play(radio, application):
        for _ in range(10):
            await radio.listen(Ear(), ALWAYS)
        return application.orders

    assert ["listen"] == played(play)


@pytest.mark.parametrize(
    ("answer", "reason", "said"),
    [
        ("failed {} off", UnavailableReason.POWERED_OFF, "Bluetooth is off"),
        ("failed {} forbidden", UnavailableReason.NOT_PERMITTED, "not permitted"),
        ("failed {} none", UnavailableReason.NO_ADAPTER, "no Bluetooth in this phone"),
        ("failed {} unable", UnavailableReason.CANNOT_SEND, "cannot send"),
        ("failed {} advertise-2", UnavailableReason.CANNOT_SEND, "advertise-2"),
        ("failed {} advertise-5", UnavailableReason.CANNOT_SEND, "advertise-5"),
        ("failed {} advertise-3", UnavailableReason.LOST, "advertise-3"),
        ("", UnavailableReason.LOST, "does not answer"),
    ],
)
def test_why_the_phone_is_not_on_air_is_told_and_what_may_be_on_air_is_taken_back(answer, reason, said):
    async def play(radio, application):
        application.answers["advertise"] = answer
        with pytest.raises(RadioUnavailableError, match=said) as refused:
            await radio.advertise(FRAME, address(1), ALWAYS)
        await until(lambda: "hush" in application.orders)
        return refused.value.reason

    assert reason is played(play)


def test_a_phone_whose_bluetooth_was_off_is_told_everything_again():
    async def play(radio, application):
        await radio.serve_identity(lambda: b"identity")
        await radio.advertise(FRAME, address(1), ALWAYS)
        await radio.listen(Ear(), ALWAYS)
        application.orders.clear()
        application.says("lost off")
        await until(lambda: len(application.orders) == 3)
        return application.orders

    assert ["serve", "advertise 9c25df2d9861b31897ea3028 -", "listen"] == played(play)


def test_a_scan_that_android_ends_is_asked_for_at_the_next_look_and_said_there():
    """Asked for at once it may be ended at once, again and again, and nobody would be told."""

    async def play(radio, application):
        await radio.listen(Ear(), ALWAYS)
        for _ in range(2):
            application.says("lost scan-2")
            await until(lambda: not radio._scanning)
            await asyncio.sleep(0.05)
            asked_meanwhile = list(application.orders)
            with pytest.raises(RadioUnavailableError, match="scan-2") as told:
                await radio.listen(Ear(), ALWAYS)
        await radio.listen(Ear(), ALWAYS)
        return told.value.reason, asked_meanwhile, application.orders

    assert (UnavailableReason.LOST, ["listen"] * 2, ["listen"] * 3) == played(play)


def test_what_the_system_withholds_is_what_it_said_last():
    async def play(radio, application):
        said = [radio.withheld]
        for word, what in (("location+saver", {Withheld.LOCATION, Withheld.SAVER}), ("-", set())):
            application.says(f"withheld {word}")
            await until(lambda what=what: radio.withheld == what)
            said.append(radio.withheld)
        return said

    assert [set(), {Withheld.LOCATION, Withheld.SAVER}, set()] == played(play)


@pytest.mark.parametrize(
    ("said", "made_by"),
    [("xiaomi redmi", ("xiaomi", "redmi")), ("- nokia", ("nokia",)), ("- -", ())],
)
def test_who_made_the_phone_is_what_the_system_says(said, made_by):
    async def play(radio, application):
        application.says("made first first", f"made {said}")
        await until(lambda: radio.made_by == made_by)

    played(play)


@pytest.mark.parametrize(("said", "model"), [("sma515f", "sma515f"), ("-", "")])
def test_which_model_the_phone_is_is_what_the_system_says(said, model):
    async def play(radio, application):
        assert radio.model == ""
        application.says("model first", f"model {said}")
        await until(lambda: radio.model == model)

    played(play)


def test_an_owner_who_pauses_while_bluetooth_is_off_is_not_on_air_when_it_returns():
    async def play(radio, application):
        await radio.advertise(FRAME, address(1), ALWAYS)
        application.answers["advertise"] = application.answers["hush"] = "failed {} off"
        application.says("lost off")
        await until(lambda: "hush" in application.orders)
        await radio.stop_advertising()
        application.answers.clear()
        application.orders.clear()
        await radio.listen(Ear(), ALWAYS)
        return application.orders

    assert ["listen"] == played(play)


def test_an_application_that_is_gone_is_told_as_such_and_nobody_waits_for_it():
    async def play(radio, application):
        application.answers["listen"] = ""
        waiting = asyncio.create_task(radio.listen(Ear(), ALWAYS))
        await until(lambda: application.orders)
        application.is_gone()
        with pytest.raises(RadioUnavailableError, match="gone"):
            await waiting
        with pytest.raises(RadioUnavailableError, match="gone"):
            await radio.advertise(FRAME, address(1), ALWAYS)
        with pytest.raises(ReadFailedError):
            await radio.read_identity(PEER)

    played(play)


@pytest.mark.parametrize(
    ("said_ms", "believed_ms"),
    [
        (NOW_MS - 100, NOW_MS - 100),
        (NOW_MS - BELIEVED_LATE_MS, NOW_MS - BELIEVED_LATE_MS),
        (NOW_MS - BELIEVED_LATE_MS - 1, NOW_MS),
        (NOW_MS + 1, NOW_MS),
        (0, NOW_MS),
    ],
)
def test_a_moment_that_cannot_be_is_not_believed(said_ms, believed_ms):
    async def play(radio, application):
        ear = Ear()
        await radio.listen(ear, ALWAYS)
        application.says(f"heard -60 {PEER.value.hex()} {said_ms} {FRAME.hex()}")
        await until(lambda: ear.frames)
        return ear.frames[0].monotonic_ms

    assert believed_ms == played(play)


def test_moments_of_a_batch_are_never_out_of_order():
    async def play(radio, application):
        ear = Ear()
        await radio.listen(ear, ALWAYS)
        application.says(*(f"heard -60 {PEER.value.hex()} {NOW_MS - back} {FRAME.hex()}" for back in (100, 300, 50)))
        await until(lambda: len(ear.frames) == 3)
        return [NOW_MS - frame.monotonic_ms for frame in ear.frames]

    assert [100, 100, 50] == played(play)


def test_the_padding_of_the_system_is_cut_off_and_a_scan_response_is_not():
    async def play(radio, application):
        ear = Ear()
        await radio.listen(ear, ALWAYS)
        for data in (FRAME + bytes(39), FRAME + b"\x03\x09Bz" + bytes(35)):
            application.says(f"heard -60 {PEER.value.hex()} {NOW_MS} {data.hex()}")
        await until(lambda: len(ear.frames) == 2)
        return [frame.data for frame in ear.frames]

    assert [FRAME, FRAME + b"\x03\x09Bz"] == played(play)


def test_what_was_heard_outside_the_duty_is_passed_over():
    async def play(radio, application):
        ear = Ear()
        await radio.listen(ear, Duty(on_ms=1_000, period_ms=10_000))
        for moment_ms in (NOW_MS - 9_500, NOW_MS - 5_000, NOW_MS):
            application.says(f"heard -60 {PEER.value.hex()} {moment_ms} {FRAME.hex()}")
        await until(lambda: len(ear.frames) == 2)
        return [frame.monotonic_ms for frame in ear.frames]

    assert [NOW_MS - 9_500, NOW_MS] == played(play)


def test_whoever_reads_us_is_told_who_we_are_at_that_moment():
    async def play(radio, application):
        answers = iter([b"first", b""])
        application.says("asked 1")
        await until(lambda: application.orders == ["answer -"])
        await radio.serve_identity(lambda: next(answers))
        application.says("asked 2", "asked 3")
        await until(lambda: len(application.orders) == 4)
        return application.orders

    assert ["answer -", "serve", f"answer {b'first'.hex()}", "answer -"] == played(play)


def test_whoever_cannot_take_one_frame_is_told_of_the_next_and_it_is_said_at_the_next_look():
    """A defect behind the radio that a stranger's bytes run into must not end what carries all that is heard."""
    taken = []

    def stumbles(frame):
        if not taken:
            taken.append(None)
            raise ZeroDivisionError("planted")
        taken.append(frame.data)

    async def play(radio, application):
        await radio.listen(stumbles, ALWAYS)
        application.says(*(f"heard -60 {PEER.value.hex()} {NOW_MS} {FRAME.hex()}" for _ in range(2)))
        await until(lambda: len(taken) == 2)
        with pytest.raises(RadioUnavailableError, match="planted") as told:
            await radio.listen(stumbles, ALWAYS)
        await radio.listen(stumbles, ALWAYS)
        return told.value.reason

    assert UnavailableReason.UNFORESEEN is played(play)
    assert [None, FRAME] == taken


def test_an_error_that_nobody_foresaw_leaves_the_wish_and_it_is_carried_out_later():
    async def play(radio, application):
        radio.pipe.order, order = _planted, radio.pipe.order
        with pytest.raises(RadioUnavailableError, match="planted") as told:
            await radio.advertise(FRAME, address(1), ALWAYS)
        radio.pipe.order = order
        await radio.listen(Ear(), ALWAYS)
        return told.value.reason, application.orders

    assert (UnavailableReason.UNFORESEEN, ["advertise 9c25df2d9861b31897ea3028 -", "listen"]) == played(play)


def _planted(*_words):
    raise ZeroDivisionError("planted")


@pytest.mark.parametrize("answer", ["unread {}", ""])
def test_a_read_that_fails_lets_go_of_the_peer(answer):
    async def play(radio, application):
        application.answers["read"] = answer
        with pytest.raises(ReadFailedError):
            await radio.read_identity(PEER)
        await until(lambda: "leave" in application.orders)
        return application.orders

    assert ["read 40a1b2c3d4e5", "leave"] == played(play)


needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


@needs_java
@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("off", "on", UnavailableReason.POWERED_OFF),
        ("forbid", "permit", UnavailableReason.NOT_PERMITTED),
        ("withhold bluetooth", "give bluetooth", UnavailableReason.NO_ADAPTER),
        ("withhold sending", "give sending", UnavailableReason.CANNOT_SEND),
    ],
)
def test_the_application_says_why_it_cannot_and_all_is_well_again_afterwards(before, after, reason):
    ear, again = Ear(), Ear()

    async def play():
        stage = AndroidStage()
        try:
            anna, binh = await stage.open(0, 1)
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(ear)
            stage.phones[0].write(f"{before}\n".encode())
            with pytest.raises(RadioUnavailableError) as refused:
                await until_refused(anna)
            stage.phones[0].write(f"{after}\n".encode())
            await anna.advertise(frame_of("again"), address(2), ALWAYS)
            await binh.listen(again, ALWAYS)
            await stage.until_heard(again, frames=2)
        finally:
            await stage.close()
        return refused.value.reason

    assert reason is asyncio.run(play())
    assert frame_of("again") in {frame.data for frame in again.frames}


@needs_java
def test_the_application_says_what_the_system_withholds_and_when_it_is_given_back():
    async def play():
        async with on_stage(AndroidStage, 0) as (stage, (anna,)):
            await until(lambda: anna.made_by == ("hmdglobal", "nokia"))
            assert anna.model == "nokia34"
            for act, withheld in (
                ("withhold saver", {Withheld.SAVER}),
                ("withhold background", {Withheld.SAVER, Withheld.BACKGROUND}),
                ("forbid", {Withheld.SAVER, Withheld.BACKGROUND, Withheld.PERMISSION}),
                ("give saver", {Withheld.BACKGROUND, Withheld.PERMISSION}),
                ("permit", {Withheld.BACKGROUND}),
                ("give background", set()),
            ):
                stage.phones[0].write(f"{act}\n".encode())
                await until(lambda withheld=withheld: anna.withheld == withheld)

    asyncio.run(play())


@needs_java
def test_a_scan_that_the_system_ends_is_begun_anew():
    ear, again = Ear(), Ear()

    async def play():
        async with on_stage(AndroidStage, 0, 1) as (stage, (anna, binh)):
            await anna.advertise(FRAME, address(1), ALWAYS)
            await binh.listen(ear, ALWAYS)
            await stage.until_heard(ear)
            stage.phones[1].write(b"end-scan 2\n")
            await until(lambda: not binh._scanning)
            with pytest.raises(RadioUnavailableError, match="scan-2"):
                await binh.listen(again, ALWAYS)
            await stage.until_heard(again)

    asyncio.run(play())


@needs_java
def test_the_application_passes_over_what_is_no_order():
    ear = Ear()

    async def play():
        async with on_stage(AndroidStage, 0, 1) as (stage, (anna, binh)):
            for nonsense in (b"", b"hush", b"advertise 1 zz -", b"erase 1", b"read 1 40A1B2C3D4E5", b"x" * 5_000):
                stage.phones[0].write(nonsense + b"\n")
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(ear)

    asyncio.run(play())

    assert {FRAME} == {frame.data for frame in ear.frames}


async def until_refused(radio):
    """The owner's act takes a moment to arrive."""
    for number in range(500):
        await radio.advertise(frame_of(str(number)), address(1), ALWAYS)
        await asyncio.sleep(0.02)
