"""A whole published folder for tests: root, key list, configuration, a few batches, log and index."""

from __future__ import annotations

from pathlib import Path

from bluezone.protocol.batch import Batch, write_batch
from bluezone.protocol.config import Configuration, write_configuration
from bluezone.protocol.index import Cosignature, Head, Index, Published, cosign, write_head, write_index
from bluezone.protocol.log import leaf_hash, root_of
from bluezone.protocol.signature import KeyList, Kind, SigningKey, identity_of, sign_file, write_key_list
from tests.support.protocol.batches import batch
from tests.support.protocol.signing import ROOT, key_list, signing_key

NOW_S = 1_600_000_000
_BLOCK_BYTES = 73


class Mirror:
    """Published files as an exchange lays them out; everything is written by `publish` and `sign`."""

    def __init__(self, folder: Path, keys: KeyList | None = None) -> None:
        self.folder = folder
        self.files: list[Published] = []
        self.write("root", ROOT.verifying_key.value)
        self.publish(Kind.KEYS, 1, write_key_list(keys or key_list(), ROOT))
        configuration = Configuration(sequence=1, issued_s=NOW_S)
        self.publish(Kind.CONFIG, 1, write_configuration(configuration, signing_key(Kind.CONFIG)))

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def publish(self, kind: Kind, sequence: int, data: bytes) -> Path:
        self.files.append(Published(kind, sequence, identity_of(data[:-_BLOCK_BYTES]), len(data)))
        return self.write(f"{kind.value}/{sequence}", data)

    def publish_batch(self, sequence: int, *, previous: bytes | None = None) -> Path:
        chained = [file.identity for file in self.files if file.kind is Kind.BATCH] or [bytes(32)]
        made: Batch = batch(sequence=sequence, previous=previous or chained[-1])
        return self.publish(Kind.BATCH, sequence, sign_file(write_batch(made), [signing_key(Kind.BATCH)]))

    def leaves(self) -> list[bytes]:
        return [leaf_hash(file.kind, file.sequence, file.identity) for file in self.files]

    def sign(
        self,
        leaves: list[bytes] | None = None,
        *,
        witnesses: tuple[SigningKey, ...] = (),
        cosignatures: tuple[Cosignature, ...] = (),
    ) -> bytes:
        """Writes the tiles and the index over everything published so far, or over other leaves; the signed head."""
        leaves = self.leaves() if leaves is None else leaves
        for number in range(0, len(leaves), 256):
            self.write(f"log/tile/{number // 256}", b"".join(leaves[number : number + 256]))
        head = write_head(Head(len(leaves), root_of(leaves), NOW_S), signing_key(Kind.HEAD))
        given = (*cosignatures, *(cosign(head, witness) for witness in witnesses))
        index = Index(NOW_S, NOW_S + 3_600, head, tuple(self.files), given)
        self.write("index", write_index(index, signing_key(Kind.INDEX)))
        return head


def mirror(folder: Path, *, batches: int = 3) -> Mirror:
    made = Mirror(folder)
    for sequence in range(1, batches + 1):
        made.publish_batch(sequence)
    made.sign()
    return made
