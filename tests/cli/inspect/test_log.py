"""`bluezone inspect log` audits a mirror: all that is listed is in the log, genuine, in order."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from bluezone.protocol.config import Configuration, write_configuration
from bluezone.protocol.index import Cosignature, Head, read_index, verify_cosignature, write_head
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import KeyList, Kind, SigningKey, sign_file, write_key_list
from tests.support.amounts import LEAVES_AUDITED
from tests.support.commands import bluezone, refused
from tests.support.exchange.mirrors import NOW_S, Mirror, mirror
from tests.support.protocol.signing import ROOT, key_list, listed, signing_key

WITNESS = signing_key(Kind.WITNESS)


def test_an_honest_mirror_is_described(tmp_path: Path) -> None:
    made = mirror(tmp_path)

    finished = bluezone("inspect", "log", tmp_path)

    assert 0 == finished.status
    assert (5, 5, 0, None, NOW_S) == tuple(
        finished.json[name] for name in ("leaves", "files", "witnesses", "extends", "index_issued_s")
    )
    assert len(made.files) == finished.json["files"]


def test_the_folder_that_an_exchange_writes_is_found_under_v1(tmp_path: Path) -> None:
    mirror(tmp_path / "v1")

    assert 0 == bluezone("inspect", "log", tmp_path).status


def test_a_log_of_several_tiles_is_read_whole(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    made.sign([*([bytes(32)] * 600), *made.leaves()])

    assert 605 == bluezone("inspect", "log", tmp_path).json["leaves"]


def test_a_leaf_that_stands_for_nothing_published_is_noticed(tmp_path: Path) -> None:
    """A batch for one phone alone would be in the log, as that phone demands, and in nobody else's index."""
    made = mirror(tmp_path)
    for_a_victim = leaf_hash(Kind.BATCH, 4, hashlib.sha256(b"a special batch").digest())
    made.sign([*made.leaves(), for_a_victim])

    assert "leaf 5 of the log stands for no file that is published" in refused(bluezone("inspect", "log", tmp_path))


