"""Keys are changed while an exchange runs: who may ask, sign and install, and that no phone ever has to refuse."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bluezone.exchange.internal_keys import NEXT_KEY_FILE
from bluezone.exchange.publishing.signers import names_list
from bluezone.exchange.rotation import install_list
from bluezone.joining.doctor.check import State
from bluezone.joining.doctor.exchange import look_at_exchange
from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from bluezone.protocol.disclosure import commitment_to, read_certificate
from bluezone.protocol.messages import AcceptedAnswer, CertificateAnswer, verify_time
from bluezone.protocol.signature import KeyList, Kind, SigningKey, VerifyingKey, read_key_list
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TWO_DAYS_AGO

pytestmark = pytest.mark.in_turn(of=3)
HERE = {"batch", "rollup", "index", "head", "config", "certificate", "time", "venue"}
CHANGE_MS = NOON_MS + 3 * DAY_MS
_BETWEEN_LOOKS_S = 0.03
"""A small part of what each step of a change takes; without any pause the looking would take the machine."""


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    """An exchange whose first list was signed on another machine."""
    served.set_clock(tmp_path, NOON_MS)
    made = Ceremony(tmp_path)
    made.begin()
    return made


@pytest.fixture
def running(ceremony: Ceremony) -> Iterator[served.Served]:
    exchange = served.start(ceremony.folder)
    try:
        yield exchange
    finally:
        exchange.kill()


def shown(ceremony: Ceremony) -> dict[str, list[str]]:
    """By kind, the ids of the keys that sign now."""
    rows = bluezone("exchange", "keys", "show", "--data", ceremony.data).json["keys"]
    return {kind: [row["id"] for row in rows if row["kind"] == kind and row["signs"]] for kind in HERE}


def publish(running: served.Served) -> None:
    assert httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60).status_code == 200


@pytest.mark.every_run
def test_private_keys_never_travel(ceremony: Ceremony) -> None:
    secrets = [path.read_bytes() for path in (ceremony.data / "keys").glob("*.key")]
    travelled = (ceremony.folder / "request").read_bytes() + ceremony.signed[-1].read_bytes()

    assert 9 == len(secrets)
    assert not [secret for secret in secrets if secret in travelled]
    assert not (ceremony.data / "root.key").exists()


@pytest.mark.every_run
def test_a_running_exchange_announces_a_new_list_at_once_and_signs_with_the_new_keys_when_they_begin(
    ceremony: Ceremony, running: served.Served
) -> None:
    before = shown(ceremony)

    assert {"sequence": 2, "announced": True, "required_witnesses": 0} == ceremony.rotate().json
    assert before == shown(ceremony)

    served.set_clock(ceremony.folder, CHANGE_MS)
    after = shown(ceremony)
    assert dict.fromkeys(HERE, 1) == {kind: len(ids) for kind, ids in after.items()}
    assert not [kind for kind in HERE if before[kind] == after[kind]]


@pytest.mark.breadth
def test_no_phone_refuses_anything_before_during_and_after_a_change(ceremony: Ceremony, running: served.Served) -> None:
    """New phones and old ones look for news many times a second, while the list is installed and hours pass over it."""
    refusals: list[BaseException] = []
    over = threading.Event()
    old = Follower(running.public, ceremony.root)
    old.update()

    def look(follower: Follower | None) -> None:
        try:
            while not over.wait(_BETWEEN_LOOKS_S):
                (follower or Follower(running.public, ceremony.root)).update()
        except BaseException as refusal:  # noqa: BLE001 - handed to the test
            refusals.append(refusal)

    threads = [threading.Thread(target=look, args=(follower,)) for follower in (old, None)]
    for thread in threads:
        thread.start()
    ceremony.rotate()
    for hours in range(0, 5 * 24, 4):
        served.set_clock(ceremony.folder, NOON_MS + hours * HOUR_MS)
        publish(running)
    over.set()
    for thread in threads:
        thread.join()
    asleep = Follower(running.public, ceremony.root, old.feed)
    asleep.update()

    assert [] == refusals
    assert ceremony.keys == asleep.feed.keys
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status


@pytest.mark.every_run
def test_a_phone_that_slept_through_the_change_and_one_that_has_its_old_certificate_are_served(
    ceremony: Ceremony, running: served.Served
) -> None:
    """A certificate is signed by the old key, its repetition too, and it is taken by the exchange of the new keys."""

    async def story() -> None:
        async with httpx.AsyncClient(base_url=running.public, trust_env=False, timeout=30) as public:
            phone = PhoneClient(public, random.Random(1))
            seeds, key = seeds_of_days(phone.chance, range(TWO_DAYS_AGO.number + 1, TWO_DAYS_AGO.number + 4)), bytes(32)
            served.set_clock(ceremony.folder, CHANGE_MS - HOUR_MS // 2)
            publish(running)
            code = issued(running)
            first = await phone.redeem(code, commitment_to(seeds, key))
            served.set_clock(ceremony.folder, CHANGE_MS + HOUR_MS // 4)
            again = await phone.redeem(code, commitment_to(seeds, key))
            taken = await phone.upload(first.certificate, seeds, key)
            told = await phone.time()

            assert isinstance(first, CertificateAnswer)
            assert first == again
            assert isinstance(taken, AcceptedAnswer)
            assert read_certificate(first.certificate, ceremony.keys)
            assert told.key_id == bytes.fromhex(shown(ceremony)["time"][0])
            with pytest.raises(Exception, match="does not hold"):
                verify_time(told, bytes(16), ceremony.keys)

    sleeper = Follower(running.public, ceremony.root)
    sleeper.update()
    ceremony.rotate()
    asyncio.run(story())
    sleeper.update()

    assert ceremony.keys == sleeper.feed.keys


@pytest.mark.every_run
def test_a_list_is_announced_once_the_index_names_it_and_not_when_its_file_lies_there(
    ceremony: Ceremony, running: served.Served
) -> None:
    index = ceremony.data / "public/v1/index"
    before = index.read_bytes()
    assert ceremony.rotate().json["announced"]

    assert (ceremony.data / f"public/v1/keys/{ceremony.keys.sequence}").exists()
    assert (False, True) == tuple(names_list(data, ceremony.keys) for data in (before, index.read_bytes()))


@pytest.mark.every_run
def test_a_list_is_not_announced_before_whoever_asks_for_the_newest_is_given_it(
    ceremony: Ceremony, running: served.Served
) -> None:
    newest = ceremony.data / "public/v1/newest-keys"
    before = newest.read_bytes()
    assert ceremony.rotate().json["announced"]
    assert ceremony.signed[-1].read_bytes() == newest.read_bytes()
    running.stop()

    newest.write_bytes(before)  # as between two files' being written

    assert not ceremony.install().json["announced"]


def issued(running: served.Served) -> str:
    order = {"level": "F0", "onset": TWO_DAYS_AGO.date.isoformat(), "form": "long"}
    answer = httpx.post(f"{running.internal}/internal/v1/codes", headers=running.bearer, json=order, timeout=30)
    code: str = answer.json()[0]["code"]
    return code


@pytest.mark.breadth
def test_batches_of_the_old_keys_stay_readable_and_a_batch_made_again_has_the_same_bytes(
    ceremony: Ceremony, running: served.Served
) -> None:
    served.set_clock(ceremony.folder, CHANGE_MS - HOUR_MS)
    publish(running)
    batch = max((ceremony.data / "public/v1/batch").iterdir(), key=lambda path: int(path.name))
    bytes_before = batch.read_bytes()
    ceremony.rotate("--from", "2026-11-29T12:00:00+00:00")

    served.set_clock(ceremony.folder, NOON_MS + 6 * DAY_MS)
    publish(running)
    newcomer = Follower(running.public, ceremony.root)
    examined = newcomer.update()

    assert bytes_before == batch.read_bytes()
    assert 6 * 24 == len(examined)


@pytest.mark.every_run
def test_a_change_that_begins_before_phones_can_know_of_it_is_not_installed(ceremony: Ceremony) -> None:
    in_force = ceremony.keys
    asked = ceremony.request("--from", "2026-11-26T11:00:00+00:00")  # 47 hours ahead
    ceremony.sign(asked.json["fingerprint"])

    line = refused(ceremony.install())

    assert "within 48 hours" in line
    assert in_force == ceremony.keys


@pytest.mark.every_run
def test_the_root_signs_only_what_was_asked_for_and_what_follows(ceremony: Ceremony) -> None:
    asked = ceremony.request()
    first, second = ceremony.signed[-1], asked.json["fingerprint"]

    assert second in refused(ceremony.sign("0000-" * 7 + "0000"))
    forgotten = ("exchange", "keys", "sign", ceremony.folder / "request", "--root-key", ceremony.folder / "root.key")
    out = ("--out", ceremony.folder / "never", "--fingerprint", second)
    assert "--previous" in refused(bluezone(*forgotten, *out))
    (ceremony.folder / "other").write_bytes(first.read_bytes()[:-1] + b"?")
    assert "does not hold" in refused(bluezone(*forgotten, *out, "--previous", ceremony.folder / "other"))
    assert not (ceremony.folder / "never").exists()


@pytest.mark.every_run
def test_a_list_of_another_root_or_out_of_order_or_spoilt_is_not_installed(ceremony: Ceremony, tmp_path: Path) -> None:
    stranger = Ceremony(tmp_path / "stranger")
    stranger.folder.mkdir()
    stranger.begin()
    ceremony.rotate()
    in_force = ceremony.keys
    spoilt = tmp_path / "spoilt"
    spoilt.write_bytes(b"?" + ceremony.signed[-1].read_bytes()[1:])

    for file, reason in (
        (stranger.signed[0], "not signed by the pinned root"),
        (ceremony.signed[0], "does not follow list 2"),
        (spoilt, "does not hold"),
    ):
        assert reason in refused(bluezone("exchange", "keys", "install", file, "--data", ceremony.data))
    assert in_force == ceremony.keys


def test_a_request_that_is_made_again_asks_for_the_same_keys(ceremony: Ceremony) -> None:
    assert ceremony.request().json["added"] == ceremony.request().json["added"]


@pytest.mark.every_run
def test_stolen_keys_count_for_nothing_from_now_on_and_what_they_signed_is_signed_anew(
    ceremony: Ceremony, running: served.Served
) -> None:
    served.set_clock(ceremony.folder, NOON_MS + 30 * HOUR_MS)
    publish(running)
    old = Follower(running.public, ceremony.root)
    old.update()
    thief = [one for one in ceremony.keys.keys if one.kind in (Kind.BATCH, Kind.INDEX, Kind.CONFIG)]
    options = [part for kind in ("batch", "index", "config") for part in ("--kind", kind)]

    assert ceremony.rotate("--stolen", *options, install=("--at-once",)).json["announced"]
    old.update()
    newcomer = Follower(running.public, ceremony.root)
    examined = newcomer.update()

    assert not {one.public for one in thief} & {one.public for one in newcomer.feed.keys.keys}
    assert (30, ceremony.keys) == (len(examined), old.feed.keys)
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status


@pytest.mark.every_run
def test_after_stolen_keys_an_exchange_that_was_not_running_starts(ceremony: Ceremony, running: served.Served) -> None:
    running.stop()
    asked = ceremony.rotate("--stolen", install=("--at-once",))
    assert {"sequence": 2, "announced": False, "required_witnesses": 0} == asked.json

    again = served.start(ceremony.folder)
    try:
        newcomer = Follower(again.public, ceremony.root)
        newcomer.update()
    finally:
        again.kill()

    assert ceremony.keys == newcomer.feed.keys


def restored(ceremony: Ceremony) -> Finished:
    """Elsewhere, from the backup and what phones can read."""
    backup = ("--backup", ceremony.folder / "backup", "--key", ceremony.folder / "backup.key")
    return bluezone(
        "exchange", "restore", *backup, "--data", ceremony.folder / "new/data", "--published", ceremony.data / "public"
    )


def back_up(ceremony: Ceremony) -> None:
    to = ("--out", ceremony.folder / "backup", "--key", ceremony.folder / "backup.key")
    assert bluezone("exchange", "backup", "--data", ceremony.data, *to).status == 0


def change_passes(ceremony: Ceremony, running: served.Served) -> None:
    served.set_clock(ceremony.folder, CHANGE_MS + HOUR_MS)
    publish(running)
    running.kill()


@pytest.mark.breadth
def test_a_backup_from_between_request_and_change_is_restored_under_the_new_list(
    ceremony: Ceremony, running: served.Served
) -> None:
    asked = ceremony.request()
    back_up(ceremony)
    ceremony.sign(asked.json["fingerprint"])
    assert 0 == ceremony.install().status
    change_passes(ceremony, running)

    assert 0 == restored(ceremony).status
    moved = Ceremony(ceremony.folder / "new", ceremony.signed)
    served.set_clock(moved.folder, CHANGE_MS + 3 * HOUR_MS)
    again = served.start(moved.folder)
    try:
        newcomer = Follower(again.public, ceremony.root)
        newcomer.update()
    finally:
        again.kill()

    assert ceremony.keys == moved_keys(moved, ceremony) == newcomer.feed.keys


def moved_keys(moved: Ceremony, from_: Ceremony) -> KeyList:
    return read_key_list((moved.data / "keys/key-list").read_bytes(), from_.root)


def test_a_backup_without_the_keys_of_the_list_in_force_is_not_restored(
    ceremony: Ceremony, running: served.Served
) -> None:
    back_up(ceremony)
    ceremony.rotate("--stolen", install=("--at-once",))
    change_passes(ceremony, running)

    assert "whose private half is here" in refused(restored(ceremony))


def test_persons_and_witnesses_are_added_and_end(ceremony: Ceremony, running: served.Served) -> None:
    alice, bob = ceremony.draw("revocation", "alice.key"), ceremony.draw("revocation", "bob.key")
    public = [path.with_name(path.name + ".pub") for path in (alice, bob)]
    ceremony.rotate("--keep-keys", "--add", public[0], "--add", public[1])
    keys = [one for one in ceremony.keys.keys if one.kind is Kind.REVOCATION]
    assert (2, 2) == (len(keys), ceremony.keys.signatures_for(Kind.REVOCATION))

    served.set_clock(ceremony.folder, NOON_MS + HOUR_MS)
    ceremony.rotate("--keep-keys", "--end", VerifyingKey(keys[0].public).key_id.hex())

    ended = {one.public: one.valid_until_s for one in ceremony.keys.keys}[keys[0].public]
    assert (NOON_MS + HOUR_MS) // 1000 == ended


@dataclass
class Witness:
    """Somebody who watches an exchange from outside, audits its log and co-signs the head that waits."""

    ceremony: Ceremony
    running: served.Served
    secret: Path

    @property
    def public(self) -> Path:
        return self.secret.with_name(self.secret.name + ".pub")

    def head(self) -> dict[str, Any]:
        return httpx.get(f"{self.running.internal}/internal/v1/head", headers=self.running.bearer, timeout=60).json()

    def cosigns(self) -> int:
        """By the two commands that page 4 names; how many witnesses the head has then."""
        waiting = self.ceremony.folder / "head.bin"
        waiting.write_bytes(base64.b64decode(self.head()["head"]))
        command = ("inspect", "log", self.ceremony.data / "public", "--root", self.ceremony.folder / "root.key.pub")
        audit = bluezone(*command, "--head", waiting, "--cosign", self.secret)
        assert audit.status == 0, audit.err
        word = {name: audit.json[name] for name in ("key_id", "signature")}
        answer = httpx.post(
            f"{self.running.internal}/internal/v1/cosignatures", json=word, headers=self.running.bearer, timeout=60
        )
        assert answer.status_code == 200, answer.text
        return int(answer.json()["witnesses"])

    def waits_for(self, leaves: int) -> None:
        """Until the head has so many leaves: the exchange looks every second whether a list was installed."""
        until = time.monotonic() + 120
        while self.head()["size"] < leaves:
            assert time.monotonic() < until
            time.sleep(_BETWEEN_LOOKS_S)


@pytest.fixture
def witness(ceremony: Ceremony, running: served.Served) -> Witness:
    return Witness(ceremony, running, ceremony.draw("witness", "wit.key"))


def is_ready(running: served.Served) -> bool:
    return httpx.get(f"{running.internal}/ready", timeout=60).status_code == 200


def test_the_first_witness_is_named_co_signs_and_is_then_required(
    ceremony: Ceremony, running: served.Served, witness: Witness
) -> None:
    phone = Follower(running.public, ceremony.root)
    ceremony.rotate("--keep-keys", "--add", witness.public)
    assert 1 == witness.cosigns()

    installed = ceremony.rotate("--keep-keys", "--required-witnesses", "1").json
    assert {"sequence": 3, "announced": False, "required_witnesses": 1} == installed
    phone.update()
    assert 2 == phone.feed.keys.sequence

    witness.waits_for(4)  # three lists and a configuration
    assert 1 == witness.cosigns()
    phone.update()
    assert (3, 1) == (phone.feed.keys.sequence, phone.feed.keys.required_witnesses)

    served.set_clock(ceremony.folder, NOON_MS + HOUR_MS)
    publish(running)
    assert not is_ready(running)
    assert ["index"] == doubted(ceremony)
    assert 1 == witness.cosigns()
    assert is_ready(running)
    assert [] == doubted(ceremony)
    phone.update()


def doubted(ceremony: Ceremony) -> list[str]:
    """What the doctor finds wrong a moment later than an hour after noon."""
    served.set_clock(ceremony.folder, NOON_MS + HOUR_MS + 60_000)
    return [check.name for check in look_at_exchange(ceremony.data, None) if check.state is State.BAD]


def test_a_witness_that_has_not_co_signed_what_is_published_is_not_required(
    ceremony: Ceremony, running: served.Served, witness: Witness
) -> None:
    """An exchange whose list requires a witness publishes nothing without it, that list included: nobody would hear."""
    before = ceremony.keys

    for options in (("--add", witness.public, "--required-witnesses", "1"), ("--add", witness.public)):
        asked = ceremony.request("--keep-keys", *options)
        assert ceremony.sign(asked.json["fingerprint"]).status == 0
        if "--required-witnesses" in options:
            told = refused(ceremony.install())
            assert "requires 1 witnesses, and 0 that it names have co-signed the index" in told
            assert before == ceremony.keys
            ceremony.signed.pop().unlink()
    assert ceremony.install().json["announced"]
    asked = ceremony.request("--keep-keys", "--required-witnesses", "1")
    assert ceremony.sign(asked.json["fingerprint"]).status == 0

    assert "name them in one list, let them co-sign, then require them" in refused(ceremony.install())
    assert 1 == witness.cosigns()
    assert ceremony.install().status == 0


def test_the_first_list_of_an_exchange_requires_no_witness(tmp_path: Path) -> None:
    made = Ceremony(tmp_path)
    witness = made.draw("witness", "wit.key").with_name("wit.key.pub")
    made.draw("root", "root.key")
    asked = made.request("--root", tmp_path / "root.key.pub", "--add", witness, "--required-witnesses", "1")
    assert made.sign(asked.json["fingerprint"]).status == 0

    assert "the first key list of an exchange requires no witness" in refused(made.install())


def stand_still(ceremony: Ceremony, witness: Witness) -> None:
    """As an installation of an earlier version may stand that required its witness in the list that named it."""
    asked = ceremony.request("--keep-keys", "--add", witness.public, "--required-witnesses", "1")
    assert ceremony.sign(asked.json["fingerprint"]).status == 0
    directory, file = ceremony.data / "keys", ceremony.signed[-1].read_bytes()
    install_list(directory, file, NOON_MS // 1000, require_readable=lambda _current, _following: None)
    witness.waits_for(3)  # two lists and a configuration


def test_a_list_that_requires_no_witness_any_more_ends_a_standstill(
    ceremony: Ceremony, running: served.Served, witness: Witness
) -> None:
    stand_still(ceremony, witness)

    installed = ceremony.rotate("--keep-keys", "--required-witnesses", "0").json

    assert (3, True) == (installed["sequence"], installed["announced"])


def test_a_standstill_ends_by_the_word_of_the_witness(
    ceremony: Ceremony, running: served.Served, witness: Witness
) -> None:
    """The served head is asked for what the served list requires, and not the list that waits."""
    stand_still(ceremony, witness)

    assert 1 == witness.cosigns()

    phone = Follower(running.public, ceremony.root)
    phone.update()
    assert 2 == phone.feed.keys.sequence


@pytest.mark.every_run
def test_a_stolen_key_of_somebody_else_leaves_the_list_and_the_exchanges_own_stay(
    ceremony: Ceremony, running: served.Served
) -> None:
    drawn = ceremony.draw("config", "alice.key")
    ceremony.rotate("--keep-keys", "--add", drawn.with_name("alice.key.pub"))
    before = set(ceremony.keys.keys)
    (added,) = [one for one in before if one.public == SigningKey(Kind.CONFIG, drawn.read_bytes()).verifying_key.value]

    ceremony.rotate("--keep-keys", "--stolen", "--end", VerifyingKey(added.public).key_id.hex())

    assert before - {added} == set(ceremony.keys.keys)


@pytest.mark.parametrize(
    ("options", "status", "reason"),
    [
        (("--end", "0011223344556677"), 1, "names no key"),
        (("--end", "xyz"), 2, "16 hex digits"),
        (("--add", "nowhere.pub"), 2, "No such file"),
        (("--from", "tomorrow"), 2, "no time such as"),
        (("--from", "2026-12-01T00:00"), 2, "time zone"),
        (("--kind", "witness"), 2, "invalid choice"),
        (("--keep-keys", "--stolen"), 1, "leave --kind and --stolen away"),
        (("--keep-keys", "--stolen", "--end", "0011223344556677"), 1, "names no key"),
        (("--required-witnesses", "17"), 2, "from 0 to 16"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    ceremony: Ceremony, options: tuple[str, ...], status: int, reason: str
) -> None:
    files = sorted((ceremony.data / "keys").iterdir())

    assert reason in refused(ceremony.request(*options), status=status)
    assert files == sorted((ceremony.data / "keys").iterdir()) or options[0] == "--end"


def test_the_internal_key_changes_without_a_moment_in_which_the_portal_is_shut_out(
    ceremony: Ceremony, running: served.Served
) -> None:
    def answers() -> list[int]:
        head = f"{running.internal}/internal/v1/head"
        return [
            httpx.get(head, headers={"authorization": f"Bearer {key}"}, timeout=60).status_code for key in (old, new)
        ]

    old = (ceremony.data / "internal.key").read_text()
    command = ("exchange", "keys", "internal", "--data", ceremony.data)
    assert "no change" in refused(bluezone(*command, "--finish"))

    begun, again = bluezone(*command), bluezone(*command)
    new = (ceremony.data / NEXT_KEY_FILE).read_text()
    assert [200, 200] == answers()
    finished = bluezone(*command, "--finish")

    assert [401, 200] == answers()
    assert (0, 0, 0) == (begun.status, again.status, finished.status)
    assert new == (ceremony.data / "internal.key").read_text() != old
    assert new not in json.dumps([begun.out, finished.out])


def test_a_running_exchange_has_drawn_a_key_that_opens_its_figures_alone(
    ceremony: Ceremony, running: served.Served
) -> None:
    drawn = ceremony.data / "monitor.key"
    monitor = {"authorization": f"Bearer {drawn.read_text()}"}

    def answers() -> list[int]:
        paths = ("/metrics", "/internal/v1/head", "/internal/v1/reports")
        return [httpx.get(running.internal + path, headers=monitor, timeout=60).status_code for path in paths]

    assert [200, 401, 401] == answers()
    drawn.chmod(0o644)
    assert [401, 401, 401] == answers()
