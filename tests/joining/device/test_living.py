"""`bluezone device run`: a phone in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import httpx
import pytest

from bluezone.device.core.identity import Identity
from bluezone.device.saved import PINNED_ROOT
from bluezone.device.store import Store, open_store
from bluezone.joining.device.root_key import read_root_key, require_safe
from bluezone.joining.refusal import RefusedError
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.hidden_power import open_power
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import Sighting
from bluezone.protocol.signature import Kind
from tests.support.device.published import OpenExchange, World, world_key
from tests.support.device.world_over_http import served
from tests.support.forking import Forked, fork, forked
from tests.support.radio.pipes import yes_to

pytestmark = pytest.mark.in_turn(of=3)
ALWAYS_ON = RadioDuty(scan_on_s=60, scan_period_s=60, advertise_on_s=5, advertise_period_s=5)
PATIENCE_S = 120


@pytest.fixture
def exchange() -> OpenExchange:
    world = World(int(time.time()))  # noqa: TID251 - the phone in the other process has the system's clock
    world.publish_configuration(duty=ALWAYS_ON)
    return OpenExchange(world)


@pytest.fixture
def url(exchange: OpenExchange) -> Iterator[str]:
    with served(exchange) as address:
        yield address


@pytest.fixture
def room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bz") as folder:  # a socket's path is short, pytest's is not
        yield Path(folder)


def command(data: Path, url: str, room: Path, *more: str) -> list[str]:
    radio = f"virtual:{room}?air=normal"
    phone = ["--data", str(data), "--radio", radio, "--exchange", url]
    return ["device", "run", *phone, *more]


class Phone:
    """A running phone."""

    def __init__(self, process: Forked, stderr: BinaryIO) -> None:
        self.process = process
        self.stderr = stderr
        self.said: list[str] = []

    def is_ready(self) -> None:
        """Waits for the line that says so."""
        while True:
            readable, _, _ = select.select([self.stderr], [], [], PATIENCE_S)
            line = self.stderr.readline().decode() if readable else ""
            if not line:
                pytest.fail(f"the phone is not ready: {self.said}")
            self.said.append(line)
            if line.startswith("device ready: "):
                return

    def address(self) -> str:
        """Where the pages are: the line after the one that says it is ready."""
        return self.stderr.readline().decode().removeprefix("pages: ").strip()

    def stopped_by(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@contextlib.contextmanager
def running(*arguments: object) -> Iterator[Phone]:
    line = command(*arguments)  # type: ignore[arg-type]  # as command() takes them
    # unbuffered: a line that waits in a buffer of ours would never make the pipe readable again
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as stderr:
        process = fork(*line, environment=os.environ, stderr=writing)
        os.close(writing)
        phone = Phone(process, stderr)
        try:
            phone.is_ready()
            yield phone
        finally:
            process.kill()
            process.wait()


def refused(*arguments: object) -> str:
    """What the command says when it refuses, with exit status 1 and nothing else."""
    line = command(*arguments)  # type: ignore[arg-type]  # as command() takes them
    ended = forked(*line, environment=os.environ, timeout=PATIENCE_S)
    assert (1, "") == (ended.returncode, ended.stdout)
    assert 1 == ended.stderr.count("\n")
    return ended.stderr


@contextlib.contextmanager
def store_of(data: Path, key: str = "store.key") -> Iterator[Store]:
    with contextlib.closing(open_store(data / "phone.store", (data / key).read_bytes())) as store:
        yield store


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_phone_runs_until_it_is_told_to_stop(tmp_path: Path, url: str, room: Path, number: signal.Signals) -> None:
    with running(tmp_path / "phone", url, room) as phone:
        assert 0 == phone.stopped_by(number)
        assert b"" == phone.stderr.read()
    assert [] == list(room.iterdir())


def test_a_phone_with_pages_says_where_they_are_and_with_which_key(tmp_path: Path, url: str, room: Path) -> None:
    with running(tmp_path / "phone", url, room, "--port", "0") as phone:
        said = phone.address()
        assert 200 == httpx.get(said, follow_redirects=True, timeout=PATIENCE_S).status_code
        assert 0 == phone.stopped_by(signal.SIGTERM)
        assert b"" == phone.stderr.read()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/\?key=\S+", said)


def test_a_phone_whose_service_has_ended_goes_on_to_say_so_on_its_pages(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room) as phone:
        phone.stopped_by(signal.SIGTERM)
    with store_of(data) as store:
        store.save_fact("ended", b"1")

    with running(data, url, room, "--port", "0") as phone:
        said = phone.address()
        if said.startswith("device: "):
            said = phone.address()
        time.sleep(1)
        page = httpx.get(said, follow_redirects=True, timeout=PATIENCE_S).text
        assert 0 == phone.stopped_by(signal.SIGTERM)

    assert "Bluezone đã hoàn thành nhiệm vụ" in page


@pytest.mark.every_run
def test_the_first_root_key_met_on_this_machine_is_said_and_pinned(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room) as phone:
        first = phone.said
        phone.stopped_by(signal.SIGTERM)
    with running(data, url, room) as phone:
        again = phone.said
        phone.stopped_by(signal.SIGTERM)

    assert "believing the root key" in first[0]
    assert (2, 1) == (len(first), len(again))
    with store_of(data) as store:
        assert world_key(Kind.KEYS).verifying_key.value == store.fact(PINNED_ROOT)


@pytest.mark.every_run
def test_a_garbled_root_key_is_refused_and_not_believed_for_ever(
    tmp_path: Path, url: str, room: Path, exchange: OpenExchange
) -> None:
    data, genuine = tmp_path / "phone", exchange.world.files["/v1/root"]
    exchange.world.files["/v1/root"] = bytes(reversed(genuine))

    refused(data, url, room)

    exchange.world.files["/v1/root"] = genuine
    with running(data, url, room) as phone:
        phone.stopped_by(signal.SIGTERM)
    with store_of(data) as store:
        assert genuine == store.fact(PINNED_ROOT)


def test_a_port_of_the_pages_that_is_taken_is_refused(tmp_path: Path, url: str, room: Path) -> None:
    """Also where whoever has it would share it: half of the owner's visits would go to somebody else."""
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        line = refused(tmp_path / "phone", url, room, "--port", str(other.getsockname()[1]))

    assert "cannot be used: Address already in use" in line