def test_a_listed_file_of_a_kind_that_only_a_later_version_knows_explains_its_leaf(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    balloon = ["balloon", 1, bytes(range(32)), 100, 0]
    made.sign([*made.leaves(), leaf_hash("balloon", 1, bytes(range(32)))])
    assert "stands for no file that is published" in refused(bluezone("inspect", "log", tmp_path))
    index = msgspec.msgpack.decode((tmp_path / "index").read_bytes()[:-73])
    later = msgspec.msgpack.encode({**index, "files": [*index["files"], balloon]})
    made.write("index", sign_file(later, [signing_key(Kind.INDEX)]))

    assert len(made.leaves()) + 1 == bluezone("inspect", "log", tmp_path).json["leaves"]


def test_a_configuration_that_was_replaced_still_explains_its_leaf(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    second = Configuration(sequence=2, issued_s=NOW_S)
    made.publish(Kind.CONFIG, 2, write_configuration(second, signing_key(Kind.CONFIG)))
    leaves = made.leaves()
    made.files = [file for file in made.files if (file.kind, file.sequence) != (Kind.CONFIG, 1)]
    made.sign(leaves)

    assert 0 == bluezone("inspect", "log", tmp_path).json["unexplained"]


def test_leaves_of_files_that_were_erased_are_counted(tmp_path: Path) -> None:
    made = mirror(tmp_path, batches=4)
    leaves = made.leaves()
    made.files = [file for file in made.files if (file.kind, file.sequence) not in {(Kind.BATCH, 1), (Kind.BATCH, 2)}]
    made.sign(leaves)

    assert 2 == bluezone("inspect", "log", tmp_path).json["unexplained"]


def test_leaves_behind_the_signed_head_do_not_matter(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    made.write("log/tile/0", b"".join([*made.leaves(), bytes(32)]))

    assert 5 == bluezone("inspect", "log", tmp_path).json["leaves"]


def test_a_log_that_grew_extends_the_earlier_audit(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", made.folder).out, encoding="utf-8")
    made.publish_batch(4)
    made.sign()

    assert 5 == bluezone("inspect", "log", made.folder, "--extends", audit).json["extends"]


def test_a_rewritten_log_does_not_extend_the_earlier_audit(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", made.folder).out, encoding="utf-8")
    made.files.reverse()
    made.sign()

    assert "rewritten" in refused(bluezone("inspect", "log", made.folder, "--extends", audit))


def test_a_log_that_lost_a_leaf_does_not_extend_the_earlier_audit(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", made.folder).out, encoding="utf-8")
    made.files.pop()
    made.sign()

    assert "shrunk from 5 to 4" in refused(bluezone("inspect", "log", made.folder, "--extends", audit))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"leaves": 5}', '{"leaves": "x", "root": ""}', "[" * 4_000])
def test_what_is_no_audit_is_refused(content: str, tmp_path: Path) -> None:
    mirror(tmp_path / "mirror")
    audit = tmp_path / "audit.json"
    audit.write_text(content, encoding="utf-8")

    assert "not what an audit printed" in refused(bluezone("inspect", "log", tmp_path / "mirror", "--extends", audit))


def spoil(made: Mirror, name: str, *, at: int = -1) -> None:
    data = bytearray((made.folder / name).read_bytes())
    data[at] ^= 1
    made.write(name, bytes(data))


@pytest.mark.parametrize("name", ["index", "keys/1", "config/1", "batch/2", "log/tile/0"])
@pytest.mark.parametrize("at", [0, -1])
def test_one_changed_bit_anywhere_is_noticed(name: str, at: int, tmp_path: Path) -> None:
    made = mirror(tmp_path)

    spoil(made, name, at=at)

    refused(bluezone("inspect", "log", tmp_path))


@pytest.mark.parametrize("name", ["index", "keys/1", "root", "config/1", "batch/2", "log/tile/0"])
def test_a_missing_file_is_noticed(name: str, tmp_path: Path) -> None:
    made = mirror(tmp_path)

    (made.folder / name).unlink()

    refused(bluezone("inspect", "log", tmp_path))


def test_a_listed_file_that_is_no_leaf_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path)

    made.sign(made.leaves()[:-1])

    assert "batch 3 is listed and is not in the log" in refused(bluezone("inspect", "log", tmp_path))


def test_a_genuine_file_in_another_files_place_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path)

    made.write("batch/2", (tmp_path / "batch" / "3").read_bytes())

    assert "batch 2 is not the file that the index lists" in refused(bluezone("inspect", "log", tmp_path))


def test_a_gap_between_batches_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path, batches=1)
    made.publish_batch(3)
    made.sign()

    assert "batch 3 does not follow 1" in refused(bluezone("inspect", "log", tmp_path))


def test_a_batch_that_names_another_predecessor_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path, batches=1)
    made.publish_batch(2, previous=b"\1" * 32)
    made.sign()

    assert "batch 2 does not follow 1" in refused(bluezone("inspect", "log", tmp_path))


def test_a_batch_published_under_another_number_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path, batches=1)
    made.publish(Kind.BATCH, 2, (tmp_path / "batch" / "1").read_bytes())
    made.sign()

    assert "batch 2 calls itself batch 1" in refused(bluezone("inspect", "log", tmp_path))


def test_a_mirror_with_its_own_root_does_not_fool_whoever_knows_the_right_one(tmp_path: Path) -> None:
    mirror(tmp_path)
    other = signing_key(Kind.KEYS, 1).verifying_key.value.hex()

    assert "pinned root" in refused(bluezone("inspect", "log", tmp_path, "--root", other))


def test_too_few_witnesses_are_noticed(tmp_path: Path) -> None:
    made = Mirror(tmp_path, key_list(required_witnesses=1))
    made.sign()

    assert "0 witnesses, and 1" in refused(bluezone("inspect", "log", tmp_path))


