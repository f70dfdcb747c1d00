"""The append-only log: RFC 6962's own vectors, and proofs that cannot be bent."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import InvalidValueError, MalformedError, VerificationError
from bluezone.protocol.log import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from bluezone.protocol.signature import Kind

# The well-known eight leaves and the roots over the first n of them (Certificate Transparency's test data).
RFC_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
RFC_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
RFC_LEAVES = [hashlib.sha256(b"\0" + bytes.fromhex(entry)).digest() for entry in RFC_ENTRIES]
PROOF_OF_LEAF_5 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]

leaves_of = st.integers(1, 70).map(lambda count: [hashlib.sha256(bytes([n])).digest() for n in range(count)])


def _independent_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _independent_root(leaves[:k]) + _independent_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_well_known_leaves_are_the_well_known_roots(size: int) -> None:
    assert bytes.fromhex(RFC_ROOTS[size]) == root_of(RFC_LEAVES[:size])


def test_the_proof_of_a_well_known_leaf_is_the_well_known_proof() -> None:
    assert PROOF_OF_LEAF_5 == [node.hex() for node in inclusion_proof(RFC_LEAVES, 5)]


@given(leaves_of)
def test_a_compact_range_knows_the_root_that_the_rfc_defines(leaves: list[bytes]) -> None:
    grown = CompactRange()
    for leaf in leaves:
        grown.append(leaf)

    assert _independent_root(leaves) == grown.root()
    assert len(leaves) == grown.size
    assert len(leaves).bit_count() == len(grown.peaks)


def test_a_compact_range_can_be_tried_out_on_a_copy() -> None:
    kept = CompactRange()
    kept.append(RFC_LEAVES[0])

    kept.copy().append(RFC_LEAVES[1])

    assert bytes.fromhex(RFC_ROOTS[1]) == kept.root()
    assert 1 == kept.size


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert EMPTY_ROOT == CompactRange().root() == bytes.fromhex(RFC_ROOTS[0])


@given(leaves_of, st.data())
def test_every_leaf_is_proved_where_it_stands_and_nowhere_else(leaves: list[bytes], data: st.DataObject) -> None:
    root = root_of(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index)
    elsewhere = data.draw(st.integers(-1, len(leaves)).filter(lambda other: other != index))

    verify_inclusion(leaves[index], index, len(leaves), proof, root)

    with pytest.raises(VerificationError):
        verify_inclusion(leaves[index], elsewhere, len(leaves), proof, root)


@given(leaves_of, st.data())
def test_a_bent_inclusion_proof_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    root = root_of(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index)
    bent = data.draw(st.sampled_from([proof[:-1], proof[1:], [*proof, root], [root, *proof], proof[::-1], []]))

    if bent == proof:
        verify_inclusion(leaves[index], index, len(leaves), bent, root)
    else:
        with pytest.raises(VerificationError):
            verify_inclusion(leaves[index], index, len(leaves), bent, root)


@given(leaves_of, st.data())
def test_a_log_is_proved_to_extend_each_of_its_earlier_states(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))

    proof = consistency_proof(leaves, old)

    verify_consistency(old, root_of(leaves[:old]), len(leaves), root_of(leaves), proof)


@given(leaves_of, st.data())
def test_a_rewritten_log_cannot_prove_that_it_extends_what_was(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:changed], bytes(32), *leaves[changed + 1 :]]

    proof = consistency_proof(rewritten, old)

    with pytest.raises(VerificationError):
        verify_consistency(old, root_of(leaves[:old]), len(rewritten), root_of(rewritten), proof)


@given(leaves_of, st.data())
def test_a_bent_consistency_proof_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    proof = consistency_proof(leaves, old)
    bent = data.draw(st.sampled_from([proof[:-1], proof[1:], [*proof, bytes(32)], [bytes(32), *proof], proof[::-1]]))

    if bent == proof:
        verify_consistency(old, root_of(leaves[:old]), len(leaves), root_of(leaves), bent)
    else:
        with pytest.raises(VerificationError):
            verify_consistency(old, root_of(leaves[:old]), len(leaves), root_of(leaves), bent)


@given(st.integers(-2, 80), st.integers(-2, 80), st.lists(st.binary(min_size=32, max_size=32), max_size=8))
def test_any_proof_is_accepted_or_refused_and_never_breaks(index: int, size: int, proof: list[bytes]) -> None:
    with pytest.raises(VerificationError):
        verify_inclusion(RFC_LEAVES[0], index, size, proof, bytes(32))
    with pytest.raises(VerificationError):
        verify_consistency(index, RFC_LEAVES[1], size, bytes(32), proof)


def test_a_log_does_not_shrink() -> None:
    with pytest.raises(VerificationError, match="shrink"):
        verify_consistency(8, root_of(RFC_LEAVES), 7, root_of(RFC_LEAVES[:7]), [])


def test_two_hashes_put_together_do_not_pass_for_one() -> None:
    """Without a length check an empty "leaf" is proved by a sibling of 64 bytes."""
    left, right = RFC_LEAVES[:2]

    for leaf, sibling in ((b"", left + right), (left + right, b""), (left[:31], left[31:] + right)):
        with pytest.raises(VerificationError, match="32 bytes"):
            verify_inclusion(leaf, 0, 2, [sibling], root_of(RFC_LEAVES[:2]))


@pytest.mark.parametrize("count", [0, 9])
def test_there_is_no_proof_for_what_is_not_there(count: int) -> None:
    with pytest.raises(InvalidValueError):
        consistency_proof(RFC_LEAVES, count)
    with pytest.raises(InvalidValueError):
        inclusion_proof(RFC_LEAVES[:count], count)


def test_a_leaf_binds_the_kind_the_sequence_and_the_content() -> None:
    identity = bytes(range(32))
    entry = b"\0batch" + (7).to_bytes(8, "big") + identity

    assert hashlib.sha256(entry).digest() == leaf_hash(Kind.BATCH, 7, identity)
    assert 4 == len({leaf_hash(kind, sequence, identity) for kind in (Kind.BATCH, Kind.ROLLUP) for sequence in (7, 8)})


@pytest.mark.parametrize(("sequence", "size"), [(-1, 32), (1 << 64, 32), (0, 31), (0, 33)])
def test_an_impossible_leaf_cannot_be_made(sequence: int, size: int) -> None:
    with pytest.raises(InvalidValueError):
        leaf_hash(Kind.BATCH, sequence, bytes(size))


@pytest.mark.parametrize(("size", "peaks"), [(-1, []), (1, []), (2, [bytes(32)] * 2), (1, [bytes(31)])])
def test_a_compact_range_that_does_not_fit_its_size_cannot_exist(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(InvalidValueError):
        CompactRange(size, peaks)


@pytest.mark.parametrize("size", [0, 31, 64])
def test_only_a_hash_can_be_appended(size: int) -> None:
    with pytest.raises(MalformedError):
        CompactRange().append(bytes(size))