@pytest.mark.every_run
def test_another_root_key_than_the_pinned_one_is_refused(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room, "--root-key", world_key(Kind.KEYS).verifying_key.value.hex()) as phone:
        phone.stopped_by(signal.SIGTERM)

    assert "another root key" in refused(data, url, room, "--root-key", "ab" * 32)


def test_two_phones_in_one_room_hear_each_other(tmp_path: Path, url: str, room: Path, exchange: OpenExchange) -> None:
    """Both say something of their power, which only the key of the other's day opens: one knows it, one does not."""
    one, other = tmp_path / "one", tmp_path / "other"
    for _ in range(5):  # on a loaded machine they may not have heard each other in three seconds
        with running(one, url, room) as first, running(other, url, room, "--power", "-29") as second:
            deadline = time.monotonic() + PATIENCE_S
            while time.monotonic() < deadline and len(list(room.iterdir())) < 2:
                time.sleep(0.1)
            time.sleep(3)
            assert [0, 0] == [phone.stopped_by(signal.SIGTERM) for phone in (first, second)]
        with store_of(one) as mine, store_of(other) as theirs:
            if mine.count_sightings() and theirs.count_sightings():
                break

    with store_of(one) as mine, store_of(other) as theirs:
        ids = {seed for own in theirs.identity().seeds for seed in own.seed.ids_for(own.day)}
        heard = {sighting.rolling_id for sighting in mine.sightings()}
        assert heard
        assert heard <= ids
        assert theirs.count_sightings()
        assert [{-29}, {None}] == [
            powers_of(other.identity(), store.sightings()) for other, store in ((theirs, mine), (mine, theirs))
        ]
    assert [] == exchange.uploads