@pytest.mark.parametrize("kind", [Kind.BATCH, Kind.CONFIG, Kind.REVOCATION, Kind.INDEX, Kind.HEAD])
def test_a_key_that_was_not_valid_at_the_time_of_what_it_signed_is_noticed(kind: Kind, tmp_path: Path) -> None:
    """No phone takes such a file, however well it is logged."""
    keys = key_list()
    ended = tuple(listed(signing_key(kind), valid_until_s=1) if key.kind is kind else key for key in keys.keys)
    made = Mirror(tmp_path, msgspec.structs.replace(keys, keys=ended))
    made.publish_batch(1)
    taken_back = Revocation(1, Kind.BATCH, 1, made.files[-1].identity, NOW_S)
    made.publish(Kind.REVOCATION, 1, write_revocation(taken_back, [signing_key(Kind.REVOCATION)]))
    made.sign()

    assert "a key that was not valid at the time" in refused(bluezone("inspect", "log", tmp_path))


def test_a_configuration_without_the_signatures_that_its_values_need_is_noticed(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    grave = Configuration(sequence=2, issued_s=NOW_S, shutdown_s=NOW_S)
    made.publish(Kind.CONFIG, 2, write_configuration(grave, signing_key(Kind.CONFIG)))
    made.sign()

    assert "config 2: a configuration that has phones erase" in refused(bluezone("inspect", "log", tmp_path))


def with_a_list_that_waits(folder: Path, keys: KeyList) -> bytes:
    """A mirror whose index names list 1, and a list 2 that waits for its co-signed head, which is returned."""
    made = mirror(folder)
    served = (folder / "index").read_bytes()
    made.publish(Kind.KEYS, 2, write_key_list(keys, ROOT))
    waiting = made.sign()
    made.write("index", served)
    return waiting


def test_the_served_head_is_asked_for_the_witnesses_that_the_served_list_requires(tmp_path: Path) -> None:
    waiting = with_a_list_that_waits(tmp_path / "mirror", key_list(sequence=2, required_witnesses=1))
    head, secret = tmp_path / "head", tmp_path / "witness.key"
    head.write_bytes(waiting)
    secret.write_bytes(WITNESS.value)

    audited = bluezone("inspect", "log", tmp_path / "mirror").json
    signed = bluezone("inspect", "log", tmp_path / "mirror", "--head", head, "--cosign", secret).json

    assert (5, 0) == (audited["leaves"], audited["witnesses"])
    given = Cosignature(base64.b64decode(signed["key_id"]), base64.b64decode(signed["signature"]))
    verify_cosignature(waiting, given, WITNESS.verifying_key)


@pytest.mark.parametrize("kind", [Kind.INDEX, Kind.HEAD])
def test_an_index_by_a_key_that_the_waiting_list_withdrew_is_noticed(kind: Kind, tmp_path: Path) -> None:
    withdrawn = key_list(listed(signing_key(kind, 1)), without=kind, sequence=2)
    with_a_list_that_waits(tmp_path, withdrawn)

    assert f"the key list names no such key for {kind}" in refused(bluezone("inspect", "log", tmp_path))


def witnessed(folder: Path, *witnesses: SigningKey) -> Mirror:
    made = mirror(folder)
    made.sign(witnesses=witnesses)
    return made


def test_a_witness_of_ones_own_choice_is_found_though_no_key_list_asks_for_it(tmp_path: Path) -> None:
    witnessed(tmp_path, WITNESS)
    own = WITNESS.verifying_key.value

    assert 1 == bluezone("inspect", "log", tmp_path, "--witness", own.hex()).json["witnesses"]


def test_a_witness_who_is_absent_is_missed_by_name(tmp_path: Path) -> None:
    witnessed(tmp_path, WITNESS)
    absent = signing_key(Kind.WITNESS, 3).verifying_key

    told = refused(
        bluezone("inspect", "log", tmp_path, "--witness", WITNESS.verifying_key.value.hex(), "--witness",
                 absent.value.hex())
    )  # fmt: skip

    assert f"the witness {absent.key_id.hex()} has not signed this head" in told


def test_a_witness_audits_and_then_signs_and_the_signature_is_one_that_phones_accept(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    secret = tmp_path / "witness.key"
    secret.write_bytes(WITNESS.value)

    signed = bluezone("inspect", "log", tmp_path / "mirror", "--cosign", secret).json

    given = Cosignature(base64.b64decode(signed["key_id"]), base64.b64decode(signed["signature"]))
    made.sign(cosignatures=(given,))
    keys = key_list(required_witnesses=1)
    assert 1 == read_index((tmp_path / "mirror" / "index").read_bytes(), keys).witnessed_by


def test_a_witness_signs_nothing_of_a_log_that_forked(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", tmp_path / "mirror").out)
    secret = tmp_path / "witness.key"
    secret.write_bytes(WITNESS.value)
    made.publish_batch(4)
    made.sign([b"another past".ljust(32), *made.leaves()])

    told = refused(bluezone("inspect", "log", tmp_path / "mirror", "--extends", audit, "--cosign", secret))

    assert "rewritten" in told


def test_a_head_that_waits_for_witnesses_is_audited_before_the_index_carries_it(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    older = (tmp_path / "mirror" / "index").read_bytes()
    made.publish_batch(4)
    proposed = made.sign()
    (tmp_path / "mirror" / "index").write_bytes(older)
    (tmp_path / "head").write_bytes(proposed)

    found = bluezone("inspect", "log", tmp_path / "mirror", "--head", tmp_path / "head").json

    assert (6, 5) == (found["leaves"], found["files"])


def test_a_proposed_head_smaller_than_the_published_one_is_refused(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    (tmp_path / "head").write_bytes(write_head(Head(1, made.leaves()[0], NOW_S), signing_key(Kind.HEAD)))

    told = refused(bluezone("inspect", "log", tmp_path / "mirror", "--head", tmp_path / "head"))

    assert "1 leaves, fewer than the 5 published" in told


def test_an_independent_mirror_audits_many_leaves_and_what_was_added_since(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    past = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(LEAVES_AUDITED - 10)]
    made.sign([*past, *made.leaves()])
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", tmp_path / "mirror").out)
    for sequence in range(4, 9):
        made.publish_batch(sequence)
    made.sign([*past, *made.leaves()])

    found = bluezone("inspect", "log", tmp_path / "mirror", "--extends", audit).json

    assert (LEAVES_AUDITED, LEAVES_AUDITED - 5) == (found["leaves"], found["extends"])


def test_one_leaf_changed_among_many_is_a_fork(tmp_path: Path) -> None:
    made = mirror(tmp_path / "mirror")
    past = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(LEAVES_AUDITED - 10)]
    made.sign([*past, *made.leaves()])
    audit = tmp_path / "audit.json"
    audit.write_text(bluezone("inspect", "log", tmp_path / "mirror").out)
    past[LEAVES_AUDITED // 2] = bytes(32)
    made.publish_batch(4)
    made.sign([*past, *made.leaves()])

    assert "the log was rewritten" in refused(bluezone("inspect", "log", tmp_path / "mirror", "--extends", audit))


def test_an_old_key_list_stays_readable_under_its_own_root(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    made.publish(Kind.KEYS, 2, write_key_list(key_list(sequence=2), ROOT))
    made.sign()

    assert 6 == bluezone("inspect", "log", tmp_path).json["files"]


@pytest.mark.parametrize("folder", ["none", "."])
def test_an_empty_or_missing_folder_is_refused(folder: str, tmp_path: Path) -> None:
    assert "no key list" in refused(bluezone("inspect", "log", tmp_path / folder))


def test_the_audit_is_one_json_object(tmp_path: Path) -> None:
    mirror(tmp_path)

    assert isinstance(json.loads(bluezone("inspect", "log", tmp_path).out), dict)
