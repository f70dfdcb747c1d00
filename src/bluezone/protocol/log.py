"""The append-only log of everything published: leaves, roots, proofs (docs/protocol/4-log.md, RFC 6962).

A phone keeps only a compact range, appends every new leaf and compares the root with the signed head; whoever audits
a mirror uses the two proofs. Hashing and arithmetic only; nothing is stored here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from bluezone.protocol.errors import InvalidValueError, MalformedError, VerificationError

HASH_BYTES = 32
TILE_LEAVES = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(kind: str, sequence: int, identity: bytes) -> bytes:
    """The leaf of one published file: its kind, its sequence and the hash of its signed body.

    The kind is any name, since a later version may log a kind that this one does not know.
    """
    if not 0 <= sequence < 1 << 64 or len(identity) != HASH_BYTES:
        raise InvalidValueError(f"a leaf is made of a sequence in 64 bits and a hash of {HASH_BYTES} bytes")
    return _hash_leaf(kind.encode() + sequence.to_bytes(8, "big") + identity)


@dataclass(slots=True)
class CompactRange:
    """The least that must be kept to append to a log and to know its root: one hash for each set bit of the size."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    """Roots of the perfect subtrees, the largest first."""

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise InvalidValueError("a compact range does not fit its size")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise InvalidValueError(f"a peak of a compact range has {HASH_BYTES} bytes")

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash."""
        if len(leaf) != HASH_BYTES:
            raise MalformedError(f"a leaf hash has {HASH_BYTES} bytes, not {len(leaf)}")
        carry, size = leaf, self.size
        while size & 1:
            carry = _hash_node(self.peaks.pop(), carry)
            size >>= 1
        self.peaks.append(carry)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = _hash_node(peak, root)
        return root

    def copy(self) -> CompactRange:
        return CompactRange(self.size, list(self.peaks))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over all leaf hashes."""
    grown = CompactRange()
    for leaf in leaves:
        grown.append(leaf)
    return grown.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from leaf `index` up to the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise InvalidValueError(f"there is no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split_point(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """What shows that the tree over all leaves extends the one over the first `old_size` (RFC 6962, 2.1.2)."""
    if not 0 < old_size <= len(leaves):
        raise InvalidValueError(f"{len(leaves)} leaves do not extend {old_size}")
    return _subproof(leaves, old_size, whole=True)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises VerificationError unless this leaf hash stands at `index` of the tree (RFC 9162, 2.1.3.2)."""
    _require_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise VerificationError("the proof is for a leaf outside the tree")
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise VerificationError("an inclusion proof is too long")
        if node & 1 or node == last:
            current = _hash_node(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = _hash_node(current, sibling)
        node, last = node >> 1, last >> 1
    if last != 0 or current != root:
        raise VerificationError("an inclusion proof does not lead to the root")


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Raises VerificationError unless the new tree extends the old one (RFC 9162, 2.1.4.2)."""
    _require_hashes(old_root, root, *proof)
    if not 0 < old_size <= size:
        raise VerificationError("a log cannot shrink")
    if old_size == size:
        if proof or old_root != root:
            raise VerificationError("the log was rewritten")
        return
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        raise VerificationError("a consistency proof is empty")
    if _climb_both(old_size - 1, size - 1, path) != (old_root, root):
        raise VerificationError("the log was rewritten")


def _require_hashes(*hashes: bytes) -> None:
    """A "hash" of another length could stand for two others put together, and prove what is not there."""
    if any(len(value) != HASH_BYTES for value in hashes):
        raise VerificationError(f"a proof is made of hashes of {HASH_BYTES} bytes")


def _climb_both(node: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """(old root, new root) as the proof's hashes make them, from the old tree's last perfect subtree upwards."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise VerificationError("a consistency proof is too long")
        if node & 1 or node == last:
            old, new = _hash_node(sibling, old), _hash_node(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = _hash_node(new, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise VerificationError("a consistency proof is too short")
    return old, new


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split_point(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), root_of(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), root_of(leaves[:split])]


def _split_point(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _hash_leaf(entry: bytes) -> bytes:
    return hashlib.sha256(_LEAF + entry).digest()


def _hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