def powers_of(who: Identity, heard: list[Sighting]) -> set[int | None]:
    """What somebody said of the power, read with the keys of their days."""
    keys = {one: own.seed.key_for(own.day) for own in who.seeds for one in own.seed.ids_for(own.day)}
    assert all(sighting.tx_power_dbm is None and sighting.hidden_power is not None for sighting in heard)
    return {open_power(one.hidden_power or 0, keys[one.rolling_id], one.rolling_id) for one in heard}


@pytest.mark.parametrize(("model", "says_dbm"), [("sma515f", -27), ("nokia34", None)])
def test_an_engine_on_android_says_the_power_of_the_model_that_the_application_names(
    tmp_path: Path, url: str, model: str, says_dbm: int | None
) -> None:
    """From its first frame on, at its first start and at the next."""
    phone = ["--data", str(tmp_path / "phone"), "--radio", "android:pipe", "--exchange", url]
    said = [first_advertised([sys.executable, "-m", "bluezone.cli", "device", "run", *phone], model) for _ in range(2)]

    with store_of(tmp_path / "phone", "store.key.sealed") as store:  # by a key store that gives back what it is given
        keys = {one: own.seed.key_for(own.day) for own in store.identity().seeds for one in own.seed.ids_for(own.day)}
    assert [says_dbm] * 2 == [open_power(byte, keys[one], one) for one, byte in said]


def first_advertised(command: list[str], model: str) -> tuple[RollingId, int]:
    """The id and the hidden power of the first frame that an engine orders; then it is told to stop."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        engine.stdin.write(f"model {model}\nmade hmdglobal nokia\nwithheld -\n")
        engine.stdin.flush()
        for line in engine.stdout:
            order, token, *words = line.split()
            if order == "advertise":
                break
            engine.stdin.write(yes_to(order, token, *words))
            engine.stdin.flush()
        engine.send_signal(signal.SIGTERM)
    version, hidden = bytes.fromhex(words[1])
    assert version == 2
    return RollingId(bytes.fromhex(words[0])), hidden


@pytest.mark.every_run
def test_a_phone_with_pages_is_on_air_only_when_its_owner_has_finished_the_first_run(
    tmp_path: Path, url: str, room: Path
) -> None:
    """Somebody without pages sits in the same room and hears it from then on, and not before."""
    asked, witness = tmp_path / "asked", tmp_path / "witness"
    with running(witness, url, room) as listener, running(asked, url, room, "--port", "0") as phone:
        assert phone.said[-1].endswith("off the air until its owner has finished the first run on the pages\n")
        time.sleep(3)
        with httpx.Client(follow_redirects=True, timeout=PATIENCE_S) as browser:
            terms = browser.get(phone.address().replace("/?", "/welcome/terms?"))
            silent_ms = time.time_ns() // 1_000_000  # noqa: TID251 - the phones have the system's clock
            form_key = re.findall(r'name="form_key" value="(\w+)"', terms.text)[-1]
            browser.post(str(terms.url), data={"form_key": form_key, "accepted": "yes"}).raise_for_status()
        time.sleep(3)
        assert [0, 0] == [one.stopped_by(signal.SIGTERM) for one in (phone, listener)]

    with store_of(asked) as mine, store_of(witness) as theirs:
        ids = {seed for own in mine.identity().seeds for seed in own.seed.ids_for(own.day)}
        heard = [sighting for sighting in theirs.sightings() if sighting.rolling_id in ids]
        assert heard
        assert silent_ms <= min(sighting.wall_ms for sighting in heard)
        assert silent_ms <= min(sighting.wall_ms for sighting in mine.sightings())
    with running(asked, url, room, "--port", "0") as phone:  # and from now on at once
        assert "off the air" not in phone.said[-1]


@pytest.mark.every_run
def test_a_killed_phone_starts_again_with_all_that_it_had_saved(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room) as phone:
        phone.stopped_by(signal.SIGKILL)
    with store_of(data) as store:
        before = store.identity()

    with running(data, url, room) as phone:
        assert 0 == phone.stopped_by(signal.SIGTERM)

    with store_of(data) as store:
        assert before.seeds
        assert before == store.identity()


@pytest.mark.every_run
def test_an_engine_whose_application_is_gone_ends_and_lets_go_of_its_folder(tmp_path: Path, url: str) -> None:
    """Whoever killed the application, or lost it, starts it again; and that one an engine of its own."""
    words = ["device", "run", "--data", str(tmp_path / "phone"), "--radio", "android:pipe", "--exchange", url]
    for _ in range(2):
        with fork(*words, environment=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as engine:
            assert engine.stdin is not None
            assert engine.stdout is not None
            for line in engine.stdout:
                order, token, *rest = line.split()
                engine.stdin.write(yes_to(order, token, *rest))
                engine.stdin.flush()
                if order == "listen":
                    break
            engine.stdin.close()
            try:
                assert 0 == engine.wait(PATIENCE_S)
            finally:
                engine.kill()


@pytest.mark.every_run
def test_a_second_process_on_the_same_folder_is_refused(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room) as phone:
        said = refused(data, url, room)
        assert phone.process.poll() is None

    assert "another process runs the phone" in said


@pytest.mark.every_run
def test_a_store_without_its_key_is_refused_and_no_new_key_is_made(tmp_path: Path, url: str, room: Path) -> None:
    data = tmp_path / "phone"
    with running(data, url, room) as phone:
        phone.stopped_by(signal.SIGTERM)
    (data / "store.key").unlink()

    assert "store.key is missing" in refused(data, url, room)
    assert not (data / "store.key").exists()


def test_an_unknown_radio_an_absent_exchange_and_a_foreign_store_are_one_line(
    tmp_path: Path, url: str, room: Path
) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "phone.store").write_bytes(b"SQLite format 3\0" + bytes(4_096))
    (foreign / "store.key").write_bytes(bytes(32))
    (foreign / "store.key").chmod(0o600)

    assert "unknown option" in refused(tmp_path / "a", url, Path(f"{room}?nothing=1"))
    assert "cannot be reached" in refused(tmp_path / "b", "http://127.0.0.1:1", room)
    assert "not encrypted" in refused(foreign, url, room)


@pytest.mark.every_run
@pytest.mark.parametrize("far", ["http://exchange.example", "ftp://localhost", "localhost:80", "http://", ""])
def test_an_exchange_in_clear_on_another_machine_is_refused(far: str) -> None:
    with pytest.raises(RefusedError):
        require_safe(far)


@pytest.mark.parametrize("near", ["http://127.0.0.1:80", "http://[::1]", "http://localhost:9", "https://far.example"])
def test_https_anywhere_and_http_on_this_machine_are_accepted(near: str) -> None:
    require_safe(near)


@pytest.mark.every_run
def test_a_far_exchange_without_a_root_key_is_refused(tmp_path: Path, room: Path) -> None:
    assert "--root-key" in refused(tmp_path / "phone", "https://exchange.invalid", room)


def test_a_phone_without_pages_loads_nothing_of_them(tmp_path: Path, room: Path) -> None:
    """It starts with half of the work."""
    script = "import sys; from bluezone.cli.__main__ import main; main(); print(*sys.modules)"
    words = command(tmp_path / "phone", "https://exchange.invalid", room)

    ended = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )

    loaded = set(ended.stdout.split())
    assert "bluezone.joining.device.living" in loaded
    assert set() == {"bluezone.citizen", "granian", "jinja2", "litestar"} & loaded


def test_a_root_key_is_read_from_digits_text_or_bytes(tmp_path: Path) -> None:
    key = world_key(Kind.KEYS).verifying_key
    text, raw = tmp_path / "key.txt", tmp_path / "key"
    text.write_text(key.value.hex().upper() + "\n")
    raw.write_bytes(key.value)

    assert [key, key, key] == [read_root_key(written) for written in (key.value.hex(), str(text), str(raw))]


@pytest.mark.every_run
@pytest.mark.parametrize("content", [b"", b"short", bytes(31), b"zz" * 32, bytes(64)])
def test_what_is_no_root_key_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)

    with pytest.raises(RefusedError, match="64 hex digits"):
        read_root_key(str(file))
